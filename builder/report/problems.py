"""Problems as text with the source line and a caret, as JSON, or as GitHub workflow commands."""

import json
import unicodedata
from collections.abc import Callable

from builder.records.hidden import is_seen, make_visible
from builder.records.place import Place
from builder.records.problem import Problem, Problems, Severity
from builder.report.lines import format_count

# Returns the source line at a place, without its end, or None if the file cannot be read.
ReadLine = Callable[[Place], str | None]

WIDEST_LINE = 160


def format_problems(problems: Problems, read_line: ReadLine, *, style: str) -> str:
    """Return all problems in the style `text`, `json` or `github`, each ending in a newline.

    The `text` and `github` styles of no problems are empty.
    """
    if style == "json":
        data = [problem_as_data(problem) for problem in problems]
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
    if style == "github":
        return make_visible("".join(_format_workflow_command(problem) for problem in problems))
    return "\n".join(format_problem(problem, read_line) for problem in problems)


def format_problem(problem: Problem, read_line: ReadLine) -> str:
    """Return one problem as text, with its source line, a caret, its notes and its hint.

    >>> taken = Problem("id-unique", "'a' is taken", Place("x.yaml", 2, 7, 1))
    >>> print(format_problem(taken, lambda place: "  id: a"), end="")
    x.yaml:2:7: error[id-unique]: 'a' is taken
     2 |   id: a
       |       ^
    """
    head = f"{problem.severity}[{problem.code}]: {make_visible(problem.message)}"
    parts = [f"{_format_place(problem.place)}: {head}\n", _excerpt(problem.place, read_line)]
    for note in problem.notes:
        parts.append(f"{_format_place(note.place)}: note: {make_visible(note.message)}\n")
        parts.append(_excerpt(note.place, read_line))
    gutter = " " * (len(str(problem.place.line)) + 2)
    for index, line in enumerate(make_visible(problem.hint).splitlines()):
        parts.append(f"{gutter}{'     ' if index else 'hint:'} {line}\n")
    return "".join(parts)


def problem_as_data(problem: Problem) -> dict[str, object]:
    """Return one problem as plain data, with the keys of `--format json`."""
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "message": make_visible(problem.message),
        "hint": make_visible(problem.hint),
        **_place_as_data(problem.place),
        "notes": [
            {"message": make_visible(note.message), **_place_as_data(note.place)}
            for note in problem.notes
        ],
    }


def count_problems(problems: Problems) -> str:
    """Return `2 errors, 1 warning`, or `no problems`."""
    counts = {
        severity: sum(problem.severity is severity for problem in problems) for severity in Severity
    }
    counted = [format_count(count, str(severity)) for severity, count in counts.items() if count]
    return ", ".join(counted) or "no problems"


def _format_place(place: Place) -> str:
    return make_visible(str(place)).replace("\n", "\\n")  # the name of a file may hold a line break


def _excerpt(place: Place, read_line: ReadLine) -> str:
    line = read_line(place)
    if line is None or not line.strip() or place.width == 0:
        return ""
    part, column = _cut_line(line, place.column)
    number = str(place.line)
    blank = " " * len(number)
    if part.isascii() and part.isprintable():  # nearly every line, in a twentieth of the time
        width = len(part[column - 1 : column - 1 + place.width]) or 1
        return f" {number} | {part}\n {blank} | {' ' * (column - 1)}{'^' * width}\n"
    lead = "".join("\t" if sign == "\t" else " " * _cell_width(sign) for sign in part[: column - 1])
    width = sum(_cell_width(sign) for sign in part[column - 1 : column - 1 + place.width]) or 1
    visible = "".join(sign if is_seen(sign) or sign == "\t" else "�" for sign in part)
    return f" {number} | {visible}\n {blank} | {lead}{'^' * width}\n"


def _cut_line(line: str, column: int) -> tuple[str, int]:
    """Return the part of a very long line around `column`, and the column within that part."""
    if len(line) <= WIDEST_LINE:
        return line, column
    start = max(0, min(column - 1 - WIDEST_LINE // 2, len(line) - WIDEST_LINE))
    return line[start : start + WIDEST_LINE], column - start


def _cell_width(sign: str) -> int:
    """Return the number of terminal cells that a character occupies."""
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _place_as_data(place: Place) -> dict[str, object]:
    return {
        "path": make_visible(place.path),
        "line": place.line,
        "column": place.column,
        "width": place.width,
    }


def _format_workflow_command(problem: Problem) -> str:
    """Return a workflow command that annotates the place of the problem.

    Source: GitHub Docs, "Workflow commands for GitHub Actions", setting an error message.
    """
    place = problem.place
    properties = (
        f"file={_escape(place.path)},line={place.line},col={place.column},"
        f"endColumn={place.column + place.width},title={_escape(problem.code)}"
    )
    message = problem.message + (f" (hint: {problem.hint})" if problem.hint else "")
    text = _escape(message, "%\r\n")
    return f"::{problem.severity} {properties}::{text}\n"


def _escape(value: str, signs: str = "%\r\n:,") -> str:
    for sign in signs:
        value = value.replace(sign, f"%{ord(sign):02X}")
    return value
