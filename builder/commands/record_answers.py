"""What a reviewer says of one claim or of several, and the record that it becomes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from builder.records.concept import Concept
from builder.records.place import Ref
from builder.records.review import AlsoReviewed, ComponentState, Review, Reviewer
from builder.records.verdict import VERDICTS
from builder.review.chain import digest_last
from builder.review.normal import fold

WITH_CAVEAT = VERDICTS[1]


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a reviewer; an empty text is no answer."""

    reviewer: str = ""
    kind: str = ""
    is_author: bool = False
    read: str = ""
    criterion: str = ""
    verdict: str = ""
    excludes: str = ""
    summary: str = ""


def explain_caveat(answers: Answers) -> str:
    """Return what a verdict with a caveat lacks, or an empty text."""
    if answers.verdict != WITH_CAVEAT or answers.summary or answers.excludes:
        return ""
    return f"'{WITH_CAVEAT}' without a caveat: say it in the summary, or say what is excluded"


def is_author(name: str, concept: Concept) -> bool:
    """Return true if somebody of this name is an author of the page."""
    return fold(name).casefold() in {fold(one.name).casefold() for one in concept.authors}


def make_review(
    concept: Concept,
    reviews: Sequence[Review],
    answers: Answers,
    read: Mapping[str, Sequence[ComponentState]],
    day: date,
) -> Review:
    """Return the record that follows `reviews`; `read` holds what was read of each claim."""
    (first, states), *others = read.items()
    return Review(
        place=concept.place,
        id=_make_id(reviews, day),
        before=digest_last(reviews),
        claim=Ref(first, concept.place),
        reviewer=Reviewer(
            place=concept.place,
            name=answers.reviewer,
            kind=answers.kind,
            author_of_page=answers.is_author,
        ),
        date=day,
        read=answers.read,
        criterion=answers.criterion,
        verdict=answers.verdict,
        digests=_list_digests(states),
        excludes=answers.excludes,
        summary=answers.summary,
        also=tuple(
            AlsoReviewed(
                place=concept.place,
                claim=Ref(claim, concept.place),
                digests=_list_digests(also_read),
            )
            for claim, also_read in others
        ),
    )


def select_unread(states: Sequence[ComponentState]) -> tuple[ComponentState, ...]:
    """Return the components that no standing review has read as they are, or else all."""
    return tuple(state for state in states if state.state != "current") or tuple(states)


def _list_digests(states: Iterable[ComponentState]) -> tuple[tuple[str, str], ...]:
    return tuple((state.name, state.digest) for state in states)


def _make_id(reviews: Sequence[Review], day: date) -> str:
    """Return the day with the first number that no record of the page has."""
    taken = {review.id for review in reviews}
    ids = (f"{day.isoformat()}-{number}" for number in count(1))
    return next(review_id for review_id in ids if review_id not in taken)
