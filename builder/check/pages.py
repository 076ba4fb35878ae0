"""Rules on the rendered pages: links and anchors lead somewhere, ids are unique, pictures have words, headings step by one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from builder.records.problem import Problem, Problems
from builder.records.reading import Link, Reading
from builder.records.rendered import Rendered

LINK_HINT = "links are relative to the page; another concept is {concept}`words <domain/slug>`"
Aim = tuple[str, str]  # where a link leads: the path of a file of the site, and an anchor there


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it was read, and its links that lead nowhere, each with the reason."""

    reading: Reading
    broken: tuple[tuple[Link, str], ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """List what links may name: every path of the site, and the anchors of every page by its path.

    `told` is where those lead that are reported at their author's line: on the pages that show them they are passed over.
    """

    paths: frozenset[str]
    anchors: Mapping[str, frozenset[str]]
    told: frozenset[Aim] = frozenset()


class Anchors(Mapping[str, frozenset[str]]):
    """The anchors of every page of what was rendered, by its path; read when they are asked for."""

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
    """The page with its links that lead nowhere, as far as nobody has told of them."""
    links = (link for link in reading.links if (link.path, link.anchor) not in addresses.told)
    return Seen(
        reading, tuple((link, fault) for link in links if (fault := find_fault(link, addresses)))
    )


def check_link_resolves(page: Seen) -> Iterator[Problem]:
    """`link-resolves`: every relative link leads to a file of the site, and its fragment to an id there."""
    reading = page.reading
    for link, fault in page.broken:
        message = f"the link '{link.address}' on /{reading.path} {fault}"
        yield Problem("link-resolves", message, reading.origin, LINK_HINT)


def check_id_unique_on_page(page: Seen) -> Iterator[Problem]:
    """`anchor-unique`: no two elements of a page share an id."""
    reading = page.reading
    if len(reading.ids) == len(reading.anchors):
        return
    for id, count in Counter(reading.ids).items():
        if count > 1:
            message = f"the anchor '{id}' stands {count} times on /{reading.path}"
            yield Problem(
                "anchor-unique",
                message,
                reading.origin,
                "rename one of the two headings, labels or ids",
            )


def check_image_described(page: Seen) -> Iterator[Problem]:
    """`image-described`: every picture has an alternative text."""
    for _ in range(page.reading.undescribed):
        message = f"a picture on /{page.reading.path} has no alternative text"
        yield Problem(
            "image-described", message, page.reading.origin, "write ![what it shows](file)"
        )


def check_heading_steps(page: Seen) -> Iterator[Problem]:
    """`heading-steps`: a page has one level-one heading, first, and levels grow by one."""
    if page.reading.step is not None:
        before, level = page.reading.step
        message = (
            f"a heading of level {level} follows one of level {before} on /{page.reading.path}"
        )
        yield Problem(
            "heading-steps", message, page.reading.origin, "use ## for sections and ### below them"
        )


def drop_shown_again(problems: Problems) -> Problems:
    """The problems less those of headings on pages of the whole atlas, if there are such on the pages whose texts are shown there again."""
    steps = [problem.place.path for problem in problems if problem.code == "heading-steps"]
    if not any(path.startswith("concepts/") for path in steps):
        return problems
    return tuple(
        problem
        for problem in problems
        if problem.code != "heading-steps" or problem.place.path.startswith("concepts/")
    )


def find_fault(link: Link, addresses: Addresses) -> str:
    """Why the link leads nowhere, or an empty text."""
    if not link.path:
        return link.fault
    if link.path not in addresses.paths:
        return "leads to no file of the site"
    if (
        link.anchor
        and link.path in addresses.anchors
        and link.anchor not in addresses.anchors[link.path]
    ):
        return f"names no anchor of /{link.path}"
    return ""
