"""Rules on the rendered pages: links and anchors lead somewhere, ids are unique, pictures have words, headings step by one."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from urllib.parse import unquote

from builder.records.page import Page
from builder.records.problem import Problem

# Our templates and renderers quote every attribute with `"` and escape `"` in text, so these expressions read tags and nothing else.
_ID = re.compile(r'<[^<>]*?\sid="([^"]*)"')
_LINK = re.compile(r'<[^<>]*?\s(?:href|src)="([^"]*)"')
_IMAGE = re.compile(r"<img\b[^<>]*>")
_HEADING = re.compile(r"<h([1-6])\b")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageSet:
    """All pages, the ids on each, and every path of the site."""

    pages: tuple[Page, ...]
    ids: Mapping[str, frozenset[str]]
    paths: Set[str]


def collect_pages(pages: tuple[Page, ...], paths: Set[str]) -> PageSet:
    """The pages with what links may name; `paths` are all other files of the site."""
    ids = {page.path: frozenset(_ID.findall(page.html)) for page in pages}
    return PageSet(pages, ids, set(paths) | set(ids))


def check_link_resolves(site: PageSet) -> Iterator[Problem]:
    """`link-resolves`: every relative link leads to a file of the site, and its fragment to an id there."""
    for page in site.pages:
        for link in sorted(set(_LINK.findall(page.html))):
            address = link.replace("&amp;", "&")
            problem = _follow(site, page, address)
            if problem:
                hint = "links are relative to the page; another concept is {concept}`words <domain/slug>`"
                yield Problem(
                    "link-resolves", f"the link '{address}' on /{page.path} {problem}", page.links.get(address, page.origin), hint
                )


def check_id_unique_on_page(site: PageSet) -> Iterator[Problem]:
    """`anchor-unique`: no two elements of a page share an id."""
    for page in site.pages:
        found = _ID.findall(page.html)
        if len(found) == len(site.ids[page.path]):
            continue
        for id, count in Counter(found).items():
            if count > 1:
                hint = "rename one of the two headings, labels or ids"
                yield Problem("anchor-unique", f"the anchor '{id}' stands {count} times on /{page.path}", page.origin, hint)


def check_image_described(site: PageSet) -> Iterator[Problem]:
    """`image-described`: every picture has an alternative text."""
    for page in site.pages:
        for image in _IMAGE.findall(page.html):
            if ' alt="' not in image or ' alt=""' in image:
                yield Problem(
                    "image-described", f"a picture on /{page.path} has no alternative text", page.origin, "write ![what it shows](file)"
                )


def check_heading_steps(site: PageSet) -> Iterator[Problem]:
    """`heading-steps`: a page has one level-one heading, first, and levels grow by one.

    A page of the whole atlas shows again what authors wrote: where their own pages have faults, it has the same.
    """
    faults = [(page, step) for page in site.pages if (step := _find_step(page)) is not None]
    own = [(page, step) for page, step in faults if page.origin.path.startswith("concepts/")]
    for page, (before, level) in own or faults:
        message = f"a heading of level {level} follows one of level {before} on /{page.path}"
        yield Problem("heading-steps", message, page.origin, "use ## for sections and ### below them")


def _find_step(page: Page) -> tuple[int, int] | None:
    """The first two headings whose levels do not step by one."""
    levels = [int(level) for level in _HEADING.findall(page.html)]
    pairs = zip([0, *levels], levels, strict=False)
    return next(((before, level) for before, level in pairs if level > before + 1 or (level == 1 and before > 0)), None)


def _follow(site: PageSet, page: Page, link: str) -> str:
    """Why the link leads nowhere, or an empty text."""
    if _SCHEME.match(link) or link.startswith("//"):
        return ""
    if page.home and link.startswith(page.home):
        link = link.removeprefix(page.home) or "./"
    elif link.startswith("/"):
        return "is not relative, so it breaks when the site is moved"
    path, _, fragment = link.partition("#")
    path = unquote(path.partition("?")[0])
    target = page.path if not path else posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
    if path.endswith("/") or target == ".":
        target = posixpath.normpath(posixpath.join(target, "index.html"))
    if target not in site.paths:
        return "leads to no file of the site"
    if fragment and target in site.ids and unquote(fragment) not in site.ids[target]:
        return f"names no anchor of /{target}"
    return ""
