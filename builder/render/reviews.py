"""The reviews of a claim on its page: what was found, what has moved since and in which words, and a record that is ready to fill in."""

from collections.abc import Iterator

from builder.records.concept import Claim, Concept
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.form import write_blank
from builder.records.review import ComponentState, Review, shorten_pieces
from builder.render.known import View
from builder.render.words import list_words

AROUND = 60  # characters of what was kept that are shown beside a change


def describe_review(review: Review) -> str:
    """Who reviewed when, to what verdict, how far was read and by what criterion."""
    who = f"{review.reviewer.name} ({review.reviewer.kind}{', author of the page' if review.reviewer.author_of_page else ''})"
    return f"{review.date}, {who}: {review.verdict}; read: {review.read}; criterion: {review.criterion}."


def view_reviews(claim: Claim, concept: Concept) -> tuple[View, ...]:
    """The claim's records, in their order."""
    found = (review for review in concept.reviews if review.claim.id == claim.id)
    return tuple(
        {
            "id": review.id,
            "line": describe_review(review),
            "summary": review.summary,
            "excludes": review.excludes,
        }
        for review in found
    )


def view_standing(found: ClaimEvidence | None) -> View:
    """How the reviews stand to what is there now: the components that moved, and those that no review of the claim has read."""
    if found is None:
        return {"moved": (), "unread": ""}
    some = len(found.unread) < len(found.components)
    return {
        "moved": tuple(_view_moved(found.moved)),
        "unread": list_words([state.name for state in found.unread]) if some else "",
    }


def view_blank(claim: Claim, evidence: Evidence, found: ClaimEvidence | None) -> str:
    """A record of the claim as it stands, for `reviews.yaml`: all that the build knows is in it, and what a reviewer says is left open."""
    digests = {state.name: state.digest for state in found.components} if found is not None else {}
    return write_blank(claim.id, evidence.last_review, digests)


def list_stale_words(found: ClaimEvidence) -> str:
    """`text and caveat have moved since 2026-11-23-1`: in one sentence for a list."""
    groups = _group(found.moved).items()
    return "; ".join(
        f"{list_words(names)} {'has' if len(names) == 1 else 'have'} moved since {review}"
        for review, names in groups
    )


def _view_moved(states: tuple[ComponentState, ...]) -> Iterator[View]:
    """Each component that moved with its words; those of which the words are not kept together, by the record that read them."""
    for state in states:
        if state.changes:
            pieces = shorten_pieces(state.changes, AROUND)
            shown = tuple({"kind": piece.kind, "words": piece.words} for piece in pieces)
            yield {"names": state.name, "review": state.review, "pieces": shown}
    lost = tuple(state for state in states if not state.changes)
    yield from (
        {"names": list_words(names), "review": review, "pieces": ()}
        for review, names in _group(lost).items()
    )


def _group(states: tuple[ComponentState, ...]) -> dict[str, list[str]]:
    """The names of the components by the record that read them last."""
    by_review: dict[str, list[str]] = {}
    for state in states:
        by_review.setdefault(state.review, []).append(state.name)
    return by_review
