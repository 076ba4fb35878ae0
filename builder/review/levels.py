"""Works out the level of every claim from what this build knows, and each page's weakest link."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from builder.records.concept import Citation, Claim, Concept
from builder.records.evidence import CheckResult, ClaimEvidence, Evidence
from builder.records.graph import Graph
from builder.records.level import Level
from builder.records.outline import Outline
from builder.records.review import ComponentState, Review
from builder.review.chain import digest_last
from builder.review.components import Surroundings, compose_components
from builder.review.standing import is_opposed, is_reviewed, judge_components


def assess_claims(
    concept: Concept, outline: Outline, evidence: Evidence, around: Surroundings
) -> Evidence:
    """The evidence with one entry per claim of the concept, in the page's order.

    A witness with a parameter `seed` uses a generator: its synthetic claims are backed only over seeds.

    Source: the table of kinds in DESIGN §2.
    """
    needs_seeds = any(parameter.name == "seed" for parameter in outline.parameters)
    components = compose_components(concept, outline, around)
    claims = []
    for claim in concept.claims:
        reviews = [review for review in concept.reviews if review.claim.id == claim.id]
        found = _assess(claim, evidence, needs_seeds=needs_seeds)
        claims.append(
            _add_reviews(
                found, judge_components(components[claim.id], reviews, concept.snapshots), reviews
            )
        )
    return replace(evidence, claims=tuple(claims), last_review=digest_last(concept.reviews))


def _add_reviews(
    found: ClaimEvidence, states: tuple[ComponentState, ...], reviews: Sequence[Review]
) -> ClaimEvidence:
    """What is known of the claim, with how its reviews stand: reviewed where it is backed and all of it is as it was read."""
    is_read = found.level is Level.BACKED and is_reviewed(states, reviews)
    return replace(
        found,
        level=Level.REVIEWED if is_read else found.level,
        components=states,
        opposed=is_opposed(states, reviews),
    )


def find_weakest(
    graph: Graph, levels: Mapping[str, Sequence[Level]]
) -> dict[str, tuple[str, Level | None]]:
    """By concept: its weakest link, and that one's level: the lowest among its own claims and those of its ancestors.

    `levels` are those of each concept's claims. Ties go to the concept furthest down; a concept without claims is no link, and where there
    is none, there is no level.
    """
    place = {id: index for index, id in enumerate(graph.order)}
    found: dict[str, tuple[str, Level | None]] = {}
    for id in graph.order:
        own = levels.get(id, ())
        links = [(id, min(own, key=lambda level: level.rank))] if own else []
        before = (found[other] for other in graph.prerequisites[id] if id in graph.ancestor_bits)
        links += ((other, level) for other, level in before if level is not None)
        found[id] = min(links, key=lambda link: (link[1].rank, place[link[0]]), default=("", None))
    return found


def _assess(claim: Claim, evidence: Evidence, *, needs_seeds: bool) -> ClaimEvidence:
    checks = [evidence.check(ref.id) for ref in claim.checks]
    passing = (
        [check for check in checks if check is not None and is_holding(check)]
        if evidence.is_checked
        else []
    )
    holds = bool(passing) and len(passing) == len(checks)
    located = [
        citation
        for citation in claim.sources
        if citation.relation == "supports" and citation.locator
    ]
    shown = holds or bool(claim.sources)
    counted = passing if holds else []
    if needs_seeds and claim.kind == "synthetic":
        counted = [check for check in counted if check.seeds is not None]
    backed = _BACKED[claim.kind](claim, counted, located)
    return ClaimEvidence(
        claim=claim.id,
        level=Level.BACKED if backed else Level.ILLUSTRATED if shown else Level.UNBACKED,
        reasons=_reasons(claim, passing, located),
        contradicted=any(citation.relation == "contradicts" for citation in claim.sources),
        qualified=any(citation.relation == "qualifies" for citation in claim.sources),
    )


def is_holding(check: CheckResult) -> bool:
    """Whether the check passed in the base run and over as many seeds as its page promises."""
    seeds = check.seeds
    return check.passed and (seeds is None or seeds.passed >= check.holds_at_least * seeds.total)


Backing = Callable[[Claim, list[CheckResult], list[Citation]], bool]


def _back_definition(claim: Claim, _: list[CheckResult], located: list[Citation]) -> bool:
    return claim.stipulated or bool(located)


def _back_derivation(claim: Claim, passing: list[CheckResult], located: list[Citation]) -> bool:
    return bool(located) or bool(claim.equations and passing)


def _back_by_source(_claim: Claim, _passing: list[CheckResult], located: list[Citation]) -> bool:
    return bool(located)


def _back_synthetic(_: Claim, passing: list[CheckResult], _located: list[Citation]) -> bool:
    return any(check.must_fail_and_does for check in passing)


_BACKED: dict[str, Backing] = {
    "definition": _back_definition,
    "derivation": _back_derivation,
    "theorem": _back_by_source,
    "synthetic": _back_synthetic,
    "empirical": _back_by_source,
}


def _reasons(claim: Claim, passing: list[CheckResult], located: list[Citation]) -> tuple[str, ...]:
    """What was counted, in few words: `2 of 2 checks hold`, `1 source in support, located`."""
    failing = sum(check.must_fail_and_does for check in passing)
    unlocated = sum(
        citation.relation == "supports" and not citation.locator for citation in claim.sources
    )
    return (
        *(["stipulated here"] if claim.stipulated else []),
        *([f"{len(passing)} of {len(claim.checks)} checks hold"] if claim.checks else []),
        *([f"{_count(failing, 'check')} made to fail"] if failing else []),
        *([f"{_count(len(located), 'source')} in support, located"] if located else []),
        *(
            [f"{_count(unlocated, 'source')} cited in support without a locator"]
            if unlocated
            else []
        ),
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
