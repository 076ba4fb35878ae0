"""The stages in order, and nothing else: from a tree of files to a site, in one direction. Read this first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import Protocol

from builder.alone import Inputs, plan_concept
from builder.check import (
    Facts,
    apply_settings,
    check_atlas,
    check_evidence,
    check_pages,
    drop_echoes,
    drop_page_echoes,
    find_faulty,
    find_folders,
)
from builder.graph import build_graph, lay_out_maps
from builder.load import Folder, load_atlas
from builder.records.atlas import Atlas, Config
from builder.records.codec import Codec
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.graph import Graph
from builder.records.level import Level
from builder.records.mutant import MutantReport
from builder.records.outline import Outline
from builder.records.page import Site
from builder.records.problem import Problems, Severity, has_errors, sort_problems
from builder.records.request import Conditions, Plan, Request, are_worth_keeping
from builder.records.run import Outcome
from builder.render import Helpers, Known, collect_known, find_theme_faults, label_concepts, read_macros, render_site
from builder.report.explain import read_explanations
from builder.review import Surroundings, assess_claims, check_reviews, find_weakest, rank_claims
from builder.witness import (
    explain_refusal,
    judge_mutants,
    judge_witness,
    outline_witness,
    plan_mutants,
    plan_originals,
)

_OUTLINE = Codec[tuple[Outline, Problems]](tuple[Outline, Problems])
_Judged = tuple[Evidence, Problems]
_JUDGED = Codec[_Judged](_Judged)
STRICT_REPEATS = 3  # of the base run, under --strict


class Effects(Inputs, Helpers, Protocol):
    """The world as the pipeline sees it: disk and processes; plans are given the part of it that is `Inputs`, rendering `Helpers`."""

    def enter(self, stage: str) -> None:
        """Says which stage begins."""

    def read_theme(self) -> Mapping[str, bytes]:
        """The theme's files: path relative to `theme/` -> bytes."""

    def read_latest_date(self) -> date:
        """The latest date that it is anywhere on Earth."""

    def run_jobs(self, requests: Sequence[Request]) -> Iterator[tuple[int, Outcome]]:
        """Each request's index and outcome, as they are done."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line decides about a build. `only` names the concepts to run and render, all where empty."""

    drafts: bool = False
    strict: bool = False
    base_url: str = ""
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The atlas as read, before anything runs."""

    atlas: Atlas
    graph: Graph
    outlines: Mapping[str, Outline]
    drafts: frozenset[str]
    problems: Problems


@dataclass(frozen=True, slots=True)
class Assessed:
    """All that is known before anything is rendered; the problems are as they were found, see `settle`."""

    loaded: Loaded
    evidence: Mapping[str, Evidence]
    problems: Problems
    runs: int


@dataclass(frozen=True, slots=True)
class Built(Assessed):
    """All that a build knows, its problems settled; `site` holds no files where there are errors."""

    site: Site


def build_site(effects: Effects, options: Options) -> Built:
    """Every stage: load, graph, check, witness, judge, review, render, check."""
    assessed = assess_site(effects, options)
    loaded, evidence = assessed.loaded, assessed.evidence
    site, render_problems, page_problems = render(effects, loaded, evidence)
    so_far = (*assessed.problems, *render_problems)
    problems = settle(loaded.atlas, (*so_far, *drop_page_echoes(page_problems, find_faulty(so_far))), options)
    return Built(loaded, evidence, problems, assessed.runs, Site({}, {}) if has_errors(problems) else site)


def assess_site(effects: Effects, options: Options) -> Assessed:
    """Every stage but the last two: what is known of the atlas, without its pages."""
    loaded = load_checked(effects, options)
    plans = plan_witnesses(effects, loaded, options)
    evidence, run_problems = run_witnesses(effects, loaded, plans)
    so_far = (*loaded.problems, *run_problems)
    problems = (*so_far, *check_sound_evidence(loaded, evidence, find_faulty(so_far)))
    return Assessed(loaded, evidence, problems, sum(len(plan.requests) for plan in plans))


def load_checked(effects: Effects, options: Options) -> Loaded:
    """Load, graph, outlines and the rules that need no run."""
    memory = effects.memory
    effects.enter("load")
    atlas, problems = load_atlas(effects.read_tree(), memory, partial(_prepare, effects, options))
    atlas, drafts = (atlas, frozenset[str]()) if options.drafts else _leave_out_drafts(atlas)
    atlas = replace(atlas, config=_place(effects, atlas.config, options))
    effects.enter("outline")
    graph = memory.settle("graph", build_graph(atlas))
    outlined = {concept.id: outline_concept(effects, concept, atlas.config) for concept in atlas.concepts}
    outlines = {id: outline for id, (outline, _) in outlined.items()}
    effects.enter("check")
    found = (problem for _, problems_of_one in outlined.values() for problem in problems_of_one)
    rules = (*check_atlas(Facts(atlas, graph, outlines, drafts, memory=memory)), *check_reviews(atlas.concepts, effects.read_latest_date()))
    return Loaded(atlas, graph, outlines, drafts, (*problems, *drop_echoes(atlas, (*found, *rules))))


def _place(effects: Effects, config: Config, options: Options) -> Config:
    """The configuration with the address that this build is for."""
    url = options.base_url
    return effects.memory.recall("place", (config, url), lambda: replace(config, base_url=url)) if url else config


def _prepare(effects: Effects, options: Options, config: Config, folders: Sequence[Folder], read: Callable[[Folder], Concept]) -> None:
    """Has concepts that no build knows read and outlined on all cores."""
    placed = _place(effects, config, options)
    effects.make_apart(lambda folder: outline_concept(effects, read(folder), placed), folders)


def outline_concept(effects: Effects, concept: Concept, config: Config) -> tuple[Outline, Problems]:
    """What the witness of one concept declares, and what is wrong with it."""
    return effects.memory.recall("outline", (concept, config), partial(outline_witness, concept, config), _OUTLINE)


def plan_witnesses(effects: Effects, loaded: Loaded, options: Options) -> tuple[Plan, ...]:
    """The jobs of every concept whose files hold no error, in the graph's order."""
    effects.enter("plan")
    faulty = find_faulty(loaded.problems)
    packages, repeats = effects.list_packages(loaded.atlas.config.allow_imports), STRICT_REPEATS if options.strict else 1
    conditions = effects.memory.settle("conditions", Conditions(packages, repeats))
    plans = []
    for id in loaded.graph.order:
        concept, outline = loaded.atlas.concept_by_id[id], loaded.outlines[id]
        wanted = not options.only or id in options.only
        if not wanted or not outline.is_sound or concept.folder in faulty:
            continue
        plans.append(plan_concept(effects, concept, outline, loaded.atlas.config, conditions))
    return tuple(plan for plan in plans if plan.requests)


def run_witnesses(effects: Effects, loaded: Loaded, plans: Sequence[Plan]) -> tuple[dict[str, Evidence], Problems]:
    """The evidence of every concept, its claims assessed and its weakest link found."""
    evidence, problems = judge_concepts(effects, loaded, plans, loaded.graph.order)
    weakest = find_weakest(loaded.graph, evidence)
    return {id: effects.memory.of(_link, own, *weakest[id]) for id, own in evidence.items()}, problems


def judge_concepts(effects: Effects, loaded: Loaded, plans: Sequence[Plan], ids: Sequence[str]) -> tuple[dict[str, Evidence], Problems]:
    """The evidence of these concepts, their claims assessed; nothing is known of the witness of one that has no plan.

    What was judged of the same jobs before is judged so still, and their outcomes are not read. Where a run had failed, it is made again.
    """
    effects.enter("run")
    around = survey(effects, loaded.atlas)
    shared = (loaded.atlas.sources, effects.memory.settle("macros", around.macros))
    planned = {plan.concept: plan for plan in plans}
    known_by = {id: (*_list_own(effects, loaded, id), planned.get(id), *shared) for id in ids}
    judged = {id: effects.memory.find("judge", known_by[id], _JUDGED) for id in ids}
    wanted = [plan for plan in plans if judged.get(plan.concept) is None]
    outcomes = iter(_run_in_order(effects, [request for plan in wanted for request in plan.requests]))
    runs = {plan.concept: tuple(next(outcomes) for _ in plan.requests) for plan in wanted}
    effects.enter("judge")
    new = (id for id in ids if judged[id] is None)
    whole = dict.fromkeys(id for id in new if are_worth_keeping(planned.get(id), runs.get(id, ())))

    def judge(id: str) -> _Judged:
        own = runs.get(id, ())
        judge_it = partial(_judge, loaded.atlas.concept_by_id[id], loaded.outlines[id], planned.get(id), own, around)
        depends_on, codec = (known_by[id], _JUDGED) if id in whole else ((*known_by[id], *own), None)
        return effects.memory.recall("judge", depends_on, judge_it, codec)

    effects.make_apart(judge, tuple(whole))
    found = {id: judged[id] or judge(id) for id in ids}
    return {id: evidence for id, (evidence, _) in found.items()}, tuple(problem for _, problems in found.values() for problem in problems)


def _list_own(effects: Effects, loaded: Loaded, id: str) -> tuple[object, ...]:
    """All of a concept's own that its evidence depends on, beside its plan."""
    concept = loaded.atlas.concept_by_id[id]
    files = effects.digest_files([f"{concept.folder}/{name}" for name in concept.files])
    return concept, loaded.outlines[id], *(part for pair in files for part in pair)


def _judge(
    concept: Concept, outline: Outline, plan: Plan | None, outcomes: tuple[Outcome, ...], around: Surroundings
) -> tuple[Evidence, Problems]:
    """As in `judge_concepts`, of one of them."""
    evidence, problems = judge_witness(concept, outline, plan, outcomes) if plan else (Evidence(concept.id), ())
    return assess_claims(concept, outline, evidence, around), problems


def survey(effects: Effects, atlas: Atlas) -> Surroundings:
    """What the claims of the atlas rest on beside their own pages."""
    theme = effects.read_theme()
    macros = {} if find_theme_faults(theme) else dict(read_macros(theme.get("macros.toml", b"")))
    return Surroundings(atlas.source_by_key, {f"\\{name}": body for name, body in macros.items()}, effects.read_tree().read)


def run_mutants(effects: Effects, loaded: Loaded, plans: Sequence[Plan]) -> Iterator[MutantReport]:
    """What the mutants of each witness show of its checks, concept by concept; the witness as written is run first."""
    for plan in plans:
        concept, outline = loaded.atlas.concept_by_id[plan.concept], loaded.outlines[plan.concept]
        originals = plan_originals(concept, plan)
        once, again = _run_in_order(effects, originals)
        refusal = explain_refusal(concept, outline, once, again)
        mutants = () if refusal else plan_mutants(concept, outline, originals[0])
        outcomes = _run_in_order(effects, [request for _, request in mutants])
        tried = tuple((mutant, outcome) for (mutant, _), outcome in zip(mutants, outcomes, strict=True))
        yield MutantReport(plan.concept, why_none=refusal) if refusal else judge_mutants(outline, once, tried)


def _run_in_order(effects: Effects, requests: Sequence[Request]) -> list[Outcome]:
    """The outcome of each request, in the requests' order."""
    return [outcome for _, outcome in sorted(effects.run_jobs(requests), key=lambda pair: pair[0])]


def check_sound_evidence(loaded: Loaded, evidence: Mapping[str, Evidence], faulty: frozenset[str]) -> Problems:
    """The rules on evidence, asked of concepts without errors: what was not run, or failed, has been said."""
    sound = {id: own for id, own in evidence.items() if loaded.atlas.concept_by_id[id].folder not in faulty}
    return check_evidence(Facts(loaded.atlas, loaded.graph, loaded.outlines, loaded.drafts, sound))


def render(effects: Effects, loaded: Loaded, evidence: Mapping[str, Evidence]) -> tuple[Site, Problems, Problems]:
    """The site, what is wrong with its texts, and what is wrong with its pages."""
    effects.enter("render")
    theme = effects.read_theme()
    if faults := find_theme_faults(theme):
        return Site({}, {}), faults, ()
    known = collect(effects, loaded, evidence)
    readings, site, problems = render_site(known, theme, effects.read_tree().read, effects)
    effects.enter("check pages")
    return site, problems, check_pages(readings, site.files.keys(), effects.memory)


def collect(effects: Effects, loaded: Loaded, evidence: Mapping[str, Evidence]) -> Known:
    """All that rendering may know."""
    labels = label_concepts(loaded.atlas, effects.read_theme())
    maps = lay_out_maps(loaded.graph, labels, [domain.id for domain in loaded.atlas.domains], effects.memory)
    rank = cache(partial(rank_claims, loaded.atlas, loaded.graph, evidence))
    return collect_known(loaded.atlas, loaded.graph, loaded.outlines, evidence, maps, rank)


def settle(atlas: Atlas, problems: Problems, options: Options) -> Problems:
    """All problems, sorted, with the severities that the atlas and `--strict` set; with `only`, none of other concepts."""
    silenceable = {code: explanation.silenceable for code, explanation in read_explanations().items()}
    problems = apply_settings(problems, atlas.config, silenceable)
    if options.only:
        others = {concept.folder for concept in atlas.concepts if concept.id not in options.only}
        problems = tuple(problem for problem in problems if not find_folders((problem,)) & others)
    if options.strict:
        problems = tuple(replace(problem, severity=Severity.ERROR) for problem in problems)
    return sort_problems(problems)


def _link(evidence: Evidence, concept: str, level: Level | None) -> Evidence:
    """The evidence with its weakest link, the concept's level; with none where there is no level."""
    return replace(evidence, weakest_link=None if level is None else (concept, level))


def _leave_out_drafts(atlas: Atlas) -> tuple[Atlas, frozenset[str]]:
    drafts = frozenset(concept.id for concept in atlas.concepts if concept.status == "draft")
    kept = tuple(concept for concept in atlas.concepts if concept.id not in drafts)
    return replace(atlas, concepts=kept, concept_by_id={concept.id: concept for concept in kept}), drafts
