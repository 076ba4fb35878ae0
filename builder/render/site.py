"""Renders the whole site: recalls what a build before has rendered, prints the rest, and adds the files of the theme."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from builder import __version__
from builder.records.atlas import Atlas
from builder.records.codec import Codec
from builder.records.concept import Concept
from builder.records.digest import digest_records
from builder.records.evidence import Evidence
from builder.records.graph import Graph
from builder.records.layout import Maps
from builder.records.manifest import MANIFEST, make_manifest
from builder.records.memory import Memory
from builder.records.outline import Outline
from builder.records.page import Gathered, Site, digest_files
from builder.records.problem import Problems
from builder.records.reading import Reading
from builder.records.rendered import Rendered, make_rendered
from builder.records.review import QueuedClaim
from builder.render.faces import Faces, take_faces, take_surfaces
from builder.render.known import Known
from builder.render.printed import print_around, print_concept
from builder.render.printer import Printer, ReadFile
from builder.render.templates import find_template_faults
from builder.render.theme import list_assets, make_environment
from builder.render.words import label_sources

_T = TypeVar("_T")
_R = TypeVar("_R")
_ASKED = Codec[tuple[str, ...] | None](tuple[str, ...])  # ids of concepts; nothing, where nothing was kept
SiteParts = tuple[tuple[Reading, ...], Site, Problems]  # pages as read, the site, what is wrong


class Helpers(Protocol):
    """What was made in builds before, and hands for what was not."""

    memory: Memory  # of builds before this one

    def recall_rendered(self, key: str) -> Rendered | None:
        """What was kept under the key; its files are read when they are asked for."""

    def keep_rendered(self, key: str, rendered: Rendered) -> bool:
        """Keeps it for builds to come, and says whether it can be recalled from now on."""

    def digest_folder(self, folder: str) -> str:
        """The digest of all files in a folder of the atlas, and of their names."""

    def spread(self, work: Callable[[_T], _R], items: Sequence[_T]) -> Sequence[_R]:
        """What the work makes of each item, in their order; several are worked on at once where that can be."""


def collect_known(
    atlas: Atlas,
    graph: Graph,
    outlines: Mapping[str, Outline],
    evidence: Mapping[str, Evidence],
    maps: Maps,
    queue: Callable[[], tuple[QueuedClaim, ...]],
) -> Known:
    """All that the build knows, with the sources labelled."""
    return Known(atlas, graph, outlines, evidence, label_sources(atlas.sources), maps, queue)


def render_site(known: Known, theme: Mapping[str, bytes], read: ReadFile, helpers: Helpers) -> SiteParts:
    """All pages as they were read, the site, and the problems found on the way."""
    printer = Printer(known, make_environment(theme), theme, read)
    surroundings = _digest_surroundings(printer, theme, helpers)
    faces = take_faces(known, helpers.memory, surroundings)
    rendered = _print_concepts(printer, faces, _list_shown(faces), helpers)
    faults = list(printer.faults)
    paths = [reading.path for one in rendered for reading in one.readings]
    rendered.append(_print_around(printer, *take_surfaces(known, helpers.memory, surroundings), paths, helpers))
    faults += printer.faults
    if faults:  # no page of a theme that is at fault is worth a look
        return (), Site({}, {}), find_template_faults(theme, met=faults)
    readings = tuple(reading for one in rendered for reading in one.readings)
    assets = make_rendered((), list_assets(theme) | {".nojekyll": b""})
    return readings, _join([*rendered, assets]), tuple(problem for one in rendered for problem in one.problems)


def render_page(known: Known, id: str, theme: Mapping[str, bytes], read: ReadFile, helpers: Helpers) -> Rendered | None:
    """What is rendered of one concept; nothing where it has no page, or where its templates are at fault."""
    printer = Printer(known, make_environment(theme), theme, read)
    faces = take_faces(known, helpers.memory, _digest_surroundings(printer, theme, helpers))
    rendered = _print_concepts(printer, faces, [concept for concept in _list_shown(faces) if concept.id == id], helpers)
    return rendered[0] if rendered and not printer.faults else None


def _digest_surroundings(printer: Printer, theme: Mapping[str, bytes], helpers: Helpers) -> str:
    """The digest of what all pages have in common beside what is known."""
    return digest_records(helpers.memory.of(digest_records, theme), printer.site)


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


def _print_concepts(printer: Printer, faces: Faces, shown: Sequence[Concept], helpers: Helpers) -> list[Rendered]:
    """The concepts that are shown, each as a build before has rendered it where nothing that it depends on has changed since.

    What is not without fault is not kept. The faults of the theme are those of the pages that were printed.
    """
    own = {concept.id: faces.digest_own(concept, helpers.digest_folder(concept.folder)) for concept in shown}
    kept = {id: _recall(digest, faces, helpers) for id, digest in own.items()}
    missing = [concept for concept in shown if kept[concept.id] is None]

    def render(concept: Concept) -> tuple[Rendered | None, tuple[str, ...], Problems]:
        """What was rendered, or nothing where it can be recalled: then it need not be handed from process to process."""
        printer.faults.clear()
        known, asked = faces.look_from(concept)
        rendered, faults = print_concept(printer, concept, known), tuple(printer.faults)
        key = faces.digest_page(own[concept.id], asked)
        is_kept = not rendered.problems and not faults and helpers.keep_rendered(key, rendered)
        return None if is_kept else rendered, tuple(sorted(asked)), faults

    made = dict(zip((concept.id for concept in missing), helpers.spread(render, missing), strict=True))
    printer.faults = [fault for _, _, faults in made.values() for fault in faults]
    for id, (rendered, asked, _) in made.items():
        if rendered is None:
            helpers.memory.keep("faces of", (own[id],), asked, _ASKED)
    found = {id: kept.get(id) or made[id][0] or _recall(own[id], faces, helpers) for id in own}
    return [found[concept.id] or print_concept(printer, concept, faces.look_from(concept)[0]) for concept in shown]


def _recall(own: str, faces: Faces, helpers: Helpers) -> Rendered | None:
    """What was rendered of the concept in a build before, if its page would look at the same faces now."""
    asked = helpers.memory.recall("faces of", (own,), lambda: None, _ASKED)
    return helpers.recall_rendered(faces.digest_page(own, asked)) if asked is not None else None


def _print_around(printer: Printer, take: Callable[[], Known], digest: str, paths: Sequence[str], helpers: Helpers) -> Rendered:
    """The pages of the whole atlas, as a build before has rendered them where they would be the same; kept as those of concepts are."""
    if kept := helpers.recall_rendered(digest):
        return kept
    printer.faults.clear()
    rendered = print_around(printer, take(), paths)
    if not rendered.problems and not printer.faults:
        helpers.keep_rendered(digest, rendered)
    return rendered
