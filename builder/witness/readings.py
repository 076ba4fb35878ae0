"""What the parts of one condition were when it was evaluated, and what follows: its margin, and its values in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from builder.witness.describe import brief, brief_pair, cut, full
from builder.witness.instrument import Part
from builder.witness.measure import Margin, join, largest, smallest


@dataclass(slots=True)
class Reading:
    """What one part was, this time: the values it compared and the margin."""

    values: tuple[object, ...]
    result: object
    margin: Margin = None
    distance: tuple[float, float] | None = (
        None  # (largest distance, tolerance) of a call that asks for nearness
    )
    is_empty: bool = False  # the part compared no values: its arrays or its list have no element


@dataclass(slots=True)
class Item:
    """The element that decides an `all` or `any` over a generator, as text, since the values are gone by then."""

    margin: float | None
    measured: str
    operands: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Elements:
    """What an `all` or `any` over a generator has met so far; without elements there is none of this."""

    compared: bool  # what decides has compared values: the element that ended it, else any of the elements
    decided: bool  # an element has decided it before the end


@dataclass(slots=True)
class Frame:
    """One assertion being evaluated; assertions nest through the functions that they call."""

    number: int
    readings: dict[int, Reading] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    elements: dict[int, Elements] = field(default_factory=dict)
    last: object = None  # the right operand of the comparison before, for the next in a chain

    def forget(self, part: Part) -> None:
        """Forget what a part and all below it were: the next element evaluates them anew."""
        for below in walk_parts(part):
            self.readings.pop(below.slot, None)
            self.items.pop(below.slot, None)
            self.elements.pop(below.slot, None)


def weigh(part: Part, frame: Frame) -> Margin:
    """The margin of a part, from what was evaluated of it."""
    try:
        with np.errstate(all="ignore"):
            return _weigh_part(part, frame)
    except Exception:  # measuring must not decide over a run
        return None


def _weigh_part(part: Part, frame: Frame) -> Margin:
    if part.kind in ("all", "any") and part.slot >= 0:
        item = frame.items.get(part.slot)
        return item.margin if item is not None else None
    if part.slot >= 0:
        reading = frame.readings.get(part.slot)
        return reading.margin if reading is not None else None
    margins = [_weigh_part(below, frame) for below in part.parts]
    if part.kind == "not":
        return None if margins[0] is None else -margins[0]
    if part.kind in ("all", "any"):
        return smallest(margins[0]) if part.kind == "all" else largest(margins[0])
    return join(margins, "or" if part.kind == "or" else "and")


def describe(part: Part, frame: Frame) -> str:
    """The part with its values, as far as it was evaluated."""
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


def _describe_chain(part: Part, frame: Frame) -> str:
    text = ""
    for below in part.parts:
        reading = frame.readings.get(below.slot)
        if reading is not None:
            text = f"{text or brief(reading.values[0])} {below.operator} {brief(reading.values[1])}"
    return text


def list_operands(part: Part, frame: Frame) -> tuple[tuple[str, str], ...]:
    """(source, value at full precision) of every operand that was evaluated, each once."""
    found: dict[str, str] = {}
    for below in walk_parts(part):
        if below.slot in frame.items:
            found |= dict(frame.items[below.slot].operands)
        elif below.slot in frame.readings:
            found |= {
                source: full(value)
                for source, value in zip(
                    below.operands, frame.readings[below.slot].values, strict=False
                )
            }
    return tuple(found.items())


def walk_parts(part: Part) -> Sequence[Part]:
    """The part and all parts below it."""
    found = [part]
    for current in found:
        found.extend(current.parts)
    return found


def _describe_reading(part: Part, reading: Reading) -> str:
    if part.kind == "compare":
        left, right = brief_pair(*reading.values)
        return f"{left} {part.operator} {right}"
    if reading.distance is not None:
        distance, tolerance = reading.distance
        return f"distance {distance:.4g}, tolerance {tolerance:.4g}"
    return f"{cut(part.source, 60)} = {brief(reading.result)}"
