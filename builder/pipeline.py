"""The stages in order, from a tree of files to a site, in one direction. Read this first."""

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import partial

from builder.check import (
    RuleContext,
    apply_settings,
    check_atlas,
    check_concept,
    drop_cascading,
    drop_page_cascading,
    find_faulty,
    find_folders,
    make_page_context,
    summarize_concept,
)
from builder.graph import build_graph
from builder.load import Folder, read_atlas_head, read_folder, read_sources
from builder.pages import render
from builder.records.atlas import Atlas, Config, Tree, make_atlas
from builder.records.digest import digest_records
from builder.records.page import Site
from builder.records.problem import Problem, Problems, Severity, has_errors, sort_problems
from builder.records.step import Results
from builder.records.summary import ConceptSummary, Draft, DraftSummary
from builder.report.explain import read_explanations
from builder.review import check_reviews, find_weakest
from builder.stages import Assessed, Built, Effects, Loaded, Options, prepare_nothing
from builder.steps import DRAFT, SOURCES, Registry
from builder.witness import outline_witness
from builder.witnesses import assess_concepts


def build_site(effects: Effects, options: Options) -> Built:
    """Run every stage: read, merge, run, assess, render, check."""
    assessed = assess_site(effects, options)
    atlas = assessed.loaded.atlas
    left_out = _find_left_out(assessed, assessed.problems, options)
    while True:  # a page that is left out may be missed by another, which is then left out as well
        site, found, faults = render(effects, _leave_out(assessed, left_out))
        so_far = (*assessed.problems, *found)
        page_faults = drop_page_cascading(faults, find_faulty(so_far))
        every = (*so_far, *page_faults)
        missed = _find_left_out(assessed, every, options) - left_out
        if not missed:
            break
        left_out |= missed
    problems = settle(atlas, every, options)
    shown = Site({}, {}) if has_errors(problems) and not options.keep_going else site
    return Built(assessed.loaded, assessed.assessments, assessed.weakest, problems, shown, left_out)


def _find_left_out(assessed: Assessed, problems: Problems, options: Options) -> frozenset[str]:
    """Return the concepts without a page: those with an error, and those that are still run."""
    if not options.keep_going:
        return frozenset()
    atlas = assessed.loaded.atlas
    waiting = {one for one, found in assessed.assessments.items() if not found.is_run}
    faulty = find_faulty(settle(atlas, problems, options))
    return frozenset(
        one.id
        for one in atlas.concepts
        if one.has_page
        and (
            one.id in waiting
            or one.folder in faulty
            or f"concepts/{one.id.partition('/')[0]}/domain.yaml" in faulty
        )
    )


def _leave_out(assessed: Assessed, left_out: Set[str]) -> Assessed:
    """Return what is known with these concepts as concepts that have no page."""
    if not left_out:
        return assessed
    atlas = assessed.loaded.atlas
    shown = (replace(one, has_page=False) if one.id in left_out else one for one in atlas.concepts)
    return replace(assessed, loaded=replace(assessed.loaded, atlas=atlas.with_concepts(shown)))


def assess_site(effects: Effects, options: Options) -> Assessed:
    """Run every stage but the last two: what is known of the atlas, without its pages."""
    loaded = load_checked(effects, options)
    assessments = assess_concepts(effects, loaded, options)
    levels = {concept: found.levels for concept, found in assessments.items()}
    links = find_weakest(loaded.graph, levels)
    weakest = {
        one: None if level is None else (other, level) for one, (other, level) in links.items()
    }
    so_far = [*loaded.problems]
    for found in assessments.values():
        so_far += found.problems
    faulty = find_faulty(tuple(so_far))
    for concept, found in assessments.items():
        if found.missing and f"concepts/{concept}" not in faulty:
            so_far += found.missing
    return Assessed(loaded, assessments, weakest, tuple(so_far))


def load_checked(effects: Effects, options: Options) -> Loaded:
    """Read every concept, merge the summaries into a graph, apply the rules that need no run."""
    effects.enter("load")
    tree = effects.read_tree()
    frame = read_atlas_head(tree)
    folders = {folder.id: folder for folder in frame.concepts}
    digest = digest_records(frame.config)
    keys = {
        concept: f"{digest} {effects.digest_folder(folder.path())} {' '.join(folder.unread)}"
        for concept, folder in sorted(folders.items())
    }
    make = partial(_read_draft, tree, frame.config, folders)
    drafts = effects.cached_map(DRAFT, make, keys, prepare_nothing)
    registry = _read_registry(effects, tree, frame.bibliographies)
    sources, faults = registry["all"]
    problems = [*frame.problems, *faults]
    for read in drafts.values():
        problems += read.problems
    built = {
        one: head
        for one, head in drafts.items()
        if options.drafts or head.summary.status != "draft"
    }
    left_out = frozenset(drafts.keys() - built.keys())
    drafts = drafts.select(tuple(built))
    config = replace(frame.config, base_url=options.base_url or frame.config.base_url)
    summaries = (head.summary for head in built.values())
    atlas = make_atlas(config, frame.domains, summaries, sources, frame.audits, frame.criteria)
    effects.enter("check")
    graph = build_graph(atlas)
    found = [*check_atlas(RuleContext(atlas, graph, left_out))]
    today = effects.read_latest_date()
    for concept, head in built.items():
        found += (*head.found, *_check_reviews(drafts, concept, today))
    every = (*sort_problems(problems), *drop_cascading(atlas, tuple(found)))
    return Loaded(atlas, graph, drafts, left_out, registry.digest("all"), every)


def _read_draft(
    tree: Tree, config: Config, folders: Mapping[str, Folder], concept_id: str, _: None
) -> tuple[DraftSummary, Draft]:
    """Read one concept, outline its witness, and apply the rules that look at no other concept."""
    concept, problems = read_folder(folders[concept_id], tree)
    outline, faults = outline_witness(concept, config)
    own = make_page_context(concept, outline)
    reviews = check_reviews((concept,), date.max)
    latest = max((review.date for review in concept.reviews), default=date.min)
    found = (*faults, *check_concept(own))
    return DraftSummary(summarize_concept(own), problems, found, reviews, latest), Draft(
        concept, outline
    )


def _read_registry(
    effects: Effects, tree: Tree, bibliographies: Sequence[str]
) -> Results[Registry, str]:
    """Return the sources of all bibliographies, under the item `all`."""

    def make(_: str, __: None) -> tuple[Registry, str]:
        return read_sources(bibliographies, tree), ""

    digest = hashlib.sha256()
    for path in bibliographies:
        digest.update(f"{path} {effects.digest_file(path)}\n".encode(errors="surrogateescape"))
    return effects.cached_map(SOURCES, make, {"all": digest.hexdigest()}, prepare_nothing)


def _check_reviews(drafts: Results[DraftSummary, Draft], concept: str, today: date) -> Problems:
    """Return what is wrong with the review records of one concept.

    A date that is to come is a fault until it has come.
    """
    head = drafts[concept]
    if head.latest_review <= today:
        return head.reviews
    return check_reviews((drafts.body(concept).concept,), today)


def settle(atlas: Atlas[ConceptSummary], problems: Problems, options: Options) -> Problems:
    """Return all problems, sorted, with the severities of the atlas and `--strict`.

    With `only`, none of other concepts.
    """
    silenceable = {
        code: explanation.silenceable for code, explanation in read_explanations().items()
    }
    problems = apply_settings(problems, atlas.config, silenceable)
    if options.only:
        others = {concept.folder for concept in atlas.concepts if concept.id not in options.only}
        problems = tuple(
            problem
            for problem in problems
            if not find_folders((problem,)) & others or _concerns(problem, options.only)
        )
    if options.strict:
        problems = tuple(replace(problem, severity=Severity.ERROR) for problem in problems)
    return sort_problems(problems)


def _concerns(problem: Problem, ids: Sequence[str]) -> bool:
    """Return true if a note of the problem lies in one of these concepts, as of a circle."""
    folders = tuple(f"concepts/{one}/" for one in ids)
    return any(note.place.path.startswith(folders) for note in problem.notes)
