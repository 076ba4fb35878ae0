"""Write records as labelled lines of plain text, in which no value can look like a label."""

from collections.abc import Iterable
from dataclasses import dataclass

BAR = "| "  # before each line of a value of several lines; no label begins with it
LONGEST_VALUE = 12_000  # characters; our limit, above any section or listing of the atlas


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A label with its value and the lines below it.

    A line that has neither a value nor lines below it is not written.
    """

    label: str
    value: str = ""
    below: tuple["LabelledLine", ...] = ()


def write_lines(lines: Iterable[LabelledLine]) -> str:
    """Return the lines as text, each level indented by two spaces.

    >>> parts = (LabelledLine("Measured", "3 > 2"), LabelledLine("Because"))
    >>> write_lines([LabelledLine("Check", "peak", parts)])
    'Check: peak\\n  Measured: 3 > 2\\n'
    """
    written: list[str] = []
    _write(lines, "", written)
    return "\n".join((*written, "")) if written else ""


def _write(lines: Iterable[LabelledLine], indent: str, written: list[str]) -> None:
    for line in lines:
        start = len(written)
        written.append(f"{indent}{line.label}:")
        parts = _cut(line.value).strip("\n").splitlines() if line.value else []
        if len(parts) > 1:
            written += [f"{indent}  {BAR}{part}".rstrip() for part in parts]
        elif parts:
            written[start] = f"{indent}{line.label}: {parts[0]}".rstrip()
        if line.below:
            _write(line.below, f"{indent}  ", written)
        if not parts and len(written) == start + 1:
            written.pop()


def _cut(value: str) -> str:
    """Return the value, cut at the end of a line if it is longer than `LONGEST_VALUE`."""
    if len(value) <= LONGEST_VALUE:
        return value
    kept = value[:LONGEST_VALUE]
    return f"{kept.rpartition(chr(10))[0] or kept}\n…"
