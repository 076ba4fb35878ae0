"""The review queue: claims sorted by status, importance, doubt and number of dependants."""

from collections.abc import Iterator, Mapping, Sequence

from builder.records.atlas import Atlas
from builder.records.claim_kinds import CLAIM_KINDS
from builder.records.concept import Claim, ConceptRecord
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.graph import Graph
from builder.records.level import Level
from builder.records.review import ComponentState, QueuedClaim, select_reviews
from builder.records.verdict import READ_WHERE_CITED

_STATUS = ("published", "review", "draft")
_IMPORTANCE = ("core", "supporting", "optional", "")


def rank_claims(
    atlas: Atlas[ConceptRecord], graph: Graph, evidence: Mapping[str, Evidence]
) -> tuple[QueuedClaim, ...]:
    """Return every claim that is not reviewed, or that a source or a review contests.

    They are sorted by status, importance, weight of the doubts, number of pages that rest on the
    page, and reading order.
    """
    read = {audit.key.id for audit in atlas.audits if audit.read in READ_WHERE_CITED}
    pages = [concept.id for concept in atlas.concepts if concept.status in _STATUS]
    resting = count_resting(graph, pages)
    found: list[tuple[tuple[int, ...], QueuedClaim]] = []
    for place, concept_id in enumerate(graph.order):
        concept = atlas.concept_by_id[concept_id]
        if concept.status not in _STATUS or not evidence[concept_id].is_run:
            continue
        rank = (_STATUS.index(concept.status), _IMPORTANCE.index(concept.importance))
        for number, claim in enumerate(concept.claims):
            own = evidence[concept_id].claim(claim.id)
            if own is not None and (own.level is not Level.REVIEWED or own.contested):
                doubts = tuple(_find_doubts(concept, claim, own, read))
                weight = sum(weight for weight, _ in doubts)
                reasons = tuple(words for _, words in doubts)
                item = QueuedClaim(concept_id, claim.id, str(own.level), reasons, resting[place])
                found.append(((*rank, -weight, -resting[place], place, number), item))
    return tuple(item for _, item in sorted(found, key=lambda pair: pair[0]))


def count_resting(graph: Graph, pages: Sequence[str]) -> list[int]:
    """Return, for each place of the graph's order, how many pages rest on the concept there.

    All counters are incremented at once: `digits[n]` holds binary digit n of every counter, one
    bit for each place.
    """
    digits: list[int] = []
    for page in pages:
        carried = graph.ancestor_bits.get(page, 0)
        for number, digit in enumerate(digits):
            digits[number], carried = digit ^ carried, digit & carried
        if carried:
            digits.append(carried)
    return [
        sum((digit >> place & 1) << number for number, digit in enumerate(digits))
        for place in range(len(graph.order))
    ]


def _find_doubts(
    concept: ConceptRecord, claim: Claim, own: ClaimEvidence, read: set[str]
) -> Iterator[tuple[int, str]]:
    """Yield (weight, words) for each reason to review the claim."""
    if own.contradicted:
        yield 8, "contested by a source"
    if own.opposed:
        yield 8, "not supported by its review"
    if own.moved:
        yield 4, f"stale: {_name(own.moved)}"
    cited = {citation.key.id for citation in claim.sources if citation.relation == "supports"}
    reviewed = any(
        review.read in READ_WHERE_CITED for review in select_reviews(concept.reviews, claim.id)
    )
    if CLAIM_KINDS[claim.kind].wants_full_text and not cited & read and not reviewed:
        yield 2, f"{claim.kind}, no section read"
    if own.level.rank < Level.BACKED.rank:
        yield 1, f"only {own.level}" if own.level is Level.ILLUSTRATED else str(own.level)
    if len(own.unread) == len(own.components):
        yield 0, "never reviewed"
    elif own.unread:
        yield 0, f"not read: {_name(own.unread)}"


def _name(states: tuple[ComponentState, ...]) -> str:
    return ", ".join(state.name for state in states)
