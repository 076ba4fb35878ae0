"""From witnesses to evidence.

What is to be run of each concept, what the runs say, and what that backs.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial

from builder.alone import plan_concept
from builder.check import check_evidence, find_faulty
from builder.records.digest import digest_records
from builder.records.evidence import Evidence, count_evidence
from builder.records.request import Conditions, Plan, are_worth_keeping
from builder.records.run import Outcome
from builder.records.step import Results
from builder.records.summary import Assessment
from builder.render import find_theme_faults, read_macros
from builder.review import (
    ReviewContext,
    assess_claims,
    check_demands,
    check_reading,
    list_read,
)
from builder.stages import Effects, Loaded, Options
from builder.steps import ASSESSMENT
from builder.witness import judge_witness

Runs = Mapping[
    str, tuple[Plan, tuple[Outcome, ...]]
]  # by concept: what was run, and what came of it
STRICT_REPEATS = 3  # of the base run, under --strict


def assess_concepts(
    effects: Effects, loaded: Loaded, options: Options
) -> Results[Assessment, Evidence]:
    """Return the evidence of every concept, its claims assessed; without its weakest link.

    A concept whose files hold an error is not run, nor is one that was not asked for.
    """
    effects.enter("plan")
    wanted = frozenset(list_runnable(loaded, options))
    around = survey(effects, loaded)
    common = digest_records(
        _find_conditions(effects, loaded, options),
        loaded.sources_digest,
        around.macros,
        around.read_so_far,
        around.criteria,
        loaded.atlas.config.limits,
        loaded.atlas.config.cap,
        loaded.atlas.config.allow_imports,
    )
    keys = {
        concept: f"{common} {concept in wanted} {loaded.drafts.digest(concept)} "
        f"{effects.digest_folder(f'concepts/{concept}')}"
        for concept in loaded.graph.order
    }

    def run(concepts: Sequence[str]) -> Runs:
        plans = plan_witnesses(effects, loaded, options, [one for one in concepts if one in wanted])
        effects.enter("run")
        runs = {}
        for index, outcomes in effects.run_plans([plan.requests for plan in plans]):
            plan = plans[index]
            runs[plan.concept] = replace(plan, requests=plan.requests[: len(outcomes)]), outcomes
        effects.enter("judge")
        return runs

    return effects.cached_map(ASSESSMENT, partial(_assess, loaded, around, wanted), keys, run)


def list_runnable(loaded: Loaded, options: Options) -> Iterator[str]:
    """Yield the concepts that may be run and were asked for, in the graph's order."""
    faulty = find_faulty(loaded.problems)
    for concept in loaded.graph.order:
        summary = loaded.atlas.concept_by_id[concept]
        is_wanted = not options.only or concept in options.only
        if is_wanted and summary.is_sound and summary.folder not in faulty:
            yield concept


def plan_witnesses(
    effects: Effects, loaded: Loaded, options: Options, concepts: Sequence[str] | None = None
) -> tuple[Plan, ...]:
    """Return the jobs of these concepts, or of all that may be run."""
    effects.enter("plan")
    conditions = _find_conditions(effects, loaded, options)
    config = loaded.atlas.config

    def plan(concept: str) -> Plan:
        draft = loaded.drafts.body(concept)
        return plan_concept(effects, draft.concept, draft.outline, config, conditions)

    listed = list(list_runnable(loaded, options)) if concepts is None else concepts
    return tuple(effects.parallel_map(plan, listed))


def survey(effects: Effects, loaded: Loaded) -> ReviewContext:
    """Return what the claims of the atlas rest on beside their own pages."""
    theme = effects.read_theme(loaded.atlas.config.theme).files
    macros = {} if find_theme_faults(theme) else dict(read_macros(theme.get("macros.toml", b"")))
    named = {f"\\{name}": body for name, body in macros.items()}
    atlas, read = loaded.atlas, effects.read_tree().read
    return ReviewContext(atlas.source_by_key, named, list_read(atlas.audits), atlas.criteria, read)


def _find_conditions(effects: Effects, loaded: Loaded, options: Options) -> Conditions:
    """Return what all jobs of the build share."""
    packages = effects.list_packages(loaded.atlas.config.allow_imports)
    repeats = STRICT_REPEATS if options.strict else 1
    return Conditions(
        packages, repeats, options.second_opinion, held=options.strict, mutants=options.mutants
    )


def _assess(
    loaded: Loaded, around: ReviewContext, wanted: Set[str], concept_id: str, runs: Runs
) -> tuple[Assessment, Evidence]:
    """Return what the runs of one concept show.

    A `wanted` concept without runs is still being run, so nothing that is said of it is final.
    """
    draft = loaded.drafts.body(concept_id)
    concept, outline = draft.concept, draft.outline
    plan, outcomes = runs.get(concept_id, (None, ()))
    if plan is not None and outcomes:
        evidence, problems = judge_witness(concept, outline, plan, outcomes)
    else:
        evidence, problems = Evidence(concept_id, is_run=plan is not None), ()
    evidence = assess_claims(concept, outline, evidence, around)
    problems = (
        *problems,
        *check_reading(concept, evidence, around.read_so_far),
        *check_demands(concept, evidence, around.criteria),
    )
    assessment = Assessment(
        count_evidence(evidence, len(outcomes)),
        tuple(claim.claim for claim in evidence.claims),
        problems,
        check_evidence(concept, evidence) if evidence.is_run else (),
        evidence.is_run,
        are_worth_keeping(plan, outcomes) and (evidence.is_run or concept_id not in wanted),
    )
    return assessment, evidence
