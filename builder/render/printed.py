"""Renders the page of a concept with its files, and the pages of the whole atlas."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from zlib import crc32

from builder.records.concept import Concept, Domain
from builder.records.page import Page
from builder.records.page_kinds import PAGE_KINDS
from builder.records.place import Place
from builder.records.rendered import Rendered, make_rendered
from builder.records.source import Source
from builder.render.beside import publish_files, view_files
from builder.render.concept import view_concept
from builder.render.domain import list_domain, view_domain
from builder.render.exports.feed import write_feed
from builder.render.exports.files import export_concept, export_site, view_metadata
from builder.render.exports.keys import find_anchors
from builder.render.exports.sitemap import write_sitemap
from builder.render.exports.social import find_picture
from builder.render.findable import list_findables
from builder.render.home import view_home
from builder.render.known import Known, page_frame, root_of, source_slug
from builder.render.lists import LongList, view_part
from builder.render.neighbours import list_neighbours
from builder.render.printer import Printer, find_function, list_made
from builder.render.published import publish_pictures
from builder.render.room import write_room
from builder.render.search import list_found, view_search, write_index
from builder.render.sources import (
    find_using,
    list_using,
    view_source_page,
)

SOURCE_GROUPS = (
    64  # in which the pages of sources are rendered, three thousand at a thousand concepts
)
_ORIGIN = Place("pyproject.toml", width=0)  # of a page that no file of the authors makes


@dataclass(frozen=True, slots=True)
class SitePage:
    """Pages and files of the whole atlas that are rendered together.

    `concepts` are those that they are made of; `None` stands for all.
    """

    id: str
    render: Callable[[Printer, Known], Rendered]
    concepts: frozenset[str] | None = None


def print_concept(printer: Printer, concept: Concept, known: Known) -> Rendered:
    """Render a concept's page, its pictures and data, and the redirects from its old ids.

    `known` is what its page may know.
    """
    assert concept.content is not None
    path = f"{concept.id}/index.html"
    typeset = printer.typesetter(known, path, concept)
    view = view_concept(concept, concept.content, known, typeset)
    hero = next((typeset.figure(figure.id) for figure in concept.figures if figure.hero), None)
    picture = find_picture(concept, hero, known.atlas.config, printer.colours, printer.read)
    used = view_files(concept, known.outlines[concept.id], known, root_of(path), printer.read)
    view = {**view, "files": used, **view_metadata(concept, known, picture)}
    page = printer.print("concept.html", path, view, Place(f"{concept.folder}/content.md", width=0))
    pictures, problems = publish_pictures(concept, printer.read)
    told = {problem.place for problem in typeset.problems}
    anchors = find_anchors(concept, known.outlines[concept.id], page.html)
    files = {
        **pictures,
        **publish_files(concept, printer.read),
        **export_concept(concept, known, anchors, printer.read),
        f"{concept.id}/room.json": write_room(concept, known, anchors, typeset),
        **{f"{concept.id}/{name}": content for name, content in typeset.data.items()},
        **(picture.files if picture else {}),
    }
    moved = (
        _print_moved(printer, alias.id, known, concept, str(view["title"]), alias.place)
        for alias in concept.aliases
    )
    lists = _print_lists(
        printer, known, list_neighbours(concept, known, str(view["title"])).values(), page.origin
    )
    untold = (problem for problem in problems if problem.place not in told)
    return make_rendered((page, *lists, *moved), files, (*typeset.problems, *untold))


def list_site_pages(known: Known) -> tuple[SitePage, ...]:
    """Return what is rendered of the whole atlas."""
    return (
        *(SitePage(kind, partial(_render_kind, kind)) for kind in list_made(known)),
        *(SitePage(f"domain:{one.id}", partial(_print_domain, one)) for one in known.atlas.domains),
        SitePage("exports", _write_exports),
        SitePage("home", _print_home),
        *_list_source_pages(known),
        SitePage("missing", _print_missing),
    )


def _render_kind(kind: str, printer: Printer, known: Known) -> Rendered:
    """Render the page of a kind, and the pages that hold all items of its lists."""
    row = PAGE_KINDS[kind]
    if row.render:
        rendered: Rendered = find_function(row.render)(printer, known)
        return rendered
    path = f"{kind}/index.html"
    view = find_function(row.view)(known, printer.typesetter(known, path))
    lists = find_function(row.lists)(known) if row.lists else ()
    page = printer.print(f"{kind}.html", path, view, _ORIGIN)
    return make_rendered([page, *_print_lists(printer, known, lists, _ORIGIN)], {})


def print_sitemap(known: Known, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the sitemap of the pages at these paths, if the site's address is known."""
    if not known.atlas.config.base_url:
        return {}
    return {"sitemap.xml": write_sitemap(known.atlas.config, known.summaries.values(), paths)}


def _print_home(printer: Printer, known: Known) -> Rendered:
    return make_rendered(
        [
            printer.print(
                "home.html",
                "index.html",
                view_home(known, printer.typesetter(known, "index.html")),
                _ORIGIN,
            )
        ],
        {},
    )


def _print_domain(domain: Domain, printer: Printer, known: Known) -> Rendered:
    path = f"{domain.id}/index.html"
    typeset = printer.typesetter(known, path)
    page = printer.print("domain.html", path, view_domain(domain, known, typeset), domain.place)
    lists = _print_lists(
        printer, known, [list_domain(domain, known, typeset.plain(domain.title))], domain.place
    )
    return make_rendered(
        [page, *lists],
        {},
        tuple(problem for problem in typeset.problems if problem.place.path == domain.place.path),
    )


def _print_lists(
    printer: Printer, known: Known, lists: Iterable[LongList[Any]], origin: Place
) -> Iterator[Page]:
    """Yield the pages that hold all items of lists that are too long for their page."""
    for whole in lists:
        for path, start in whole.list_paths():
            yield printer.print(
                "list.html",
                path,
                view_part(whole, path, start, known, printer.typesetter(known, path)),
                origin,
            )


def _write_exports(printer: Printer, known: Known) -> Rendered:
    return make_rendered((), export_site(known, printer.policy) | _write_feed(known))


def render_search(printer: Printer, known: Known) -> Rendered:
    """Render the search page, its lists and its index."""
    findables = list_findables(known, printer.macros)
    page = printer.print("search.html", "search/index.html", view_search(known, findables), _ORIGIN)
    lists = _print_lists(printer, known, list_found(findables).values(), _ORIGIN)
    return make_rendered([page, *lists], write_index(findables))


def _list_source_pages(known: Known) -> Iterator[SitePage]:
    """Yield groups of sources whose pages are rendered together; a new source changes one group."""
    groups: dict[int, list[Source]] = {}
    for source in known.atlas.sources:
        groups.setdefault(crc32(source.key.encode()) % SOURCE_GROUPS, []).append(source)
    citing: dict[str, set[str]] = {}  # by key: the concepts that use or cite the source
    for concept in known.summaries.values():
        for ref in concept.cited:
            citing.setdefault(ref.id, set()).add(concept.id)
    for number, group in groups.items():
        concepts = frozenset[str]().union(*(citing.get(source.key, ()) for source in group))
        yield SitePage(f"sources:{number}", partial(_print_sources, group), concepts)


def _print_sources(sources: Sequence[Source], printer: Printer, known: Known) -> Rendered:
    using = find_using(known)
    pages: list[Page] = []
    for source in sources:
        path = f"sources/{source_slug(source.key)}/index.html"
        whole = list_using(source, known, using.get(source.key, ()))
        view = view_source_page(source, whole, known, path, printer.typesetter(known, path))
        pages.append(printer.print("source.html", path, view, source.place))
        pages += _print_lists(printer, known, [whole], source.place)
    return make_rendered(pages, {})


def _write_feed(known: Known) -> dict[str, bytes]:
    feed = write_feed(known)
    return {"feed.xml": feed} if feed else {}


def _print_missing(printer: Printer, known: Known) -> Rendered:
    """Render the page that a host shows for every address without a page.

    Its way to the root begins at the host.
    """
    home = known.atlas.config.home
    frame = page_frame(known, "404.html", "No such page", "This address leads to no page.")
    return make_rendered(
        [
            printer.print(
                "missing.html",
                "404.html",
                {**frame, "root": home, "canonical": ""},
                _ORIGIN,
                home=home,
            )
        ],
        {},
    )


def _print_moved(
    printer: Printer, alias: str, known: Known, concept: Concept, title: str, place: Place
) -> Page:
    path = f"{alias}/index.html"
    frame = page_frame(known, path, title, title)
    now = page_frame(known, f"{concept.id}/index.html", title, title)
    view = {**frame, "canonical": now["canonical"], "href": f"{frame['root']}{concept.id}/"}
    return printer.print("moved.html", path, view, place)
