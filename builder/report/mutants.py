"""The results of mutating a witness, as text, as plain data and as rows of a table."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from builder.records.concept import Concept
from builder.records.mutant import (
    CheckScore,
    Fate,
    Mutant,
    MutantReport,
    MutantResult,
    SuggestedRival,
)
from builder.report.lines import align_columns

MOST_NAMED = 3  # checks named beside a survivor
COLUMNS = (
    "concept",
    "path",
    "line",
    "column",
    "before",
    "after",
    "fate",
    "killers",
    "moved",
    "pins",
    "guarded",
)


def format_mutants(report: MutantReport) -> str:
    """Return the concept's totals, a line per check, and a line per surviving mutant."""
    survivors = [result for result in report.results if result.fate is Fate.SURVIVED]
    lines = [_format_totals(report), *_format_scores(report.checks)]
    if survivors:
        unnamed = sum(bool(result.pins) or result.is_guarded for result in survivors)
        seen = f", {unnamed} of them seen only by a pin or an unnamed assertion" if unnamed else ""
        lines.append(f"  {len(survivors)} survived{seen}:")
        rows = [_survivor_row(result) for result in survivors]
        lines += [f"  {line}" for line in align_columns(rows)]
    return "\n".join(lines) + "\n"


def format_missing(concept: str, *, holds: bool) -> str:
    """Return why no mutant of this concept was run."""
    why = "it has no named check that counts" if holds else "the witness does not hold"
    return f"{concept}: no mutants, {why}\n"


def format_claims(
    concept: Concept, report: MutantReport, suggested: Sequence[SuggestedRival]
) -> str:
    """Return, for each claim with checks, the share of mutants that its checks kill.

    The share counts the mutants that move a value which these checks compare. Below it stands each
    mutant that no check killed, as a rival that waits for its reason.
    """
    by_mutant = {one.mutant.number: one for one in suggested}
    lines = []
    for claim in concept.claims:
        checks = {ref.id for ref in claim.checks}
        killed, seen = report.count_killed(checks)
        if seen:
            lines.append(f"  {claim.id}: its checks kill {killed} of the {seen} they see")
        for result in report.list_reached(checks):
            if result.fate is Fate.SURVIVED:
                moved = [check for check in result.moved if check in checks]
                entry = by_mutant.get(result.mutant.number)
                lines += _format_rival(result.mutant, entry, moved)
    return "\n".join([f"{concept.id}: rivals to choose from", *lines]) + "\n" if lines else ""


def _format_rival(
    mutant: Mutant, entry: SuggestedRival | None, checks: Sequence[str]
) -> Iterator[str]:
    if entry is None:
        yield f"    # {mutant.place}: {mutant.before} -> {mutant.after} stands in no single line"
        return
    yield f"    # {mutant.place}: {', '.join(checks)} moved and held"
    yield f"    - id: mutant-{mutant.number}"
    yield f"      replace: {_quote(entry.before)}"
    yield f"      with: {_quote(entry.after)}"
    yield f"      refuted_by: [{', '.join(checks)}]"
    yield "      because:    # which mistake it is"


def _quote(text: str) -> str:
    """Return the text as a YAML scalar in quotes."""
    if "'" in text and not set(text).intersection('"\\'):
        return f'"{text}"'
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def mutants_as_data(report: MutantReport) -> dict[str, object]:
    """Return the report as plain data."""
    return {
        **{str(fate): report.count(fate) for fate in Fate},
        "checks": [
            {
                "check": score.id,
                "pin": score.is_pin,
                "killed": score.killed,
                "survived": score.survived,
                "lines": list(score.lines),
            }
            for score in report.checks
        ],
        "mutants": [_result_as_data(result) for result in report.results],
    }


def list_mutant_rows(reports: Iterable[MutantReport]) -> Iterator[tuple[object, ...]]:
    """Yield one row per mutant under `COLUMNS`; ids in a list are joined by spaces."""
    for report in reports:
        for result in report.results:
            values = _result_as_data(result).values()
            yield (
                report.concept,
                *(" ".join(value) if isinstance(value, list) else value for value in values),
            )


def _format_totals(report: MutantReport) -> str:
    """Return the line with the concept's totals; the percentage is rounded down.

    Example: `scaling/ntk: 61 of 84 killed (72 %), 9 crashed, 20 equivalent left out`.
    """
    killed = report.count(Fate.KILLED)
    total = killed + report.count(Fate.SURVIVED)
    share = f" ({killed * 100 // total} %)" if total else ""
    crashed, equivalent = report.count(Fate.CRASHED), report.count(Fate.EQUIVALENT)
    rest = f"{crashed} crashed, {equivalent} equivalent left out"
    return f"{report.concept}: {killed} of {total} killed{share}, {rest}"


def _format_scores(scores: Sequence[CheckScore]) -> Iterator[str]:
    id_width = max((len(score.id) for score in scores), default=0)
    killed_width = max((len(str(score.killed)) for score in scores), default=0)
    survived_width = max((len(str(score.survived)) for score in scores), default=0)
    for score in scores:
        counts = (
            f"killed {score.killed:<{killed_width}}  survived {score.survived:<{survived_width}}"
        )
        text = "pin, not counted" if score.is_pin else f"{counts}  {_format_lines(score.lines)}"
        yield f"  {score.id:<{id_width}}  {text}".rstrip()


def _format_lines(lines: Sequence[int]) -> str:
    """Return `lines 131, 138-140`, or an empty text for no lines."""
    if not lines:
        return ""
    breaks = [
        index for index, (line, after) in enumerate(pairwise(lines), start=1) if after != line + 1
    ]
    bounds = pairwise((0, *breaks, len(lines)))
    ranges = [(lines[start], lines[stop - 1]) for start, stop in bounds]
    text = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
    return f"line{'' if len(lines) == 1 else 's'} {text}"


def _survivor_row(result: MutantResult) -> tuple[str, str, str]:
    mutant = result.mutant
    change = f"{mutant.before} -> {mutant.after or '(nothing)'}"
    return str(mutant.place), change, _describe_survivor(result)


def _describe_survivor(result: MutantResult) -> str:
    """Say which assertions noticed the mutant, and why that did not kill it."""
    parts = [f"seen only by the pin {' and '.join(result.pins)}"] if result.pins else []
    if result.is_guarded and not result.pins:
        parts.append("fails only an unnamed assertion")
    if result.moved:
        unnamed = len(result.moved) - MOST_NAMED
        more = f" and {unnamed} more" if unnamed > 0 else ""
        parts.append(f"moved: {', '.join(result.moved[:MOST_NAMED])}{more}")
    return "; ".join(parts) or "moved no named check that counts"


def _result_as_data(result: MutantResult) -> dict[str, object]:
    """Return one mutant with the keys of `COLUMNS` except `concept`."""
    mutant = result.mutant
    return {
        "path": mutant.place.path,
        "line": mutant.place.line,
        "column": mutant.place.column,
        "before": mutant.before,
        "after": mutant.after,
        "fate": str(result.fate),
        "killers": list(result.killers),
        "moved": list(result.moved),
        "pins": list(result.pins),
        "guarded": result.is_guarded,
    }
