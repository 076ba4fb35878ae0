"""Finds the part of a condition that compared no values, so that it proves nothing.

`np.all(errors > 5)` is true of an empty array, and so is `all(...)` over a generator without
elements.
Imports no records, since the process that runs witnesses uses this module.
"""

from collections.abc import Iterator
from types import NoneType
from typing import Any

import numpy as np

from builder.witness.condition_values import AssertionFrame, Elements, walk_parts
from builder.witness.conditions import Part
from builder.witness.describe import has_own_class

_COMPOUND = frozenset({"and", "or", "chain", "not"})
_REDUCING = frozenset({"all", "any"})
_PLAIN = frozenset({NoneType, str, bytes, list, tuple, set, frozenset, range, dict})


def find_vacuous(condition: Part, frame: AssertionFrame, *, held: bool) -> Part | None:
    """Return a part that compared no values, if the outcome of the condition rests on it.

    A condition that held rests on every part that was evaluated. One that failed rests on the parts
    that made it fail, and counts as a failure if one of them compared values.
    """
    if held:
        evaluated = _list_evaluated(condition, frame)
        return next((part for part in evaluated if _is_vacuous(part, frame)), None)
    deciding = list(_list_deciding(condition, frame))
    return deciding[0] if all(_is_vacuous(part, frame) for part in deciding) else None


def note_element(part: Part, frame: AssertionFrame, value: object) -> None:
    """Record one element of the `all` or `any` over a generator that `part` is."""
    truth = _truth_of_value(value)
    compared = find_vacuous(part.parts[0], frame, held=truth is not False) is None
    decided = truth is not None and truth == (part.kind == "any")
    before = frame.elements.get(part.slot)
    if before is not None and not decided:
        compared = compared or before.compared
    frame.elements[part.slot] = Elements(compared, decided)


def list_reached(part: Part, frame: AssertionFrame) -> Iterator[Part]:
    """Yield the parts of an `and`, `or`, `chain` or `not` that Python evaluated, in order."""
    for below in part.parts:
        yield below
        if _truth_of(below, frame) is (part.kind == "or"):
            return


def _is_vacuous(part: Part, frame: AssertionFrame) -> bool:
    if part.kind in _REDUCING and part.slot >= 0:
        elements = frame.elements.get(part.slot)
        return elements is None or not elements.compared
    readings = (frame.readings.get(below.slot) for below in walk_parts(part))
    return any(reading.is_empty for reading in readings if reading is not None)


def _list_evaluated(part: Part, frame: AssertionFrame) -> Iterator[Part]:
    """Yield the parts that Python evaluated and that join no others by `and`, `or` and `not`."""
    if part.kind not in _COMPOUND:
        yield part
        return
    for below in list_reached(part, frame):
        yield from _list_evaluated(below, frame)


def _list_deciding(part: Part, frame: AssertionFrame) -> Iterator[Part]:
    """Yield the parts that made a condition fail.

    Of an `and` that is the last part that was evaluated, of an `or` every part.
    """
    if part.kind in ("and", "chain"):
        *_, last = list_reached(part, frame)
        yield from _list_deciding(last, frame)
    elif part.kind == "or":
        for below in part.parts:
            yield from _list_deciding(below, frame)
    else:
        yield from _list_evaluated(part, frame)


def _truth_of(part: Part, frame: AssertionFrame) -> bool | None:
    """Return the truth of a part that was evaluated, or `None` if only the witness can tell."""
    if part.kind == "not":
        inner = _truth_of(part.parts[0], frame)
        return None if inner is None else not inner
    if part.kind in _COMPOUND:
        *_, last = list_reached(part, frame)
        return _truth_of(last, frame)
    if part.kind in _REDUCING and part.slot >= 0:
        elements = frame.elements.get(part.slot)
        return (part.kind == "any") == (elements is not None and elements.decided)
    if part.kind in _REDUCING:
        return _truth_of_elements(part, frame)
    reading = frame.readings.get(part.slot)
    return _truth_of_value(reading.result) if reading is not None else None


def _truth_of_elements(part: Part, frame: AssertionFrame) -> bool | None:
    """Return the truth of `all` or `any`, or `None` for elements that cannot be joined.

    These have no reading, or a class of the witness.
    """
    try:
        elements = _elements_of(part.parts[0], frame)
        return bool(np.all(elements) if part.kind == "all" else np.any(elements))
    except (LookupError, TypeError, ValueError):
        return None


def _elements_of(
    part: Part, frame: AssertionFrame
) -> Any:  # Any: an array or a truth value, as numpy takes
    """Return the truth of every element of an element-wise condition.

    Raises: `LookupError` where there is no reading, `TypeError` for a class of the witness.
    """
    if not part.parts:
        result = frame.readings[part.slot].result
        if has_own_class(result):
            raise TypeError
        return result
    values = [_elements_of(below, frame) for below in part.parts]
    if part.kind == "not":
        return np.logical_not(values[0])
    return np.logical_and(*values) if part.kind == "and" else np.logical_or(*values)


def _truth_of_value(value: object) -> bool | None:
    """Return the truth of a value, or `None` where asking for it may run code of the witness."""
    if isinstance(value, np.ndarray) and value.size != 1:
        return None
    return bool(value) if type(value) in _PLAIN or not has_own_class(value) else None
