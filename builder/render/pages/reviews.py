"""The reviews of a claim on its page: verdicts, and changes since then."""

from collections.abc import Iterator

from builder.records.concept import Claim, ConceptRecord
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.review import ComponentState, Review, select_reviews, shorten_pieces
from builder.records.verdict import COUNTED
from builder.render.render_context import View
from builder.render.words import count, format_date, list_words

AROUND = 60  # characters of unchanged text that are shown beside a change


def describe_review(review: Review) -> str:
    """Return a sentence with the date, reviewer, verdict, extent and criterion of a review."""
    reviewer = review.reviewer
    role = f"{reviewer.kind}, author of the page" if reviewer.author_of_page else reviewer.kind
    verdict = f"{review.verdict}; read: {review.read}; criterion: {review.criterion}."
    return f"{review.date}, {reviewer.name} ({role}): {verdict}"


def view_reviews(claim: Claim, concept: ConceptRecord) -> tuple[View, ...]:
    """Return the views of the claim's review records, in their order.

    The anchor `review-ID` stands at the first claim of a record alone, since an id is unique.
    """
    anchors = {review.id: review.id for review in concept.reviews if review.claim.id == claim.id}
    return tuple(
        {
            "id": review.id,
            "anchor": anchors.get(review.id, f"{review.id}-{claim.id}"),
            "line": describe_review(review),
            "summary": review.summary,
            "excludes": review.excludes,
        }
        for review in select_reviews(concept.reviews, claim.id)
    )


def describe_reviewed(concept: ConceptRecord, evidence: Evidence) -> str:
    """Return how many claims somebody has judged, or that nobody has."""
    judged = {
        ref.id for review in concept.reviews for ref in review.claims if review.verdict in COUNTED
    }
    if not judged:
        return "Not reviewed yet."
    standing = sum(claim.claim in judged and not claim.stale for claim in evidence.claims)
    last = max(review.date for review in concept.reviews)
    total = count(len(concept.claims), "claim")
    return f"Reviewed: {standing} of {total}, last on {format_date(last)}."


def view_standing(found: ClaimEvidence | None) -> View:
    """Return the claim's components that changed since their review, and those never reviewed."""
    if found is None:
        return {"moved": (), "unread": ""}
    is_partly_read = len(found.unread) < len(found.components)
    unread = list_words([state.name for state in found.unread]) if is_partly_read else ""
    return {"moved": tuple(_view_moved(found.moved)), "unread": unread}


def list_stale_words(found: ClaimEvidence) -> str:
    """Return one sentence for a list: `text and caveat have moved since 2026-11-23-1`."""
    groups = _group(found.moved).items()
    return "; ".join(
        f"{list_words(names)} {'has' if len(names) == 1 else 'have'} moved since {review}"
        for review, names in groups
    )


def _view_moved(states: tuple[ComponentState, ...]) -> Iterator[View]:
    """Yield each changed component with its changes.

    Components whose reviewed words were not stored come last, grouped by their review.
    """
    for state in states:
        if state.changes:
            pieces = shorten_pieces(state.changes, AROUND)
            views = tuple({"kind": piece.kind, "words": piece.words} for piece in pieces)
            yield {"names": state.name, "review": state.review, "pieces": views}
    unstored = tuple(state for state in states if not state.changes)
    for review, names in _group(unstored).items():
        yield {"names": list_words(names), "review": review, "pieces": ()}


def _group(states: tuple[ComponentState, ...]) -> dict[str, list[str]]:
    """Return the names of the components, grouped by their last review."""
    by_review: dict[str, list[str]] = {}
    for state in states:
        by_review.setdefault(state.review, []).append(state.name)
    return by_review
