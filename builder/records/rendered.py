"""The output of a page step.

What is published, and what is known of its pages without reading them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from builder.records.page import Page, digest_files
from builder.records.page_links import PageLink, PageMarkup, read_page
from builder.records.place import Place
from builder.records.problem import Problems


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The links of one page that only the whole site can judge.

    `origin` is where a fault on the page is shown.
    """

    path: str
    origin: Place
    links: tuple[PageLink, ...]


@dataclass(frozen=True, slots=True)
class PageOutput:
    """What was rendered together: of one concept, or of the whole atlas.

    `digests` holds the SHA-256 of each file and `anchors` the ids on each page, by path. `problems`
    are those of the texts, `faults` those of the pages, `theme_faults` those of the templates.
    """

    digests: Mapping[str, str]
    anchors: Mapping[str, tuple[str, ...]]
    links: tuple[PageLinks, ...]
    problems: Problems
    faults: Problems = ()
    theme_faults: Problems = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """Pages as they were read, all files by path, and the problems of the texts on the pages."""

    readings: tuple[PageMarkup, ...]
    files: Mapping[str, bytes] = field(repr=False)
    problems: Problems = ()


def make_rendered(
    pages: Iterable[Page], files: Mapping[str, bytes], problems: Problems = ()
) -> Rendered:
    """Return what was rendered: each page is read."""
    printed = tuple(pages)
    every = {page.path: page.html.encode() for page in printed} | dict(files)
    return Rendered(tuple(map(read_page, printed)), every, problems)


def describe_output(rendered: Rendered, faults: Problems, theme_faults: Problems) -> PageOutput:
    """Return all of the output but its files.

    `faults` are what is wrong with each page by itself.
    """
    readings = rendered.readings
    return PageOutput(
        digests=digest_files(rendered.files),
        anchors={reading.path: reading.ids for reading in readings},
        links=tuple(
            PageLinks(reading.path, reading.origin, _list_open(reading)) for reading in readings
        ),
        problems=rendered.problems,
        faults=faults,
        theme_faults=theme_faults,
    )


def _list_open(reading: PageMarkup) -> tuple[PageLink, ...]:
    """Return the links of the page but those to its own ids and to other sites."""
    return tuple(
        link
        for link in reading.links
        if (link.path or link.fault)
        and not (link.path == reading.path and (not link.anchor or link.anchor in reading.anchors))
    )
