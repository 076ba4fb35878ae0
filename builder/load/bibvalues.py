"""The values of BibTeX fields, without delimiters and with the @strings replaced by their texts.

The @strings of a file may use each other in any order; a cycle is a problem.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import dropwhile

from builder.load.bibliography import Bibliography, RawValue
from builder.records.problem import spell_circle

MOST_PIECES = 500
LONGEST = 20_000  # characters of a value with its @strings replaced

# The standard styles define these. Source: btxdoc, section 2.1.
_MONTHS = "January February March April May June July August September October November December"
MONTHS = {name[:3].lower(): name for name in _MONTHS.split()}

_BRACE = re.compile(r"(?<!\\)[{}]")
_QUOTE_OR_BRACE = re.compile(r"(?<!\\)[{}\"]")
_WORD = re.compile(r"[^\s#{}\",=]+")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class ValuePart:
    """A part of a value between two `#`: its text, or the name of an @string."""

    text: str
    offset: int
    is_name: bool


def cut_value(bibliography: Bibliography, value: RawValue, name: str) -> tuple[ValuePart, ...]:
    """Return the pieces of a value, up to the first fault, which is reported.

    `name` is the name of the value in messages.
    """
    text = value.text
    if text.startswith("{") and text.endswith("}") and text.count("{") == 1:
        return (ValuePart(text[1:-1], value.offset + 1, is_name=False),)
    pieces: list[ValuePart] = []
    at = 0
    while at < len(text) and len(pieces) < MOST_PIECES:
        bounds = _find_bounds(text, at)
        if bounds is None:
            message = f"'{text[at]}' in {name} has no partner"
            place = bibliography.place(value.offset + at)
            bibliography.report("bibtex-readable", message, place, "balance braces and quotes")
            return tuple(pieces)
        start, end, after = bounds
        piece = text[start:end]
        is_name = start == at and not piece.isdecimal()
        pieces.append(ValuePart(piece, value.offset + start, is_name))
        at = _skip_space(text, after)
        if at == len(text):
            return tuple(pieces)
        if text[at] != "#":
            rest = " ".join(text[at:].split())[:40]
            place = bibliography.place(value.offset + at, len(text[at:].split("\n")[0]))
            message = f"a comma is missing before '{rest}'"
            hint = "end the field before with a comma, or join two texts with #"
            bibliography.report("bibtex-readable", message, place, hint)
            return tuple(pieces)
        at = _skip_space(text, at + 1)
    place = bibliography.place_of(value)
    if len(pieces) == MOST_PIECES:
        message = f"{name} joins more than {MOST_PIECES} texts"
        bibliography.report("value-bounded", message, place, "shorten it")
    elif not pieces or text.endswith("#"):
        message, hint = f"{name} has no value", "write name = {value}"
        bibliography.report("bibtex-readable", message, place, hint)
    return tuple(pieces)


def join_pieces(
    bibliography: Bibliography, pieces: Iterable[ValuePart], strings: Mapping[str, str]
) -> str:
    """Return the text of a value, with each @string replaced by its text.

    An @string without a definition is a problem, and its name stands for its text. A value longer
    than `LONGEST` is a problem, and empty.
    """
    parts: list[str] = []
    length = 0
    for piece in pieces:
        text = _text_of(bibliography, piece, strings) if piece.is_name else piece.text
        length += len(text)
        if length > LONGEST:
            message = f"this value has more than {LONGEST:,} characters"
            place = bibliography.place(piece.offset, len(piece.text))
            bibliography.report("value-bounded", message, place, "shorten it")
            return ""
        parts.append(text)
    return "".join(parts)


def resolve_strings(bibliography: Bibliography, earlier: Mapping[str, str]) -> dict[str, str]:
    """Return the text of every @string by its lower-case name, with those of earlier files.

    An @string in a cycle is a problem.
    """
    pieces = {
        name: cut_value(bibliography, value, f"the @string '{name}'")
        for name, value in bibliography.strings.items()
    }
    texts = {name: text for name, text in earlier.items() if name not in pieces}
    for name in pieces:
        path = {name: None}  # a dictionary for its order and its fast look-up
        while path:
            last = next(reversed(path))
            pending = (piece for piece in pieces[last] if _is_pending(piece, pieces, texts))
            piece = next(pending, None)
            if piece is None:
                texts[last] = join_pieces(bibliography, pieces[last], texts)
                del path[last]
            elif (used := piece.text.lower()) in path:
                cycle = spell_circle([*dropwhile(lambda name: name != used, path)])
                place = bibliography.place(piece.offset, len(piece.text))
                message = f"the @string leads back to itself: {cycle}"
                hint = f"write one of them out: @string{{{last} = {{…}}}}"
                bibliography.report("string-acyclic", message, place, hint)
                texts[used] = ""
            else:
                path[used] = None
    return texts


def _text_of(bibliography: Bibliography, piece: ValuePart, strings: Mapping[str, str]) -> str:
    name = piece.text.lower()
    if name in strings or name in MONTHS:
        return strings.get(name, MONTHS.get(name, ""))
    written = piece.text[:60]
    hint = f"put it in braces: {{{written}}}, or define it: @string{{{written} = {{…}}}}"
    place = bibliography.place(piece.offset, len(piece.text))
    bibliography.report("string-known", f"no @string is named '{written}'", place, hint)
    return piece.text


def _is_pending(piece: ValuePart, known: Mapping[str, object], done: Mapping[str, str]) -> bool:
    name = piece.text.lower()
    return piece.is_name and name in known and name not in done


def _find_bounds(text: str, at: int) -> tuple[int, int, int] | None:
    """Return (start, end, offset after) of the piece at `at`, or `None` if it has no end.

    Start and end leave out the delimiters.
    """
    if text[at] == "{":
        depth = 0
        for match in _BRACE.finditer(text, at):
            depth += 1 if match.group() == "{" else -1
            if depth == 0:
                return at + 1, match.start(), match.end()
        return None
    if text[at] == '"':
        depth = 0
        for match in _QUOTE_OR_BRACE.finditer(text, at + 1):
            if match.group() == '"' and depth == 0:
                return at + 1, match.start(), match.end()
            depth += {"{": 1, "}": -1}.get(match.group(), 0)
            if depth < 0:
                return None
        return None
    word = _WORD.match(text, at)
    return (at, word.end(), word.end()) if word else None


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
