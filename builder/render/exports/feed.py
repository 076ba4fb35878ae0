"""Write `feed.xml`, an Atom feed of pages, reviews and audits. Source: RFC 4287.

Every date is read from a record: `created` and `updated` of a page, the dates of reviews and
audits. An object without a date has no entry. Without entries there is no feed, since Atom requires
a date. A day is written as its first moment, UTC.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from xml.etree import ElementTree

from builder import __version__
from builder.records.concept import ConceptRecord
from builder.records.source import Audit
from builder.render.exports.citation import find_address, find_written
from builder.render.exports.sitemap import write_xml
from builder.render.prose.markdown import plain_text
from builder.render.render_context import RenderContext
from builder.render.words import count, format_date, list_words

MOST_ENTRIES = 50  # the newest

_NAMESPACE = "http://www.w3.org/2005/Atom"
# Source: XML 1.0, 2.2.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of the feed: `id` never changes, `address` is the URL, `first` the day published."""

    id: str
    address: str
    title: str
    day: date
    first: date | None = None
    summary: str = ""
    authors: tuple[str, ...] = ()


def has_feed(context: RenderContext) -> bool:
    """Return true if the site's address is known and anything in it bears a date."""
    shown = (concept for concept in context.summaries.values() if concept.has_page)
    is_dated = any(concept.written or concept.reviewed for concept in shown)
    return bool(context.atlas.config.base_url) and (is_dated or bool(context.atlas.audits))


def write_feed(context: RenderContext) -> bytes:
    """Return the feed, newest entry first; no bytes without a `base_url` or without entries."""
    config = context.atlas.config
    if not config.base_url:
        return b""
    entries = sorted(list_entries(context), key=lambda entry: (-entry.day.toordinal(), entry.id))
    entries = entries[:MOST_ENTRIES]
    if not entries:
        return b""
    base = config.base_url.rstrip("/")
    root = ElementTree.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": config.language})
    _add(root, "id", f"{base}/")
    _add(root, "title", config.title)
    _add(root, "updated", _format_moment(entries[0].day))
    _add_link(root, "alternate", "text/html", f"{base}/")
    _add_link(root, "self", "application/atom+xml", f"{base}/feed.xml")
    _add_person(root, config.title)  # Atom requires an author; this one covers entries without
    if config.content_license:
        _add(root, "rights", config.content_license)
    _add(root, "generator", f"Plumbline {__version__}")
    for entry in entries:
        _add_entry(root, entry)
    return write_xml(root)


def list_entries(context: RenderContext) -> Iterator[FeedEntry]:
    """Yield an entry for every dated page, every review and every day of audits, unsorted."""
    base = context.atlas.config.base_url.rstrip("/")
    for concept in context.atlas.concepts:
        if context.is_shown(concept):
            yield from _list_page_entries(concept, find_address(concept, context.atlas.config))
    dated = sorted(context.atlas.audits, key=lambda audit: audit.date)
    for day, audits in groupby(dated, key=lambda audit: audit.date):
        yield _make_audit_entry(day, tuple(audits), f"{base}/sources/", context)


def _list_page_entries(concept: ConceptRecord, address: str) -> Iterator[FeedEntry]:
    title = plain_text(concept.title)
    written = find_written(concept)
    if written:
        authors = tuple(author.name for author in concept.authors)
        summary = plain_text(concept.summary)
        yield FeedEntry(address, address, title, written, concept.created, summary, authors)
    texts = {claim.id: claim.text for claim in concept.claims}
    for review in concept.reviews:
        place = f"{address}#review-{review.id}"
        heading = f"{title}: claim reviewed, {review.verdict}"
        judged = ((ref.id, texts.get(ref.id)) for ref in review.claims)
        summary = " ".join(name if text is None else plain_text(text) for name, text in judged)
        yield FeedEntry(place, place, heading, review.date, None, summary, (review.reviewer.name,))


def _make_audit_entry(
    day: date, audits: tuple[Audit, ...], address: str, context: RenderContext
) -> FeedEntry:
    keys = dict.fromkeys(audit.key.id for audit in audits)
    titles = [source.title for key in keys if (source := context.atlas.source_by_key.get(key))]
    names = tuple(dict.fromkeys(audit.by.name for audit in audits))
    title = f"{count(len(keys), 'source record')} checked"
    return FeedEntry(
        f"{address}#audits-{format_date(day)}", address, title, day, None, list_words(titles), names
    )


def _add_entry(root: ElementTree.Element, entry: FeedEntry) -> None:
    element = ElementTree.SubElement(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", _format_moment(entry.day))
    if entry.first is not None:
        _add(element, "published", _format_moment(entry.first))
    _add_link(element, "alternate", "text/html", entry.address)
    for name in entry.authors:
        _add_person(element, name)
    if entry.summary:
        _add(element, "summary", entry.summary)


def _add_link(parent: ElementTree.Element, rel: str, media_type: str, address: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": rel, "type": media_type, "href": address})


def _add_person(parent: ElementTree.Element, name: str) -> None:
    _add(ElementTree.SubElement(parent, "author"), "name", name)


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _FORBIDDEN.sub("\ufffd", text)


def _format_moment(day: date) -> str:
    return f"{format_date(day)}T00:00:00Z"
