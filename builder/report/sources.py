"""The source registry as text, as rows and as plain data, and the last line of its check."""

from collections import Counter
from collections.abc import Sequence

from builder.records.problem import Problems, Severity
from builder.records.source import Comparison, SourceStatus, Texts
from builder.report.lines import align_columns, format_count

COLUMNS = ("key", "year", "label", "kind", "pages", "claims", "read", "audited")


def list_standing_row(standing: SourceStatus) -> tuple[object, ...]:
    """Return one row under `COLUMNS`; the last two are empty if the record was never audited."""
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


def format_standings(standings: Sequence[SourceStatus]) -> str:
    """Return a table with a line per record, then the number of records."""
    rows: list[tuple[str, ...]] = [
        ("key", "year", "label", "kind", "pages", "claims", "last audit")
    ]
    for standing in standings:
        *cells, read, audited = (str(cell) for cell in list_standing_row(standing))
        rows.append((*cells, f"{read}, {audited}" if audited else "never audited"))
    audited_count = sum(standing.audit is not None for standing in standings)
    total = f"sources: {len(standings)}, {audited_count} audited"
    return "\n".join([*align_columns(rows), total]) + "\n"


def standing_as_data(standing: SourceStatus) -> dict[str, object]:
    """Return one record as plain data; `audit` is null if the record was never audited."""
    row = dict(zip(COLUMNS, list_standing_row(standing), strict=True))
    audit = {"read": row.pop("read"), "date": row.pop("audited")}
    return {**row, "audit": audit if standing.audit else None}


def format_comparison(
    sources: int, problems: Problems, compared: Comparison, texts: Texts | None, *, unread: int
) -> str:
    """Return the last line of `sources check`.

    `texts` is None if no folder of texts was given. `unread` is the number of pages that were
    not read whole because of a fault.

    Example: `sources: 12, no findings; quotes: 5 found, 1 not found, 2 without a text at hand`.
    """
    counts = Counter(problem.severity for problem in problems)
    kinds = ", ".join(
        format_count(counts[severity], str(severity)) for severity in Severity if counts[severity]
    )
    findings = f"{format_count(len(problems), 'finding')} ({kinds})" if problems else "no findings"
    parts = [f"sources: {sources}, {findings}"]
    if texts is not None:
        parts.append(f"texts: {texts.used} used, {format_count(texts.others, 'other file')}")
    parts.append(
        f"quotes: {compared.found} found, {compared.missed} not found, "
        f"{compared.without_text} without a text at hand"
    )
    if unread:
        pages = format_count(unread, "page")
        parts.append(f"{pages} not read whole: run plumbline check")
    return "; ".join(parts)


def comparison_as_data(compared: Comparison, texts: Texts | None) -> dict[str, object]:
    """Return the counts of the texts and the quotes as plain data."""
    return {
        "texts": {"used": texts.used, "others": texts.others} if texts is not None else None,
        "quotes": {
            "found": compared.found,
            "not_found": compared.missed,
            "without_text": compared.without_text,
        },
    }
