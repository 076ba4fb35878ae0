"""Edits of a file at the places of its records; all other bytes stay as they are."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from builder.records.atlas import Tree
from builder.records.place import Place

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_END = re.compile(r"[\r\n]*\Z")
_MARK = "\ufeff"  # the byte order mark, which no column counts


class MoveError(Exception):
    """The concept cannot be moved; the text says why, and what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A replacement of `before`, which stands at the place or later on its line, by `after`.

    An empty `before` inserts `after` at the place. Line ends in `after` become those of the file.
    """

    place: Place
    before: str
    after: str


class Lines:
    """The lines of the tree's files, numbered as places number them."""

    def __init__(self, tree: Tree) -> None:
        def read(path: str) -> tuple[str, ...]:
            _, lines = _split_lines(tree.read(path))
            return tuple(line.rstrip("\r\n") for line in lines)

        self._read = cache(read)

    def list_lines(self, path: str) -> tuple[str, ...]:
        """Return all lines of a file, without their ends."""
        return self._read(path)

    def line_at(self, place: Place) -> str:
        """Return the line of a place, without its end."""
        lines = self._read(place.path)
        return lines[place.line - 1] if place.line <= len(lines) else ""


def apply_edits(raw: bytes, edits: Collection[Edit]) -> tuple[bytes, tuple[int, ...]]:
    """Return the edited bytes of a file, and the numbers of the edited lines after the edits.

    Raises: `MoveError` if the text to replace does not stand on its line.
    """
    mark, lines = _split_lines(raw)
    ending = next((end for line in lines if (end := _end_of(line))), "\n")
    touched: list[int] = []
    added = 0
    for number, group in groupby(sorted(edits), key=lambda edit: edit.place.line):
        line, on_line = lines[number - 1], list(group)
        written = _edit_line(line.rstrip("\r\n"), on_line)
        first = number + added + all(edit.after.startswith("\n") for edit in on_line)
        added += written.count("\n")
        touched += range(first, number + added + 1)
        lines[number - 1] = written.replace("\n", ending) + _end_of(line)
    return f"{mark}{''.join(lines)}".encode(), tuple(touched)


def _edit_line(line: str, edits: list[Edit]) -> str:
    done, at = "", 0
    for edit in edits:
        start = line.find(edit.before, max(at, edit.place.column - 1))
        if start < 0:
            raise MoveError(
                f"{edit.place}: '{edit.before}' is named here in a way that cannot be edited; "
                "write it on one line, as it is"
            )
        done += line[at:start] + edit.after
        at = start + len(edit.before)
    return done + line[at:]


def _split_lines(raw: bytes) -> tuple[str, list[str]]:
    """Return the byte order mark, if there is one, and the lines with their ends."""
    text = raw.decode("utf-8")
    mark = _MARK if text.startswith(_MARK) else ""
    return mark, _LINE.findall(text, len(mark))


def _end_of(line: str) -> str:
    found = _END.search(line)
    return found.group() if found else ""
