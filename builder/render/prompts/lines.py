"""Labelled lines: records as plain text of which no value can pass for another label."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

BAR = "| "  # before every line of a value that has several, which no label begins with
LONGEST_VALUE = 12_000  # characters; our bound, above any section or listing of the atlas


@dataclass(frozen=True, slots=True)
class Line:
    """A label with its value, and the lines that belong to it. One that has neither is not written."""

    label: str
    value: str = ""
    below: tuple["Line", ...] = ()


def write_lines(lines: Iterable[Line]) -> str:
    """The lines as text, each level indented by two spaces.

    >>> write_lines([Line("Check", "peak", (Line("Measured", "3 > 2"), Line("Because")))])
    'Check: peak\\n  Measured: 3 > 2\\n'
    """
    return "".join(f"{line}\n" for line in _indent(lines, ""))


def _indent(lines: Iterable[Line], indent: str) -> Iterator[str]:
    for line in lines:
        below = list(_indent(line.below, f"{indent}  "))
        parts = _cut(line.value).strip("\n").splitlines()
        if len(parts) > 1:
            yield f"{indent}{line.label}:"
            yield from (f"{indent}  {BAR}{part}".rstrip() for part in parts)
        elif parts or below:
            yield f"{indent}{line.label}: {''.join(parts)}".rstrip()
        yield from below


def _cut(value: str) -> str:
    """The value, at the end of a line where it is longer than what is told."""
    if len(value) <= LONGEST_VALUE:
        return value
    kept = value[:LONGEST_VALUE]
    return f"{kept.rpartition(chr(10))[0] or kept}\n…"
