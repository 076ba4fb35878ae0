"""Rules on the rendered pages: links resolve, anchors are unique, pictures have alternative texts.

Heading levels must also step by one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from builder.records.problem import Problem, Problems
from builder.records.reading import Link, Reading
from builder.records.rendered import Rendered

LINK_HINT = "links are relative to the page; another concept is {concept}`words <domain/slug>`"
Aim = tuple[str, str]  # the target of a link: the path of a file of the site, and an anchor in it


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it was read, and its broken links, each with the reason."""

    reading: Reading
    broken: tuple[tuple[Link, str], ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """The possible targets of links: every path of the site, and the anchors of every page.

    `told` holds the targets of links that are reported at their line in the source already: the
    same links on rendered pages are skipped.
    """

    paths: frozenset[str]
    anchors: Mapping[str, frozenset[str]]
    told: frozenset[Aim] = frozenset()


class Anchors(Mapping[str, frozenset[str]]):
    """The anchors of every rendered page, by its path, read when they are first asked for."""

    def __init__(self, parts: Iterable[Rendered]) -> None:
        self._holders = {path: part for part in parts for path in part.anchors}
        self._read: dict[str, frozenset[str]] = {}

    def __getitem__(self, path: str) -> frozenset[str]:
        if path not in self._read:
            part = self._holders[path]
            self._read |= {
                reading.path: reading.anchors
                for reading in part.readings
                if self._holders[reading.path] is part
            }
        return self._read[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._holders)

    def __len__(self) -> int:
        return len(self._holders)


def look_at(reading: Reading, addresses: Addresses) -> Seen:
    """Return the page with its broken links, without those reported in the source already."""
    links = (link for link in reading.links if (link.path, link.anchor) not in addresses.told)
    faults = ((link, find_fault(link, addresses)) for link in links)
    return Seen(reading, tuple((link, fault) for link, fault in faults if fault))


def check_link_resolves(page: Seen) -> Iterator[Problem]:
    """`link-resolves`: a relative link leads to a file of the site and an anchor in it."""
    reading = page.reading
    for link, fault in page.broken:
        message = f"the link '{link.address}' on /{reading.path} {fault}"
        yield Problem("link-resolves", message, reading.origin, LINK_HINT)


def check_id_unique_on_page(page: Seen) -> Iterator[Problem]:
    """`anchor-unique`: no two elements of a page share an id."""
    reading = page.reading
    if len(reading.ids) == len(reading.anchors):
        return
    for anchor, count in Counter(reading.ids).items():
        if count > 1:
            message = f"the anchor '{anchor}' stands {count} times on /{reading.path}"
            hint = "rename one of the two headings, labels or ids"
            yield Problem("anchor-unique", message, reading.origin, hint)


def check_image_described(page: Seen) -> Iterator[Problem]:
    """`image-described`: every picture has an alternative text."""
    for _ in range(page.reading.undescribed):
        message = f"a picture on /{page.reading.path} has no alternative text"
        hint = "write ![what it shows](file)"
        yield Problem("image-described", message, page.reading.origin, hint)


def check_heading_steps(page: Seen) -> Iterator[Problem]:
    """`heading-steps`: a page has one level-one heading, first, and levels grow by one."""
    reading = page.reading
    if reading.step is not None:
        before, level = reading.step
        message = f"a heading of level {level} follows one of level {before} on /{reading.path}"
        hint = "use ## for sections and ### below them"
        yield Problem("heading-steps", message, reading.origin, hint)


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


def find_fault(link: Link, addresses: Addresses) -> str:
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
