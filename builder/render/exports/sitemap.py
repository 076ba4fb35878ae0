"""`sitemap.xml` and `robots.txt`: which pages there are. Source: https://www.sitemaps.org/protocol.html"""

from collections.abc import Iterable
from datetime import date
from xml.etree import ElementTree

from builder.records.atlas import Config
from builder.records.summary import ConceptSummary
from builder.render.words import format_date

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_sitemap(
    config: Config, summaries: Iterable[ConceptSummary], paths: Iterable[str]
) -> bytes:
    """The sitemap of the pages at these paths, without the page for missing ones and those that lead from old addresses.

    A concept page that bears a date has it as `lastmod`; no other page has one, since nobody wrote it.
    """
    concepts = tuple(summaries)
    moved = {f"{alias.id}/index.html" for concept in concepts for alias in concept.aliases}
    dates = {f"{concept.id}/index.html": _find_latest(concept) for concept in concepts}
    root = ElementTree.Element("urlset", {"xmlns": _NAMESPACE})
    for path in sorted(paths):
        if path == "404.html" or path in moved:
            continue
        entry = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(
            entry, "loc"
        ).text = f"{config.base_url.rstrip('/')}/{path.removesuffix('index.html')}"
        latest = dates.get(path)
        if latest is not None:
            ElementTree.SubElement(entry, "lastmod").text = format_date(latest)
    return write_xml(root)


def write_robots(base_url: str) -> bytes:
    """Everything may be read; where the site's address is known, the sitemap is named."""
    sitemap = f"Sitemap: {base_url.rstrip('/')}/sitemap.xml\n" if base_url else ""
    return f"User-agent: *\nDisallow:\n{sitemap}".encode()


def _find_latest(concept: ConceptSummary) -> date | None:
    """Return the last day on which something of the page changed, as people wrote it: its content, or a review."""
    return max((day for day in (concept.written, concept.reviewed) if day), default=None)


def write_xml(root: ElementTree.Element) -> bytes:
    """An XML file, one element a line."""
    ElementTree.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'.encode()
