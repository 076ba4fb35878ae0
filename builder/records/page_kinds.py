"""The table of page kinds: the pages of the whole atlas of which a site has one each.

To add a kind is to add a row here, a module of `builder.render.pages` and a template. Rendering,
the navigation of every page, the folders that no domain may have, and the sitemap read the table.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageKind:
    """A kind of page, which stands in the folder of its id and has the template `ID.html`.

    The other fields name a function of a module below `builder.render`, as `module:function`:
    `view` makes what the template is given, from what is known and a typesetter; `lists` the long
    lists on the page, from what is known; `is_made` says if the site has the page at all. A page
    with files beside it has `render` in place of `view`.
    """

    nav: str  # its name in the navigation
    view: str = ""
    lists: str = ""
    is_made: str = ""
    render: str = ""


# id -> kind, in the order of the navigation
PAGE_KINDS: dict[str, PageKind] = {
    "map": PageKind("Map", view="pages.map:view_map_page"),
    "symbols": PageKind("Symbols", view="pages.symbols:view_symbols_page"),
    "practice": PageKind(
        "Practice", view="pages.practice:view_practice_page", is_made="pages.practice:has_practice"
    ),
    "sources": PageKind(
        "Sources", view="pages.sources:view_sources_page", lists="pages.sources:list_registry"
    ),
    "audit": PageKind("Audit", view="pages.audit:view_audit", lists="pages.audit:list_ledger"),
    "method": PageKind("Method", view="pages.method:view_method"),
    "search": PageKind("Search", render="rendering:render_search"),
}

_RESERVED = frozenset(
    {"theme", "assets", "fonts", "css", "js", "about"}
    | {"index", "404", "feed", "sitemap", "robots", "site", "manifest"}
)


def is_own_folder(name: str) -> bool:
    """Return true if the site has a folder or file of that name itself.

    A domain of the same name would write over it.
    """
    return name in _RESERVED or name in PAGE_KINDS
