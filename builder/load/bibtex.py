"""BibTeX text to located entries: bibtexparser splits the text, and each field gets its place."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from builder.load.bibliography import MOST_PROBLEMS, BibEntry, Bibliography, RawValue
from builder.load.bibnames import FIELDS, find_field_fault, find_type_fault
from builder.load.broken_bibtex import add_broken, check_between
from builder.load.kinds import shorten
from builder.records.place import Place
from builder.records.problem import Note

MOST_UNKNOWN = 200  # unknown fields of one file that are compared with the known ones
MOST_SIGNS = 50_000  # '@' in one file: each may begin an entry
_DELIMITER = re.compile(r"[{(]")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_:.+-]*")

Block = Any  # a block of bibtexparser, which has no types


def split_bibtex(text: str, path: str) -> Bibliography:
    """Return every entry of a BibTeX text; a part that cannot be read becomes a problem."""
    # Imported only for an atlas with a .bib: bibtexparser imports a LaTeX parser.
    from bibtexparser import model
    from bibtexparser.splitter import Splitter

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)
    bibliography = Bibliography(text, path)
    if (signs := text.count("@")) > MOST_SIGNS:
        message = f"the file holds {signs:,} entries or other '@'; at most {MOST_SIGNS:,} are read"
        bibliography.report("file-bounded", message, Place(path, width=0), "split the file")
        return bibliography
    cursor = 0
    is_after_broken = False
    for block in Splitter(text).split().blocks:
        raw = block.raw or ""
        is_comment = isinstance(block, model.ImplicitComment)
        floor = 0 if is_comment else bibliography.starts[block.start_line or 0]
        offset = max(text.find(raw, max(cursor, floor)), cursor)
        cursor = offset + len(raw)
        inner: Block = getattr(block, "ignore_error_block", None) or block
        is_broken = isinstance(inner, model.ParsingFailedBlock)
        if is_broken:
            reason = str(getattr(inner.error, "abort_reason", ""))
            add_broken(bibliography, raw, offset, reason)
            cursor = offset + 1  # the next block may lie within a broken block
        elif isinstance(inner, model.Entry):
            _add_entry(bibliography, inner, offset)
        elif isinstance(inner, model.String):
            _add_string(bibliography, inner, offset)
        elif isinstance(inner, model.ImplicitComment) and not is_after_broken:
            # After a broken entry, its remaining lines are read as a comment.
            check_between(bibliography, raw, offset)
        is_after_broken = is_broken
    return bibliography


def _add_entry(bibliography: Bibliography, block: Block, offset: int) -> None:
    opening = _DELIMITER.search(bibliography.text, offset)
    start = opening.end() if opening else offset
    key = RawValue(block.key, max(bibliography.text.find(block.key, start), start))
    _check_type(bibliography, block.entry_type, offset)
    fields: dict[str, RawValue] = {}
    after_key = key.offset + len(key.text)
    for name, value in _locate_fields(bibliography.text, after_key, block.fields):
        lower, place = name.text.lower(), bibliography.place_of(name)
        if not _FIELD_NAME.fullmatch(name.text):
            message = f"'{shorten(name.text)}' is no name of a field"
            hint = "write name = {value}, and a comma after it"
            bibliography.report("bibtex-readable", message, place, hint)
        elif lower in fields:
            note = Note(f"'{lower}' is first written here", bibliography.place_of(fields[lower]))
            message = f"the field '{lower}' is written twice"
            bibliography.report("key-unique", message, place, "keep one of the two", note)
        else:
            fields[lower] = value
            _check_field(bibliography, name)
    bibliography.entries.append(BibEntry(block.entry_type, key, fields, block.raw))


def _check_type(bibliography: Bibliography, name: str, offset: int) -> None:
    if not name:
        place = bibliography.place(offset)
        bibliography.report("bibtex-readable", "the entry has no type", place, "write @misc{")
    elif len(bibliography.problems) <= MOST_PROBLEMS and (fault := find_type_fault(name.lower())):
        place = bibliography.place(offset, 1 + len(name))
        bibliography.report("bibtex-known", fault[0], place, fault[1])


def _check_field(bibliography: Bibliography, name: RawValue) -> None:
    lower = name.text.lower()
    if lower not in bibliography.unknown and len(bibliography.unknown) >= MOST_UNKNOWN:
        return
    if lower not in FIELDS:
        bibliography.unknown.add(lower)
    if fault := find_field_fault(lower):
        bibliography.report("bibtex-known", fault[0], bibliography.place_of(name), fault[1])


def _locate_fields(
    text: str, cursor: int, blocks: list[Block]
) -> Iterator[tuple[RawValue, RawValue]]:
    """Yield the name and the value of each field.

    They stand in the text in this order, so each is found right after the one before.
    """
    for block in blocks:
        at = text.find(block.key, cursor)
        equals = text.find("=", at + len(block.key))
        start = text.find(block.value, equals + 1)
        cursor = start + len(block.value)
        yield RawValue(block.key, at), RawValue(block.value, start)


def _add_string(bibliography: Bibliography, block: Block, offset: int) -> None:
    equals = bibliography.text.find("=", offset)
    start = bibliography.text.find(block.value, equals + 1)
    value = RawValue(block.value, start)
    name = RawValue(block.key, bibliography.text.find(block.key, offset + len("@string")))
    first = bibliography.strings.setdefault(block.key.lower(), value)
    if first is not value:
        note = Note("it is first defined here", bibliography.place_of(first))
        message, place = f"the @string '{block.key}' is defined twice", bibliography.place_of(name)
        bibliography.report("key-unique", message, place, "keep one of the two", note)
