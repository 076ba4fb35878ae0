"""A TOML text as tables, with the places of its keys, which tomllib does not give."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from builder.load.kinds import shorten, suggest_key
from builder.records.place import Place
from builder.records.problem import Problem
from builder.records.toml_bounds import find_excess

MOST_LINE = 2_000  # characters of a line in which a value is looked for

Table = dict[str, Any]  # the type of each value is checked before the value is used
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
# message of tomllib -> message to the author
_TOML_FAULTS = {
    "Invalid value": "a value is missing",
    "Invalid statement": "no key begins so",
    "Illegal character '\\n'": "a quote is not closed",
}
_VALUE = re.compile(r"\s*=\s*(\"[^\"]+\"|'[^']+'|[^#\"']*[^#\"'\s])\s*(?:#.*)?")
_HEADER = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?")


def parse_toml(text: str, path: str, problems: list[Problem]) -> Table:
    """Return the root table of a TOML text, or an empty table if the text cannot be read."""
    try:
        problem = _check_size(text, path)
        if problem is None:
            return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = _explain_fault(text, path, str(error))
    except ValueError:  # Python refuses to convert an integer of thousands of digits
        message = "a number has thousands of digits"
        problem = Problem("toml-readable", message, Place(path, width=0), "shorten it")
    except RecursionError:
        message = "the file is nested too deeply"
        problem = Problem("toml-readable", message, Place(path, width=0), "flatten it")
    problems.append(problem)
    return {}


def _check_size(text: str, path: str) -> Problem | None:
    excess = find_excess(text)
    if excess is None:
        return None
    line, message = excess
    place = Place(path, line) if line else Place(path, width=0)
    return Problem("toml-readable", message, place, "move it out of this file")


def _explain_fault(text: str, path: str, written: str) -> Problem:
    """Return the problem for an error message of tomllib.

    A text without quotes is the most common fault, so its message quotes the whole text.
    """
    reason = written.partition(" (at ")[0]
    at = _AT.search(written)
    line, column = (int(at[1]), int(at[2])) if at else (text.count("\n") + 1, 1)
    whole = text.split("\n")[line - 1]
    before, rest = whole[: column - 1], whole[column - 1 :].partition("#")[0]
    is_nested = re.search(r"[\[{]", before)
    value = (re.split(r"[,\]}]", rest)[0] if is_nested else rest).strip()
    if reason == "Invalid value" and at and value:
        is_truth = value.lower() in ("true", "false")
        meant = value.lower() if is_truth else '"' + value.strip("\"'") + '"'
        place = Place(path, line, column, len(value))
        message, hint = f"'{shorten(value)}' is no value of TOML", f"write {shorten(meant)}"
        return Problem("toml-readable", message, place, hint)
    lowered = f"{reason[:1].lower()}{reason[1:]}".replace("invalid", "impossible")
    message = f"this is not TOML: {_TOML_FAULTS.get(reason, lowered)}"
    hint = "compare with https://toml.io"
    return Problem("toml-readable", message, Place(path, line, column), hint)


class TableReader:
    """A reader of the tables of one file. It finds the place of each key in the text."""

    def __init__(self, text: str, path: str, problems: list[Problem]) -> None:
        self._path = path
        self._problems = problems
        self._places = dict(_find_places(text, path))
        self._lines = text.split("\n")

    def report(self, code: str, message: str, place: Place, hint: str) -> None:
        """Add a problem."""
        self._problems.append(Problem(code, message, place, hint))

    def locate(self, section: str, key: str) -> Place:
        """Return the place of a key, or of the nearest thing that was found.

        The next candidates are the header of the section, the section as a key, and the file.
        """
        outer, _, name = section.rpartition(".")
        for candidate in ((section, key), (section, ""), (outer, name)):
            if candidate in self._places:
                return self._places[candidate]
        return Place(self._path, width=0)

    def locate_value(self, section: str, key: str) -> Place:
        """Return the place of a value on the line of its key, or else the place of the key."""
        place = self.locate(section, key)
        line = self._lines[place.line - 1]
        if len(line) > MOST_LINE:
            return place
        match = _VALUE.fullmatch(line, place.column - 1 + place.width)
        return Place(self._path, place.line, match.start(1) + 1, len(match[1])) if match else place

    def read_table(self, value: object, section: str, key: str) -> Table:
        """Return a value that must be a table, or an empty table."""
        if isinstance(value, dict):
            return value
        hint = f"write [{section}.{key}]".replace(".]", "]")
        place = self.locate(section, key)
        self.report("value-typed", f"'{key or section}' is no table", place, hint)
        return {}

    def report_unknown(
        self, table: Table, known: tuple[str, ...], section: str, place: Place | None = None
    ) -> None:
        """Report each key of a table that is not among the known ones."""
        for key in table:
            if key not in known:
                message = f"[{section}] has no key '{shorten(key)}'"
                at = place or self.locate(section, key)
                self.report("key-known", message, at, suggest_key(key, known))

    def read_count(self, table: Table, section: str, name: str, default: int) -> int:
        """Return the positive integer of a key, or the default."""
        value = table.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1_048_576:
            return value
        message = f"'{name}' is '{shorten(str(value))}', and no integer from 1 to 1,048,576"
        place = self.locate_value(section, name)
        self.report("value-typed", message, place, f"write {name} = {default}")
        return default


def _find_places(text: str, path: str) -> Iterator[tuple[tuple[str, str], Place]]:
    """Yield ((section, key), place of the key) line by line; the key of a header is empty.

    The section of a dotted key holds the part before its last dot.
    """
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.fullmatch(line):
            section = re.sub(r"[\s\"']", "", header.group(1))
            width = len(line.split("#")[0].strip())
            yield (section, ""), Place(path, number, line.index("[") + 1, width)
            continue
        left, sign, _ = line.partition("=")
        key = left.strip().strip("\"'")
        if sign and key:
            outer, _, name = key.rpartition(".")
            place = Place(path, number, len(left) - len(left.lstrip()) + 1, len(left.strip()))
            yield (".".join(part for part in (section, outer) if part), name), place
