"""The registry of sources: the BibTeX entries of all files as plain text, each key once.

Each entry also has the fields that it inherits from its cross-reference.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.load.bibliography import BibEntry, Bibliography
from builder.load.bibtex import split_bibtex
from builder.load.bibvalues import ValuePart, cut_value, join_pieces, resolve_strings
from builder.load.files import read_text
from builder.load.identifiers import find_arxiv, find_key_fault, read_arxiv, read_doi, read_year
from builder.load.latex import decode_latex, strip_latex
from builder.load.people import split_people
from builder.load.urls import find_url_fault
from builder.records.atlas import Tree
from builder.records.place import Place
from builder.records.problem import Note, Problem, Severity, spell_circle
from builder.records.source import Person, Source

MOST_BIBTEX = 8_000_000  # bytes
_VENUES = (
    "journal",
    "journaltitle",
    "booktitle",
    "publisher",
    "school",
    "institution",
    "organization",
    "howpublished",
)
_ADDRESS = re.compile(r"://|\\url")
_VERBATIM = frozenset({"url", "doi", "eprint", "file", "crossref"})
_SHOWN = frozenset({"title", "author", "editor", "year", *_VENUES})
# The identifiers and the notes of a book are not those of its parts.
_BOOK_FIELDS = "title author doi url eprint isbn note abstract crossref key ids"
_NOT_INHERITED = frozenset(_BOOK_FIELDS.split())


@dataclass(frozen=True, slots=True)
class _Raw:
    """An entry with its fields as texts in LaTeX. `inherited` names the fields of other entries."""

    entry: BibEntry
    bibliography: Bibliography
    fields: dict[str, str]
    inherited: frozenset[str] = frozenset()

    def place_of(self, name: str) -> Place:
        """Return the place of a field's value, or of the entry's key."""
        written = None if name in self.inherited else (self.entry.fields or {}).get(name)
        return self.bibliography.place_of(written if written is not None else self.entry.key)

    def report(self, code: str, fault: tuple[str, str], name: str) -> None:
        """Add a problem at a field; an inherited field is reported only in its own entry."""
        if name not in self.inherited:
            self.bibliography.report(code, fault[0], self.place_of(name), fault[1])


def read_registry(paths: Sequence[str], tree: Tree, problems: list[Problem]) -> tuple[Source, ...]:
    """Return every source, sorted by key, and add the faults of the files to `problems`."""
    bibliographies: list[Bibliography] = []
    for path in paths:
        text = read_text(tree, path, problems, most=MOST_BIBTEX)
        if text is not None:
            bibliographies.append(split_bibtex(text, path))
    raws: dict[str, _Raw] = {}  # by lower-case key
    strings: dict[str, str] = {}
    for bibliography in bibliographies:
        strings = resolve_strings(bibliography, strings)
        for entry in bibliography.entries:
            if _has_own_key(entry, bibliography, raws):
                fields = dict(_read_fields(entry, bibliography, strings))
                raws[entry.key.text.lower()] = _Raw(entry, bibliography, fields)
    sources = [_read_source(_inherit(raw, raws)) for raw in raws.values()]
    problems += [problem for bibliography in bibliographies for problem in bibliography.problems]
    return tuple(sorted(sources, key=lambda source: source.key))


def _has_own_key(entry: BibEntry, bibliography: Bibliography, raws: dict[str, _Raw]) -> bool:
    """Return true if no earlier entry has the key in upper or lower case, and report otherwise.

    The page of a source is a file, and some file systems ignore case.
    """
    key = entry.key.text
    place = bibliography.place_of(entry.key)
    if not key:
        hint = f"write @{entry.type}{{key, before its first field"
        bibliography.report("source-keyed", "the entry has no key", place, hint)
        return False
    if fault := find_key_fault(key):
        bibliography.report("key-addressable", fault[0], place, fault[1])
    first = raws.get(key.lower())
    if first is None:
        return True
    earlier = first.entry.key.text
    message = f"a second source has the key '{key[:60]}'"
    if earlier != key:
        message = f"the keys '{key[:60]}' and '{earlier[:60]}' differ by capital letters only"
    note = Note(f"'{earlier}' is first used here", first.bibliography.place_of(first.entry.key))
    hint = "remove it, or give it a key of its own"
    bibliography.report("source-unique", message, place, hint, note)
    return False


def _read_fields(
    entry: BibEntry, bibliography: Bibliography, strings: dict[str, str]
) -> Iterator[tuple[str, str]]:
    for name, written in (entry.fields or {}).items():
        pieces: tuple[ValuePart, ...] = cut_value(bibliography, written, f"the field '{name}'")
        text = join_pieces(bibliography, pieces, strings).strip()
        if text or name in ("author", "editor", "title"):
            yield name, text


def _inherit(raw: _Raw, raws: dict[str, _Raw]) -> _Raw:
    """Return the entry with the fields of its `crossref`, and of the `crossref` of that entry."""
    if "crossref" not in raw.fields:
        return raw
    fields = dict(raw.fields)
    path = [raw.entry.key.text]
    current = raw
    while name := strip_latex(current.fields.get("crossref", "")):
        parent = raws.get(name.lower())
        if parent is None or parent.entry.key.text != name:
            if current is raw:
                hint = "add the entry, or write its fields here"
                if parent:
                    hint = f"write '{parent.entry.key.text}': keys are case-sensitive"
                fault = (f"no source has the key '{name[:60]}'", hint)
                raw.report("crossref-resolves", fault, "crossref")
            break
        path.append(name)
        if name in path[:-1] or len(path) > 20:
            if name == path[0]:
                message = f"the cross-reference leads back to itself: {spell_circle(path[:-1])}"
                hint = "write the shared fields out in one of them"
                raw.report("crossref-acyclic", (message, hint), "crossref")
            break
        if "title" in parent.fields:
            fields.setdefault("booktitle", parent.fields["title"])
        for inherited, text in parent.fields.items():
            if inherited not in _NOT_INHERITED:
                fields.setdefault(inherited, text)
        current = parent
    return _Raw(raw.entry, raw.bibliography, fields, frozenset(fields.keys() - raw.fields.keys()))


def _read_source(raw: _Raw) -> Source:
    texts = {name: _decode(raw, name) for name in raw.fields}
    title = texts.get("title", "")
    if not title and raw.entry.fields is not None:
        message = f"the source '{raw.entry.key.text[:60]}' has no title"
        name = "title" if "title" in raw.fields else ""
        raw.report("title-present", (message, "add title = {…}"), name)
    url = _read_url(raw)
    written = raw.entry.fields or {}
    return Source(
        key=raw.entry.key.text,
        type=raw.entry.type,
        title=title or raw.entry.key.text,
        authors=_read_people(raw, "author"),
        editors=_read_people(raw, "editor"),
        year=_read_year(raw, texts),
        venue=_read_venue(raw, texts),
        doi=_read_doi(raw),
        arxiv=_read_arxiv(raw, url, texts),
        url=url,
        fields=tuple((name, text) for name, text in texts.items() if text),
        bibtex=raw.entry.raw,
        place=raw.bibliography.place_of(raw.entry.key),
        places={name: raw.bibliography.place_of(value) for name, value in written.items()},
    )


def _decode(raw: _Raw, name: str) -> str:
    if name in _VERBATIM:
        return strip_latex(raw.fields[name])
    text, unknown = decode_latex(raw.fields[name])
    if unknown and name in _SHOWN and name not in raw.inherited:
        commands = ", ".join(f"'{command}'" for command in unknown[:5])
        verb = "has" if len(unknown) == 1 else "have"
        message = f"{commands} in '{name}' {verb} no reading as plain text"
        hint = "write the characters themselves, without the command: the file is UTF-8"
        place = _place_command(raw, name, unknown[0])
        problem = Problem("latex-known", message, place, hint, Severity.WARNING)
        raw.bibliography.problems.append(problem)
    return text


def _place_command(raw: _Raw, name: str, command: str) -> Place:
    """Return the place of a command in a field, or of the field if an @string holds the command."""
    written = (raw.entry.fields or {})[name]
    at = written.text.find(command)
    if at < 0:
        return raw.place_of(name)
    return raw.bibliography.place(written.offset + at, len(command))


def _read_venue(raw: _Raw, texts: dict[str, str]) -> str:
    for name in _VENUES:
        if texts.get(name) and not _ADDRESS.search(raw.fields[name]):
            return texts[name]
    return ""


def _read_people(raw: _Raw, name: str) -> tuple[Person, ...]:
    if name not in raw.fields:
        return ()
    people, faults = split_people(raw.fields[name])
    for fault in faults:
        raw.report("people-named", (f"in '{name}', {fault[0]}", fault[1]), name)
    return people


def _read_year(raw: _Raw, texts: dict[str, str]) -> str:
    name = "year" if texts.get("year") else "date"
    if not texts.get(name):
        return ""
    year, fault = read_year(texts[name])
    if fault is not None:
        raw.report("year-plausible", fault, name)
    return year


def _read_doi(raw: _Raw) -> str:
    doi, fault = read_doi(raw.fields.get("doi", ""))
    if fault is not None:
        raw.report("doi-formed", fault, "doi")
    return doi


def _read_arxiv(raw: _Raw, url: str, texts: dict[str, str]) -> str:
    eprint = raw.fields.get("eprint", "")
    archive = (texts.get("archiveprefix") or texts.get("eprinttype") or "").lower()
    if not eprint or archive not in ("", "arxiv"):
        names = ("journal", "journaltitle", "howpublished", "note")
        return find_arxiv(url, tuple(texts[name] for name in names if name in texts))
    number, fault = read_arxiv(eprint)
    if fault is not None and archive == "arxiv":
        raw.report("arxiv-formed", fault, "eprint")
    return number


def _read_url(raw: _Raw) -> str:
    """Return the address in the `url` field, or in a `howpublished` that is only an address."""
    for name in ("url", "howpublished"):
        written = raw.fields.get(name, "")
        text = strip_latex(written)
        is_address = text.startswith(("http://", "https://")) or "\\url" in written
        if not text or (name == "howpublished" and not is_address):
            continue
        fault = find_url_fault(text)
        if fault is None:
            return text
        raw.report("url-safe", (f"'{text[:60]}' {fault[0]}", fault[1]), name)
    return ""
