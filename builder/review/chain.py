"""The chain of review records.

Each record names the digest of the one before it, so that no edit or removal goes unnoticed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from builder.records.concept import Concept
from builder.records.problem import Note, Problem, Problems
from builder.records.review import NONE_BEFORE, AlsoReviewed, Review
from builder.review.normal import DIGITS, digest_component, fold

_PUT_BACK = (
    "put the records back as they were, and say what is new in a record of its own at the end"
)
_PLAIN_FIELDS = ("id", "before", "claim", "read", "criterion", "verdict", "excludes", "summary")
_RECORD = "let the command write it: plumbline review record DOMAIN/SLUG#CLAIM"


def digest_review(review: Review) -> str:
    """Return the digest of all fields of a record, whatever the layout of its YAML.

    Source: SHA-256, FIPS 180-4, cut to 128 bits.
    """
    who = review.reviewer
    role = f"{who.kind}, author of the page" if who.author_of_page else who.kind
    said = {
        **{name: getattr(review, name) for name in _PLAIN_FIELDS},
        "date": review.date.isoformat(),
        "reviewer": f"{fold(who.name)} ({role})",
        **{f"digest of {name}": digest for name, digest in review.digests},
        **{
            f"digest of {name} of {one.claim.id}": digest
            for one in review.also
            for name, digest in one.digests
        },
    }
    if review.also:  # a record of one claim has the digest that it had before there were others
        said["also"] = " ".join(one.claim.id for one in review.also)
    lines = (f"{name}: {fold(str(said[name]))}" for name in sorted(said))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:DIGITS]


def digest_last(reviews: Sequence[Review]) -> str:
    """Return the digest that the next record must name as the one before it."""
    return digest_review(reviews[-1]) if reviews else NONE_BEFORE


def check_reviews(concepts: Iterable[Concept], today: date) -> Problems:
    """Return the problems of the review records; `today` is the latest date of any time zone."""
    return tuple(problem for concept in concepts for problem in _check_concept(concept, today))


def _check_concept(concept: Concept, today: date) -> Iterator[Problem]:
    yield from _check_chain(concept.reviews)
    yield from _check_authors(concept)
    for review in concept.reviews:
        if review.date > today:
            hint = "write the day on which the review was made"
            message = f"the review is dated {review.date}, which is still to come"
            yield Problem("review-dated", message, review.place_of("date"), hint)
        parts: tuple[Review | AlsoReviewed, ...] = (review, *review.also)
        for part in parts:
            if not part.digests:
                message = "the review names no component that it read"
                yield Problem("review-bound", message, part.place_of("digests"), _RECORD)
        for number, ref in enumerate(review.claims):
            if ref.id in (other.id for other in review.claims[:number]):
                message = f"the review names the claim '{ref.id}' twice"
                yield Problem("review-bound", message, ref.place, _RECORD)
    for snapshot in concept.snapshots:
        if digest_component(snapshot.component, snapshot.text) != snapshot.digest:
            digest = f"{snapshot.digest[:8]}…"
            message = f"this is not the {snapshot.component} that '{digest}' stands for"
            hint = "put back the file as it was: what a review read never changes"
            yield Problem("snapshot-true", message, snapshot.place_of("digest"), hint)


def _check_authors(concept: Concept) -> Iterator[Problem]:
    """Check that the last record of each author of the page says that they are an author.

    Only the last record counts, since a reviewer may become an author later.
    """
    authors = {fold(author.name).casefold() for author in concept.authors}
    last = {fold(review.reviewer.name).casefold(): review.reviewer for review in concept.reviews}
    for name, reviewer in last.items():
        if name in authors and not reviewer.author_of_page:
            message = f"'{reviewer.name}' is an author of the page, and the record does not say so"
            hint = (
                "add 'author_of_page: true' to the reviewer; "
                "where other records follow, in a new record"
            )
            yield Problem("reviewer-says-author", message, reviewer.place_of("name"), hint)


def _check_chain(reviews: Sequence[Review]) -> Iterator[Problem]:
    before: Review | None = None
    known = {digest_review(review): review for review in reviews}
    for review in reviews:
        expected = digest_review(before) if before is not None else NONE_BEFORE
        if review.before != expected:
            notes: tuple[Note, ...] = ()
            if before is not None:
                notes = (Note(f"its digest is {expected} now", before.place_of("id")),)
            message = _explain_break(review, before, known)
            place = review.place_of("before")
            yield Problem("review-chained", message, place, _PUT_BACK, notes=notes)
        if before is not None and review.date < before.date:
            message = f"the review is dated {review.date}, before the one above it ({before.date})"
            hint = "records are added as they are made: write the day of this one"
            yield Problem("review-dated", message, review.place_of("date"), hint)
        before = review


def _explain_break(review: Review, before: Review | None, known: dict[str, Review]) -> str:
    """Return the probable reason why a record does not follow the one above it."""
    if before is None:
        return (
            f"'{review.id}' is the first record and follows '{review.before[:8]}…': "
            "the record before it was removed"
        )
    if review.before == NONE_BEFORE:
        return f"'{review.id}' says that it is the first record and stands after '{before.id}'"
    if review.before in known:
        return (
            f"'{review.id}' follows '{known[review.before].id}' and stands after '{before.id}': "
            "records were moved or put in between"
        )
    return (
        f"'{review.id}' follows a record that is not there: '{before.id}' was edited, "
        "or the record between them was removed"
    )
