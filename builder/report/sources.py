"""The registry of sources: how each record stands, as a table, as rows and as plain data, and the last line of its check."""

from collections import Counter
from collections.abc import Sequence

from builder.records.problem import Problems, Severity
from builder.records.source import Comparison, Standing, Texts

COLUMNS = ("key", "year", "label", "kind", "pages", "claims", "read", "audited")


def list_standing_row(standing: Standing) -> tuple[object, ...]:
    """One row under `COLUMNS`; the last two are empty where the record was never audited."""
    source, audit = standing.source, standing.audit
    read, audited = (audit.read, audit.date.isoformat()) if audit else ("", "")
    return (
        source.key,
        source.year,
        standing.label,
        source.type,
        standing.pages,
        standing.claims,
        read,
        audited,
    )


def format_standings(standings: Sequence[Standing]) -> str:
    """One line per record under a line of names, and how many there are."""
    rows: list[tuple[str, ...]] = [
        ("key", "year", "label", "kind", "pages", "claims", "last audit")
    ]
    for standing in standings:
        *cells, read, audited = (str(cell) for cell in list_standing_row(standing))
        rows.append((*cells, f"{read}, {audited}" if audited else "never audited"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    lines = [
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]))
        for row in rows
    ]
    audited_count = sum(standing.audit is not None for standing in standings)
    return "\n".join([*lines, f"sources: {len(standings)}, {audited_count} audited"]) + "\n"


def standing_as_data(standing: Standing) -> dict[str, object]:
    """The same as plain data; `audit` is null where the record was never audited."""
    row = dict(zip(COLUMNS, list_standing_row(standing), strict=True))
    audit = {"read": row.pop("read"), "date": row.pop("audited")}
    return {**row, "audit": audit if standing.audit else None}


def format_comparison(
    sources: int, problems: Problems, compared: Comparison, texts: Texts | None, *, unread: int
) -> str:
    """`sources: 12, 3 findings (1 error, 2 warnings); texts: 4 used, 1 other file; quotes: 5 found, 1 not found, 2 without a text at hand`.

    The texts are left out where there is no folder of them; `unread` pages that were not read whole are named where there are any.
    """
    counts = Counter(problem.severity for problem in problems)
    kinds = ", ".join(
        _count(counts[severity], str(severity)) for severity in Severity if counts[severity]
    )
    parts = [
        f"sources: {sources}, {_count(len(problems), 'finding')} ({kinds})"
        if problems
        else f"sources: {sources}, no findings"
    ]
    if texts is not None:
        parts.append(f"texts: {texts.used} used, {_count(texts.others, 'other file')}")
    parts.append(
        f"quotes: {compared.found} found, {compared.missed} not found, {compared.without_text} without a text at hand"
    )
    if unread:
        parts.append(f"{_count(unread, 'page')} not read whole: run python -m builder check")
    return "; ".join(parts)


def comparison_as_data(compared: Comparison, texts: Texts | None) -> dict[str, object]:
    """How the texts and the quotes were counted, as plain data."""
    return {
        "texts": {"used": texts.used, "others": texts.others} if texts is not None else None,
        "quotes": {
            "found": compared.found,
            "not_found": compared.missed,
            "without_text": compared.without_text,
        },
    }


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
