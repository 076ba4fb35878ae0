"""The registry of sources: BibTeX entries of all files, each key once, what they inherit filled in, read to plain text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.load.bibliography import Bibliography, Entry
from builder.load.bibtex import split_bibtex
from builder.load.bibvalues import Piece, cut_value, join_pieces, resolve_strings
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
# A part of a book is not found at the book's own address, nor is what is said of the book said of it.
_NOT_INHERITED = frozenset(
    {
        "title",
        "author",
        "doi",
        "url",
        "eprint",
        "isbn",
        "note",
        "abstract",
        "crossref",
        "key",
        "ids",
    }
)


@dataclass(frozen=True, slots=True)
class _Raw:
    """An entry with its fields as texts, still in LaTeX; `inherited` names those that come from another entry."""

    entry: Entry
    bibliography: Bibliography
    fields: dict[str, str]
    inherited: frozenset[str] = frozenset()

    def place_of(self, name: str) -> Place:
        """The place of a field's value, or of the entry's key."""
        written = None if name in self.inherited else (self.entry.fields or {}).get(name)
        return self.bibliography.place_of(written if written is not None else self.entry.key)

    def report(self, code: str, fault: tuple[str, str], name: str) -> None:
        """Adds a problem at a field; what is inherited was reported where it stands."""
        if name not in self.inherited:
            self.bibliography.report(code, fault[0], self.place_of(name), fault[1])


def read_registry(paths: Sequence[str], tree: Tree, problems: list[Problem]) -> tuple[Source, ...]:
    """Every source, sorted by key; the faults of the files are added to `problems`."""
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
                raws[entry.key.text.lower()] = _Raw(
                    entry, bibliography, dict(_read_fields(entry, bibliography, strings))
                )
    sources = sorted(
        (_read_source(_inherit(raw, raws)) for raw in raws.values()), key=lambda source: source.key
    )
    problems += [problem for bibliography in bibliographies for problem in bibliography.problems]
    return tuple(sources)


def _has_own_key(entry: Entry, bibliography: Bibliography, raws: dict[str, _Raw]) -> bool:
    """Whether the entry has a key that no entry before it has, in whatever case: pages of sources are files."""
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
    note = Note(
        f"'{first.entry.key.text}' is first used here", first.bibliography.place_of(first.entry.key)
    )
    message = f"a second source has the key '{key[:60]}'"
    if first.entry.key.text != key:
        message = f"the keys '{key[:60]}' and '{first.entry.key.text[:60]}' differ by capital letters only"
    bibliography.report(
        "source-unique", message, place, "remove it, or give it a key of its own", note
    )
    return False


def _read_fields(
    entry: Entry, bibliography: Bibliography, strings: dict[str, str]
) -> Iterator[tuple[str, str]]:
    for name, written in (entry.fields or {}).items():
        pieces: tuple[Piece, ...] = cut_value(bibliography, written, f"the field '{name}'")
        text = join_pieces(bibliography, pieces, strings).strip()
        if text or name in ("author", "editor", "title"):
            yield name, text


def _inherit(raw: _Raw, raws: dict[str, _Raw]) -> _Raw:
    """The entry with the fields that its `crossref` gives, and the cross-reference of that in turn."""
    if "crossref" not in raw.fields:
        return raw
    fields = dict(raw.fields)
    path = [raw.entry.key.text]
    at = raw
    while name := strip_latex(at.fields.get("crossref", "")):
        parent = raws.get(name.lower())
        if parent is None or parent.entry.key.text != name:
            if at is raw:
                hint = (
                    f"write '{parent.entry.key.text}': keys are case-sensitive"
                    if parent
                    else "add the entry, or write its fields here"
                )
                raw.report(
                    "crossref-resolves", (f"no source has the key '{name[:60]}'", hint), "crossref"
                )
            break
        path.append(name)
        if name in path[:-1] or len(path) > 20:
            if name == path[0]:
                told = f"the cross-reference leads back to itself: {spell_circle(path[:-1])}"
                raw.report(
                    "crossref-acyclic",
                    (told, "write the shared fields out in one of them"),
                    "crossref",
                )
            break
        if "title" in parent.fields:
            fields.setdefault("booktitle", parent.fields["title"])
        for inherited, text in parent.fields.items():
            if inherited not in _NOT_INHERITED:
                fields.setdefault(inherited, text)
        at = parent
    return _Raw(raw.entry, raw.bibliography, fields, frozenset(fields.keys() - raw.fields.keys()))


def _read_source(raw: _Raw) -> Source:
    texts = {name: _decode(raw, name) for name in raw.fields}
    title = texts.get("title", "")
    if not title and raw.entry.fields is not None:
        name = "title" if "title" in raw.fields else ""
        raw.report(
            "title-present",
            (f"the source '{raw.entry.key.text[:60]}' has no title", "add title = {…}"),
            name,
        )
    url = _read_url(raw)
    written = raw.entry.fields or {}
    return Source(
        key=raw.entry.key.text,
        type=raw.entry.type,
        title=title or raw.entry.key.text,
        authors=_read_people(raw, "author"),
        editors=_read_people(raw, "editor"),
        year=_read_year(raw, texts),
        venue=next(
            (
                texts[name]
                for name in _VENUES
                if texts.get(name) and not _ADDRESS.search(raw.fields[name])
            ),
            "",
        ),
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
        told = ", ".join(f"'{command}'" for command in unknown[:5])
        message = (
            f"{told} in '{name}' {'has' if len(unknown) == 1 else 'have'} no reading as plain text"
        )
        hint = "write the characters themselves, without the command: the file is UTF-8"
        raw.bibliography.problems.append(
            Problem(
                "latex-known",
                message,
                _place_command(raw, name, unknown[0]),
                hint,
                Severity.WARNING,
            )
        )
    return text


def _place_command(raw: _Raw, name: str, command: str) -> Place:
    """The place of a command in a field, or of the field where a @string brings it in."""
    written = (raw.entry.fields or {})[name]
    at = written.text.find(command)
    return (
        raw.place_of(name) if at < 0 else raw.bibliography.place(written.offset + at, len(command))
    )


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
        return find_arxiv(
            url,
            tuple(
                texts[name]
                for name in ("journal", "journaltitle", "howpublished", "note")
                if name in texts
            ),
        )
    number, fault = read_arxiv(eprint)
    if fault is not None and archive == "arxiv":
        raw.report("arxiv-formed", fault, "eprint")
    return number


def _read_url(raw: _Raw) -> str:
    """The address of the `url` field, or of a `howpublished` that is nothing but one."""
    for name in ("url", "howpublished"):
        text = strip_latex(raw.fields.get(name, ""))
        if not text or (
            name == "howpublished"
            and not text.startswith(("http://", "https://"))
            and "\\url" not in raw.fields[name]
        ):
            continue
        fault = find_url_fault(text)
        if fault is None:
            return text
        raw.report("url-safe", (f"'{text[:60]}' {fault[0]}", fault[1]), name)
    return ""
