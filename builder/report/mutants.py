"""What mutants showed of a witness's checks: as text, as plain data and as rows of a table."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from builder.records.mutant import CheckScore, Fate, MutantReport, MutantResult

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
    """The concept's totals, a line per check, and a line per survivor."""
    if report.why_none:
        return f"{report.concept}: no mutants, {report.why_none}\n"
    survivors = [result for result in report.results if result.fate is Fate.SURVIVED]
    lines = [_sum_up(report), *_format_scores(report.checks)]
    if survivors:
        unnamed = sum(_is_seen_otherwise(result) for result in survivors)
        seen = f", {unnamed} of them seen only by a pin or an unnamed assertion" if unnamed else ""
        lines += [f"  {len(survivors)} survived{seen}:", *_format_survivors(survivors)]
    return "\n".join(lines) + "\n"


def mutants_as_data(report: MutantReport) -> dict[str, object]:
    """The report as plain data."""
    return {
        "why_none": report.why_none,
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
    """One row per mutant under `COLUMNS`; lists of ids are joined by spaces."""
    for report in reports:
        for result in report.results:
            values = _result_as_data(result).values()
            yield (
                report.concept,
                *(" ".join(value) if isinstance(value, list) else value for value in values),
            )


def _sum_up(report: MutantReport) -> str:
    """`scaling/double-descent: 61 of 84 killed (72 %), 9 crashed, 20 equivalent left out`; the share is rounded down."""
    killed = report.count(Fate.KILLED)
    total = killed + report.count(Fate.SURVIVED)
    share = f" ({killed * 100 // total} %)" if total else ""
    crashed, equivalent = report.count(Fate.CRASHED), report.count(Fate.EQUIVALENT)
    return f"{report.concept}: {killed} of {total} killed{share}, {crashed} crashed, {equivalent} equivalent left out"


def _format_scores(scores: Sequence[CheckScore]) -> Iterator[str]:
    widest = max((len(score.id) for score in scores), default=0)
    killed = max((len(str(score.killed)) for score in scores), default=0)
    survived = max((len(str(score.survived)) for score in scores), default=0)
    for score in scores:
        counts = f"killed {score.killed:<{killed}}  survived {score.survived:<{survived}}  {_join_lines(score.lines)}"
        yield f"  {score.id:<{widest}}  {'pin, not counted' if score.is_pin else counts}".rstrip()


def _join_lines(lines: Sequence[int]) -> str:
    """`lines 131, 138-140`, or nothing."""
    breaks = [
        index for index, (one, other) in enumerate(pairwise(lines), start=1) if other != one + 1
    ]
    bounds = pairwise((0, *breaks, len(lines))) if lines else ()
    stretches = [(lines[start], lines[stop - 1]) for start, stop in bounds]
    shown = ", ".join(
        str(first) if first == last else f"{first}-{last}" for first, last in stretches
    )
    return f"line{'' if len(lines) == 1 else 's'} {shown}" if shown else ""


def _format_survivors(survivors: Sequence[MutantResult]) -> Iterator[str]:
    rows = [(str(result.mutant.place), _show_change(result), _tell(result)) for result in survivors]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
    for place, change, told in rows:
        yield f"  {place.ljust(widths[0])}  {change.ljust(widths[1])}  {told}"


def _show_change(result: MutantResult) -> str:
    return f"{result.mutant.before} -> {result.mutant.after or '(nothing)'}"


def _is_seen_otherwise(result: MutantResult) -> bool:
    return bool(result.pins) or result.is_guarded


def _tell(result: MutantResult) -> str:
    """What saw the mutant, and why that did not kill it."""
    parts = [f"seen only by the pin {' and '.join(result.pins)}"] if result.pins else []
    parts += ["fails only an unnamed assertion"] if result.is_guarded and not result.pins else []
    named = ", ".join(result.moved[:MOST_NAMED])
    more = f" and {len(result.moved) - MOST_NAMED} more" if len(result.moved) > MOST_NAMED else ""
    parts += [f"moved: {named}{more}"] if result.moved else []
    return "; ".join(parts) or "moved no named check that counts"


def _result_as_data(result: MutantResult) -> dict[str, object]:
    """One mutant with the keys of `COLUMNS`, its concept apart."""
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
