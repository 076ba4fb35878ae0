"""`feed.xml`: what people wrote and on which day, as an Atom feed. Source: RFC 4287

Every date in it stands in a record: pages are dated by `created` and `updated`, reviews and audits by their own dates. What bears no date
has no entry, and without any entry there is no feed, since Atom demands that it be dated. A day is given as its first moment, UTC.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from xml.etree import ElementTree

from builder import __version__
from builder.records.concept import Concept
from builder.records.source import Audit
from builder.render.exports.citation import find_address, find_written
from builder.render.exports.sitemap import write_xml
from builder.render.known import Known
from builder.render.markdown import plain_text
from builder.render.words import count, format_date, list_words

MOST_ENTRIES = 50  # the newest

_NAMESPACE = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # Source: XML 1.0, 2.2


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened on a day: `id` names it for ever, `address` leads to it."""

    id: str
    address: str
    title: str
    day: date
    first: date | None = None
    summary: str = ""
    authors: tuple[str, ...] = ()


def has_feed(known: Known) -> bool:
    """Return true if the site's address is known and anything in it bears a date."""
    shown = (concept for concept in known.summaries.values() if concept.has_page)
    is_dated = any(concept.written or concept.reviewed for concept in shown)
    return bool(known.atlas.config.base_url) and (is_dated or bool(known.atlas.audits))


def write_feed(known: Known) -> bytes:
    """The feed, newest first; no bytes where the site's address is not known or nothing bears a date."""
    config = known.atlas.config
    entries = (
        sorted(list_entries(known), key=lambda entry: (-entry.day.toordinal(), entry.id))[
            :MOST_ENTRIES
        ]
        if config.base_url
        else []
    )
    if not entries:
        return b""
    base = config.base_url.rstrip("/")
    root = ElementTree.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": config.language})
    _add(root, "id", f"{base}/")
    _add(root, "title", config.title)
    _add(root, "updated", _format_moment(entries[0].day))
    ElementTree.SubElement(
        root, "link", {"rel": "alternate", "type": "text/html", "href": f"{base}/"}
    )
    ElementTree.SubElement(
        root, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{base}/feed.xml"}
    )
    _add_person(
        root, config.title
    )  # Atom demands an author; the site answers for entries that name none
    if config.content_license:
        _add(root, "rights", config.content_license)
    _add(root, "generator", f"Plumbline {__version__}")
    for entry in entries:
        _add_entry(root, entry)
    return write_xml(root)


def list_entries(known: Known) -> Iterator[Entry]:
    """Every page, review and day of audits that bears a date, in no order."""
    base = known.atlas.config.base_url.rstrip("/")
    for concept in known.atlas.concepts:
        if known.is_shown(concept):
            yield from _list_page_entries(concept, find_address(concept, known.atlas.config))
    for day, audits in groupby(
        sorted(known.atlas.audits, key=lambda audit: audit.date), key=lambda audit: audit.date
    ):
        yield _make_audit_entry(day, tuple(audits), f"{base}/sources/", known)


def _list_page_entries(concept: Concept, address: str) -> Iterator[Entry]:
    title = plain_text(concept.title)
    written = find_written(concept)
    if written:
        authors = tuple(author.name for author in concept.authors)
        yield Entry(
            address, address, title, written, concept.created, plain_text(concept.summary), authors
        )
    for review in concept.reviews:
        claim = next(
            (plain_text(claim.text) for claim in concept.claims if claim.id == review.claim.id),
            review.claim.id,
        )
        place = f"{address}#review-{review.id}"
        yield Entry(
            place,
            place,
            f"{title}: claim reviewed, {review.verdict}",
            review.date,
            None,
            claim,
            (review.reviewer.name,),
        )


def _make_audit_entry(day: date, audits: tuple[Audit, ...], address: str, known: Known) -> Entry:
    keys = dict.fromkeys(audit.key.id for audit in audits)
    titles = [source.title for key in keys if (source := known.atlas.source_by_key.get(key))]
    names = tuple(dict.fromkeys(audit.by.name for audit in audits))
    title = f"{count(len(keys), 'source record')} checked"
    return Entry(
        f"{address}#audits-{format_date(day)}", address, title, day, None, list_words(titles), names
    )


def _add_entry(root: ElementTree.Element, entry: Entry) -> None:
    element = ElementTree.SubElement(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", _format_moment(entry.day))
    if entry.first is not None:
        _add(element, "published", _format_moment(entry.first))
    ElementTree.SubElement(
        element, "link", {"rel": "alternate", "type": "text/html", "href": entry.address}
    )
    for name in entry.authors:
        _add_person(element, name)
    if entry.summary:
        _add(element, "summary", entry.summary)


def _add_person(parent: ElementTree.Element, name: str) -> None:
    _add(ElementTree.SubElement(parent, "author"), "name", name)


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _FORBIDDEN.sub("\ufffd", text)


def _format_moment(day: date) -> str:
    return f"{format_date(day)}T00:00:00Z"
