"""The kinds of single values that are words: for each what is expected, how a text is read as one, its JSON Schema, side by side."""

import difflib
import re
from collections.abc import Iterable
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
    "yes": "true",
    "no": "false",
    "on": "true",
    "off": "false",
    "y": "true",
    "n": "false",
    "1": "true",
    "0": "false",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is no value of a kind."""

    message: str
    hint: str
    code: str = "value-typed"
    stand_in: object = None  # what the reader may go on with


class Kind(Protocol):
    """What the reader and the schema ask of a kind of single values."""

    @property
    def expected(self) -> str:
        """What is wanted, with its article: `an integer from 1 to 5`."""

    def read(self, scalar: Scalar) -> object:
        """The value, or a `Fault`."""

    def schema(self) -> Schema:
        """Its JSON Schema."""


@dataclass(frozen=True, slots=True)
class Words:
    """A plain text of one or more lines, not markdown; `no` and `12` are texts."""

    most: int = 5_000
    expected: str = "a text"

    def read(self, scalar: Scalar) -> str | Fault:
        """The text without white space around it."""
        text = scalar.text.strip()
        if not text:
            return Fault(
                "an empty text stands here", "write the text, or leave the key out", "value-present"
            )
        if len(text) > self.most:
            return Fault(
                f"this text has {len(text):,} characters; at most {self.most:,} are read",
                "shorten it",
                "value-bounded",
            )
        return text

    def schema(self) -> Schema:
        """Its JSON Schema; editors read `2048` as a number."""
        return {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True, slots=True)
class Shaped:
    """A text of a fixed form, such as an id."""

    pattern: str
    expected: str
    hint: str
    code: str = "id-plain"

    def read(self, scalar: Scalar) -> str | Fault:
        """The text, if it has the form."""
        if re.fullmatch(self.pattern, scalar.text):
            return scalar.text
        plain = re.sub(r"[^a-z0-9/]+", "-", scalar.text.lower()).strip("-")
        near = self.code == "id-plain" and re.fullmatch(self.pattern, plain)
        return Fault(
            f"'{shorten(scalar.text)}' is not {self.expected}",
            f"write {plain}; {self.hint}" if near else self.hint,
            self.code,
        )

    def schema(self) -> Schema:
        """Its JSON Schema."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words. For a wrong one `safe` stands in, or else the closest, so that the record is not lost for a slip."""

    options: tuple[str, ...]
    safe: str = ""

    @property
    def expected(self) -> str:
        """The words."""
        return f"one of: {', '.join(self.options)}"

    def read(self, scalar: Scalar) -> str | Fault:
        """The word."""
        if scalar.text in self.options:
            return scalar.text
        close = difflib.get_close_matches(scalar.text[:60].lower(), self.options, n=1)
        hint = f"did you mean '{close[0]}'?" if close else f"write {self.expected}"
        message = f"'{shorten(scalar.text)}' is not {self.expected}"
        return Fault(
            message, hint, "choice-known", stand_in=self.safe or (close or self.options)[0]
        )

    def schema(self) -> Schema:
        """Its JSON Schema."""
        return {"enum": list(self.options)}


@dataclass(frozen=True, slots=True)
class Truth:
    """True or false."""

    expected: str = "true or false"

    def read(self, scalar: Scalar) -> bool | Fault:
        """The truth value; `yes` and `no` are texts here as everywhere."""
        if not scalar.style and scalar.text in TRUTHS:
            return TRUTHS[scalar.text]
        meant = _YES_NO.get(
            scalar.text.lower(), scalar.text.lower() if scalar.text.lower() in TRUTHS else ""
        )
        hint = f"write {meant}, without quotes" if meant else "write true or false"
        return Fault(f"'{shorten(scalar.text)}' is not {self.expected}", hint)

    def schema(self) -> Schema:
        """Its JSON Schema."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Day:
    """A date of the calendar."""

    expected: str = "a date, year-month-day"

    def read(self, scalar: Scalar) -> date | Fault:
        """The date, written `2026-11-23`."""
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", scalar.text):
            try:
                return date.fromisoformat(scalar.text)
            except ValueError:
                return Fault(
                    f"'{scalar.text}' is not in the calendar",
                    "write the date as 2026-11-23, the month second",
                )
        begun = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=[T ])", scalar.text)
        hint = f"write {begun.group()}, without the time" if begun else "write it as 2026-11-23"
        return Fault(f"'{shorten(scalar.text)}' is not {self.expected}", hint)

    def schema(self) -> Schema:
        """Its JSON Schema."""
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Address:
    """An absolute address on the web."""

    expected: str = "an http or https address"

    def read(self, scalar: Scalar) -> str | Fault:
        """The address without white space around it."""
        text = scalar.text.strip()
        fault = find_url_fault(text)
        return Fault(f"'{shorten(text)}' {fault[0]}", fault[1], "url-safe") if fault else text

    def schema(self) -> Schema:
        """Its JSON Schema."""
        return {"type": "string", "format": "uri", "pattern": "^https?://"}


def shorten(text: str, most: int = 60) -> str:
    """The text on one line, its middle left out where it is longer than `most`."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def suggest_key(key: str, known: Iterable[str]) -> str:
    """`did you mean 'caveat'?`, or the list of what there is."""
    names = tuple(known)
    close = difflib.get_close_matches(
        key[:60].lower().replace("_", "-"), names, n=1
    ) or difflib.get_close_matches(key[:60], names, n=1)
    return f"did you mean '{close[0]}'?" if close else f"the keys here are: {', '.join(names)}"
