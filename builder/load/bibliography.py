"""The entries and @strings of one BibTeX file as written, with their places and problems."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from builder.records.place import Place
from builder.records.problem import Note, Problem

MOST_PROBLEMS = 200  # of one file


@dataclass(frozen=True, slots=True)
class RawValue:
    """A value as written, with its delimiters, and its offset in the file."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class BibEntry:
    """One entry as written. `fields` is keyed by lower-case name, and `None` if it is unreadable.

    Of a field that is written twice, the first counts.
    """

    type: str
    key: RawValue
    fields: dict[str, RawValue] | None
    raw: str


@dataclass(slots=True)
class Bibliography:
    """One file: its entries and @strings in order, and its problems so far."""

    text: str
    path: str
    entries: list[BibEntry] = field(default_factory=list)
    strings: dict[str, RawValue] = field(default_factory=dict)  # by lower-case name
    problems: list[Problem] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)  # unknown fields compared with the known ones
    starts: list[int] = field(init=False)  # the offset of each line

    def __post_init__(self) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, offset: int, width: int = 1) -> Place:
        """Return the place of a stretch of text, cut at the end of its line."""
        line = bisect_right(self.starts, offset) - 1
        start = self.starts[line]
        end = self.starts[line + 1] - 1 if line + 1 < len(self.starts) else len(self.text)
        return Place(self.path, line + 1, offset - start + 1, max(1, min(width, end - offset)))

    def place_of(self, written: RawValue) -> Place:
        """Return the place of a value."""
        return self.place(written.offset, len(written.text))

    def report(self, code: str, message: str, place: Place, hint: str, *notes: Note) -> None:
        """Add a problem; at the bound, add the problem that there are more."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(code, message, place, hint, notes=notes))
        elif len(self.problems) == MOST_PROBLEMS:
            message = f"more than {MOST_PROBLEMS} problems in this file"
            hint = "mend those above first"
            self.problems.append(Problem("problems-bounded", message, place, hint))
