"""From witnesses to evidence: what is to be run of each concept, what the runs say, and what that backs."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial

from builder.alone import plan_concept
from builder.check import check_evidence, find_faulty
from builder.records.atlas import Atlas, Config
from builder.records.codec import HeadedCodec
from builder.records.concept import Concept
from builder.records.evidence import Evidence, Tally, count_evidence
from builder.records.hollow import replace_fields
from builder.records.level import Level
from builder.records.mutant import MutantReport
from builder.records.outline import Outline
from builder.records.problem import Problems
from builder.records.request import Conditions, Plan, Request, are_worth_keeping
from builder.records.run import Outcome
from builder.render import find_theme_faults, read_macros
from builder.review import Surroundings, assess_claims, find_weakest
from builder.stages import Effects, Judged, Loaded, Options
from builder.witness import (
    explain_refusal,
    judge_mutants,
    judge_witness,
    plan_mutants,
    plan_originals,
)

_Said = tuple[
    Problems, Problems, Tally
]  # what the runs show to be wrong, what the rules find on the evidence, what is counted
_Judged = tuple[Evidence, _Said]
_JUDGED = HeadedCodec[Evidence, _Said](Evidence, _Said, ("concept",))
STRICT_REPEATS = 3  # of the base run, under --strict
MOST_HELD = 2000  # concepts whose outcomes are in memory: those of ten thousand take a gigabyte


def plan_witnesses(effects: Effects, loaded: Loaded, options: Options) -> tuple[Plan, ...]:
    """The jobs of every concept whose files hold no error, in the graph's order."""
    effects.enter("plan")
    faulty = find_faulty(loaded.problems)
    conditions = find_conditions(effects, loaded.atlas.config, options)
    plans = []
    for id in loaded.graph.order:
        concept, outline = loaded.atlas.concept_by_id[id], loaded.outlines[id]
        wanted = not options.only or id in options.only
        if not wanted or not outline.is_sound or concept.folder in faulty:
            continue
        plans.append(plan_concept(effects, concept, outline, loaded.atlas.config, conditions))
    return tuple(plans)


def find_conditions(effects: Effects, config: Config, options: Options) -> Conditions:
    """What all jobs of the build share."""
    packages = effects.list_packages(config.allow_imports)
    repeats = STRICT_REPEATS if options.strict else 1
    return effects.memory.settle(
        "conditions", Conditions(packages, repeats, options.second_opinion)
    )


def run_witnesses(effects: Effects, loaded: Loaded, plans: Sequence[Plan]) -> Judged:
    """The evidence of every concept, its claims assessed and its weakest link found."""
    judged = judge_concepts(effects, loaded, plans, loaded.graph.order)
    weakest = find_weakest(loaded.graph, {id: tally.levels for id, tally in judged.tallies.items()})
    return replace(
        judged,
        evidence={
            id: effects.memory.of(_link, own, *weakest[id]) for id, own in judged.evidence.items()
        },
    )


def judge_concepts(
    effects: Effects, loaded: Loaded, plans: Sequence[Plan], ids: Sequence[str]
) -> Judged:
    """The evidence of these concepts, their claims assessed; nothing is known of the witness of one that has no plan.

    What was judged of the same jobs before is judged so still, and their outcomes are not read. Where a run had failed, it is made again.
    """
    effects.enter("run")
    around = survey(effects, loaded.atlas)
    shared = (loaded.atlas.sources, effects.memory.settle("macros", around.macros))
    planned = {plan.concept: plan for plan in plans}
    known_by = {id: (*_list_own(effects, loaded, id), planned.get(id), *shared) for id in ids}
    found = {
        id: kept
        for id in ids
        if (kept := effects.memory.find("judge", known_by[id], _JUDGED)) is not None
    }
    new = [id for id in ids if id not in found]
    for start in range(0, len(new), MOST_HELD):
        some = {id: planned.get(id) for id in new[start : start + MOST_HELD]}
        found |= _judge_new(effects, loaded, some, known_by, around)
    return Judged(
        evidence={id: found[id][0] for id in ids},
        tallies={id: found[id][1][2] for id in ids},
        problems=tuple(problem for id in ids for problem in found[id][1][0]),
        owed={id: found[id][1][1] for id in ids},
    )


def _judge_new(
    effects: Effects,
    loaded: Loaded,
    plans: Mapping[str, Plan | None],
    known_by: Mapping[str, tuple[object, ...]],
    around: Surroundings,
) -> dict[str, _Judged]:
    """As in `judge_concepts`, of those that nothing is known of: their runs are made, and what these say is judged on all cores."""
    effects.enter("run")
    wanted = [plan for plan in plans.values() if plan is not None]
    with effects.memory.passing() if len(plans) == MOST_HELD else nullcontext():
        outcomes = iter(
            _run_in_order(effects, [request for plan in wanted for request in plan.requests])
        )
    runs = {plan.concept: tuple(next(outcomes) for _ in plan.requests) for plan in wanted}
    effects.enter("judge")
    whole = {id for id, plan in plans.items() if are_worth_keeping(plan, runs.get(id, ()))}

    def judge(id: str) -> _Judged:
        own = runs.get(id, ())
        judge_it = partial(
            _judge, loaded.atlas.concept_by_id[id], loaded.outlines[id], plans[id], own, around
        )
        depends_on, codec = (
            (known_by[id], _JUDGED) if id in whole else ((*known_by[id], *own), None)
        )
        return effects.memory.recall("judge", depends_on, judge_it, codec)

    effects.make_apart(judge, [id for id in plans if id in whole])
    return {id: judge(id) for id in plans}


def _list_own(effects: Effects, loaded: Loaded, id: str) -> tuple[object, ...]:
    """All of a concept's own that its evidence depends on, beside its plan."""
    concept = loaded.atlas.concept_by_id[id]
    files = effects.digest_files([f"{concept.folder}/{name}" for name in concept.files])
    return concept, loaded.outlines[id], *(part for pair in files for part in pair)


def _judge(
    concept: Concept,
    outline: Outline,
    plan: Plan | None,
    outcomes: tuple[Outcome, ...],
    around: Surroundings,
) -> _Judged:
    """As in `judge_concepts`, of one of them."""
    evidence, problems = (
        judge_witness(concept, outline, plan, outcomes)
        if outcomes and plan
        else (Evidence(concept.id), ())
    )
    assessed = assess_claims(concept, outline, evidence, around)
    return assessed, (
        problems,
        check_evidence(concept, assessed),
        count_evidence(assessed, len(outcomes)),
    )


def survey(effects: Effects, atlas: Atlas) -> Surroundings:
    """What the claims of the atlas rest on beside their own pages."""
    theme = effects.read_theme()
    macros = {} if find_theme_faults(theme) else dict(read_macros(theme.get("macros.toml", b"")))
    return Surroundings(
        atlas.source_by_key,
        {f"\\{name}": body for name, body in macros.items()},
        effects.read_tree().read,
    )


def run_mutants(effects: Effects, loaded: Loaded, plans: Sequence[Plan]) -> Iterator[MutantReport]:
    """What the mutants of each witness show of its checks, concept by concept; the witness as written is run first."""
    for plan in (one for one in plans if one.requests):
        concept, outline = loaded.atlas.concept_by_id[plan.concept], loaded.outlines[plan.concept]
        originals = plan_originals(concept, plan)
        once, again = _run_in_order(effects, originals)
        refusal = explain_refusal(concept, outline, once, again)
        mutants = () if refusal else plan_mutants(concept, outline, originals[0])
        outcomes = _run_in_order(effects, [request for _, request in mutants])
        tried = tuple(
            (mutant, outcome) for (mutant, _), outcome in zip(mutants, outcomes, strict=True)
        )
        yield (
            MutantReport(plan.concept, why_none=refusal)
            if refusal
            else judge_mutants(outline, once, tried)
        )


def _run_in_order(effects: Effects, requests: Sequence[Request]) -> list[Outcome]:
    """The outcome of each request, in the requests' order."""
    return [outcome for _, outcome in sorted(effects.run_jobs(requests), key=lambda pair: pair[0])]


def _link(evidence: Evidence, concept: str, level: Level | None) -> Evidence:
    """The evidence with its weakest link, the concept's level; with none where there is no level."""
    return replace_fields(evidence, weakest_link=None if level is None else (concept, level))
