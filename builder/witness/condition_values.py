"""Readings: the values of each part of a condition, and the margin and the text that follow.

Imports no records, since the process that runs witnesses uses this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from builder.witness.conditions import Part
from builder.witness.describe import brief, brief_pair, cut, full
from builder.witness.measure import Margin, join, largest, smallest


@dataclass(slots=True)
class Evaluation:
    """One evaluation of a part: the values that it compared, its result and its margin."""

    values: tuple[object, ...]
    result: object
    margin: Margin = None
    # (largest distance, tolerance) of a call that asks for nearness
    distance: tuple[float, float] | None = None
    is_empty: bool = False  # the part compared no values: its arrays or its list have no element


@dataclass(slots=True)
class Item:
    """The element that decides an `all` or `any` over a generator.

    It is stored as text, since the values no longer exist when the text is asked for.
    """

    margin: float | None
    measured: str
    operands: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Elements:
    """A summary of the elements of an `all` or `any` so far; none exists before the first."""

    compared: bool  # the element that ended the iteration compared values, else any of them did
    decided: bool  # an element has ended the iteration before the last one


@dataclass(slots=True)
class AssertionFrame:
    """One assertion being evaluated; assertions nest through the functions that they call."""

    number: int
    readings: dict[int, Evaluation] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    elements: dict[int, Elements] = field(default_factory=dict)
    last: object = None  # the right operand of the last comparison, for the next one in a chain

    def forget(self, part: Part) -> None:
        """Remove the readings of a part and all below it: the next element evaluates them anew."""
        for below in walk_parts(part):
            self.readings.pop(below.slot, None)
            self.items.pop(below.slot, None)
            self.elements.pop(below.slot, None)


def measure_part(part: Part, frame: AssertionFrame) -> Margin:
    """Return the margin of a part, from what was evaluated of it."""
    try:
        with np.errstate(all="ignore"):
            return _measure_part(part, frame)
    except Exception:  # measuring must not decide over a run
        return None


def _measure_part(part: Part, frame: AssertionFrame) -> Margin:
    if part.kind in ("all", "any") and part.slot >= 0:
        item = frame.items.get(part.slot)
        return item.margin if item is not None else None
    if part.slot >= 0:
        reading = frame.readings.get(part.slot)
        return reading.margin if reading is not None else None
    margins = [_measure_part(below, frame) for below in part.parts]
    if part.kind == "not":
        return None if margins[0] is None else -margins[0]
    if part.kind in ("all", "any"):
        return smallest(margins[0]) if part.kind == "all" else largest(margins[0])
    return join(margins, "or" if part.kind == "or" else "and")


def describe(part: Part, frame: AssertionFrame) -> str:
    """Return the part as text with its values, as far as it was evaluated."""
    if part.kind in ("all", "any"):
        if part.slot < 0:
            return describe(part.parts[0], frame)
        item = frame.items.get(part.slot)
        return item.measured if item is not None else ""
    if part.kind == "not":
        inner = describe(part.parts[0], frame)
        return f"not ({inner})" if inner else ""
    if part.kind == "chain":
        return _describe_chain(part, frame)
    if part.parts:
        word = " or " if part.kind == "or" else " and "
        return word.join(text for below in part.parts if (text := describe(below, frame)))
    reading = frame.readings.get(part.slot)
    return _describe_reading(part, reading) if reading is not None else ""


def _describe_chain(part: Part, frame: AssertionFrame) -> str:
    text = ""
    for below in part.parts:
        reading = frame.readings.get(below.slot)
        if reading is not None:
            text = f"{text or brief(reading.values[0])} {below.operator} {brief(reading.values[1])}"
    return text


def list_operands(part: Part, frame: AssertionFrame) -> tuple[tuple[str, str], ...]:
    """Return (source, value at full precision) of every operand that was evaluated, each once."""
    found: dict[str, str] = {}
    for below in walk_parts(part):
        if below.slot in frame.items:
            found |= dict(frame.items[below.slot].operands)
        elif below.slot in frame.readings:
            values = frame.readings[below.slot].values
            pairs = zip(below.operands, values, strict=False)
            found |= {source: full(value) for source, value in pairs}
    return tuple(found.items())


def walk_parts(part: Part) -> Sequence[Part]:
    """Return the part and all parts below it."""
    found = [part]
    for current in found:
        found.extend(current.parts)
    return found


def _describe_reading(part: Part, reading: Evaluation) -> str:
    if part.kind == "compare":
        left, right = brief_pair(*reading.values)
        return f"{left} {part.operator} {right}"
    if reading.distance is not None:
        distance, tolerance = reading.distance
        return f"distance {distance:.4g}, tolerance {tolerance:.4g}"
    return f"{cut(part.source, 60)} = {brief(reading.result)}"
