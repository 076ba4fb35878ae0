"""The kinds of single values that may be numbers.

A number that YAML 1.1 and Python read differently is refused.
"""

import math
import re
from dataclasses import dataclass

from builder.load.kinds import NAME_PATTERN, TRUTHS, Fault, Schema, shorten
from builder.load.nodes import Scalar
from builder.records.literal import Literal

_INTEGER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,59})")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)?(?:\.[0-9]+|(?<=[0-9])\.?)(?:[eE][+-]?[0-9]{1,4})?")
_LEADING_ZERO = re.compile(r"([+-]?)0+([0-9]+(?:\.[0-9]*)?)")
_GROUPED = re.compile(r"[+-]?[0-9]+(?:_[0-9]+)+")
_BASED = re.compile(r"0(?:[xX][0-9a-fA-F]{1,16}|[oO][0-7]{1,20}|[bB][01]{1,60})")
_UNBOUND = re.compile(r"[+-]?\.(?:inf|Inf|INF|nan|NaN|NAN)")


@dataclass(frozen=True, slots=True)
class Whole:
    """An integer between two bounds."""

    least: int
    most: int

    @property
    def expected(self) -> str:
        """The name of a value, with its bounds."""
        return f"an integer from {self.least:,} to {self.most:,}"

    def read(self, scalar: Scalar) -> int | Fault:
        """Return the integer, which is written in decimal digits without quotes."""
        if not scalar.style and _INTEGER.fullmatch(scalar.text):
            value = int(scalar.text)
            if self.least <= value <= self.most:
                return value
            bound = self.least if value < self.least else self.most
            return Fault(f"'{value}' is not {self.expected}", f"write {bound}", "value-ranged")
        message = f"'{shorten(scalar.text)}' is not {self.expected}"
        return Fault(message, _hint_number(scalar, self.expected))

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number between two bounds; `1e-8` is one."""

    least: float
    most: float

    @property
    def expected(self) -> str:
        """The name of a value, with its bounds."""
        return f"a number from {self.least:g} to {self.most:g}"

    def read(self, scalar: Scalar) -> float | Fault:
        """Return the number."""
        value = None if scalar.style else number_from_text(scalar.text)
        if value is None:
            message = f"'{shorten(scalar.text)}' is not {self.expected}"
            return Fault(message, _hint_number(scalar, self.expected))
        if not self.least <= value <= self.most:
            bound = self.least if value < self.least else self.most
            message = f"'{scalar.text}' is not {self.expected}"
            return Fault(message, f"write {bound:g}", "value-ranged")
        return float(value)

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": "number", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Value:
    """A literal of the witness: number, text or truth value. The reader handles lists of them."""

    expected: str = "a number, a text, true or false, or a list of these"

    def read(self, scalar: Scalar) -> Literal | Fault:
        """Return the literal, or a fault if YAML 1.1 and Python read it differently."""
        text = scalar.text
        if scalar.style:
            return text
        if text in TRUTHS:
            return TRUTHS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        value = number_from_text(text)
        if value is not None:
            return value
        if _UNBOUND.fullmatch(text) or (_NUMBER.fullmatch(text) and text):
            hint = "write a finite number, or put a text in single quotes"
            return Fault(f"'{shorten(text)}' is not a finite number", hint)
        if _LEADING_ZERO.fullmatch(text) or _GROUPED.fullmatch(text) or _BASED.fullmatch(text):
            message = f"'{shorten(text)}' may be read as a number or as a text"
            return Fault(message, f"{_hint_number(scalar, 'a number')}, or '{text}' in quotes")
        return text

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": ["string", "number", "boolean", "array"]}


@dataclass(frozen=True, slots=True)
class Coordinate:
    """A number, or an expression over the witness."""

    expected: str = "a number or an expression over the witness"

    def read(self, scalar: Scalar) -> str | int | float | Fault:
        """Return the number, or the source of the expression."""
        value = Value().read(scalar)
        if isinstance(value, Fault):
            return value
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            return Fault(f"'{scalar.text}' is not {self.expected}", "write a number")
        if isinstance(value, str) and not value.strip():
            return Fault("an empty text stands here", "write a number", "value-present")
        return value

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": ["string", "number"]}


@dataclass(frozen=True, slots=True)
class Dimension:
    """A length along one axis of an array, or a letter that stands for one."""

    expected: str = "an integer or a letter"

    def read(self, scalar: Scalar) -> str | int | Fault:
        """Return the integer or the letter."""
        if not scalar.style and _INTEGER.fullmatch(scalar.text) and int(scalar.text) >= 0:
            return int(scalar.text)
        if re.fullmatch(NAME_PATTERN, scalar.text):
            return scalar.text
        message = f"'{shorten(scalar.text)}' is not {self.expected}"
        return Fault(message, "write a length such as 400, or a name such as n")

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        return {"type": ["string", "integer"]}


def number_from_text(text: str) -> int | float | None:
    """Return the finite number of a text in decimal digits, such as `1e-8`, or `None`."""
    if _INTEGER.fullmatch(text):
        return int(text)
    if not _NUMBER.fullmatch(text) or len(text) > 60:
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def _hint_number(scalar: Scalar, expected: str) -> str:
    text = scalar.text
    if scalar.style and number_from_text(text) is not None:
        return f"write {text}, without quotes"
    if match := _LEADING_ZERO.fullmatch(text):
        return f"write {match.group(1)}{match.group(2)}"
    if _GROUPED.fullmatch(text):
        return f"write {text.replace('_', '')}"
    if _BASED.fullmatch(text):
        return f"write {int(text, 0)}"
    return f"write {expected}"
