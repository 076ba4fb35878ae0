"""Records the values that the assertions of a run compare, and how often each assertion held.

One recorder serves one run, inside the process that runs the witness. Memory is bounded: of each
assertion the tightest hit is stored.
"""

import itertools
import operator
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from builder.witness.condition_values import (
    AssertionFrame,
    Evaluation,
    Item,
    describe,
    list_operands,
    measure_part,
    walk_parts,
)
from builder.witness.conditions import Part
from builder.witness.describe import brief, cut
from builder.witness.hits import make_hit, rank
from builder.witness.measure import finite, is_always_true, is_vacuous_call, margin_of, nearness
from builder.witness.messages import AssertionHitsMessage, HitMessage
from builder.witness.vacuous import find_vacuous, note_element
from builder.witness.value_shape import ValueShape, shape_of

# Any: operands that cannot be compared raise, as they do in Python.
_OPERATIONS: Mapping[str, Callable[[Any, Any], object]] = {
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
_T = TypeVar("_T")
_MOST_SHAPES = 32
_NO_ROOM = "RecursionError"
_NO_VALUES = "compares no values"


class Recorder:
    """The record of one run.

    Instrumented code calls the methods that `functions` names; `tallies` and `shapes` return the
    record.
    """

    def __init__(self, conditions: Sequence[Part]) -> None:
        self._conditions = conditions
        self._slots = [
            {part.slot: part for part in walk_parts(condition)} for condition in conditions
        ]
        self._frames: list[AssertionFrame] = []
        self._tallies: dict[int, AssertionHitsMessage] = {}
        self._shapes: dict[int, list[ValueShape]] = {}
        self._is_recording = True
        # The assertion in which an exception is about to end the run, and the exception's class.
        self._ending: tuple[int, str] | None = None

    def functions(self, token: str) -> dict[str, object]:
        """Return the function for each constant of the instrumented code."""
        names = ("open", "close", "crash", "compare", "follow", "call", "truth", "item", "trace")
        return {token + name: getattr(self, name) for name in names}

    def stop(self) -> None:
        """Record nothing from here on: the expressions of the page are no part of the run."""
        self._count_ending()
        while self._frames:
            self._fail(self._frames.pop().number, _NO_ROOM)
        self._is_recording = False

    def tallies(self) -> list[AssertionHitsMessage]:
        """Return one entry for each assertion that was evaluated, by number."""
        return [self._tallies[number] for number in sorted(self._tallies)]

    def shapes(self, slot: int) -> list[ValueShape]:
        """Return the different shapes of a traced local at its function's returns, newest last."""
        return self._shapes.get(slot, [])

    def open(self, number: int) -> AssertionFrame:
        """Begin an assertion."""
        self._count_ending()
        frame = AssertionFrame(number)
        self._frames.append(frame)
        return frame

    def close(self, frame: AssertionFrame, value: object) -> None:
        """End an assertion whose condition has this value.

        The truth of an array raises here, as it does in Python. An assertion whose outcome rests on
        a part that compared no values neither holds nor fails: it could not be evaluated.
        """
        passed = bool(value)
        part = self._conditions[frame.number]
        vacuous = find_vacuous(part, frame, held=passed)
        if vacuous is not None:
            self._fail(frame.number, f"'{vacuous.source}' {_NO_VALUES}", _NO_VALUES)
            self._leave(frame)
            return
        margin = finite(measure_part(part, frame))
        if margin is not None and ((passed and margin < 0) or (not passed and margin > 0)):
            margin = None  # a part without a margin has decided
        hit = None
        if self._is_tightest(frame.number, rank(margin, passed=passed)):
            hit = make_hit(
                frame.number,
                passed=passed,
                margin=margin,
                measured=cut(describe(part, frame)) or brief(value),
                operands=list_operands(part, frame),
            )
        self._count(frame.number, passed, hit)
        self._leave(frame)

    def crash(self, number: int) -> bool:
        """Record that a condition raised; return true if the exception is to be raised again.

        Only an exception that ends the whole run is raised again.
        """
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
        """Return `left name right`, and record both sides; `name` is the operator."""
        frame = self._frames[-1]
        frame.last = right
        result = _OPERATIONS[name](left, right)
        is_empty = isinstance(result, np.ndarray) and not result.size
        is_only_part = len(self._slots[frame.number]) == 1
        values = (left, right) if is_only_part else (_snapshot(left), _snapshot(right))
        margin = _attempt(margin_of, name, left, right)
        frame.readings[slot] = Evaluation(values, result, margin, is_empty=is_empty)
        return result

    def follow(self, slot: int, name: str, right: object) -> object:
        """Return the next comparison of a chain, and record it."""
        return self.compare(slot, name, self._frames[-1].last, right)

    def call(
        self, slot: int, function: Callable[..., object], /, *arguments: object, **named: object
    ) -> object:
        """Return the result of a call, and record it with its arguments."""
        frame = self._frames[-1]
        if (function is all or function is any) and len(arguments) == 1 and not named:
            result, is_empty = _reduce(function, arguments[0])
        else:
            result = function(*arguments, **named)
            is_empty = bool(_attempt(is_vacuous_call, function, arguments, named, result))
        reading = Evaluation(arguments, result, is_empty=is_empty)
        near = _attempt(nearness, function, arguments, named)
        if near is not None:
            reading.margin, reading.distance = near[0], near[1:]
        frame.readings[slot] = reading
        return result

    def truth(self, slot: int, value: object) -> object:
        """Return any other value whose truth decides, and record it."""
        self._frames[-1].readings[slot] = Evaluation(
            (value,), value, is_empty=is_always_true(value)
        )
        return value

    def item(self, slot: int, value: object) -> object:
        """Return one element of an `all` or `any` over a generator.

        The element that decides is recorded: the one that ends the iteration, else the tightest.
        """
        frame = self._frames[-1]
        part = self._slots[frame.number][slot]
        inner = part.parts[0]
        margin = finite(measure_part(inner, frame))
        ends = type(value) in (bool, np.bool_) and bool(value) == (part.kind == "any")
        kept = frame.items.get(slot)
        if ends or kept is None or _decides(part.kind, margin, kept.margin):
            frame.items[slot] = Item(margin, describe(inner, frame), list_operands(inner, frame))
        note_element(part, frame, value)
        frame.forget(inner)
        return value

    def trace(self, slot: int, value: object) -> None:
        """Record the shape of a local when its function returns."""
        if not self._is_recording:
            return
        shape = shape_of(value)
        seen = self._shapes.setdefault(slot, [])
        if shape in seen:
            seen.remove(shape)
        elif len(seen) >= _MOST_SHAPES:
            seen.pop(0)
        seen.append(shape)

    def _count_ending(self) -> None:
        """Count the assertion in which an exception should have ended the run, but was caught."""
        if self._ending is not None:
            ending, self._ending = self._ending, None
            self._fail(*ending)

    def _leave(self, frame: AssertionFrame | None) -> None:
        """Take the assertion from the stack.

        An assertion above it was left where the stack had no room to record its end: it failed.
        """
        if self._frames and self._frames[-1] is frame:
            self._frames.pop()
        elif any(other is frame for other in self._frames):
            while (other := self._frames.pop()) is not frame:
                self._fail(other.number, _NO_ROOM)

    def _fail(self, number: int, failure: str, measured: str = "could not be evaluated") -> None:
        hit = make_hit(number, passed=False, margin=None, measured=measured, failure=failure)
        is_tightest = self._is_tightest(number, rank(None, passed=False, crashed=True))
        self._count(number, False, hit if is_tightest else None)

    def _is_tightest(self, number: int, new_rank: tuple[int, float]) -> bool:
        tally = self._tallies.get(number)
        if tally is None:
            return True
        old = tally["tightest"]
        return new_rank < rank(old["margin"], passed=old["passed"], crashed=bool(old["failure"]))

    def _count(self, number: int, passed: bool, hit: HitMessage | None) -> None:
        """Count a hit, and store it if it is the tightest.

        The method calls nothing, so that it counts all or nothing where the stack is full.
        """
        if not self._is_recording:
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


def _decides(kind: str, margin: float | None, other: float | None) -> bool:
    """Return true if an element decides an `all` or `any` rather than the other, by margins."""
    if margin is None:
        return False
    return other is None or (margin < other) == (kind == "all")


def _snapshot(value: object) -> object:
    """Return the value as it is now: a later part of the condition may change arrays and lists."""
    if type(value) is np.ndarray:
        return value.copy()
    return list(value) if type(value) is list else value


def _reduce(function: Callable[..., object], items: Any) -> tuple[object, bool]:
    """Return the result of `all` or `any`, and true if there was no item.

    The items are taken one by one, as far as Python takes them.
    """
    iterator = iter(items)  # Any: what is not iterable raises, as in Python
    first = tuple(itertools.islice(iterator, 1))
    return function(itertools.chain(first, iterator)), not first


def _attempt(measure: Callable[..., _T], *arguments: object) -> _T | None:
    """Return a measurement, or `None` where it raises: measuring must not decide over a run."""
    try:
        return measure(*arguments)
    except Exception:
        return None
