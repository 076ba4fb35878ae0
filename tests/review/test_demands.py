"""Criteria by name, what they imply, and which claims a demanded review is missing for."""

from dataclasses import replace
from datetime import date

import pytest

from builder.records.criteria import Criteria, Criterion, Exemption
from builder.records.place import Place, Ref
from builder.records.review import Review
from builder.review import assess_claims, check_demands
from builder.witness import outline_witness
from tests.review.reviewed_atlas import DRAWN, FILES, ID, load, review_now, survey

PLACE = Place("sources/criteria.yaml")


def make_criterion(name: str, *implies: str) -> Criterion:
    refs = tuple(Ref(one, PLACE) for one in implies)
    return Criterion(place=PLACE, id=name, description="what is asked", implies=refs)


CRITERIA = Criteria(
    criteria=(
        make_criterion("all", "steps", "source"),
        make_criterion("steps", "numbers"),
        make_criterion("numbers", "steps"),
        make_criterion("source"),
    )
)


@pytest.mark.parametrize(
    ("stated", "met"),
    [
        ((), set()),
        (("source",), {"source"}),
        (("numbers",), {"numbers", "steps"}),  # they imply each other
        (("all",), {"all", "steps", "numbers", "source"}),
        (("of another atlas",), set()),
    ],
)
def test_a_criterion_brings_those_that_it_implies(stated: tuple[str, ...], met: set[str]) -> None:
    assert CRITERIA.list_met(stated) == met


def met_under(files: dict[str, str], *reviews: Review) -> tuple[str, ...]:
    """Return the criteria that the claim meets by these reviews of it."""
    atlas, concept = load(files)
    concept = replace(concept, reviews=reviews)
    outline, _ = outline_witness(concept, atlas.config)
    around = replace(survey(files), criteria=CRITERIA)
    return assess_claims(concept, outline, DRAWN, around).claims[0].met


def test_only_a_review_that_stands_and_supports_meets_a_criterion() -> None:
    review, _ = review_now(FILES, criterion="steps")
    against, _ = review_now(FILES, criterion="source", verdict="does not support")
    assert met_under(FILES, review, against) == ("numbers", "steps")
    path = f"concepts/{ID}/concept.yaml"
    moved = {**FILES, path: FILES[path].replace("Only for finitely", "Also for infinitely")}
    assert met_under(moved, review) == ()


def codes_for(criteria: Criteria, *reviews: Review, status: str = "published") -> list[str]:
    """Return `code claim` of the problems that the demands find."""
    atlas, concept = load(FILES)
    concept = replace(concept, reviews=reviews, status=status)
    outline, _ = outline_witness(concept, atlas.config)
    evidence = assess_claims(concept, outline, DRAWN, survey(FILES))
    found = check_demands(concept, evidence, criteria)
    return [f"{problem.code} {problem.severity}" for problem in found]


def test_a_review_is_missed_where_it_is_demanded_and_nowhere_else() -> None:
    review, _ = review_now(FILES)
    demanding = Criteria(demanded=(("published", "error"), ("review", "warning")))
    assert codes_for(Criteria()) == []
    assert codes_for(demanding) == ["review-present error"] * 2
    assert codes_for(demanding, review) == ["review-present error"]
    assert codes_for(demanding, review, status="review") == ["review-present warning"]
    assert codes_for(demanding, status="draft") == []
    assert codes_for(Criteria(demanded=(("published", "off"),))) == []
    helpless, _ = review_now(FILES, verdict="could not check")
    assert codes_for(demanding, helpless) == ["review-present error"] * 2


def test_an_exempt_claim_needs_no_review() -> None:
    exemption = Exemption(
        place=PLACE,
        claim=Ref(f"{ID}#never-reached", PLACE),
        reason="it follows",
        date=date(2026, 11, 1),
    )
    demanding = Criteria(demanded=(("published", "error"),), exemptions=(exemption,))
    assert codes_for(demanding) == ["review-present error"]
    review, _ = review_now(FILES)
    assert codes_for(demanding, review) == []


def test_a_review_names_a_criterion_of_the_atlas_where_it_has_any() -> None:
    review, _ = review_now(FILES)
    named, _ = review_now(FILES, criterion="steps")
    assert codes_for(Criteria(), review) == []
    assert codes_for(CRITERIA, review) == ["criterion-known error"]
    assert codes_for(CRITERIA, named) == []
