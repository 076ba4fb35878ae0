"""Problems as text with the source line and a caret, as JSON, or as GitHub workflow commands."""

import json
import unicodedata
from collections.abc import Callable

from builder.records.hidden import is_seen, make_visible
from builder.records.place import Place
from builder.records.problem import Problem, Problems, Severity

ReadLine = Callable[
    [Place], str | None
]  # the source line at a place, without its end, or None where the file cannot be read

WIDEST_LINE = 160


def format_problems(problems: Problems, read_line: ReadLine, *, style: str) -> str:
    """All problems in one of the styles `text`, `json` or `github`, each ending in a newline; empty text for none."""
    if style == "json":
        return (
            json.dumps(
                [problem_as_data(problem) for problem in problems], indent=1, ensure_ascii=False
            )
            + "\n"
        )
    if style == "github":
        return make_visible("".join(_as_github(problem) for problem in problems))
    return "\n".join(format_problem(problem, read_line) for problem in problems)


def format_problem(problem: Problem, read_line: ReadLine) -> str:
    """One problem as a person reads it.

    >>> print(format_problem(Problem("id-unique", "'a' is taken", Place("x.yaml", 2, 7, 1)), lambda place: "  id: a"), end="")
    x.yaml:2:7: error[id-unique]: 'a' is taken
     2 |   id: a
       |       ^
    """
    head = f"{_on_one_line(problem.place)}: {problem.severity}[{problem.code}]: {make_visible(problem.message)}\n"
    parts = [head, _excerpt(problem.place, read_line)]
    for note in problem.notes:
        parts += [
            f"{_on_one_line(note.place)}: note: {make_visible(note.message)}\n",
            _excerpt(note.place, read_line),
        ]
    if problem.hint:
        gutter = " " * (len(str(problem.place.line)) + 2)
        hint = make_visible(problem.hint)
        parts.append(
            "".join(
                f"{gutter}{'hint:' if first else '     '} {line}\n"
                for first, line in _numbered_first(hint)
            )
        )
    return "".join(parts)


def problem_as_data(problem: Problem) -> dict[str, object]:
    """One problem as plain data, with the keys of `--format json`."""
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
    """`2 errors, 1 warning`, or `no problems`."""
    counts = [
        (sum(problem.severity is severity for problem in problems), severity)
        for severity in Severity
    ]
    shown = [
        f"{count} {severity}{'' if count == 1 else 's'}" for count, severity in counts if count
    ]
    return ", ".join(shown) or "no problems"


def _on_one_line(place: Place) -> str:
    return make_visible(str(place)).replace("\n", "\\n")  # the name of a file may hold a line break


def _excerpt(place: Place, read_line: ReadLine) -> str:
    line = read_line(place)
    if line is None or not line.strip() or place.width == 0:
        return ""
    shown, column = _window(line, place.column)
    number = str(place.line)
    blank = " " * len(number)
    lead = "".join("\t" if sign == "\t" else " " * _cells(sign) for sign in shown[: column - 1])
    width = sum(_cells(sign) for sign in shown[column - 1 : column - 1 + place.width]) or 1
    visible = "".join(sign if is_seen(sign) or sign == "\t" else "�" for sign in shown)
    return f" {number} | {visible}\n {blank} | {lead}{'^' * width}\n"


def _window(line: str, column: int) -> tuple[str, int]:
    """A stretch of a very long line around `column`, and the column within the stretch."""
    if len(line) <= WIDEST_LINE:
        return line, column
    start = max(0, min(column - 1 - WIDEST_LINE // 2, len(line) - WIDEST_LINE))
    return line[start : start + WIDEST_LINE], column - start


def _cells(sign: str) -> int:
    """How many cells of a terminal a character takes."""
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _numbered_first(text: str) -> list[tuple[bool, str]]:
    return [(number == 0, line) for number, line in enumerate(text.splitlines())]


def _place_as_data(place: Place) -> dict[str, object]:
    return {
        "path": make_visible(place.path),
        "line": place.line,
        "column": place.column,
        "width": place.width,
    }


def _as_github(problem: Problem) -> str:
    """A workflow command. Source: GitHub Docs, "Workflow commands for GitHub Actions", setting an error message."""
    place = problem.place
    properties = f"file={_escape(place.path)},line={place.line},col={place.column},endColumn={place.column + place.width}"
    message = problem.message + (f" (hint: {problem.hint})" if problem.hint else "")
    title = _escape(problem.code)
    return f"::{problem.severity} {properties},title={title}::{message.replace('%', '%25').replace(chr(13), '%0D').replace(chr(10), '%0A')}\n"


def _escape(value: str) -> str:
    for sign in "%\r\n:,":
        value = value.replace(sign, f"%{ord(sign):02X}")
    return value
