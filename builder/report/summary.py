"""The last line of a build, and a witness's checks as a table."""

from collections import Counter
from collections.abc import Collection, Iterable

from builder.records.evidence import CheckResult, Tally
from builder.records.level import Level
from builder.records.problem import Problems
from builder.report.problems import count_problems


def format_summary(
    tallies: Collection[Tally], problems: Problems, *, pages: int, runs: tuple[int, int]
) -> str:
    """`7 pages, 210 runs (200 recalled), checks: 24 of 24 hold, claims: 15 backed, 6 illustrated; 2 warnings`.

    `runs` are all and those of them that were recalled.
    """
    checks, holding = (
        sum(tally.checks for tally in tallies),
        sum(tally.holding for tally in tallies),
    )
    levels = Counter(level for tally in tallies for level in tally.levels)
    stale = sum(tally.stale for tally in tallies)
    counted = [*((levels[level], str(level)) for level in reversed(Level)), (stale, "stale")]
    claims = ", ".join(f"{number} {word}" for number, word in counted if number) or "none"
    recalled = f" ({runs[1]} recalled)" if runs[1] else ""
    return (
        f"{_count(pages, 'page')}, {_count(runs[0], 'run')}{recalled}, checks: {holding} of {checks} hold, "
        f"claims: {claims}; {count_problems(problems)}"
    )


def format_checks(checks: Iterable[CheckResult]) -> str:
    """One line per check: mark, id, measured values, margin, seeds, counterconditions."""
    rows = [_row(check) for check in checks]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    return "".join(
        "  ".join(
            (*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), *row[3:])
        ).rstrip()
        + "\n"
        for row in rows
    )


def _row(check: CheckResult) -> tuple[str, ...]:
    margin = "" if check.margin is None else f"margin {check.margin:.4g}"
    parts = [margin] if margin else []
    if check.seeds is not None:
        parts.append(f"{check.seeds.passed}/{check.seeds.total} seeds")
    parts += [
        f"{'fails' if counter.failed else 'holds'} with {counter.settings}{', as it must' if counter.must_fail and counter.failed else ''}"
        for counter in check.counters
    ]
    return ("holds" if check.passed else "FAILS", check.id, check.measured, "; ".join(parts))


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
