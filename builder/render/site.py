"""Renders the whole site: every page through its template, and the files beside the pages."""

from collections.abc import Callable, Mapping

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
from builder.render.audit import view_audit
from builder.render.concept import view_concept
from builder.render.domain import view_domain
from builder.render.exports.card import read_colours
from builder.render.exports.feed import write_feed
from builder.render.exports.files import export_concept, export_site, view_metadata
from builder.render.exports.keys import find_anchors
from builder.render.exports.social import find_picture
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
NO_LINKS: Mapping[str, Place] = {}
Rendered = tuple[tuple[Page, ...], dict[str, bytes], Problems]  # pages, the files beside them, what is wrong


def render_site(known: Known, theme: Mapping[str, bytes], read: ReadFile) -> Rendered:
    """All pages, all other files of the site by path, and the problems found on the way."""
    printer = Printer(known, make_environment(theme), theme, read)
    for concept in known.atlas.concepts:
        if known.is_shown(concept):
            printer.print_concept(concept)
    printer.print_around()
    if printer.faults:  # no page of a theme that is at fault is worth a look
        return (), {}, find_template_faults(theme, met=printer.faults)
    printer.files |= list_assets(theme)
    printer.files |= export_site(known, [page.path for page in printer.pages], printer.policy)
    printer.files[".nojekyll"] = b""
    printer.files[MANIFEST] = make_manifest(printer.files | {page.path: page.html.encode() for page in printer.pages}, __version__).write()
    return tuple(printer.pages), printer.files, tuple(printer.problems)


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
        self._site = {
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

    def print_concept(self, concept: Concept) -> None:
        """The concept's page, its pictures and data, and the pages that lead to it from its old ids."""
        assert concept.content is not None
        path = f"{concept.id}/index.html"
        typeset = Typesetter(self._press, path, concept)
        view = view_concept(concept, concept.content, self._known, typeset)
        hero = next((typeset.figure(figure.id) for figure in concept.figures if figure.hero), None)
        picture = find_picture(concept, hero, self._known.atlas.config, self._colours, self._press.read)
        view = {**view, **view_metadata(concept, self._known, picture)}
        links = {mark.target: mark.place for mark in concept.content.text.marks if mark.kind == "link"}
        self._print("concept.html", path, view, Place(f"{concept.folder}/content.md", width=0), links)
        self.problems += typeset.problems
        pictures, problems = publish_pictures(concept, self._press.read)
        told = {problem.place for problem in typeset.problems}
        self.problems += (problem for problem in problems if problem.place not in told)
        self.files |= pictures
        anchors = find_anchors(concept, self._known.outlines[concept.id], self.pages[-1].html)
        self.files |= export_concept(concept, self._known, anchors, self._press.read)
        self.files[f"{concept.id}/room.json"] = write_room(concept, self._known, anchors, typeset)
        self.files |= {f"{concept.id}/{name}": content for name, content in typeset.data.items()}
        self.files |= picture.files if picture else {}
        for alias in concept.aliases:
            self._print_moved(alias.id, concept, str(view["title"]), alias.place)

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

    def _print_moved(self, alias: str, concept: Concept, title: str, place: Place) -> None:
        path = f"{alias}/index.html"
        frame = page_frame(self._known, path, title, title)
        now = page_frame(self._known, f"{concept.id}/index.html", title, title)
        self._print("moved.html", path, {**frame, "canonical": now["canonical"], "href": f"{frame['root']}{concept.id}/"}, place)

    def _print(self, template: str, path: str, view: View, origin: Place, links: Mapping[str, Place] = NO_LINKS, home: str = "") -> None:
        self.pages.append(Page(path, self._fill(template, view=view, site=self._site), origin, links, home))

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
