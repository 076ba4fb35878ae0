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
from builder.render.exports.feed import write_feed
from builder.render.exports.files import export_concept, export_site, view_metadata
from builder.render.exports.keys import find_anchors
from builder.render.exports.sitemap import write_sitemap
from builder.render.exports.social import find_picture
from builder.render.figures.published import publish_pictures
from builder.render.pages.concept import view_concept
from builder.render.pages.domain import list_domain, view_domain
from builder.render.pages.findable import list_findables
from builder.render.pages.helper_files import publish_files, view_files
from builder.render.pages.home import view_home
from builder.render.pages.lists import LongList, view_part
from builder.render.pages.neighbours import list_neighbours
from builder.render.pages.room import write_room
from builder.render.pages.search import list_found, view_search, write_index
from builder.render.pages.sources import (
    find_using,
    list_using,
    view_source_page,
)
from builder.render.render_context import RenderContext, page_frame, root_of, source_slug
from builder.render.renderer import Renderer, list_made
from builder.render.table_functions import find_function

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
    render: Callable[[Renderer, RenderContext], Rendered]
    concepts: frozenset[str] | None = None


def render_concept_files(renderer: Renderer, concept: Concept, context: RenderContext) -> Rendered:
    """Render a concept's page, its pictures and data, and the redirects from its old ids.

    `context` is what its page may know.
    """
    assert concept.content is not None
    path = f"{concept.id}/index.html"
    typeset = renderer.typesetter(context, path, concept)
    view = view_concept(concept, concept.content, context, typeset)
    hero = next((typeset.figure(figure.id) for figure in concept.figures if figure.hero), None)
    picture = find_picture(concept, hero, context.atlas.config, renderer.colours, renderer.read)
    used = view_files(concept, context.outlines[concept.id], context, root_of(path), renderer.read)
    view = {**view, "files": used, **view_metadata(concept, context, picture)}
    page = renderer.render(
        "concept.html", path, view, Place(f"{concept.folder}/content.md", width=0)
    )
    pictures, problems = publish_pictures(concept, renderer.read)
    told = {problem.place for problem in typeset.problems}
    anchors = find_anchors(concept, context.outlines[concept.id], page.html)
    files = {
        **pictures,
        **publish_files(concept, renderer.read),
        **export_concept(concept, context, anchors, renderer.read),
        f"{concept.id}/room.json": write_room(concept, context, anchors, typeset),
        **{f"{concept.id}/{name}": content for name, content in typeset.data.items()},
        **(picture.files if picture else {}),
    }
    moved = (
        _render_moved(renderer, alias.id, context, concept, str(view["title"]), alias.place)
        for alias in concept.aliases
    )
    lists = _render_lists(
        renderer,
        context,
        list_neighbours(concept, context, str(view["title"])).values(),
        page.origin,
    )
    untold = (problem for problem in problems if problem.place not in told)
    return make_rendered((page, *lists, *moved), files, (*typeset.problems, *untold))


def list_site_pages(context: RenderContext) -> tuple[SitePage, ...]:
    """Return what is rendered of the whole atlas."""
    return (
        *(SitePage(kind, partial(_render_kind, kind)) for kind in list_made(context)),
        *(
            SitePage(f"domain:{one.id}", partial(_render_domain, one))
            for one in context.atlas.domains
        ),
        SitePage("exports", _write_exports),
        SitePage("home", _render_home),
        *_list_source_pages(context),
        SitePage("missing", _print_missing),
    )


def _render_kind(kind: str, renderer: Renderer, context: RenderContext) -> Rendered:
    """Render the page of a kind, and the pages that hold all items of its lists."""
    row = PAGE_KINDS[kind]
    if row.render:
        rendered: Rendered = find_function(row.render)(renderer, context)
        return rendered
    path = f"{kind}/index.html"
    view = find_function(row.view)(context, renderer.typesetter(context, path))
    lists = find_function(row.lists)(context) if row.lists else ()
    page = renderer.render(f"{kind}.html", path, view, _ORIGIN)
    return make_rendered([page, *_render_lists(renderer, context, lists, _ORIGIN)], {})


def print_sitemap(context: RenderContext, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the sitemap of the pages at these paths, if the site's address is known."""
    if not context.atlas.config.base_url:
        return {}
    return {"sitemap.xml": write_sitemap(context.atlas.config, context.summaries.values(), paths)}


def _render_home(renderer: Renderer, context: RenderContext) -> Rendered:
    return make_rendered(
        [
            renderer.render(
                "home.html",
                "index.html",
                view_home(context, renderer.typesetter(context, "index.html")),
                _ORIGIN,
            )
        ],
        {},
    )


def _render_domain(domain: Domain, renderer: Renderer, context: RenderContext) -> Rendered:
    path = f"{domain.id}/index.html"
    typeset = renderer.typesetter(context, path)
    page = renderer.render("domain.html", path, view_domain(domain, context, typeset), domain.place)
    lists = _render_lists(
        renderer, context, [list_domain(domain, context, typeset.plain(domain.title))], domain.place
    )
    return make_rendered(
        [page, *lists],
        {},
        tuple(problem for problem in typeset.problems if problem.place.path == domain.place.path),
    )


def _render_lists(
    renderer: Renderer, context: RenderContext, lists: Iterable[LongList[Any]], origin: Place
) -> Iterator[Page]:
    """Yield the pages that hold all items of lists that are too long for their page."""
    for whole in lists:
        for path, start in whole.list_paths():
            yield renderer.render(
                "list.html",
                path,
                view_part(whole, path, start, context, renderer.typesetter(context, path)),
                origin,
            )


def _write_exports(renderer: Renderer, context: RenderContext) -> Rendered:
    return make_rendered((), export_site(context, renderer.policy) | _write_feed(context))


def render_search(renderer: Renderer, context: RenderContext) -> Rendered:
    """Render the search page, its lists and its index."""
    findables = list_findables(context, renderer.macros)
    page = renderer.render(
        "search.html", "search/index.html", view_search(context, findables), _ORIGIN
    )
    lists = _render_lists(renderer, context, list_found(findables).values(), _ORIGIN)
    return make_rendered([page, *lists], write_index(findables))


def _list_source_pages(context: RenderContext) -> Iterator[SitePage]:
    """Yield groups of sources whose pages are rendered together; a new source changes one group."""
    groups: dict[int, list[Source]] = {}
    for source in context.atlas.sources:
        groups.setdefault(crc32(source.key.encode()) % SOURCE_GROUPS, []).append(source)
    citing: dict[str, set[str]] = {}  # by key: the concepts that use or cite the source
    for concept in context.summaries.values():
        for ref in concept.cited:
            citing.setdefault(ref.id, set()).add(concept.id)
    for number, group in groups.items():
        concepts = frozenset[str]().union(*(citing.get(source.key, ()) for source in group))
        yield SitePage(f"sources:{number}", partial(_print_sources, group), concepts)


def _print_sources(
    sources: Sequence[Source], renderer: Renderer, context: RenderContext
) -> Rendered:
    using = find_using(context)
    pages: list[Page] = []
    for source in sources:
        path = f"sources/{source_slug(source.key)}/index.html"
        whole = list_using(source, context, using.get(source.key, ()))
        view = view_source_page(source, whole, context, path, renderer.typesetter(context, path))
        pages.append(renderer.render("source.html", path, view, source.place))
        pages += _render_lists(renderer, context, [whole], source.place)
    return make_rendered(pages, {})


def _write_feed(context: RenderContext) -> dict[str, bytes]:
    feed = write_feed(context)
    return {"feed.xml": feed} if feed else {}


def _print_missing(renderer: Renderer, context: RenderContext) -> Rendered:
    """Render the page that a host shows for every address without a page.

    Its way to the root begins at the host.
    """
    home = context.atlas.config.home
    frame = page_frame(context, "404.html", "No such page", "This address leads to no page.")
    return make_rendered(
        [
            renderer.render(
                "missing.html",
                "404.html",
                {**frame, "root": home, "canonical": ""},
                _ORIGIN,
                home=home,
            )
        ],
        {},
    )


def _render_moved(
    renderer: Renderer,
    alias: str,
    context: RenderContext,
    concept: Concept,
    title: str,
    place: Place,
) -> Page:
    path = f"{alias}/index.html"
    frame = page_frame(context, path, title, title)
    now = page_frame(context, f"{concept.id}/index.html", title, title)
    view = {**frame, "canonical": now["canonical"], "href": f"{frame['root']}{concept.id}/"}
    return renderer.render("moved.html", path, view, place)
