"""Merge conflict markers in a file."""

import re

from builder.records.place import Place
from builder.records.problem import Note, Problem, Problems

MOST_CONFLICTS = 20  # of one file

# A mark stands at the very beginning of its line. Source: git-merge(1), "How conflicts are
# presented".
_MARK = re.compile(r"^(?:[<>]{7}(?: |$)|\|{7} )", re.MULTILINE)
_PART = re.compile(
    r"\|{7}(?: |$)|={7}$"
)  # a mark between the first and the last alone: "=======" underlines a heading of markdown
_SHOWN = 60  # characters of a mark's line
_BYTES = (b"<<<<<<<", b">>>>>>>", b"||||||| ")

Marks = list[
    tuple[int, str]
]  # the lines, counted from 0, that hold the marks of one conflict, in order


def take_first_sides(text: str, path: str) -> tuple[str, Problems]:
    """Return the text with the first version of each conflict, and a problem for each."""
    if _MARK.search(text) is None:
        return text, ()
    lines = text.split("\n")
    conflicts = _find_conflicts(lines)
    for marks in conflicts:
        for number in _list_dropped(marks):
            lines[number] = ""
    problems = tuple(_report(marks, path) for marks in conflicts[:MOST_CONFLICTS])
    if len(conflicts) > MOST_CONFLICTS:
        message = f"more than {MOST_CONFLICTS} conflicts of a merge stand in this file"
        place = _place(conflicts[MOST_CONFLICTS][0], path)
        problems = (
            *problems,
            Problem("merge-finished", message, place, "settle those above first"),
        )
    return "\n".join(lines), problems


def find_conflicts(raw: bytes, path: str) -> Problems:
    """Return a problem for each conflict in a file that is used as it is.

    A merge leaves no marks in a file that is no text.
    """
    if not any(mark in raw for mark in _BYTES) or b"\0" in raw:
        return ()
    return take_first_sides(
        raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n"), path
    )[1]


def _find_conflicts(lines: list[str]) -> list[Marks]:
    """Every conflict by its marks; one that was half cleared away has only some of them."""
    conflicts: list[Marks] = []
    is_open = False
    for number, line in enumerate(lines):
        if not (_MARK.match(line) or (is_open and _PART.match(line))):
            continue
        if line[0] == "<" or not is_open:
            conflicts.append([])
        conflicts[-1].append((number, line))
        is_open = line[0] == "<" or (is_open and line[0] != ">")
    return conflicts


def _list_dropped(marks: Marks) -> list[int]:
    """Return the lines of the markers, and of all versions but the first of a whole conflict."""
    signs = [line[0] for _, line in marks]
    if signs[-1] == ">" and "=" in signs:
        return [marks[0][0], *range(marks[1][0], marks[-1][0] + 1)]
    return [number for number, line in marks if line[0] != "="]


def _report(marks: Marks, path: str) -> Problem:
    first, *others = marks
    told = {
        "|": "the version before both begins here",
        "=": "the other version begins here",
        ">": "it ends here",
    }
    notes = tuple(Note(told[mark[1][0]], _place(mark, path)) for mark in others)
    message = f"'{first[1][:_SHOWN].rstrip()}' is a mark of a merge that was not finished"
    hint = (
        "keep one version of the lines, and delete the marks; "
        "a mark that is meant to be shown is indented by a space"
    )
    return Problem("merge-finished", message, _place(first, path), hint, notes=notes)


def _place(mark: tuple[int, str], path: str) -> Place:
    return Place(path, mark[0] + 1, 1, len(mark[1].rstrip()))
