"""Renders every page, and checks them: what each page depends on is its key."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from builder.check import check_pages, check_readings
from builder.graph import lay_out_maps
from builder.load import report_unread
from builder.records.atlas import Config
from builder.records.digest import digest_records
from builder.records.page import Site
from builder.records.problem import Problem, Problems
from builder.records.rendered import PageOutput, Rendered, describe_output
from builder.records.step import Results
from builder.records.summary import ConceptEntry, ConceptSummary
from builder.render import (
    RenderContext,
    Renderer,
    SitePage,
    find_theme_faults,
    join_site,
    label_concepts,
    list_named,
    list_referred,
    list_site_pages,
    list_theme_faults,
    make_entry,
    make_environment,
    make_render_context,
    narrow_context,
    narrow_entries,
    render_page,
    render_site_page,
)
from builder.render.templates.theme import FOLDER
from builder.review import rank_claims
from builder.stages import Assessed, Effects, prepare_nothing
from builder.steps import ENTRY, PAGE, SITE_PAGE, Files

Outputs = Results[PageOutput, Files]


@dataclass(frozen=True, slots=True)
class SharedInputs:
    """What all pages are rendered with. `digest` is that of all that they have in common."""

    assessed: Assessed
    context: RenderContext
    renderer: Renderer
    digest: str
    shown_digests: Mapping[str, str]  # by concept: the digest of what other pages may show of it


def render(effects: Effects, assessed: Assessed) -> tuple[Site, Problems, Problems]:
    """Return the site, what is wrong with its texts, and what is wrong with its pages."""
    effects.enter("render")
    config = assessed.loaded.atlas.config
    if faults := find_theme_problems(effects, config):
        return Site({}, {}), faults, ()
    theme = effects.read_theme(config.theme).files
    shared = _make_shared(effects, assessed, theme)
    pages = _render_concepts(effects, shared)
    site_pages = _render_site_pages(effects, shared)
    outputs = (*pages.values(), *site_pages.values())
    met = [fault for output in outputs for fault in output.theme_faults]
    if met:  # no page of a theme that is at fault is worth a look
        return Site({}, {}), list_theme_faults(theme, met), ()
    site = join_site(shared.context, theme, (pages, site_pages))
    effects.enter("check pages")
    found = tuple(problem for output in outputs for problem in output.problems)
    return site, found, check_pages(assessed.loaded.atlas, outputs, site.files.keys())


def find_theme_problems(effects: Effects, config: Config) -> Problems:
    """Return what keeps the theme from being used.

    If something of it is not read, only that: what it lacks follows from it.
    """
    theme = effects.read_theme(config.theme)
    if config.theme and theme.overlay.is_empty:
        message = f"'{config.theme}' holds no file of a theme"
        hint = f"put the files into it that you change, such as {config.theme}/css/tokens/own.css"
        return (Problem("theme-complete", message, config.place_of("theme"), hint),)
    unread = report_unread(theme.overlay, FOLDER)
    return unread or find_theme_faults(theme.files)


def _make_shared(effects: Effects, assessed: Assessed, theme: Mapping[str, bytes]) -> SharedInputs:
    loaded, atlas = assessed.loaded, assessed.loaded.atlas
    levels = {concept: found.levels for concept, found in assessed.assessments.items()}
    labels = label_concepts(atlas, theme)
    maps = lay_out_maps(loaded.graph, labels, [domain.id for domain in atlas.domains])
    context = make_render_context(atlas, loaded.graph, levels, maps)
    environment = make_environment(theme, effects.find_compiled())
    renderer = Renderer(context, environment, theme, effects.read_tree().read)
    digest = digest_records(
        atlas.config,
        atlas.domains,
        atlas.audits,
        atlas.criteria,
        loaded.sources_digest,
        tuple(theme.items()),
        renderer.site,
    )
    shown_digests = {one.id: _digest_shown(one, assessed) for one in atlas.concepts}
    return SharedInputs(assessed, context, renderer, digest, shown_digests)


def _digest_shown(concept: ConceptSummary, assessed: Assessed) -> str:
    """Return the digest of what other concepts' pages may show of the concept."""
    whys = [(one.concept.id, one.why and one.why.source) for one in concept.prerequisites]
    levels = [str(level) for level in assessed.assessments[concept.id].levels]
    shown = (concept.title.source, concept.status, concept.has_page, whys, levels)
    return hashlib.sha256(repr(shown).encode(errors="surrogateescape")).hexdigest()


def _render_concepts(effects: Effects, shared: SharedInputs) -> Outputs:
    """Render the page of every concept that has one."""
    assessed, context = shared.assessed, shared.context
    loaded = assessed.loaded
    referred: dict[str, list[str]] = {}
    keys: dict[str, str] = {}
    for concept in loaded.atlas.concepts:
        if not concept.has_page:
            continue
        weakest = assessed.weakest[concept.id]
        others = list_referred(context, concept.id, weakest[0] if weakest else "")
        referred[concept.id] = others
        keys[concept.id] = _join(
            shared.digest,
            loaded.drafts.digest(concept.id),
            assessed.assessments.digest(concept.id),
            repr(weakest),
            effects.digest_folder(concept.folder),
            repr(context.maps.near(concept.id)),
            *(f"{other} {shared.shown_digests[other]}" for other in others),
        )

    def make(concept_id: str, _: None) -> tuple[PageOutput, Files]:
        draft = loaded.drafts.body(concept_id)
        evidence = assessed.read_evidence(concept_id)
        own = narrow_context(context, draft.concept, draft.outline, evidence, referred[concept_id])
        return _describe(*render_page(shared.renderer, draft.concept, own))

    return effects.cached_map(PAGE, make, keys, prepare_nothing)


def _render_site_pages(effects: Effects, shared: SharedInputs) -> Outputs:
    """Render the pages of the whole atlas, from the entries of its concepts."""
    assessed, loaded = shared.assessed, shared.assessed.loaded

    def make_own(concept_id: str, _: None) -> tuple[str, ConceptEntry]:
        evidence = assessed.assessments.body(concept_id)
        return "", make_entry(loaded.read_concept(concept_id), evidence)

    drawn = {
        concept: f"{loaded.drafts.digest(concept)} {assessed.assessments.digest(concept)}"
        for concept in loaded.atlas.concept_by_id
    }
    entries = effects.cached_map(ENTRY, make_own, drawn, prepare_nothing)
    site_pages = {one.id: one for one in list_site_pages(shared.context)}
    every = _join(
        *(
            f"{one} {entries.digest(one)} {assessed.weakest[one]} {shared.shown_digests[one]}"
            for one in entries
        )
    )

    def key_of(page: SitePage) -> str:
        if page.concepts is None:
            return _join(shared.digest, page.id, every)
        named = list_named(shared.context, page.concepts)
        parts = (f"{one} {entries.digest(one)}" for one in sorted(page.concepts))
        return _join(
            shared.digest, page.id, *parts, *(f"{one} {shared.shown_digests[one]}" for one in named)
        )

    def open_entries(_: Sequence[str]) -> RenderContext:
        return _open_entries(shared, entries)

    def make(page_id: str, context: RenderContext) -> tuple[PageOutput, Files]:
        page = site_pages[page_id]
        if page.concepts is not None:
            context = narrow_entries(context, page.concepts)
        return _describe(*render_site_page(shared.renderer, context, page.render))

    keys = {one.id: key_of(one) for one in site_pages.values()}
    return effects.cached_map(SITE_PAGE, make, keys, open_entries)


def _open_entries(shared: SharedInputs, entries: Results[str, ConceptEntry]) -> RenderContext:
    """Return what pages of the whole atlas may know."""
    read = {concept: entries.body(concept) for concept in entries}
    weakest = shared.assessed.weakest
    evidence = {
        one: replace(entry.evidence, weakest_link=weakest[one]) for one, entry in read.items()
    }
    atlas = shared.context.atlas.with_concepts(entry.concept for entry in read.values())
    queue = rank_claims(atlas, shared.context.graph, evidence)
    return replace(shared.context, atlas=atlas, evidence=evidence, queue=queue)


def _describe(rendered: Rendered, theme_faults: Problems) -> tuple[PageOutput, Files]:
    faults = check_readings(rendered.readings)
    return describe_output(rendered, faults, theme_faults), rendered.files


def _join(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()
