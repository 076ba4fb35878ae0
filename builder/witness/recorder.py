"""Keeps what every assertion of a run compared: how often it was hit, how often it held, and its tightest hit.

One recorder serves one run, inside the process that runs the witness. Memory is bounded: per assertion one hit is kept.
"""

import itertools
import operator
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from builder.witness.describe import brief, cut
from builder.witness.instrument import Part
from builder.witness.measure import (
    Margin,
    finite,
    is_always_true,
    is_vacuous_call,
    margin_of,
    nearness,
)
from builder.witness.messages import HitMessage, TallyMessage
from builder.witness.readings import (
    Frame,
    Item,
    Reading,
    describe,
    list_operands,
    walk_parts,
    weigh,
)
from builder.witness.shapes import Shape, shape_of
from builder.witness.vacuous import find_vacuous, note_element

_OPERATIONS: Mapping[
    str, Callable[[Any, Any], object]
] = {  # Any: what cannot be compared raises, as it does in Python
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "is": operator.is_,
    "is not": operator.is_not,
    "in": lambda item, container: operator.contains(container, item),
    "not in": lambda item, container: not operator.contains(container, item),
}
_MOST_SHAPES = 32
_NO_ROOM = "RecursionError"
_NO_VALUES = "compares no values"


class Recorder:
    """What `functions` names is called by the instrumented code; `tallies` and `shapes` give the record."""

    def __init__(self, conditions: Sequence[Part]) -> None:
        self._conditions = conditions
        self._slots = [
            {part.slot: part for part in walk_parts(condition)} for condition in conditions
        ]
        self._frames: list[Frame] = []
        self._tallies: dict[int, TallyMessage] = {}
        self._shapes: dict[int, list[Shape]] = {}
        self._is_open = True
        self._ending: tuple[int, str] | None = (
            None  # the assertion in which the run is about to end, and why
        )

    def functions(self, token: str) -> dict[str, object]:
        """The functions that stand behind the instrumented code's constants."""
        names = ("open", "close", "crash", "compare", "follow", "call", "truth", "item", "trace")
        return {token + name: getattr(self, name) for name in names}

    def stop(self) -> None:
        """Counts nothing from here on: what the page's expressions call is no part of the run."""
        self._go_on()
        while self._frames:
            self._fail(self._frames.pop().number, _NO_ROOM)
        self._is_open = False

    def tallies(self) -> list[TallyMessage]:
        """One entry per assertion that was hit, by its number."""
        return [self._tallies[number] for number in sorted(self._tallies)]

    def shapes(self, slot: int) -> list[Shape]:
        """The different shapes that a traced local had when its function returned, the last one last."""
        return self._shapes.get(slot, [])

    def open(self, number: int) -> Frame:
        """Begins an assertion."""
        self._go_on()
        frame = Frame(number)
        self._frames.append(frame)
        return frame

    def close(self, frame: Frame, value: object) -> None:
        """Ends an assertion whose condition came to `value`; the truth of an array raises here, as it does in Python.

        An outcome that rests on a part which compared no values is none: the assertion neither holds nor fails by itself.
        """
        passed = bool(value)
        part = self._conditions[frame.number]
        vacuous = find_vacuous(part, frame, held=passed)
        if vacuous is not None:
            self._fail(frame.number, f"'{vacuous.source}' {_NO_VALUES}", _NO_VALUES)
            self._leave(frame)
            return
        margin = finite(weigh(part, frame))
        if margin is not None and ((passed and margin < 0) or (not passed and margin > 0)):
            margin = None  # another part, which has none, has decided
        hit = None
        if self._is_tightest(frame.number, _tightness(passed, margin, crashed=False)):
            measured = cut(describe(part, frame)) or brief(value)
            hit = _hit(frame.number, passed, margin, measured, list_operands(part, frame))
        self._count(frame.number, passed, hit)
        self._leave(frame)

    def crash(self, number: int) -> bool:
        """Notes that a condition raised; whether the exception goes on: only an end of the whole run does."""
        error = sys.exc_info()[1]
        frame = next((frame for frame in reversed(self._frames) if frame.number == number), None)
        if not isinstance(error, Exception) or isinstance(error, MemoryError):
            self._ending = self._ending or (number, type(error).__name__)
            self._leave(frame)
            return True
        self._fail(number, cut(f"{type(error).__name__}: {error}".rstrip(": ")))
        self._leave(frame)
        return False

    def compare(self, slot: int, name: str, left: object, right: object) -> object:
        """`left name right`, noted."""
        frame = self._frames[-1]
        frame.last = right
        result = _OPERATIONS[name](left, right)
        is_empty = isinstance(result, np.ndarray) and not result.size
        values = (
            (left, right) if len(self._slots[frame.number]) == 1 else (_keep(left), _keep(right))
        )
        frame.readings[slot] = Reading(
            values, result, _try_margin(name, left, right), is_empty=is_empty
        )
        return result

    def follow(self, slot: int, name: str, right: object) -> object:
        """The next comparison of a chain."""
        return self.compare(slot, name, self._frames[-1].last, right)

    def call(
        self, slot: int, function: Callable[..., object], /, *arguments: object, **named: object
    ) -> object:
        """A call, noted with its arguments."""
        frame = self._frames[-1]
        if (function is all or function is any) and len(arguments) == 1 and not named:
            result, is_empty = _reduce(function, arguments[0])
        else:
            result = function(*arguments, **named)
            is_empty = _try_vacuous(function, arguments, named, result)
        reading = Reading(arguments, result, is_empty=is_empty)
        near = _try_nearness(function, arguments, named)
        if near is not None:
            reading.margin, reading.distance = near[0], near[1:]
        frame.readings[slot] = reading
        return result

    def truth(self, slot: int, value: object) -> object:
        """Any other value that decides."""
        self._frames[-1].readings[slot] = Reading((value,), value, is_empty=is_always_true(value))
        return value

    def item(self, slot: int, value: object) -> object:
        """One element of an `all` or `any` over a generator: the one that decides is kept."""
        frame = self._frames[-1]
        part = self._slots[frame.number][slot]
        inner = part.parts[0]
        margin = finite(weigh(inner, frame))
        kept = frame.items.get(slot)
        ends = type(value) in (bool, np.bool_) and bool(value) == (part.kind == "any")
        if (
            ends
            or kept is None
            or (
                margin is not None
                and (kept.margin is None or (margin < kept.margin) == (part.kind == "all"))
            )
        ):
            frame.items[slot] = Item(margin, describe(inner, frame), list_operands(inner, frame))
        note_element(part, frame, value)
        frame.forget(inner)
        return value

    def trace(self, slot: int, value: object) -> None:
        """A local as it stands when its function returns."""
        if not self._is_open:
            return
        shape = shape_of(value)
        seen = self._shapes.setdefault(slot, [])
        if shape in seen:
            seen.remove(shape)
        elif len(seen) >= _MOST_SHAPES:
            seen.pop(0)
        seen.append(shape)

    def _go_on(self) -> None:
        """Counts the assertion in which the run would have ended: a witness that catches that does not pass it."""
        if self._ending is not None:
            ending, self._ending = self._ending, None
            self._fail(*ending)

    def _leave(self, frame: Frame | None) -> None:
        """Takes the assertion from the stack. One above it was left where there was no room to note how it ended: it did not pass."""
        if self._frames and self._frames[-1] is frame:
            self._frames.pop()
        elif any(other is frame for other in self._frames):
            while (other := self._frames.pop()) is not frame:
                self._fail(other.number, _NO_ROOM)

    def _fail(self, number: int, failure: str, measured: str = "could not be evaluated") -> None:
        hit = _hit(number, False, None, measured, (), failure)
        self._count(
            number,
            False,
            hit if self._is_tightest(number, _tightness(False, None, crashed=True)) else None,
        )

    def _is_tightest(self, number: int, tightness: tuple[int, float]) -> bool:
        tally = self._tallies.get(number)
        if tally is None:
            return True
        old = tally["tightest"]
        return tightness < _tightness(old["passed"], old["margin"], crashed=bool(old["failure"]))

    def _count(self, number: int, passed: bool, hit: HitMessage | None) -> None:
        """Counts a hit, and keeps it where it is the tightest. It calls nothing: where the stack is full it counts all or nothing."""
        if not self._is_open:
            return
        if number not in self._tallies and hit is not None:
            self._tallies[number] = {
                "number": number,
                "hits": 1,
                "passed": int(passed),
                "tightest": hit,
            }
            return
        tally = self._tallies[number]
        tally["hits"] += 1
        tally["passed"] += passed
        if hit is not None:
            tally["tightest"] = hit


def _keep(value: object) -> object:
    """Return the value as it is now: a later part of the condition may change an array or a list."""
    if type(value) is np.ndarray:
        return value.copy()
    return list(value) if type(value) is list else value


def _tightness(passed: bool, margin: float | None, *, crashed: bool) -> tuple[int, float]:
    """Sorts hits, tightest first: crashed, failed without a margin, failed, passed, passed without a margin."""
    if crashed:
        return (0, 0.0)
    if not passed:
        return (1, 0.0) if margin is None else (2, margin)
    return (4, 0.0) if margin is None else (3, margin)


def _hit(
    number: int,
    passed: bool,
    margin: float | None,
    measured: str,
    operands: tuple[tuple[str, str], ...],
    failure: str = "",
) -> HitMessage:
    return {
        "number": number,
        "passed": passed,
        "margin": margin,
        "measured": measured,
        "operands": [[source, value] for source, value in operands],
        "failure": failure,
    }


def _reduce(
    function: Callable[..., object], items: Any
) -> tuple[object, bool]:  # Any: what is not iterable raises, as in Python
    """Call `all` or `any`, and tell whether there was no item; the items are taken one by one, as far as Python takes them."""
    iterator = iter(items)
    first = tuple(itertools.islice(iterator, 1))
    return function(itertools.chain(first, iterator)), not first


def _try_margin(name: str, left: object, right: object) -> Margin:
    try:
        with np.errstate(all="ignore"):
            return margin_of(name, left, right)
    except Exception:  # measuring must not decide over a run
        return None


def _try_nearness(
    function: Callable[..., object], arguments: tuple[object, ...], named: Mapping[str, object]
) -> tuple[Margin, float, float] | None:
    try:
        return nearness(function, arguments, named)
    except Exception:  # measuring must not decide over a run
        return None


def _try_vacuous(
    function: Callable[..., object],
    arguments: tuple[object, ...],
    named: Mapping[str, object],
    result: object,
) -> bool:
    try:
        return is_vacuous_call(function, arguments, named, result)
    except Exception:  # measuring must not decide over a run
        return False
