"""What the rules look at on a rendered page.

Read from its HTML once, when it is made, and kept with it.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from builder.records.page import Page
from builder.records.place import Place

# Our templates and renderers quote every attribute with `"` and escape `"` in text, so these
# expressions read tags and nothing else.
_ID = re.compile(r'\sid="([^"]*)"')
_LINK = re.compile(r'\s(?:href|src)="([^"]*)"')
_IMAGE = re.compile(r"<img\b[^<>]*>")
_HEADING = re.compile(r"<h([1-6])\b")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of a page as it is written there.

    `path` and `anchor` are where it leads in the site, `fault` is why it can lead nowhere.

    An address outside of the site has neither.
    """

    address: str
    path: str = ""
    anchor: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class PageMarkup:
    """What the rules look at on one page: see `Page` for the first three.

    These are its ids and its headings' levels in order, its links, its pictures without words.
    """

    path: str
    origin: Place
    home: str
    ids: tuple[str, ...]
    anchors: frozenset[str]
    links: tuple[PageLink, ...]
    undescribed: int
    step: tuple[int, int] | None  # the first two headings whose levels do not step by one


def read_page(page: Page) -> PageMarkup:
    """Read one page, whatever stands on the others."""
    ids = tuple(_find_values(_ID, page.html))
    links = tuple(
        resolve_link(page.path, link.replace("&amp;", "&"), page.home)
        for link in sorted(set(_find_values(_LINK, page.html)))
    )
    images = _IMAGE.findall(page.html)
    undescribed = sum(' alt="' not in image or ' alt=""' in image for image in images)
    return PageMarkup(
        page.path, page.origin, page.home, ids, frozenset(ids), links, undescribed, _find_step(page)
    )


def _find_values(attribute: re.Pattern[str], html: str) -> Iterator[str]:
    """Yield the values of an attribute, in order.

    What only looks like one, outside of a tag, is passed over.
    """
    for match in attribute.finditer(html):
        at = match.start()
        if html.rfind("<", 0, at) > html.rfind(">", 0, at):
            yield match[1]


def _find_step(page: Page) -> tuple[int, int] | None:
    """Return the first two headings whose levels do not step by one."""
    levels = [int(level) for level in _HEADING.findall(page.html)]
    pairs = zip([0, *levels], levels, strict=False)
    return next(
        (
            (before, level)
            for before, level in pairs
            if level > before + 1 or (level == 1 and before > 0)
        ),
        None,
    )


def resolve_link(page: str, address: str, home: str = "") -> PageLink:
    """Where a link of the page at this path leads, as far as the page alone can tell.

    `home` is as in `Page`.
    """
    link = address
    if _SCHEME.match(link) or link.startswith("//"):
        return PageLink(address)
    if home and link.startswith(home):
        link = link.removeprefix(home) or "./"
    elif link.startswith("/"):
        return PageLink(address, fault="is not relative, so it breaks when the site is moved")
    path, _, fragment = link.partition("#")
    path = unquote(path.partition("?")[0])
    target = page if not path else posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    if path.endswith("/") or target == ".":
        target = posixpath.normpath(posixpath.join(target, "index.html"))
    return PageLink(address, target, unquote(fragment))
