"""Records that were there before, held against those that are there now."""

from collections.abc import Sequence

from builder.records.place import Place
from builder.records.problem import Problem
from builder.records.review import Review
from builder.review.chain import digest_review

_HINT = "put the record back as it was, and say what is new in a record of its own at the end"


def compare_history(
    path: str, before: Sequence[Review], now: Sequence[Review], revision: str
) -> Problem | None:
    """Return the first record of `before` that is not at its place now, or `None`.

    Records are only added, so those of an earlier revision are the first of the present ones.
    """
    for number, review in enumerate(before):
        if number >= len(now):
            message = f"the record '{review.id}', which {revision} has, was removed"
            return Problem("review-kept", message, Place(path, width=0), _HINT)
        if digest_review(now[number]) != digest_review(review):
            message = f"the record '{review.id}' is not as {revision} has it"
            return Problem("review-kept", message, now[number].place_of("id"), _HINT)
    return None
