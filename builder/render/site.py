"""Renders the whole site: every page through its template, and the files beside the pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from jinja2 import Environment
from markupsafe import Markup

from builder import __version__
from builder.records.atlas import Atlas
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.graph import Graph
from builder.records.layout import Maps
from builder.records.manifest import MANIFEST, make_manifest
from builder.records.outline import Outline
from builder.records.page import Page
from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.records.rendered import Rendered
from builder.render.audit import view_audit
from builder.render.concept import view_concept
from builder.render.domain import view_domain
from builder.render.exports.card import read_colours
from builder.render.exports.feed import write_feed
from builder.render.exports.files import export_concept, export_site, view_metadata
from builder.render.exports.keys import find_anchors
from builder.render.exports.social import find_picture
from builder.render.faces import Faces, take_faces
from builder.render.findable import list_findables
from builder.render.home import view_home
from builder.render.known import Known, View, page_frame, source_slug
from builder.render.map import view_map_page
from builder.render.maths import read_macros
from builder.render.method import view_method
from builder.render.practice import PATH, has_practice, view_practice_page
from builder.render.published import publish_pictures
from builder.render.room import write_room
from builder.render.search import view_search, write_index
from builder.render.sources import view_source_page, view_sources_page
from builder.render.symbols import view_symbols_page
from builder.render.templates import TemplateFault, fill_template, find_template_faults
from builder.render.theme import list_assets, make_environment, read_early, write_policy
from builder.render.typeset import Press, Typesetter, link_all
from builder.render.words import label_sources

ReadFile = Callable[[str], bytes]
_T = TypeVar("_T")
_R = TypeVar("_R")
NO_LINKS: Mapping[str, Place] = {}
SiteParts = tuple[tuple[Page, ...], dict[str, bytes], Problems]  # pages, the files beside them, what is wrong


class Helpers(Protocol):
    """What was rendered in builds before, and hands for what was not."""

    def digest_folder(self, folder: str) -> str:
        """The digest of all files in a folder of the atlas, and of their names."""

    def recall_rendered(self, key: str) -> Rendered | None:
        """What was kept under the key."""

    def keep_rendered(self, key: str, rendered: Rendered) -> None:
        """Keeps it for builds to come."""

    def spread(self, work: Callable[[_T], _R], items: Sequence[_T]) -> Sequence[_R]:
        """What the work makes of each item, in their order; several are worked on at once where that can be."""


def render_site(known: Known, theme: Mapping[str, bytes], read: ReadFile, helpers: Helpers) -> SiteParts:
    """All pages, all other files of the site by path, and the problems found on the way."""
    printer = Printer(known, make_environment(theme), theme, read)
    _print_concepts(printer, take_faces(known, theme, printer.site), helpers)
    printer.print_around()
    if printer.faults:  # no page of a theme that is at fault is worth a look
        return (), {}, find_template_faults(theme, met=printer.faults)
    printer.files |= list_assets(theme)
    printer.files |= export_site(known, [page.path for page in printer.pages], printer.policy)
    printer.files[".nojekyll"] = b""
    printer.files[MANIFEST] = make_manifest(printer.files | {page.path: page.html.encode() for page in printer.pages}, __version__).write()
    return tuple(printer.pages), printer.files, tuple(printer.problems)


def _print_concepts(printer: "Printer", faces: Faces, helpers: Helpers) -> None:
    """Recalls what a build before has rendered, where nothing that it depends on has changed since, and renders the rest.

    What is not without fault is not kept.
    """
    shown = [concept for concept in faces.known.atlas.concepts if faces.known.is_shown(concept)]
    keys = {concept.id: faces.digest_page(concept, helpers.digest_folder(concept.folder)) for concept in shown}
    kept = {id: helpers.recall_rendered(key) for id, key in keys.items()}
    missing = [concept for concept in shown if kept[concept.id] is None]

    def render(concept: Concept) -> tuple[Rendered, Problems]:
        printer.faults.clear()
        return printer.print_concept(concept, faces.look_from(concept)), tuple(printer.faults)

    made = dict(zip((concept.id for concept in missing), helpers.spread(render, missing), strict=True))
    printer.faults = [fault for _, faults in made.values() for fault in faults]
    for id, (rendered, faults) in made.items():
        if not rendered.problems and not faults:
            helpers.keep_rendered(keys[id], rendered)
    for concept in shown:
        printer.add(kept[concept.id] or made[concept.id][0])


def collect_known(atlas: Atlas, graph: Graph, outlines: Mapping[str, Outline], evidence: Mapping[str, Evidence], maps: Maps) -> Known:
    """All that the build knows, with the sources labelled."""
    return Known(atlas, graph, outlines, evidence, label_sources(atlas.sources), maps)


class Printer:
    """Collects pages, files and problems while the site is rendered."""

    def __init__(self, known: Known, environment: Environment, theme: Mapping[str, bytes], read: ReadFile) -> None:
        self._known = known
        self._environment = environment
        links = {"../" * depth: link_all(known, "../" * depth) for depth in range(3)}
        macros = read_macros(theme.get("macros.toml", b""))
        self._press = Press(known, macros, lambda view: self._fill("partials/figure.html", figure=view), read, links)
        config = known.atlas.config
        feed = write_feed(known)
        self._colours = read_colours(theme)
        early = read_early(theme)
        self.policy = write_policy(early)
        self.site = {
            "title": config.title,
            "language": config.language,
            "content_license": config.content_license,
            "version": __version__,
            "csp": self.policy,
            "early": Markup(early),
            "has_feed": bool(feed),
            "has_practice": has_practice(known),
        }
        self.pages: list[Page] = []
        self.files: dict[str, bytes] = {"feed.xml": feed} if feed else {}
        self.problems: list[Problem] = []
        self.faults: list[Problem] = []  # of the theme

    def add(self, rendered: Rendered) -> None:
        """Takes in what was rendered of a concept."""
        self.pages += rendered.pages
        self.files |= rendered.files
        self.problems += rendered.problems

    def print_concept(self, concept: Concept, known: Known) -> Rendered:
        """The concept's page, its pictures and data, and the pages that lead to it from its old ids; `known` is what its page may know."""
        assert concept.content is not None
        path = f"{concept.id}/index.html"
        press = replace(self._press, known=known)
        typeset = Typesetter(press, path, concept)
        view = view_concept(concept, concept.content, known, typeset)
        hero = next((typeset.figure(figure.id) for figure in concept.figures if figure.hero), None)
        picture = find_picture(concept, hero, known.atlas.config, self._colours, press.read)
        view = {**view, **view_metadata(concept, known, picture)}
        links = {mark.target: mark.place for mark in concept.content.text.marks if mark.kind == "link"}
        page = self._render("concept.html", path, view, Place(f"{concept.folder}/content.md", width=0), links)
        pictures, problems = publish_pictures(concept, press.read)
        told = {problem.place for problem in typeset.problems}
        anchors = find_anchors(concept, known.outlines[concept.id], page.html)
        files = {
            **pictures,
            **export_concept(concept, known, anchors, press.read),
            f"{concept.id}/room.json": write_room(concept, known, anchors, typeset),
            **{f"{concept.id}/{name}": content for name, content in typeset.data.items()},
            **(picture.files if picture else {}),
        }
        moved = (self._render_moved(alias.id, concept, str(view["title"]), alias.place) for alias in concept.aliases)
        untold = (problem for problem in problems if problem.place not in told)
        return Rendered((page, *moved), files, (*typeset.problems, *untold))

    def print_around(self) -> None:
        """Home, domains, map, sources, audit, symbols, search, method, 404."""
        known = self._known
        origin = Place("pyproject.toml", width=0)
        self._print("home.html", "index.html", view_home(known, self._typesetter("index.html")), origin)
        for domain in known.atlas.domains:
            path = f"{domain.id}/index.html"
            typeset = self._typesetter(path)
            self._print("domain.html", path, view_domain(domain, known, typeset), domain.place)
            self.problems += (problem for problem in typeset.problems if problem.place.path == domain.place.path)
        self._print("map.html", "map/index.html", view_map_page(known, self._typesetter("map/index.html")), origin)
        self._print("sources.html", "sources/index.html", view_sources_page(known), origin)
        for source in known.atlas.sources:
            path = f"sources/{source_slug(source.key)}/index.html"
            self._print("source.html", path, view_source_page(source, known, path, self._typesetter(path)), source.place)
        self._print("audit.html", "audit/index.html", view_audit(known, self._typesetter("audit/index.html")), origin)
        self._print("symbols.html", "symbols/index.html", view_symbols_page(known, self._typesetter("symbols/index.html")), origin)
        if has_practice(known):
            self._print("practice.html", PATH, view_practice_page(known, self._typesetter(PATH)), origin)
        self._print("method.html", "method/index.html", view_method(known), origin)
        findables = list_findables(known, self._press.macros)
        self._print("search.html", "search/index.html", view_search(known, findables), origin)
        self.files |= write_index(findables)
        self._print_missing(origin)

    def _print_missing(self, origin: Place) -> None:
        """The page that is shown at every address where there is none; its way to the root begins at the host."""
        home = self._known.atlas.config.home
        frame = page_frame(self._known, "404.html", "No such page", "This address leads to no page.")
        self._print("missing.html", "404.html", {**frame, "root": home, "canonical": ""}, origin, home=home)

    def _render_moved(self, alias: str, concept: Concept, title: str, place: Place) -> Page:
        path = f"{alias}/index.html"
        frame = page_frame(self._known, path, title, title)
        now = page_frame(self._known, f"{concept.id}/index.html", title, title)
        return self._render("moved.html", path, {**frame, "canonical": now["canonical"], "href": f"{frame['root']}{concept.id}/"}, place)

    def _print(self, template: str, path: str, view: View, origin: Place, links: Mapping[str, Place] = NO_LINKS, home: str = "") -> None:
        self.pages.append(self._render(template, path, view, origin, links, home))

    def _render(self, template: str, path: str, view: View, origin: Place, links: Mapping[str, Place] = NO_LINKS, home: str = "") -> Page:
        return Page(path, self._fill(template, view=view, site=self.site), origin, links, home)

    def _fill(self, template: str, **views: object) -> str:
        """The template with these views; empty where it is at fault, which is kept."""
        try:
            return fill_template(self._environment, template, **views)
        except TemplateFault as fault:
            self.faults.append(fault.problem)
            return ""

    def _typesetter(self, path: str) -> Typesetter:
        """For texts that stand on another page than their own, whose faults are reported there."""
        return Typesetter(self._press, path)
