"""A record of several claims of a page."""

from dataclasses import replace
from datetime import date

import pytest

from builder.records.level import Level
from builder.records.place import Ref
from builder.records.review import AlsoReviewed, Review, select_reviews
from builder.records.review_form import HEAD, write_review
from builder.review import assess_claims, check_reviews
from builder.review.chain import digest_review
from builder.witness import outline_witness
from tests.review.reviewed_atlas import (
    DRAWN,
    FILES,
    FOLDER,
    PLACE,
    compose,
    load,
    make_review,
    survey,
)

CLAIMS = ("below-one", "never-reached")


def make_shared() -> Review:
    """Return a review of both claims of the page."""
    first, second = (
        {name: digest for name, (digest, _) in compose(FILES)[claim].items()} for claim in CLAIMS
    )
    also = AlsoReviewed(place=PLACE, claim=Ref(CLAIMS[1], PLACE), digests=tuple(second.items()))
    return make_review(CLAIMS[0], first, also=(also,))


def test_a_record_of_two_claims_is_read_as_it_was_written() -> None:
    review = make_shared()
    files = FILES | {f"{FOLDER}/reviews.yaml": HEAD + write_review(review)}
    assert load(files)[1].reviews == (review,)


def test_it_stands_for_each_of_its_claims() -> None:
    atlas, concept = load(FILES)
    outline, _ = outline_witness(concept, atlas.config)
    concept = replace(concept, reviews=(make_shared(),))
    found = assess_claims(concept, outline, DRAWN, survey(FILES)).claims
    assert [{state.state for state in claim.components} for claim in found] == [{"current"}] * 2
    assert found[1].level is Level.REVIEWED


def test_a_claim_sees_only_what_the_record_says_of_it() -> None:
    review = make_shared()
    (own,) = select_reviews((review,), CLAIMS[1])
    assert (own.claim.id, own.digests, own.also) == (CLAIMS[1], review.also[0].digests, ())
    assert select_reviews((review,), "another") == []


def test_its_digest_is_of_all_claims_and_that_of_one_claim_is_as_it_was() -> None:
    review = make_shared()
    moved = replace(review.also[0], digests=(*review.also[0].digests[1:],))
    renamed = replace(review.also[0], claim=Ref("another", PLACE))
    changed = [replace(review, also=also) for also in ((), (moved,), (renamed,))]
    assert len({digest_review(one) for one in (review, *changed)}) == 4
    assert digest_review(make_review("c", {"text": "0" * 32})) == "4b755b6059ebd4c2345ec60cb9117661"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"claim": Ref(CLAIMS[0], PLACE)}, "the review names the claim 'below-one' twice"),
        ({"digests": ()}, "the review names no component that it read"),
    ],
)
def test_each_claim_stands_once_with_what_was_read(change: dict[str, object], message: str) -> None:
    review = make_shared()
    faulty = replace(review, also=(replace(review.also[0], **change),))  # type: ignore[arg-type]
    concept = replace(load(FILES)[1], reviews=(faulty,))
    found = check_reviews((concept,), date(2026, 11, 30))
    assert [(problem.code, problem.message) for problem in found] == [("review-bound", message)]
