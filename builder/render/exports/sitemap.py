"""Write `sitemap.xml` and `robots.txt`.

Source: https://www.sitemaps.org/protocol.html
"""

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
    """Return the sitemap of these pages, without the 404 page and the redirects.

    `lastmod` is the latest date in the concept's record. Other pages have none.
    """
    concepts = tuple(summaries)
    moved = {f"{alias.id}/index.html" for concept in concepts for alias in concept.aliases}
    dates = {f"{concept.id}/index.html": _find_latest(concept) for concept in concepts}
    base = config.base_url.rstrip("/")
    root = ElementTree.Element("urlset", {"xmlns": _NAMESPACE})
    for path in sorted(paths):
        if path == "404.html" or path in moved:
            continue
        entry = ElementTree.SubElement(root, "url")
        location = ElementTree.SubElement(entry, "loc")
        location.text = f"{base}/{path.removesuffix('index.html')}"
        latest = dates.get(path)
        if latest is not None:
            ElementTree.SubElement(entry, "lastmod").text = format_date(latest)
    return write_xml(root)


def write_robots(base_url: str) -> bytes:
    """Return a `robots.txt` that allows everything, and names the sitemap if `base_url` is set."""
    sitemap = f"Sitemap: {base_url.rstrip('/')}/sitemap.xml\n" if base_url else ""
    return f"User-agent: *\nDisallow:\n{sitemap}".encode()


def _find_latest(concept: ConceptSummary) -> date | None:
    """Return the latest date in the record, of the content or of a review."""
    return max((day for day in (concept.written, concept.reviewed) if day), default=None)


def write_xml(root: ElementTree.Element) -> bytes:
    """Return the XML file, with one element on each line."""
    ElementTree.indent(root, " ")
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
