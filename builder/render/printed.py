"""What is printed: of one concept its page and all that lies beside it; of the whole atlas the pages and files that tell of all."""

from collections.abc import Iterable, Iterator

from builder.records.concept import Concept
from builder.records.page import Page
from builder.records.place import Place
from builder.records.problem import Problem
from builder.records.rendered import Rendered, make_rendered
from builder.render.audit import view_audit
from builder.render.concept import view_concept
from builder.render.domain import view_domain
from builder.render.exports.files import export_concept, export_site, view_metadata
from builder.render.exports.keys import find_anchors
from builder.render.exports.social import find_picture
from builder.render.findable import list_findables
from builder.render.home import view_home
from builder.render.known import Known, page_frame, source_slug
from builder.render.map import view_map_page
from builder.render.method import view_method
from builder.render.practice import PATH, has_practice, view_practice_page
from builder.render.printer import Printer
from builder.render.published import publish_pictures
from builder.render.room import write_room
from builder.render.search import view_search, write_index
from builder.render.sources import view_source_page, view_sources_page
from builder.render.symbols import view_symbols_page

_ORIGIN = Place("pyproject.toml", width=0)  # of a page that no file of the authors makes


def print_concept(printer: Printer, concept: Concept, known: Known) -> Rendered:
    """The concept's page, its pictures and data, and the pages that lead to it from its old ids; `known` is what its page may know."""
    assert concept.content is not None
    path = f"{concept.id}/index.html"
    typeset = printer.typesetter(known, path, concept)
    view = view_concept(concept, concept.content, known, typeset)
    hero = next((typeset.figure(figure.id) for figure in concept.figures if figure.hero), None)
    picture = find_picture(concept, hero, known.atlas.config, printer.colours, printer.read)
    view = {**view, **view_metadata(concept, known, picture)}
    links = {mark.target: mark.place for mark in concept.content.text.marks if mark.kind == "link"}
    page = printer.print("concept.html", path, view, Place(f"{concept.folder}/content.md", width=0), links)
    pictures, problems = publish_pictures(concept, printer.read)
    told = {problem.place for problem in typeset.problems}
    anchors = find_anchors(concept, known.outlines[concept.id], page.html)
    files = {
        **pictures,
        **export_concept(concept, known, anchors, printer.read),
        f"{concept.id}/room.json": write_room(concept, known, anchors, typeset),
        **{f"{concept.id}/{name}": content for name, content in typeset.data.items()},
        **(picture.files if picture else {}),
    }
    moved = (_print_moved(printer, alias.id, known, concept, str(view["title"]), alias.place) for alias in concept.aliases)
    untold = (problem for problem in problems if problem.place not in told)
    return make_rendered((page, *moved), files, (*typeset.problems, *untold))


def print_around(printer: Printer, known: Known, paths: Iterable[str]) -> Rendered:
    """Home, domains, map, sources, audit, symbols, practice, search, method, 404, and what the site emits for machines; `known` is all that
    these may know, `paths` are those of the concepts' pages.
    """
    problems: list[Problem] = []
    findables = list_findables(known, printer.macros)
    pages = (
        printer.print("home.html", "index.html", view_home(known, printer.typesetter(known, "index.html")), _ORIGIN),
        *_print_domains(printer, known, problems),
        *_print_shared(printer, known),
        *_print_sources(printer, known),
        printer.print("search.html", "search/index.html", view_search(known, findables), _ORIGIN),
        _print_missing(printer, known),
    )
    files = {"feed.xml": printer.feed} if printer.feed else {}
    files |= write_index(findables) | export_site(known, [*paths, *(page.path for page in pages)], printer.policy)
    return make_rendered(pages, files, tuple(problems))


def _print_domains(printer: Printer, known: Known, problems: list[Problem]) -> Iterator[Page]:
    for domain in known.atlas.domains:
        path = f"{domain.id}/index.html"
        typeset = printer.typesetter(known, path)
        yield printer.print("domain.html", path, view_domain(domain, known, typeset), domain.place)
        problems += (problem for problem in typeset.problems if problem.place.path == domain.place.path)


def _print_shared(printer: Printer, known: Known) -> Iterator[Page]:
    """Map, audit, symbols, practice where there is some, method."""
    views = (("map.html", view_map_page), ("audit.html", view_audit), ("symbols.html", view_symbols_page))
    for template, view in views:
        path = f"{template.removesuffix('.html')}/index.html"
        yield printer.print(template, path, view(known, printer.typesetter(known, path)), _ORIGIN)
    if has_practice(known):
        yield printer.print("practice.html", PATH, view_practice_page(known, printer.typesetter(known, PATH)), _ORIGIN)
    yield printer.print("method.html", "method/index.html", view_method(known), _ORIGIN)


def _print_sources(printer: Printer, known: Known) -> Iterator[Page]:
    yield printer.print("sources.html", "sources/index.html", view_sources_page(known), _ORIGIN)
    for source in known.atlas.sources:
        path = f"sources/{source_slug(source.key)}/index.html"
        view = view_source_page(source, known, path, printer.typesetter(known, path))
        yield printer.print("source.html", path, view, source.place)


def _print_missing(printer: Printer, known: Known) -> Page:
    """The page that is shown at every address where there is none; its way to the root begins at the host."""
    home = known.atlas.config.home
    frame = page_frame(known, "404.html", "No such page", "This address leads to no page.")
    return printer.print("missing.html", "404.html", {**frame, "root": home, "canonical": ""}, _ORIGIN, home=home)


def _print_moved(printer: Printer, alias: str, known: Known, concept: Concept, title: str, place: Place) -> Page:
    path = f"{alias}/index.html"
    frame = page_frame(known, path, title, title)
    now = page_frame(known, f"{concept.id}/index.html", title, title)
    view = {**frame, "canonical": now["canonical"], "href": f"{frame['root']}{concept.id}/"}
    return printer.print("moved.html", path, view, place)
