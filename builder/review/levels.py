"""Assesses the level of every claim from its evidence, and finds each page's weakest link."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from builder.records.claim_kinds import CLAIM_KINDS, Backing
from builder.records.concept import Citation, Claim, Concept
from builder.records.criteria import Criteria
from builder.records.evidence import CheckResult, ClaimEvidence, Evidence
from builder.records.graph import Graph
from builder.records.level import Level
from builder.records.outline import Outline
from builder.records.review import ComponentState, Review, select_reviews
from builder.review.chain import digest_last
from builder.review.components import ReviewContext, compose_components
from builder.review.review_state import is_opposed, is_reviewed, judge_components, list_standing


def assess_claims(
    concept: Concept, outline: Outline, evidence: Evidence, around: ReviewContext
) -> Evidence:
    """Return the evidence with one entry for each claim of the concept, in page order.

    A witness with a parameter `seed` uses a random generator: its synthetic claims are backed only
    by checks that hold over shown seeds, and over held ones where these were run.

    What backs a claim of each kind stands in `CLAIM_KINDS`.
    """
    needs_seeds = any(parameter.name == "seed" for parameter in outline.parameters)
    components = compose_components(concept, outline, evidence, around)
    claims = []
    for claim in concept.claims:
        reviews = select_reviews(concept.reviews, claim.id)
        found = _assess(claim, evidence, needs_seeds=needs_seeds)
        states = judge_components(components[claim.id], reviews, concept.snapshots)
        claims.append(_add_reviews(found, states, reviews, around.criteria))
    return replace(evidence, claims=tuple(claims), last_review=digest_last(concept.reviews))


def _add_reviews(
    found: ClaimEvidence,
    states: tuple[ComponentState, ...],
    reviews: Sequence[Review],
    criteria: Criteria,
) -> ClaimEvidence:
    """Add the state of the reviews; a backed claim whose components are all current is reviewed."""
    stated = (review.criterion for review in list_standing(states, reviews))
    is_read = found.level is Level.BACKED and is_reviewed(states, reviews)
    return replace(
        found,
        level=Level.REVIEWED if is_read else found.level,
        components=states,
        opposed=is_opposed(states, reviews),
        met=tuple(sorted(criteria.list_met(stated))),
    )


def find_weakest(
    graph: Graph, levels: Mapping[str, Sequence[Level]]
) -> dict[str, tuple[str, Level | None]]:
    """Return the weakest link of each concept, and the level of that link.

    The weakest link is the concept with the lowest level of a claim among the concept and its
    ancestors; ties go to the first in reading order. `levels` are those of each concept's claims.
    Where no claims are found, the result is `("", None)`.
    """
    place = {node: index for index, node in enumerate(graph.order)}
    found: dict[str, tuple[str, Level | None]] = {}
    for node in graph.order:
        own = levels.get(node, ())
        links = [(node, min(own, key=lambda level: level.rank))] if own else []
        prerequisites = graph.prerequisites[node] if node in graph.ancestor_bits else ()
        before = (found[other] for other in prerequisites)
        links += ((other, level) for other, level in before if level is not None)
        weakest = min(links, key=lambda link: (link[1].rank, place[link[0]]), default=("", None))
        found[node] = weakest
    return found


def _assess(claim: Claim, evidence: Evidence, *, needs_seeds: bool) -> ClaimEvidence:
    passing: list[CheckResult] = []
    checks = [evidence.check(ref.id) for ref in claim.checks]
    if evidence.is_checked:
        passing = [check for check in checks if check is not None and is_holding(check)]
    holds = bool(passing) and len(passing) == len(checks)
    located = tuple(
        citation
        for citation in claim.sources
        if citation.relation == "supports" and citation.locator
    )
    shown = holds or bool(claim.sources)
    kind = CLAIM_KINDS[claim.kind]
    counted = passing if holds else []
    if needs_seeds and kind.is_over_seeds:
        counted = [check for check in counted if check.seeds is not None and check.held_seeds]
    backed = kind.is_backed(Backing(claim, tuple(counted), located))
    return ClaimEvidence(
        claim=claim.id,
        level=Level.BACKED if backed else Level.ILLUSTRATED if shown else Level.UNBACKED,
        reasons=_list_reasons(claim, passing, located),
        contradicted=any(citation.relation == "contradicts" for citation in claim.sources),
        qualified=any(citation.relation == "qualifies" for citation in claim.sources),
    )


def is_holding(check: CheckResult) -> bool:
    """Return true if the check passed in the base run and over the promised share of seeds."""
    groups = (check.seeds, check.held)
    return check.passed and all(
        seeds is None or seeds.passed / seeds.total >= check.holds_at_least for seeds in groups
    )


def _list_reasons(
    claim: Claim, passing: list[CheckResult], located: Sequence[Citation]
) -> tuple[str, ...]:
    """Return the evidence in few words: `2 of 2 checks hold`, `1 source in support, located`."""
    failing = sum(check.must_fail_and_does for check in passing)
    refused = len({rival.id for check in passing for rival in check.rivals if rival.refused})
    unlocated = sum(
        citation.relation == "supports" and not citation.locator for citation in claim.sources
    )
    reasons = (
        (claim.stipulated, "stipulated here"),
        (claim.checks, f"{len(passing)} of {len(claim.checks)} checks hold"),
        (failing, f"{_count(failing, 'check')} made to fail"),
        (refused, f"{_count(refused, 'rival')} refused"),
        (located, f"{_count(len(located), 'source')} in support, located"),
        (unlocated, f"{_count(unlocated, 'source')} cited in support without a locator"),
    )
    return tuple(words for is_said, words in reasons if is_said)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
