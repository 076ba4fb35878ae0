"""Write `sitemap.xml` and `robots.txt`.

Source: https://www.sitemaps.org/protocol.html
"""

from collections.abc import Iterable
from datetime import date
from xml.etree import ElementTree

from builder.records.atlas import Atlas
from builder.records.concept import Concept
from builder.render.exports.citation import find_written
from builder.render.words import format_date

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_sitemap(atlas: Atlas, paths: Iterable[str]) -> bytes:
    """Return the sitemap of these pages, without the 404 page and the redirects.

    `lastmod` is the latest date in the concept's record. Other pages have none.
    """
    moved = {f"{alias.id}/index.html" for concept in atlas.concepts for alias in concept.aliases}
    dates = {f"{concept.id}/index.html": find_latest(concept) for concept in atlas.concepts}
    base = atlas.config.base_url.rstrip("/")
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


def find_latest(concept: Concept) -> date | None:
    """Return the latest date in the record, of the content or of a review."""
    written = find_written(concept)
    days = [review.date for review in concept.reviews]
    return max([*days, written] if written else days, default=None)


def write_xml(root: ElementTree.Element) -> bytes:
    """Return the XML file, with one element on each line."""
    ElementTree.indent(root, " ")
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
