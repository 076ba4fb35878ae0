"""The stages in order, and nothing else: from a tree of files to a site, in one direction. Read this first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from builder.alone import plan_concept
from builder.check import (
    Facts,
    apply_settings,
    check_atlas,
    check_concept,
    check_pages,
    drop_echoes,
    drop_page_echoes,
    find_faulty,
    find_folders,
)
from builder.graph import build_graph, lay_out_maps
from builder.load import Folder, load_atlas, report_unread
from builder.records.atlas import Atlas, Config
from builder.records.codec import Codec, HeadedCodec
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.outline import Outline
from builder.records.page import Site
from builder.records.problem import Problems, Severity, has_errors, sort_problems
from builder.records.request import Request
from builder.render import Known, collect_known, find_theme_faults, label_concepts, render_site
from builder.render.theme import FOLDER
from builder.report.explain import read_explanations
from builder.review import check_reviews, rank_claims
from builder.stages import Assessed, Built, Effects, Loaded, Options
from builder.witness import outline_witness
from builder.witnesses import find_conditions, plan_witnesses, run_witnesses

_OUTLINE = HeadedCodec[Outline, Problems](Outline, Problems, ("concept", "is_sound"))
_REVIEWED = Codec[tuple[Problems, date]](tuple[Problems, date])


def build_site(effects: Effects, options: Options) -> Built:
    """Every stage: load, graph, check, witness, judge, review, render, check."""
    assessed = assess_site(effects, options)
    loaded, evidence = assessed.loaded, assessed.evidence
    site, render_problems, page_problems = render(effects, loaded, evidence)
    so_far = (*assessed.problems, *render_problems)
    problems = settle(
        loaded.atlas, (*so_far, *drop_page_echoes(page_problems, find_faulty(so_far))), options
    )
    return Built(
        loaded, evidence, assessed.tallies, problems, Site({}, {}) if has_errors(problems) else site
    )


def assess_site(effects: Effects, options: Options) -> Assessed:
    """Every stage but the last two: what is known of the atlas, without its pages."""
    loaded = load_checked(effects, options)
    plans = plan_witnesses(effects, loaded, options)
    judged = run_witnesses(effects, loaded, plans)
    so_far = (*loaded.problems, *judged.problems)
    faulty = find_faulty(so_far)
    owed = (
        problem
        for id, found in judged.owed.items()
        if loaded.atlas.concept_by_id[id].folder not in faulty
        for problem in found
    )
    return Assessed(loaded, judged.evidence, judged.tallies, (*so_far, *owed))


def load_checked(effects: Effects, options: Options) -> Loaded:
    """Load, graph, outlines and the rules that need no run."""
    memory = effects.memory
    effects.enter("load")
    atlas, problems = load_atlas(effects.read_tree(), memory, partial(_prepare, effects, options))
    atlas, drafts = (atlas, frozenset[str]()) if options.drafts else _leave_out_drafts(atlas)
    atlas = replace(atlas, config=_place(effects, atlas.config, options))
    effects.enter("outline")
    graph = memory.settle("graph", build_graph(atlas))
    outlined = {
        concept.id: outline_concept(effects, concept, atlas.config) for concept in atlas.concepts
    }
    outlines = {id: outline for id, (outline, _) in outlined.items()}
    effects.enter("check")
    found = (problem for _, problems_of_one in outlined.values() for problem in problems_of_one)
    rules = check_atlas(Facts(atlas, graph, outlines, drafts, memory), effects.make_apart)
    reviews = (
        problem for concept in atlas.concepts for problem in check_own_reviews(effects, concept)
    )
    return Loaded(
        atlas, graph, outlines, drafts, (*problems, *drop_echoes(atlas, (*found, *rules, *reviews)))
    )


def check_own_reviews(effects: Effects, concept: Concept) -> Problems:
    """What is wrong with the review records of one concept; a date that is still to come is looked for each day anew."""

    def check() -> tuple[Problems, date]:
        return check_reviews((concept,), date.max), max(
            (review.date for review in concept.reviews), default=date.min
        )

    found, latest = effects.memory.recall("reviews", (concept,), check, _REVIEWED)
    today = effects.read_latest_date()
    return found if latest <= today else check_reviews((concept,), today)


def _place(effects: Effects, config: Config, options: Options) -> Config:
    """The configuration with the address that this build is for."""
    url = options.base_url
    return (
        effects.memory.recall("place", (config, url), lambda: replace(config, base_url=url))
        if url
        else config
    )


def _prepare(
    effects: Effects,
    options: Options,
    config: Config,
    folders: Sequence[Folder],
    read: Callable[[Folder], Concept],
) -> None:
    """Has concepts that no build knows read, outlined, checked and planned on all cores."""
    placed = _place(effects, config, options)

    def prepare(folder: Folder) -> tuple[Request, ...]:
        concept = read(folder)
        outline, _ = outline_concept(effects, concept, placed)
        check_concept(concept, outline, effects.memory)
        check_own_reviews(effects, concept)
        conditions = find_conditions(effects, placed, options)
        return (
            plan_concept(effects, concept, outline, placed, conditions).requests
            if outline.is_sound
            else ()
        )

    effects.make_apart(prepare, folders)


def outline_concept(effects: Effects, concept: Concept, config: Config) -> tuple[Outline, Problems]:
    """What the witness of one concept declares, and what is wrong with it."""
    return effects.memory.recall(
        "outline", (concept, config), partial(outline_witness, concept, config), _OUTLINE
    )


def render(
    effects: Effects, loaded: Loaded, evidence: Mapping[str, Evidence]
) -> tuple[Site, Problems, Problems]:
    """The site, what is wrong with its texts, and what is wrong with its pages."""
    effects.enter("render")
    if faults := find_theme_problems(effects):
        return Site({}, {}), faults, ()
    theme = effects.read_theme()
    known = collect(effects, loaded, evidence)
    rendered, site, problems = render_site(known, theme, effects.read_tree().read, effects)
    effects.enter("check pages")
    return site, problems, check_pages(loaded.atlas, rendered, site.files.keys(), effects.memory)


def find_theme_problems(effects: Effects) -> Problems:
    """What keeps the theme from being used at all. Where something of it is not read, that alone: what it lacks follows from it."""
    return report_unread(effects.read_theme_tree(), FOLDER) or find_theme_faults(
        effects.read_theme()
    )


def collect(effects: Effects, loaded: Loaded, evidence: Mapping[str, Evidence]) -> Known:
    """All that rendering may know."""
    labels = label_concepts(loaded.atlas, effects.read_theme())
    maps = lay_out_maps(
        loaded.graph, labels, [domain.id for domain in loaded.atlas.domains], effects.memory
    )
    return collect_known(loaded.atlas, loaded.graph, loaded.outlines, evidence, maps, rank_claims)


def settle(atlas: Atlas, problems: Problems, options: Options) -> Problems:
    """All problems, sorted, with the severities that the atlas and `--strict` set; with `only`, none of other concepts."""
    silenceable = {
        code: explanation.silenceable for code, explanation in read_explanations().items()
    }
    problems = apply_settings(problems, atlas.config, silenceable)
    if options.only:
        others = {concept.folder for concept in atlas.concepts if concept.id not in options.only}
        problems = tuple(problem for problem in problems if not find_folders((problem,)) & others)
    if options.strict:
        problems = tuple(replace(problem, severity=Severity.ERROR) for problem in problems)
    return sort_problems(problems)


def _leave_out_drafts(atlas: Atlas) -> tuple[Atlas, frozenset[str]]:
    drafts = frozenset(concept.id for concept in atlas.concepts if concept.status == "draft")
    kept = tuple(concept for concept in atlas.concepts if concept.id not in drafts)
    return replace(
        atlas, concepts=kept, concept_by_id={concept.id: concept for concept in kept}
    ), drafts
