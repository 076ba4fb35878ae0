"""BibTeX text to located entries: what bibtexparser splits, with the place of every field, and what it lets pass."""

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from builder.load.bibnames import FIELDS, find_field_fault, find_type_fault
from builder.records.place import Place
from builder.records.problem import Note, Problem

MOST_PROBLEMS = 200  # of one file
MOST_UNKNOWN = 200  # unknown fields of one file that are compared with the known ones
MOST_SIGNS = 50_000  # '@' in one file: each may begin an entry
_OPENING = re.compile(r"@\s*(?P<type>\w+)")
_SUSPECT = re.compile(
    r"""^[ \t]*(?P<line> @[ \t]*\w
      | (?P<lost> (?:article|book|incollection|inproceedings|misc|online|phdthesis|techreport|string)[ \t]*[{(] )
      | [},)]
      | [A-Za-z-]+[ \t]*=[ \t]*[{"\d] ).*$""",
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_DELIMITER = re.compile(r"[{(]")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_:.+-]*")
_HEAD = re.compile(r"@(?P<type>\w+)\s*[{(]\s*(?P<key>[^\s,{}()=\"]*)")
_MARK = re.compile(r"(?<!\\)[{}]|^[ \t]*[A-Za-z-]+[ \t]*=[ \t]*[{\"\d]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """A value as written, with its enclosing, and its offset in the file."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as written: its fields by lower-case name, the first of those written twice. `fields` is `None` where it is broken."""

    type: str
    key: Written
    fields: dict[str, Written] | None
    raw: str


@dataclass(slots=True)
class Bibliography:
    """One file: its entries and @strings in order, and its problems so far."""

    text: str
    path: str
    entries: list[Entry] = field(default_factory=list)
    strings: dict[str, Written] = field(default_factory=dict)  # by lower-case name
    problems: list[Problem] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    unknown: set[str] = field(
        default_factory=set
    )  # the names of fields that were compared with the known ones

    def place(self, offset: int, width: int = 1) -> Place:
        """The place of what stands at an offset, no wider than its line."""
        line = bisect_right(self.starts, offset) - 1
        start = self.starts[line]
        end = self.starts[line + 1] - 1 if line + 1 < len(self.starts) else len(self.text)
        return Place(self.path, line + 1, offset - start + 1, max(1, min(width, end - offset)))

    def place_of(self, written: Written) -> Place:
        """The place of a value."""
        return self.place(written.offset, len(written.text))

    def report(self, code: str, message: str, place: Place, hint: str, *notes: Note) -> None:
        """Adds a problem; beyond the bound, only that there are more."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(code, message, place, hint, notes=notes))
        elif len(self.problems) == MOST_PROBLEMS:
            message = f"more than {MOST_PROBLEMS} problems in this file"
            self.problems.append(
                Problem("problems-bounded", message, place, "mend those above first")
            )


def split_bibtex(text: str, path: str) -> Bibliography:
    """Every entry of a BibTeX text; what cannot be read is a problem, and the reading goes on after it."""
    from bibtexparser import (
        model,
    )  # imported only where there is a .bib: it brings a LaTeX parser along
    from bibtexparser.splitter import Splitter

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)
    bibliography = Bibliography(
        text, path, starts=[0, *(match.end() for match in re.finditer("\n", text))]
    )
    if (signs := text.count("@")) > MOST_SIGNS:
        message = f"the file holds {signs:,} entries or other '@'; at most {MOST_SIGNS:,} are read"
        bibliography.report("file-bounded", message, Place(path, width=0), "split the file")
        return bibliography
    cursor = 0
    is_after_broken = False
    for block in Splitter(text).split().blocks:
        raw = block.raw or ""
        floor = (
            0
            if isinstance(block, model.ImplicitComment)
            else bibliography.starts[block.start_line or 0]
        )
        offset = max(text.find(raw, max(cursor, floor)), cursor)
        cursor = offset + len(raw)
        told = getattr(block, "ignore_error_block", None) or block
        match told:
            case model.Entry():
                _take_entry(bibliography, told, offset)
            case model.String():
                _take_string(bibliography, told, offset)
            case model.ImplicitComment():
                if (
                    not is_after_broken
                ):  # what is left of a broken entry is read as text between entries
                    _check_between(bibliography, raw, offset)
            case model.ParsingFailedBlock():
                _take_broken(
                    bibliography, raw, offset, str(getattr(told.error, "abort_reason", ""))
                )
                cursor = offset + 1  # what a broken block holds may be read again as the next block
        is_after_broken = isinstance(told, model.ParsingFailedBlock)
    return bibliography


def _take_entry(
    bibliography: Bibliography, block: Any, offset: int
) -> None:  # Any: bibtexparser is not typed for us
    opening = _DELIMITER.search(bibliography.text, offset)
    start = opening.end() if opening else offset
    key = Written(block.key, max(bibliography.text.find(block.key, start), start))
    cursor = key.offset + len(key.text)
    if not block.entry_type:
        bibliography.report(
            "bibtex-readable", "the entry has no type", bibliography.place(offset), "write @misc{"
        )
    elif len(bibliography.problems) <= MOST_PROBLEMS and (
        fault := find_type_fault(block.entry_type.lower())
    ):
        bibliography.report(
            "bibtex-known",
            fault[0],
            bibliography.place(offset, 1 + len(block.entry_type)),
            fault[1],
        )
    fields: dict[str, Written] = {}
    for name, value in _locate_fields(bibliography.text, cursor, block.fields):
        lower = name.text.lower()
        if not _FIELD_NAME.fullmatch(name.text):
            message = f"'{_shorten(name.text)}' is no name of a field"
            bibliography.report(
                "bibtex-readable",
                message,
                bibliography.place_of(name),
                "write name = {value}, and a comma after it",
            )
        elif lower in fields:
            note = Note(f"'{lower}' is first written here", bibliography.place_of(fields[lower]))
            bibliography.report(
                "key-unique",
                f"the field '{lower}' is written twice",
                bibliography.place_of(name),
                "keep one of the two",
                note,
            )
        else:
            fields[lower] = value
            _check_field(bibliography, name)
    bibliography.entries.append(Entry(block.entry_type, key, fields, block.raw))


def _check_field(bibliography: Bibliography, name: Written) -> None:
    lower = name.text.lower()
    if lower not in bibliography.unknown and len(bibliography.unknown) >= MOST_UNKNOWN:
        return
    if lower not in FIELDS:
        bibliography.unknown.add(lower)
    if fault := find_field_fault(lower):
        bibliography.report("bibtex-known", fault[0], bibliography.place_of(name), fault[1])


def _locate_fields(text: str, cursor: int, blocks: list[Any]) -> Iterator[tuple[Written, Written]]:
    """Name and value of each field. Both are stretches of the text in order, so that each is found just after the last."""
    for block in blocks:
        at = text.find(block.key, cursor)
        equals = text.find("=", at + len(block.key))
        start = text.find(block.value, equals + 1)
        cursor = start + len(block.value)
        yield Written(block.key, at), Written(block.value, start)


def _take_string(bibliography: Bibliography, block: Any, offset: int) -> None:  # Any: as above
    equals = bibliography.text.find("=", offset)
    start = bibliography.text.find(block.value, equals + 1)
    value = Written(block.value, start)
    name = Written(block.key, bibliography.text.find(block.key, offset + len("@string")))
    first = bibliography.strings.setdefault(block.key.lower(), value)
    if first is not value:
        note = Note("it is first defined here", bibliography.place_of(first))
        message = f"the @string '{block.key}' is defined twice"
        bibliography.report(
            "key-unique", message, bibliography.place_of(name), "keep one of the two", note
        )


def _take_broken(bibliography: Bibliography, raw: str, offset: int, reason: str) -> None:
    """Says where the block broke, and keeps its key, so that pages that cite it are not reported as well."""
    head = _HEAD.match(raw)
    found = head.group("key") if head else ""
    if "block start" in reason or "end of file" in reason or "found `@" in reason:
        _report_unclosed(bibliography, raw, offset, found)
    elif (
        head
        and "comma after entry key" in reason
        and not raw[head.end() :].lstrip(" \t").startswith("=")
    ):
        at = bibliography.place(offset + head.start("key"), len(found))
        bibliography.report(
            "bibtex-readable",
            f"a comma is missing after the key '{_shorten(found)}'",
            at,
            f"write {_shorten(found)},",
        )
    elif "comma after entry key" in reason:
        place = bibliography.place(offset, len(raw.split("\n")[0].rstrip()))
        hint = f"write {raw.partition('{')[0]}{{key, before its first field"
        bibliography.report("source-keyed", "the entry begins without a key", place, hint)
        found = ""
    else:
        _report_misplaced(bibliography, raw, offset, reason)
    if head and found and head.group("type").lower() not in ("string", "comment", "preamble"):
        entry = Entry(
            head.group("type").lower(), Written(found, offset + head.start("key")), None, raw
        )
        bibliography.entries.append(entry)


def _report_unclosed(bibliography: Bibliography, raw: str, offset: int, key: str) -> None:
    opened: list[int] = []
    culprit = -1
    for match in _MARK.finditer(raw):
        sign = match.group()
        if sign == "{":
            opened.append(match.start())
        elif sign == "}":
            del opened[-1:]
        else:
            if len(opened) > 1 and culprit < 0:
                culprit = opened[1]  # a line that begins like a field, inside of a value
            if sign.endswith("{"):
                opened.append(match.end() - 1)
    if culprit < 0 and len(opened) > 1:
        culprit = opened[1]
    quote = _find_open_quote(raw) if culprit < 0 else -1
    if culprit >= 0:
        told, place, hint = (
            "the brace that opens here",
            bibliography.place(offset + culprit),
            "close it with }",
        )
    elif quote >= 0:
        told, place, hint = (
            "the quote that opens here",
            bibliography.place(offset + quote),
            'close it with "',
        )
    else:
        told = f"the entry '{_shorten(key)}'" if key else "what opens here"
        place = bibliography.place(offset, len(raw.split("\n")[0].rstrip()))
        hint = "close it with } on a line of its own"
    bibliography.report("bibtex-readable", f"{told} is never closed", place, hint)


def _find_open_quote(raw: str) -> int:
    """Where a quoted value begins that no quote before a comma, '#' or closing brace ends; -1 for none."""
    for match in re.finditer(r"=\s*(\")", raw):
        if not re.compile(r"[^\"]*\"\s*(?:[,#})]|$)").match(raw, match.end()):
            return match.start(1)
    return -1


def _report_misplaced(bibliography: Bibliography, raw: str, offset: int, reason: str) -> None:
    """A name without `=`: the block ends at the sign that stands in its place."""
    last = raw.rstrip()
    at = bibliography.place(
        offset + max(len(last) - (0 if "after entry key, but" in reason else 1), 0)
    )
    name = re.search(r"([A-Za-z][\w:.+-]*)[\s}),]*$", raw)
    told = f" after '{name.group(1)}'" if name else ""
    hint = (
        "write @string{name = {text}}"
        if "equals" in reason
        else "write name = {value}, and a comma after it"
    )
    bibliography.report("bibtex-readable", f"'=' is missing{told}", at, hint)


def _check_between(bibliography: Bibliography, raw: str, offset: int) -> None:
    """Text between entries is a comment to BibTeX; what was surely meant as more is reported."""
    for match in _SUSPECT.finditer(raw):
        told = match.group().strip()
        place = bibliography.place(offset + match.start("line"), len(told))
        opening = _OPENING.match(told)
        if opening and opening.group("type").lower() != "comment":
            hint = f"write @{opening.group('type')}{{key, title = {{…}}, … }}"
            bibliography.report(
                "bibtex-readable", f"'{_shorten(told)}' opens no entry", place, hint
            )
        elif match.group("lost"):
            bibliography.report(
                "bibtex-readable",
                f"'{_shorten(told)}' is read as a comment",
                place,
                f"write @{told.partition('{')[0]}{{",
            )
            return
        elif not opening:
            hint = "the entry above has one closing brace too many, or this one lacks its @"
            bibliography.report(
                "bibtex-readable", f"'{_shorten(told)}' stands outside of any entry", place, hint
            )
            return


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
