"""Rules on the rendered pages: links and anchors lead somewhere, ids are unique, pictures have words, headings step by one."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from urllib.parse import unquote

from builder.records.memory import Memory
from builder.records.page import Page
from builder.records.problem import Problem

# Our templates and renderers quote every attribute with `"` and escape `"` in text, so these expressions read tags and nothing else.
_ID = re.compile(r'<[^<>]*?\sid="([^"]*)"')
_LINK = re.compile(r'<[^<>]*?\s(?:href|src)="([^"]*)"')
_IMAGE = re.compile(r"<img\b[^<>]*>")
_HEADING = re.compile(r"<h([1-6])\b")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page as it is written there; `path` and `anchor` are where it leads in the site, `fault` is why it can lead nowhere.

    An address outside of the site has neither.
    """

    address: str
    path: str = ""
    anchor: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules look at on one page: its ids and its headings' levels in order, its links, its pictures without words."""

    page: Page
    ids: tuple[str, ...]
    anchors: frozenset[str]
    links: tuple[Link, ...]
    undescribed: int
    step: tuple[int, int] | None  # the first two headings whose levels do not step by one


@dataclass(frozen=True, slots=True)
class Addresses:
    """What links may name: every path of the site, and the anchors of every page by its path."""

    paths: frozenset[str]
    anchors: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class PageSet:
    """All pages as read, and with each the links that lead nowhere, and why."""

    pages: tuple[Reading, ...]
    broken: tuple[tuple[tuple[Link, str], ...], ...]


def collect_pages(pages: tuple[Page, ...], paths: Set[str], memory: Memory) -> PageSet:
    """The pages as read; `paths` are those of all files of the site.

    As long as the site has the same addresses, the links of a page that stayed lead where they led.
    """
    readings = tuple(memory.of(read_page, page) for page in pages)
    anchors = {reading.page.path: reading.anchors for reading in readings}
    addresses = memory.settle("addresses", Addresses(frozenset(paths) | anchors.keys(), anchors))
    return PageSet(readings, tuple(memory.of(find_broken, reading, addresses) for reading in readings))


def find_broken(reading: Reading, addresses: Addresses) -> tuple[tuple[Link, str], ...]:
    """The links of the page that lead nowhere, each with the reason."""
    return tuple((link, fault) for link in reading.links if (fault := _find_fault(link, addresses)))


def read_page(page: Page) -> Reading:
    """Reads one page, whatever stands on the others."""
    ids = tuple(_ID.findall(page.html))
    links = tuple(_resolve(page, link.replace("&amp;", "&")) for link in sorted(set(_LINK.findall(page.html))))
    images = _IMAGE.findall(page.html)
    undescribed = sum(' alt="' not in image or ' alt=""' in image for image in images)
    return Reading(page, ids, frozenset(ids), links, undescribed, _find_step(page))


def check_link_resolves(site: PageSet) -> Iterator[Problem]:
    """`link-resolves`: every relative link leads to a file of the site, and its fragment to an id there."""
    for reading, broken in zip(site.pages, site.broken, strict=True):
        for link, fault in broken:
            page = reading.page
            message = f"the link '{link.address}' on /{page.path} {fault}"
            hint = "links are relative to the page; another concept is {concept}`words <domain/slug>`"
            yield Problem("link-resolves", message, page.links.get(link.address, page.origin), hint)


def check_id_unique_on_page(site: PageSet) -> Iterator[Problem]:
    """`anchor-unique`: no two elements of a page share an id."""
    for reading in site.pages:
        if len(reading.ids) == len(reading.anchors):
            continue
        for id, count in Counter(reading.ids).items():
            if count > 1:
                message = f"the anchor '{id}' stands {count} times on /{reading.page.path}"
                yield Problem("anchor-unique", message, reading.page.origin, "rename one of the two headings, labels or ids")


def check_image_described(site: PageSet) -> Iterator[Problem]:
    """`image-described`: every picture has an alternative text."""
    for reading in site.pages:
        for _ in range(reading.undescribed):
            message = f"a picture on /{reading.page.path} has no alternative text"
            yield Problem("image-described", message, reading.page.origin, "write ![what it shows](file)")


def check_heading_steps(site: PageSet) -> Iterator[Problem]:
    """`heading-steps`: a page has one level-one heading, first, and levels grow by one.

    A page of the whole atlas shows again what authors wrote: where their own pages have faults, it has the same.
    """
    faults = [(reading.page, reading.step) for reading in site.pages if reading.step is not None]
    own = [(page, step) for page, step in faults if page.origin.path.startswith("concepts/")]
    for page, (before, level) in own or faults:
        message = f"a heading of level {level} follows one of level {before} on /{page.path}"
        yield Problem("heading-steps", message, page.origin, "use ## for sections and ### below them")


def _find_step(page: Page) -> tuple[int, int] | None:
    """The first two headings whose levels do not step by one."""
    levels = [int(level) for level in _HEADING.findall(page.html)]
    pairs = zip([0, *levels], levels, strict=False)
    return next(((before, level) for before, level in pairs if level > before + 1 or (level == 1 and before > 0)), None)


def _resolve(page: Page, address: str) -> Link:
    """Where a link of the page leads, as far as the page alone can tell."""
    link = address
    if _SCHEME.match(link) or link.startswith("//"):
        return Link(address)
    if page.home and link.startswith(page.home):
        link = link.removeprefix(page.home) or "./"
    elif link.startswith("/"):
        return Link(address, fault="is not relative, so it breaks when the site is moved")
    path, _, fragment = link.partition("#")
    path = unquote(path.partition("?")[0])
    target = page.path if not path else posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
    if path.endswith("/") or target == ".":
        target = posixpath.normpath(posixpath.join(target, "index.html"))
    return Link(address, target, unquote(fragment))


def _find_fault(link: Link, addresses: Addresses) -> str:
    """Why the link leads nowhere, or an empty text."""
    if not link.path:
        return link.fault
    if link.path not in addresses.paths:
        return "leads to no file of the site"
    if link.anchor and link.path in addresses.anchors and link.anchor not in addresses.anchors[link.path]:
        return f"names no anchor of /{link.path}"
    return ""
