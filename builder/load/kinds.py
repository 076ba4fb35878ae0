"""The kinds of single values that are not numbers: texts, ids, choices, truth values, dates.

Each kind has its name in messages, its reader and its JSON Schema.
"""

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from builder.load.nodes import Scalar
from builder.load.urls import find_url_fault

Schema = dict[str, object]

ID_PATTERN = r"[a-z][a-z0-9-]{0,63}"
NAME_PATTERN = r"[A-Za-z_][A-Za-z0-9_]{0,63}"
TRUTHS = {"true": True, "false": False, "True": True, "False": False, "TRUE": True, "FALSE": False}
_YES_NO = {
    **dict.fromkeys(("yes", "on", "y", "1"), "true"),
    **dict.fromkeys(("no", "off", "n", "0"), "false"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """The reason why a text is not a value of a kind."""

    message: str
    hint: str
    code: str = "value-typed"
    stand_in: object = None  # the value that the reader uses instead


class Kind(Protocol):
    """The interface of a kind of single values, for the reader and the schema."""

    @property
    def expected(self) -> str:
        """The name of a value of the kind, with its article: `an integer from 1 to 5`."""

    def read(self, scalar: Scalar) -> object:
        """Return the value, or a `Fault`."""

    def schema(self) -> Schema:
        """Return the JSON Schema."""


@dataclass(frozen=True, slots=True)
class Words:
    """A plain text of one or more lines, without markdown; `no` and `12` are texts."""

    most: int = 5_000
    expected: str = "a text"

    def read(self, scalar: Scalar) -> str | Fault:
        """Return the text without white space around it."""
        text = scalar.text.strip()
        if not text:
            hint = "write the text, or leave the key out"
            return Fault("an empty text stands here", hint, "value-present")
        if len(text) > self.most:
            message = f"this text has {len(text):,} characters; at most {self.most:,} are read"
            return Fault(message, "shorten it", "value-bounded")
        return text

    def schema(self) -> Schema:
        """Return the JSON Schema, which accepts numbers, since editors read `2048` as one."""
        return {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True, slots=True)
class Shaped:
    """A text of a fixed form, such as an id."""

    pattern: str
    expected: str
    hint: str
    code: str = "id-plain"

    def read(self, scalar: Scalar) -> str | Fault:
        """Return the text if it has the form."""
        if re.fullmatch(self.pattern, scalar.text):
            return scalar.text
        plain = re.sub(r"[^a-z0-9/]+", "-", scalar.text.lower()).strip("-")
        is_fixable = self.code == "id-plain" and re.fullmatch(self.pattern, plain)
        hint = f"write {plain}; {self.hint}" if is_fixable else self.hint
        return Fault(f"'{shorten(scalar.text)}' is not {self.expected}", hint, self.code)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words.

    A wrong word is replaced by `safe`, or else by the closest option, so that the record is kept.
    """

    options: Collection[str]
    safe: str = ""

    @property
    def expected(self) -> str:
        """The options."""
        return f"one of: {', '.join(self.options)}"

    def read(self, scalar: Scalar) -> str | Fault:
        """Return the word."""
        if scalar.text in self.options:
            return scalar.text
        close = difflib.get_close_matches(scalar.text[:60].lower(), self.options, n=1)
        hint = f"did you mean '{close[0]}'?" if close else f"write {self.expected}"
        message = f"'{shorten(scalar.text)}' is not {self.expected}"
        stand_in = self.safe or next(iter(close or self.options))
        return Fault(message, hint, "choice-known", stand_in)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"enum": list(self.options)}


@dataclass(frozen=True, slots=True)
class Truth:
    """True or false."""

    expected: str = "true or false"

    def read(self, scalar: Scalar) -> bool | Fault:
        """Return the truth value; `yes` and `no` are texts, as in every other kind."""
        if not scalar.style and scalar.text in TRUTHS:
            return TRUTHS[scalar.text]
        lower = scalar.text.lower()
        meant = lower if lower in TRUTHS else _YES_NO.get(lower, "")
        hint = f"write {meant}, without quotes" if meant else "write true or false"
        return Fault(f"'{shorten(scalar.text)}' is not {self.expected}", hint)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Day:
    """A date of the calendar."""

    expected: str = "a date, year-month-day"

    def read(self, scalar: Scalar) -> date | Fault:
        """Return the date, which is written as `2026-11-23`."""
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", scalar.text):
            try:
                return date.fromisoformat(scalar.text)
            except ValueError:
                hint = "write the date as 2026-11-23, the month second"
                return Fault(f"'{scalar.text}' is not in the calendar", hint)
        day = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=[T ])", scalar.text)
        hint = f"write {day.group()}, without the time" if day else "write it as 2026-11-23"
        return Fault(f"'{shorten(scalar.text)}' is not {self.expected}", hint)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Address:
    """An absolute address on the web."""

    expected: str = "an http or https address"

    def read(self, scalar: Scalar) -> str | Fault:
        """Return the address without white space around it."""
        text = scalar.text.strip()
        fault = find_url_fault(text)
        return Fault(f"'{shorten(text)}' {fault[0]}", fault[1], "url-safe") if fault else text

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "format": "uri", "pattern": "^https?://"}


def shorten(text: str, most: int = 60) -> str:
    """Return the text on one line, cut at `most` characters with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def suggest_key(key: str, known: Iterable[str]) -> str:
    """Return the hint `did you mean 'caveat'?`, or the list of the known keys."""
    names = tuple(known)
    hyphenated = key[:60].lower().replace("_", "-")
    close = difflib.get_close_matches(hyphenated, names, n=1)
    close = close or difflib.get_close_matches(key[:60], names, n=1)
    return f"did you mean '{close[0]}'?" if close else f"the keys here are: {', '.join(names)}"
