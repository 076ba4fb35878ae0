"""Levels of claims by the table of kinds, and the weakest link."""

import pytest

from builder.graph import build_graph
from builder.records.atlas import Atlas
from builder.records.concept import Citation, Claim, Concept
from builder.records.evidence import CheckResult, CounterResult, Evidence, RivalResult, SeedTally
from builder.records.level import Level
from builder.records.outline import DeclaredCheck, Outline, Parameter
from builder.records.place import Place, Ref
from builder.review import ReviewContext, assess_claims, find_weakest
from tests.atlases import make_atlas, make_concept, make_text

PLACE = Place("x.yaml")
NOWHERE = ReviewContext({})
UNSEEDED = Outline("x/a")
SEEDED = Outline("x/a", parameters=(Parameter("seed", 0, PLACE),))
MUST_FAIL = CounterResult(0, "ridge = 100.0", must_fail=True, failed=True, measured="1 > 2")
REFUSED = RivalResult("less", "n - d", "n", refused=True, measured="1 > 2", margin=-1.0)
ACCEPTED = RivalResult("more", "n - d", "n + d", refused=False, measured="3 > 2", margin=1.0)


def make_claim(kind: str, **changes: object) -> Claim:
    return Claim(place=PLACE, id="it", text=make_text("it"), kind=kind, **changes)  # type: ignore[arg-type]


def cite(relation: str = "supports", locator: str = "§2") -> Citation:
    return Citation(place=PLACE, key=Ref("book", PLACE), relation=relation, locator=locator)


def make_check(
    *,
    passed: bool = True,
    seeds: SeedTally | None = None,
    held: int = 80,
    counters: tuple[CounterResult, ...] = (),
    rivals: tuple[RivalResult, ...] = (REFUSED,),
    least: float = 1.0,
) -> CheckResult:
    declared = DeclaredCheck(0, "peak", "it peaks", "a > b", PLACE)
    return CheckResult(
        "peak",
        declared,
        passed,
        "2 > 1",
        1.0,
        1,
        seeds=seeds,
        held_seeds=held if seeds is not None else 0,
        counters=counters,
        rivals=rivals,
        holds_at_least=least,
    )


def level_of(
    claim: Claim,
    check: CheckResult | None = None,
    outline: Outline = UNSEEDED,
    *,
    is_checked: bool = True,
) -> Level:
    concept: Concept = make_concept("x/a", claims=(claim,))
    evidence = Evidence("x/a", is_checked=is_checked, checks=(check,) if check else ())
    return assess_claims(concept, outline, evidence, NOWHERE).claims[0].level


CHECKED = (Ref("peak", PLACE),)


@pytest.mark.parametrize("kind", ["definition", "derivation", "theorem", "synthetic", "empirical"])
def test_a_claim_with_nothing_is_unbacked(kind: str) -> None:
    assert level_of(make_claim(kind)) is Level.UNBACKED


@pytest.mark.parametrize("kind", ["definition", "derivation", "theorem", "empirical"])
def test_a_located_source_backs(kind: str) -> None:
    assert level_of(make_claim(kind, sources=(cite(),))) is Level.BACKED


@pytest.mark.parametrize("kind", ["definition", "derivation", "theorem", "empirical", "synthetic"])
@pytest.mark.parametrize(
    "citation", [cite(locator=""), cite("qualifies"), cite("background"), cite("contradicts")]
)
def test_a_source_without_a_place_or_without_support_does_not_back(
    kind: str, citation: Citation
) -> None:
    assert level_of(make_claim(kind, sources=(citation,))) is Level.ILLUSTRATED


@pytest.mark.parametrize("kind", ["definition", "theorem", "empirical"])
def test_a_check_alone_only_illustrates(kind: str) -> None:
    check = make_check(counters=(MUST_FAIL,))
    assert level_of(make_claim(kind, checks=CHECKED), check) is Level.ILLUSTRATED


def test_a_stipulated_definition_is_backed() -> None:
    assert level_of(make_claim("definition", stipulated=True)) is Level.BACKED


def test_a_derivation_needs_its_equation_beside_the_check() -> None:
    assert level_of(make_claim("derivation", checks=CHECKED), make_check()) is Level.ILLUSTRATED
    assert (
        level_of(
            make_claim("derivation", checks=CHECKED, equations=(Ref("risk", PLACE),)), make_check()
        )
        is Level.BACKED
    )


@pytest.mark.parametrize("rivals", [(), (ACCEPTED,), (REFUSED, ACCEPTED)])
@pytest.mark.parametrize("kind", ["derivation", "synthetic"])
def test_a_check_that_refuses_no_rival_only_illustrates(
    kind: str, rivals: tuple[RivalResult, ...]
) -> None:
    claim = make_claim(kind, checks=CHECKED, equations=(Ref("risk", PLACE),))
    assert level_of(claim, make_check(counters=(MUST_FAIL,))) is Level.BACKED
    assert level_of(claim, make_check(counters=(MUST_FAIL,), rivals=rivals)) is Level.ILLUSTRATED
    sourced = make_claim("derivation", checks=CHECKED, sources=(cite(),))
    assert level_of(sourced, make_check(rivals=rivals)) is Level.BACKED


def test_a_synthetic_claim_needs_a_check_that_can_fail() -> None:
    claim = make_claim("synthetic", checks=CHECKED)
    assert level_of(claim, make_check()) is Level.ILLUSTRATED
    assert level_of(claim, make_check(counters=(MUST_FAIL,))) is Level.BACKED


def test_a_synthetic_claim_with_a_generator_needs_seeds() -> None:
    claim = make_claim("synthetic", checks=CHECKED)
    assert level_of(claim, make_check(counters=(MUST_FAIL,)), SEEDED) is Level.ILLUSTRATED
    seeded = make_check(counters=(MUST_FAIL,), seeds=SeedTally(20, 20, 0.5))
    assert level_of(claim, seeded, SEEDED) is Level.BACKED
    all_shown = make_check(counters=(MUST_FAIL,), seeds=SeedTally(20, 20, 0.5), held=0)
    assert level_of(claim, all_shown, SEEDED) is Level.ILLUSTRATED


def test_a_pass_rate_below_what_is_promised_backs_nothing() -> None:
    claim = make_claim("synthetic", checks=CHECKED)
    wavering = SeedTally(18, 20, -0.1)
    assert (
        level_of(claim, make_check(counters=(MUST_FAIL,), seeds=wavering), SEEDED) is Level.UNBACKED
    )
    assert (
        level_of(claim, make_check(counters=(MUST_FAIL,), seeds=wavering, least=0.9), SEEDED)
        is Level.BACKED
    )


def test_a_failing_check_backs_nothing() -> None:
    assert (
        level_of(
            make_claim("synthetic", checks=CHECKED), make_check(passed=False, counters=(MUST_FAIL,))
        )
        is Level.UNBACKED
    )


def test_a_countercondition_that_holds_backs_nothing() -> None:
    holds = CounterResult(0, "ridge = 10.0", must_fail=True, failed=False, measured="2 > 1")
    assert (
        level_of(make_claim("synthetic", checks=CHECKED), make_check(counters=(holds,)))
        is Level.ILLUSTRATED
    )


def test_one_missing_check_of_two_takes_the_other_with_it() -> None:
    claim = make_claim("synthetic", checks=(*CHECKED, Ref("other", PLACE)))
    assert level_of(claim, make_check(counters=(MUST_FAIL,))) is Level.UNBACKED


def test_nothing_of_an_unchecked_run_counts() -> None:
    claim = make_claim("synthetic", checks=CHECKED)
    assert level_of(claim, make_check(counters=(MUST_FAIL,)), is_checked=False) is Level.UNBACKED


def test_a_contradicting_source_is_said_beside_the_level() -> None:
    concept = make_concept(
        "x/a", claims=(make_claim("theorem", sources=(cite(), cite("contradicts"))),)
    )
    found = assess_claims(concept, UNSEEDED, Evidence("x/a"), NOWHERE).claims[0]
    assert (found.level, found.contested) == (Level.BACKED, True)


def test_the_weakest_link_lies_anywhere_below() -> None:
    backed = make_claim("theorem", sources=(cite(),))
    bare = make_claim("theorem")
    atlas = make_atlas(
        {},
        concepts=[
            make_concept("x/a", claims=(bare,)),
            make_concept("x/b", ["x/a"], claims=(backed,)),
            make_concept("x/c", claims=(backed,)),
        ],
    )
    found = find_weakest(build_graph(atlas), _assess_levels(atlas))
    assert found["x/b"] == ("x/a", Level.UNBACKED)
    assert found["x/c"] == ("x/c", Level.BACKED)


def test_of_links_that_are_equally_weak_the_one_furthest_down_counts() -> None:
    bare = make_claim("theorem")
    concepts = [
        make_concept("x/a", claims=(bare,)),
        make_concept("x/b", ["x/a"], claims=(bare,)),
        make_concept("x/c", ["x/b"], claims=()),
    ]
    atlas = make_atlas({}, concepts=[*concepts, make_concept("x/d", claims=())])
    found = find_weakest(build_graph(atlas), _assess_levels(atlas))
    assert found == {
        **dict.fromkeys(("x/a", "x/b", "x/c"), ("x/a", Level.UNBACKED)),
        "x/d": ("", None),
    }


def _assess_levels(atlas: Atlas) -> dict[str, list[Level]]:
    """Return the levels of the claims of each concept."""
    found = {
        concept.id: assess_claims(concept, UNSEEDED, Evidence(concept.id), NOWHERE)
        for concept in atlas.concepts
    }
    return {
        concept: [claim.level for claim in evidence.claims] for concept, evidence in found.items()
    }
