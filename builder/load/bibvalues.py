"""Values of BibTeX fields: braces and quotes taken off, @strings put in, in any order and without end only in appearance."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import dropwhile

from builder.load.bibliography import Bibliography, Written
from builder.records.problem import spell_circle

MOST_PIECES = 500
LONGEST = 20_000  # characters of a value with its @strings put in

# The standard styles define these. Source: btxdoc, section 2.1.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTHS = {name[:3].lower(): name for name in _MONTHS}

_BRACE = re.compile(r"(?<!\\)[{}]")
_QUOTE_OR_BRACE = re.compile(r"(?<!\\)[{}\"]")
_WORD = re.compile(r"[^\s#{}\",=]+")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a value between two `#`: its text, or the name of a @string."""

    text: str
    offset: int
    is_name: bool


def cut_value(bibliography: Bibliography, value: Written, what: str) -> tuple[Piece, ...]:
    """The pieces of a value; where something stands between them that should not, the pieces before it."""
    text = value.text
    if text.startswith("{") and text.endswith("}") and text.count("{") == 1:
        return (Piece(text[1:-1], value.offset + 1, is_name=False),)
    pieces: list[Piece] = []
    at = 0
    while at < len(text) and len(pieces) < MOST_PIECES:
        stop = _find_stop(text, at)
        if stop is None:
            place = bibliography.place(value.offset + at)
            bibliography.report(
                "bibtex-readable",
                f"'{text[at]}' in {what} has no partner",
                place,
                "balance braces and quotes",
            )
            return tuple(pieces)
        start, end, after = stop
        name = text[start:end]
        pieces.append(
            Piece(name, value.offset + start, is_name=start == at and not name.isdecimal())
        )
        at = _skip_space(text, after)
        if at == len(text):
            return tuple(pieces)
        if text[at] != "#":
            rest = " ".join(text[at:].split())[:40]
            place = bibliography.place(value.offset + at, len(text[at:].split("\n")[0]))
            hint = "end the field before with a comma, or join two texts with #"
            bibliography.report(
                "bibtex-readable", f"a comma is missing before '{rest}'", place, hint
            )
            return tuple(pieces)
        at = _skip_space(text, at + 1)
    if len(pieces) == MOST_PIECES:
        bibliography.report(
            "value-bounded",
            f"{what} joins more than {MOST_PIECES} texts",
            bibliography.place_of(value),
            "shorten it",
        )
    elif not pieces or text.endswith("#"):
        bibliography.report(
            "bibtex-readable",
            f"{what} has no value",
            bibliography.place_of(value),
            "write name = {value}",
        )
    return tuple(pieces)


def join_pieces(
    bibliography: Bibliography, pieces: Iterable[Piece], strings: Mapping[str, str]
) -> str:
    """The text of a value, its @strings put in; one that no file defines is a problem and stands as its name.

    A value beyond all bounds is a problem and empty.
    """
    parts: list[str] = []
    length = 0
    for piece in pieces:
        text = _text_of(bibliography, piece, strings) if piece.is_name else piece.text
        length += len(text)
        if length > LONGEST:
            message = f"this value has more than {LONGEST:,} characters"
            bibliography.report(
                "value-bounded",
                message,
                bibliography.place(piece.offset, len(piece.text)),
                "shorten it",
            )
            return ""
        parts.append(text)
    return "".join(parts)


def resolve_strings(bibliography: Bibliography, earlier: Mapping[str, str]) -> dict[str, str]:
    """The text of every @string by its lower-case name, those of earlier files included; one that leads back to itself is a problem."""
    pieces = {
        name: cut_value(bibliography, value, f"the @string '{name}'")
        for name, value in bibliography.strings.items()
    }
    texts = {name: text for name, text in earlier.items() if name not in pieces}
    for name in pieces:
        path = {name: None}  # in order, and quick to look up
        while path:
            last = next(reversed(path))
            piece = next(
                (piece for piece in pieces[last] if _is_pending(piece, pieces, texts)), None
            )
            if piece is None:
                texts[last] = join_pieces(bibliography, pieces[last], texts)
                del path[last]
            elif (upcoming := piece.text.lower()) in path:
                circle = spell_circle(list(dropwhile(lambda earlier: earlier != upcoming, path)))
                place = bibliography.place(piece.offset, len(piece.text))
                hint = f"write one of them out: @string{{{last} = {{…}}}}"
                bibliography.report(
                    "string-acyclic", f"the @string leads back to itself: {circle}", place, hint
                )
                texts[upcoming] = ""
            else:
                path[upcoming] = None
    return texts


def _text_of(bibliography: Bibliography, piece: Piece, strings: Mapping[str, str]) -> str:
    name = piece.text.lower()
    if name in strings or name in MONTHS:
        return strings.get(name, MONTHS.get(name, ""))
    hint = f"put it in braces: {{{piece.text[:60]}}}, or define it: @string{{{piece.text[:60]} = {{…}}}}"
    place = bibliography.place(piece.offset, len(piece.text))
    bibliography.report("string-known", f"no @string is named '{piece.text[:60]}'", place, hint)
    return piece.text


def _is_pending(piece: Piece, known: Mapping[str, object], done: Mapping[str, str]) -> bool:
    name = piece.text.lower()
    return piece.is_name and name in known and name not in done


def _find_stop(text: str, at: int) -> tuple[int, int, int] | None:
    """(start, end, offset after) of the piece at `at`, its enclosing left out of start and end; `None` for one that never ends."""
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
