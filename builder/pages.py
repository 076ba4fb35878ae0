"""Renders every page, and checks them: what each page depends on is its key."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from builder.check import check_pages, check_readings
from builder.graph import lay_out_maps
from builder.load import report_unread
from builder.records.digest import digest_records
from builder.records.page import Site
from builder.records.problem import Problems
from builder.records.rendered import PageOutput, Rendered, describe_output
from builder.records.step import Results
from builder.records.summary import ConceptEntry, ConceptSummary
from builder.render import (
    Known,
    Printer,
    SitePage,
    collect_known,
    find_theme_faults,
    join_site,
    label_concepts,
    list_named,
    list_referred,
    list_site_pages,
    list_theme_faults,
    make_entry,
    make_environment,
    narrow_entries,
    narrow_known,
    render_page,
    render_site_page,
)
from builder.render.theme import FOLDER
from builder.review import rank_claims
from builder.stages import Assessed, Effects, prepare_nothing
from builder.steps import ENTRY, PAGE, SITE_PAGE, Files

Outputs = Results[PageOutput, Files]


@dataclass(frozen=True, slots=True)
class Press:
    """What all pages are rendered with. `digest` is that of all that they have in common."""

    assessed: Assessed
    known: Known
    printer: Printer
    digest: str
    faces: Mapping[str, str]  # by concept: the digest of what other pages may show of it


def render(effects: Effects, assessed: Assessed) -> tuple[Site, Problems, Problems]:
    """Return the site, what is wrong with its texts, and what is wrong with its pages."""
    effects.enter("render")
    if faults := find_theme_problems(effects):
        return Site({}, {}), faults, ()
    theme = effects.read_theme()
    press = _make_press(effects, assessed, theme)
    pages = _render_concepts(effects, press)
    site_pages = _render_site_pages(effects, press)
    outputs = (*pages.values(), *site_pages.values())
    met = [fault for output in outputs for fault in output.theme_faults]
    if met:  # no page of a theme that is at fault is worth a look
        return Site({}, {}), list_theme_faults(theme, met), ()
    site = join_site(press.known, theme, (pages, site_pages))
    effects.enter("check pages")
    found = tuple(problem for output in outputs for problem in output.problems)
    return site, found, check_pages(assessed.loaded.atlas, outputs, site.files.keys())


def find_theme_problems(effects: Effects) -> Problems:
    """Return what keeps the theme from being used.

    If something of it is not read, only that: what it lacks follows from it.
    """
    unread = report_unread(effects.read_theme_tree(), FOLDER)
    return unread or find_theme_faults(effects.read_theme())


def _make_press(effects: Effects, assessed: Assessed, theme: Mapping[str, bytes]) -> Press:
    loaded, atlas = assessed.loaded, assessed.loaded.atlas
    levels = {concept: found.levels for concept, found in assessed.assessments.items()}
    labels = label_concepts(atlas, theme)
    maps = lay_out_maps(loaded.graph, labels, [domain.id for domain in atlas.domains])
    known = collect_known(atlas, loaded.graph, levels, maps)
    environment = make_environment(theme, effects.find_compiled())
    printer = Printer(known, environment, theme, effects.read_tree().read)
    digest = digest_records(
        atlas.config, atlas.domains, atlas.audits, loaded.sources_digest, theme, printer.site
    )
    faces = {one.id: _digest_face(one, assessed) for one in atlas.concepts}
    return Press(assessed, known, printer, digest, faces)


def _digest_face(concept: ConceptSummary, assessed: Assessed) -> str:
    """Return the digest of what other concepts' pages may show of the concept."""
    whys = [(one.concept.id, one.why and one.why.source) for one in concept.prerequisites]
    levels = [str(level) for level in assessed.assessments[concept.id].levels]
    shown = (concept.title.source, concept.status, concept.has_page, whys, levels)
    return hashlib.sha256(repr(shown).encode(errors="surrogateescape")).hexdigest()


def _render_concepts(effects: Effects, press: Press) -> Outputs:
    """Render the page of every concept that has one."""
    assessed, known = press.assessed, press.known
    loaded = assessed.loaded
    referred: dict[str, list[str]] = {}
    keys: dict[str, str] = {}
    for concept in loaded.atlas.concepts:
        if not concept.has_page:
            continue
        weakest = assessed.weakest[concept.id]
        others = list_referred(known, concept.id, weakest[0] if weakest else "")
        referred[concept.id] = others
        keys[concept.id] = _join(
            press.digest,
            loaded.drafts.digest(concept.id),
            assessed.assessments.digest(concept.id),
            repr(weakest),
            effects.digest_folder(concept.folder),
            repr(known.maps.near(concept.id)),
            *(f"{other} {press.faces[other]}" for other in others),
        )

    def make(concept_id: str, _: None) -> tuple[PageOutput, Files]:
        draft = loaded.drafts.body(concept_id)
        evidence = assessed.read_evidence(concept_id)
        own = narrow_known(known, draft.concept, draft.outline, evidence, referred[concept_id])
        return _describe(*render_page(press.printer, own))

    return effects.cached_map(PAGE, make, keys, prepare_nothing)


def _render_site_pages(effects: Effects, press: Press) -> Outputs:
    """Render the pages of the whole atlas, from the entries of its concepts."""
    assessed, loaded = press.assessed, press.assessed.loaded

    def make_own(concept_id: str, _: None) -> tuple[str, ConceptEntry]:
        evidence = assessed.assessments.body(concept_id)
        return "", make_entry(loaded.read_concept(concept_id), evidence)

    drawn = {
        concept: f"{loaded.drafts.digest(concept)} {assessed.assessments.digest(concept)}"
        for concept in loaded.atlas.concept_by_id
    }
    entries = effects.cached_map(ENTRY, make_own, drawn, prepare_nothing)
    site_pages = {one.id: one for one in list_site_pages(press.known)}
    every = _join(
        *(
            f"{one} {entries.digest(one)} {assessed.weakest[one]} {press.faces[one]}"
            for one in entries
        )
    )

    def key_of(page: SitePage) -> str:
        if page.concepts is None:
            return _join(press.digest, page.id, every)
        named = list_named(press.known, page.concepts)
        parts = (f"{one} {entries.digest(one)}" for one in sorted(page.concepts))
        return _join(press.digest, page.id, *parts, *(f"{one} {press.faces[one]}" for one in named))

    def open_entries(_: Sequence[str]) -> Known:
        return _open_entries(press, entries)

    def make(page_id: str, known: Known) -> tuple[PageOutput, Files]:
        page = site_pages[page_id]
        if page.concepts is not None:
            known = narrow_entries(known, page.concepts)
        return _describe(*render_site_page(press.printer, known, page.render))

    keys = {one.id: key_of(one) for one in site_pages.values()}
    return effects.cached_map(SITE_PAGE, make, keys, open_entries)


def _open_entries(press: Press, entries: Results[str, ConceptEntry]) -> Known:
    """Return what pages of the whole atlas may know."""
    read = {concept: entries.body(concept) for concept in entries}
    weakest = press.assessed.weakest
    evidence = {
        one: replace(entry.evidence, weakest_link=weakest[one]) for one, entry in read.items()
    }
    atlas = press.known.atlas.with_concepts(entry.concept for entry in read.values())
    queue = rank_claims(atlas, press.known.graph, evidence)
    return replace(press.known, atlas=atlas, evidence=evidence, queue=queue)


def _describe(rendered: Rendered, theme_faults: Problems) -> tuple[PageOutput, Files]:
    faults = check_readings(rendered.readings)
    return describe_output(rendered, faults, theme_faults), rendered.files


def _join(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()
