"""Write the records that reviewers of a page fill in, one text file of YAML per page."""

from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.review_form import write_blank
from builder.render.render_context import RenderContext


def name_forms(concept_id: str) -> str:
    """Return the path of the file: `audit/scaling/ntk.txt`."""
    return f"audit/{concept_id}.txt"


def write_forms(concept: Concept, context: RenderContext) -> bytes:
    """Return a record for each claim, bound to it as it stands in this build.

    The form is that of an item of `reviews.yaml`; docs/reviewing.md describes it.
    """
    evidence = context.evidence[concept.id]
    criteria = context.atlas.criteria.names
    asked = f"criterion: one of {', '.join(criteria)}" if criteria else "criterion: in your words"
    lines = (
        f"# Review records of {concept.id} to fill in, one for each claim.",
        f"# Copy the one that you need to the end of {concept.folder}/reviews.yaml.",
        "# id: the date and a number, such as 2026-11-30-1",
        "# read: metadata, abstract, section, full text, or code and run",
        f"# {asked}",
        "# verdict: supports, supports with caveat, does not support, or could not check",
        "# Leave out the digests of the parts that you did not read.",
    )
    records = (_write_form(claim.id, evidence) for claim in concept.claims)
    return "\n\n".join(["\n".join(lines), *records]).encode()


def _write_form(claim: str, evidence: Evidence) -> str:
    found = evidence.claim(claim)
    states = found.components if found is not None else ()
    digests = {state.name: state.digest for state in states}
    return write_blank(claim, evidence.last_review, digests)
