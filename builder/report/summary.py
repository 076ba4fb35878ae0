"""The last line of a build, and the checks of a witness as a table."""

from collections import Counter
from collections.abc import Collection, Iterable

from builder.records.evidence import CheckResult, ConceptCounts, CounterResult
from builder.records.ledger import NOT_RUN
from builder.records.level import Level
from builder.records.problem import Problems
from builder.report.lines import align_columns, format_count
from builder.report.problems import count_problems


def format_summary(
    tallies: Collection[ConceptCounts], problems: Problems, *, pages: int, runs: tuple[int, int]
) -> str:
    """Return the last line of a build.

    `runs` are the number of all runs and the number of those that came from the cache.

    Example: `7 pages, 210 runs, checks: 24 of 24 hold, claims: 15 backed; 2 warnings`.
    """
    checks = sum(tally.checks for tally in tallies)
    holding = sum(tally.holding for tally in tallies)
    levels = Counter(level for tally in tallies for level in tally.levels)
    stale = sum(tally.stale for tally in tallies)
    not_run = sum(tally.not_run for tally in tallies)
    counted = [
        *((levels[level], str(level)) for level in reversed(Level)),
        (not_run, NOT_RUN),
        (stale, "stale"),
    ]
    claims = ", ".join(f"{number} {word}" for number, word in counted if number) or "none"
    total_runs, cached_runs = runs
    cached = f" ({cached_runs} cached)" if cached_runs else ""
    return (
        f"{format_count(pages, 'page')}, {format_count(total_runs, 'run')}{cached}, "
        f"checks: {holding} of {checks} hold, claims: {claims}; {count_problems(problems)}"
    )


def format_checks(checks: Iterable[CheckResult]) -> str:
    """Return a line per check: mark, id, measured values, margin, seeds, counterconditions."""
    return "".join(f"{line}\n" for line in align_columns([_check_row(check) for check in checks]))


def _check_row(check: CheckResult) -> tuple[str, ...]:
    parts = [] if check.margin is None else [f"margin {check.margin:.4g}"]
    if check.seeds is not None:
        parts.append(f"{check.seeds.passed}/{check.seeds.total} seeds")
    if check.held is not None:
        parts.append(f"{check.held.passed}/{check.held.total} held seeds")
    parts += [_describe_counter(counter) for counter in check.counters]
    if check.rivals:
        refused = sum(rival.refused for rival in check.rivals)
        parts.append(f"refuses {refused} of {format_count(len(check.rivals), 'rival')}")
    return ("holds" if check.passed else "FAILS", check.id, check.measured, "; ".join(parts))


def _describe_counter(counter: CounterResult) -> str:
    as_required = ", as it must" if counter.must_fail and counter.failed else ""
    return f"{'fails' if counter.failed else 'holds'} with {counter.settings}{as_required}"
