"""How far a review says that the sources were read, held against the audits of these sources."""

from collections.abc import Iterable, Iterator, Mapping

from builder.records.concept import Claim, Concept
from builder.records.evidence import Evidence
from builder.records.problem import Problem
from builder.records.review import Review, select_reviews
from builder.records.source import Audit
from builder.records.verdict import READ_OF_SOURCES


def list_read(audits: Iterable[Audit]) -> dict[str, str]:
    """Return how far each audited source was read, by its key, as its last audit says."""
    return {audit.key.id: audit.read for audit in audits}


def explain_reading(review: Review, claim: Claim, read_so_far: Mapping[str, str]) -> str:
    """Return why the review cannot have read so far, or an empty text if it can."""
    if review.read not in READ_OF_SOURCES:
        return ""
    keys = [citation.key.id for citation in claim.sources]
    if not keys:
        return f"the claim '{claim.id}' cites no source, so nobody has read its {review.read}"
    wanted = READ_OF_SOURCES.index(review.read)
    if any(
        key in read_so_far and READ_OF_SOURCES.index(read_so_far[key]) >= wanted for key in keys
    ):
        return ""
    read = ", ".join(f"{key}: {read_so_far.get(key, 'no audit')}" for key in dict.fromkeys(keys))
    return f"no source of '{claim.id}' was read so far, says the registry ({read})"


def check_reading(
    concept: Concept, evidence: Evidence, read_so_far: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield `review-read` for each review that says more, if the sources are as it read them."""
    claims = {claim.id: claim for claim in concept.claims}
    every = ((review, ref.id) for review in concept.reviews for ref in review.claims)
    for whole, claim_id in every:
        claim, found = claims.get(claim_id), evidence.claim(claim_id)
        if claim is None or found is None:
            continue
        (review, *_) = select_reviews((whole,), claim_id)
        read = dict(review.digests).get("sources")
        is_current = any(
            state.name == "sources" and state.digest == read for state in found.components
        )
        if is_current and (why := explain_reading(review, claim, read_so_far)):
            message = f"the review '{review.id}' says 'read: {review.read}', but {why}"
            hint = "add an audit to sources/audits.yaml by whoever read it, with how far"
            yield Problem("review-read", message, whole.place_of("read"), hint)
