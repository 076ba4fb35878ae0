"""Write the table of claims and the review queue as `audit/claims.csv` and `audit/claims.json`."""

import csv
import io

from builder.records.concept import ConceptRecord
from builder.records.ledger import COLUMNS, Row, flatten_row, list_claims, make_row
from builder.render.exports.plain import write_json
from builder.render.render_context import RenderContext

SCHEMA = "plumbline-ledger/1"


def write_ledger(context: RenderContext) -> dict[str, bytes]:
    """Return both files by path, with one row per claim, pages in reading order."""
    rows = [row for concept in list_audited(context) for row in _list_rows(concept, context)]
    queue = [item.as_data() for item in context.queue]
    return {
        "audit/claims.csv": _write_csv(rows),
        "audit/claims.json": write_json({"schema": SCHEMA, "claims": rows, "queue": queue}),
    }


def list_audited(context: RenderContext) -> list[ConceptRecord]:
    """Return the concepts that have a page and claims, in reading order."""
    concepts = (context.atlas.concept_by_id[concept_id] for concept_id in context.graph.order)
    return [concept for concept in concepts if context.is_shown(concept) and concept.claims]


def _list_rows(concept: ConceptRecord, context: RenderContext) -> list[Row]:
    return [
        make_row(concept, claim, found)
        for claim, found in list_claims(concept, context.evidence[concept.id])
    ]


def _write_csv(rows: list[Row]) -> bytes:
    """Return the rows as CSV. Source: RFC 4180."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows(flatten_row(row) for row in rows)
    return table.getvalue().encode()
