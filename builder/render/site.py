"""Renders the whole site: recalls what a build before has rendered, prints the rest, and adds the files of the theme."""

from collections.abc import Mapping, Sequence
from functools import partial

from builder import __version__
from builder.records.atlas import Atlas
from builder.records.concept import Concept
from builder.records.digest import digest_records
from builder.records.evidence import Evidence
from builder.records.graph import Graph
from builder.records.layout import Maps
from builder.records.manifest import MANIFEST, make_manifest
from builder.records.outline import Outline
from builder.records.page import Gathered, Site, digest_files
from builder.records.problem import Problems
from builder.records.rendered import Rendered, make_rendered
from builder.render.faces import Faces, digest_concept, find_undigested, take_faces, take_surfaces
from builder.render.known import Known, Rank
from builder.render.printed import list_shelves, print_sitemap
from builder.render.printer import Printer, ReadFile
from builder.render.sheets import Helpers, lay_page, lay_shelf, render_sheets
from builder.render.templates import find_template_faults
from builder.render.theme import list_assets, make_environment
from builder.render.words import label_sources

SiteParts = tuple[
    tuple[Rendered, ...], Site, Problems
]  # what was rendered, the site that is made of it, what is wrong


def collect_known(
    atlas: Atlas,
    graph: Graph,
    outlines: Mapping[str, Outline],
    evidence: Mapping[str, Evidence],
    maps: Maps,
    rank: Rank,
) -> Known:
    """All that the build knows, with the sources labelled."""
    return Known(atlas, graph, outlines, evidence, label_sources(atlas.sources), maps, rank)


def render_site(
    known: Known, theme: Mapping[str, bytes], read: ReadFile, helpers: Helpers
) -> SiteParts:
    """All that was rendered, the site, and the problems found on the way."""
    helpers.make_apart(
        partial(digest_concept, known, helpers.memory), find_undigested(known, helpers.memory)
    )
    printer, faces = _begin(known, theme, read, helpers)
    take, digest = take_surfaces(faces)
    shelves = [lay_shelf(shelf, printer, take, digest, helpers) for shelf in list_shelves(known)]
    pages = [lay_page(concept, printer, faces, helpers) for concept in _list_shown(faces)]
    rendered = render_sheets([*shelves, *pages], printer, helpers)  # what takes longest comes first
    rendered = [
        *rendered[len(shelves) :],
        *rendered[: len(shelves)],
    ]  # a page of the site's own stands over an alias at its address
    if printer.faults:  # no page of a theme that is at fault is worth a look
        return (), Site({}, {}), find_template_faults(theme, met=printer.faults)
    sitemap = print_sitemap(known, [path for one in rendered for path in one.anchors])
    assets = make_rendered((), list_assets(theme) | {".nojekyll": b""})
    return (
        tuple(rendered),
        _join([*rendered, sitemap, assets]),
        tuple(problem for one in rendered for problem in one.problems),
    )


def render_page(
    known: Known, id: str, theme: Mapping[str, bytes], read: ReadFile, helpers: Helpers
) -> Rendered | None:
    """What is rendered of one concept; nothing where it has no page, or where its templates are at fault."""
    printer, faces = _begin(known, theme, read, helpers)
    pages = [
        lay_page(concept, printer, faces, helpers)
        for concept in _list_shown(faces)
        if concept.id == id
    ]
    rendered = render_sheets(pages, printer, helpers)
    return rendered[0] if rendered and not printer.faults else None


def rehearse_page(
    known: Known, theme: Mapping[str, bytes], read: ReadFile, helpers: Helpers
) -> None:
    """Prints a page for nothing: by the next one the templates are compiled, and what else is made once is there."""
    printer, faces = _begin(known, theme, read, helpers)
    for concept in _list_shown(faces)[:1]:
        lay_page(concept, printer, faces, helpers).print()


def _begin(
    known: Known, theme: Mapping[str, bytes], read: ReadFile, helpers: Helpers
) -> tuple[Printer, Faces]:
    """What pages are printed with, and the faces, whose digests hold what all pages have in common beside what is known."""
    printer = Printer(known, make_environment(theme, helpers.memory), theme, read)
    surroundings = digest_records(helpers.memory.of(digest_records, theme), printer.site)
    return printer, take_faces(known, helpers.memory, surroundings)


def _list_shown(faces: Faces) -> list[Concept]:
    """The concepts that have a page."""
    return [concept for concept in faces.known.atlas.concepts if faces.known.is_shown(concept)]


def _join(parts: Sequence[Rendered]) -> Site:
    """The files of all parts with their manifest."""
    digests = {path: digest for part in parts for path, digest in part.digests.items()}
    manifest = {MANIFEST: make_manifest(digests, __version__).write()}
    files = Gathered([*(part.files for part in parts), manifest])
    digests |= digest_files(manifest)
    return Site(files, {path: digests[path] for path in files})
