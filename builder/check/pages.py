"""Rules on the rendered pages: links and anchors lead somewhere, ids are unique, pictures have words, headings step by one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from builder.records.memory import Memory
from builder.records.problem import Problem
from builder.records.reading import Link, Reading


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


def collect_pages(readings: Sequence[Reading], paths: Set[str], memory: Memory) -> PageSet:
    """The pages with their broken links; `paths` are those of all files of the site.

    As long as the site has the same addresses, the links of a page that stayed lead where they led.
    """
    anchors = {reading.path: reading.anchors for reading in readings}
    addresses = memory.settle("addresses", Addresses(frozenset(paths) | anchors.keys(), anchors))
    return PageSet(tuple(readings), tuple(memory.of(find_broken, reading, addresses) for reading in readings))


def find_broken(reading: Reading, addresses: Addresses) -> tuple[tuple[Link, str], ...]:
    """The links of the page that lead nowhere, each with the reason."""
    return tuple((link, fault) for link in reading.links if (fault := _find_fault(link, addresses)))


def check_link_resolves(site: PageSet) -> Iterator[Problem]:
    """`link-resolves`: every relative link leads to a file of the site, and its fragment to an id there."""
    for reading, broken in zip(site.pages, site.broken, strict=True):
        for link, fault in broken:
            message = f"the link '{link.address}' on /{reading.path} {fault}"
            hint = "links are relative to the page; another concept is {concept}`words <domain/slug>`"
            yield Problem("link-resolves", message, reading.written.get(link.address, reading.origin), hint)


def check_id_unique_on_page(site: PageSet) -> Iterator[Problem]:
    """`anchor-unique`: no two elements of a page share an id."""
    for reading in site.pages:
        if len(reading.ids) == len(reading.anchors):
            continue
        for id, count in Counter(reading.ids).items():
            if count > 1:
                message = f"the anchor '{id}' stands {count} times on /{reading.path}"
                yield Problem("anchor-unique", message, reading.origin, "rename one of the two headings, labels or ids")


def check_image_described(site: PageSet) -> Iterator[Problem]:
    """`image-described`: every picture has an alternative text."""
    for reading in site.pages:
        for _ in range(reading.undescribed):
            message = f"a picture on /{reading.path} has no alternative text"
            yield Problem("image-described", message, reading.origin, "write ![what it shows](file)")


def check_heading_steps(site: PageSet) -> Iterator[Problem]:
    """`heading-steps`: a page has one level-one heading, first, and levels grow by one.

    A page of the whole atlas shows again what authors wrote: where their own pages have faults, it has the same.
    """
    faults = [(reading, reading.step) for reading in site.pages if reading.step is not None]
    own = [(reading, step) for reading, step in faults if reading.origin.path.startswith("concepts/")]
    for reading, (before, level) in own or faults:
        message = f"a heading of level {level} follows one of level {before} on /{reading.path}"
        yield Problem("heading-steps", message, reading.origin, "use ## for sections and ### below them")


def _find_fault(link: Link, addresses: Addresses) -> str:
    """Why the link leads nowhere, or an empty text."""
    if not link.path:
        return link.fault
    if link.path not in addresses.paths:
        return "leads to no file of the site"
    if link.anchor and link.path in addresses.anchors and link.anchor not in addresses.anchors[link.path]:
        return f"names no anchor of /{link.path}"
    return ""
