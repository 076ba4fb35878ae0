"""Rules on the rendered pages: links resolve, anchors are unique, pictures have alternative texts.

Heading levels must also step by one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from builder.records.page_links import PageLink, PageMarkup
from builder.records.problem import Problem, Problems
from builder.records.rendered import PageLinks

LINK_HINT = "links are relative to the page; another concept is {concept}`words <domain/slug>`"
Aim = tuple[str, str]  # the target of a link: the path of a file of the site, and an anchor in it


@dataclass(frozen=True, slots=True)
class Addresses:
    """The possible targets of links: every path of the site, and the anchors of every page.

    `told` holds the targets of links that are reported at their line in the source already: the
    same links on rendered pages are skipped.
    """

    paths: frozenset[str]
    anchors: Mapping[str, tuple[str, ...]]
    told: frozenset[Aim] = frozenset()


def check_links(pages: Iterable[PageLinks], addresses: Addresses) -> Iterator[Problem]:
    """`link-resolves`: a relative link leads to a file of the site and an anchor in it."""
    for page in pages:
        for link in page.links:
            fault = find_fault(link, addresses)
            if fault and (link.path, link.anchor) not in addresses.told:
                message = f"the link '{link.address}' on /{page.path} {fault}"
                yield Problem("link-resolves", message, page.origin, LINK_HINT)


def check_id_unique_on_page(page: PageMarkup) -> Iterator[Problem]:
    """`anchor-unique`: no two elements of a page share an id."""
    if len(page.ids) == len(page.anchors):
        return
    for anchor, count in Counter(page.ids).items():
        if count > 1:
            message = f"the anchor '{anchor}' stands {count} times on /{page.path}"
            hint = "rename one of the two headings, labels or ids"
            yield Problem("anchor-unique", message, page.origin, hint)


def check_image_described(page: PageMarkup) -> Iterator[Problem]:
    """`image-described`: every picture has an alternative text."""
    for _ in range(page.undescribed):
        message = f"a picture on /{page.path} has no alternative text"
        hint = "write ![what it shows](file)"
        yield Problem("image-described", message, page.origin, hint)


def check_heading_steps(page: PageMarkup) -> Iterator[Problem]:
    """`heading-steps`: a page has one level-one heading, first, and levels grow by one."""
    if page.step is not None:
        before, level = page.step
        message = f"a heading of level {level} follows one of level {before} on /{page.path}"
        hint = "use ## for sections and ### below them"
        yield Problem("heading-steps", message, page.origin, hint)


def drop_shown_again(problems: Problems) -> Problems:
    """Drop the problems of headings on pages of the whole atlas, if a concept's page has any.

    Pages of the whole atlas show the texts of concepts again, and so repeat their problems.
    """
    steps = [problem.place.path for problem in problems if problem.code == "heading-steps"]
    if not any(path.startswith("concepts/") for path in steps):
        return problems
    return tuple(
        problem
        for problem in problems
        if problem.code != "heading-steps" or problem.place.path.startswith("concepts/")
    )


def find_fault(link: PageLink, addresses: Addresses) -> str:
    """Return the reason why the link is broken, or an empty text."""
    if not link.path:
        return link.fault
    if link.path not in addresses.paths:
        return "leads to no file of the site"
    if not link.anchor or link.path not in addresses.anchors:
        return ""
    if link.anchor not in addresses.anchors[link.path]:
        return f"names no anchor of /{link.path}"
    return ""
