"""Rules on the rendered pages: links and anchors lead somewhere, ids are unique, pictures have words, headings step by one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from builder.records.problem import Problem, Problems
from builder.records.reading import Link, Reading
from builder.records.rendered import PageLinks

LINK_HINT = "links are relative to the page; another concept is {concept}`words <domain/slug>`"
Aim = tuple[str, str]  # where a link leads: the path of a file of the site, and an anchor there


@dataclass(frozen=True, slots=True)
class Addresses:
    """List what links may name: every path of the site, and the anchors of every page by its path.

    `told` is where those lead that are reported at their author's line: on the pages that show them they are passed over.
    """

    paths: frozenset[str]
    anchors: Mapping[str, tuple[str, ...]]
    told: frozenset[Aim] = frozenset()


def check_links(pages: Iterable[PageLinks], addresses: Addresses) -> Iterator[Problem]:
    """`link-resolves`: every relative link leads to a file of the site, and its fragment to an id there."""
    for page in pages:
        for link in page.links:
            if (link.path, link.anchor) not in addresses.told and (
                fault := find_fault(link, addresses)
            ):
                message = f"the link '{link.address}' on /{page.path} {fault}"
                yield Problem("link-resolves", message, page.origin, LINK_HINT)


def check_id_unique_on_page(page: Reading) -> Iterator[Problem]:
    """`anchor-unique`: no two elements of a page share an id."""
    if len(page.ids) == len(page.anchors):
        return
    for id, count in Counter(page.ids).items():
        if count > 1:
            message = f"the anchor '{id}' stands {count} times on /{page.path}"
            yield Problem(
                "anchor-unique",
                message,
                page.origin,
                "rename one of the two headings, labels or ids",
            )


def check_image_described(page: Reading) -> Iterator[Problem]:
    """`image-described`: every picture has an alternative text."""
    for _ in range(page.undescribed):
        message = f"a picture on /{page.path} has no alternative text"
        yield Problem("image-described", message, page.origin, "write ![what it shows](file)")


def check_heading_steps(page: Reading) -> Iterator[Problem]:
    """`heading-steps`: a page has one level-one heading, first, and levels grow by one."""
    if page.step is not None:
        before, level = page.step
        message = f"a heading of level {level} follows one of level {before} on /{page.path}"
        yield Problem(
            "heading-steps", message, page.origin, "use ## for sections and ### below them"
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
