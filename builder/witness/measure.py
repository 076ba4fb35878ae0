"""Margins: how far a condition is from turning.

The difference for an ordering; tolerance less distance for equality and nearness; the smallest part for `and` and `all`, the
largest for `or` and `any`; negated for `not`. `None` where there is nothing to measure, or where a number is missing (nan).
"""

import functools
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from types import BuiltinMethodType, GeneratorType

import numpy as np
from numpy.typing import NDArray

from builder.witness.describe import has_own_class, is_plain_sequence

Margin = float | NDArray[np.float64] | None

# Bound when the process starts, so that a witness that rebinds numpy's names changes nothing here.
_NEAR: Mapping[int, str] = {  # by identity: an object of the witness may be equal to anything
    id(np.allclose): "whole",
    id(np.isclose): "elements",
    id(math.isclose): "scalars",
    id(np.array_equal): "equal",
    id(np.array_equiv): "equal",
}
# What joins the truth values of an array into one. `all` and `any` themselves are in the recorder, which looks at their iterator.
_REDUCING: Collection[Callable[..., object]] = frozenset(
    {np.all, np.any, np.ndarray.all, np.ndarray.any, np.logical_and.reduce, np.logical_or.reduce}
)
_ALWAYS_TRUE: Collection[type] = frozenset({GeneratorType, map, filter, zip, BuiltinMethodType})
_DECREASING = frozenset({"<", "<="})
_INCREASING = frozenset({">", ">="})
_LARGEST_ARRAY = 50_000_000


def margin_of(operator: str, left: object, right: object) -> Margin:
    """The margin of one comparison, element by element where an operand is an array."""
    if operator in _DECREASING or operator in _INCREASING:
        if type(left) is float and type(right) is float:  # by far the most common, and in loops
            return right - left if operator in _DECREASING else left - right
        if _is_sequence(left) or _is_sequence(right):
            return None  # lists and texts are ordered by their first difference: no distance
        sides = _as_numbers(left, right)
        if sides is None:
            return None
        return _settle(sides[1] - sides[0] if operator in _DECREASING else sides[0] - sides[1])
    if operator in ("==", "!="):
        gap = _distance(left, right)
        return None if gap is None else _settle(-gap if operator == "==" else gap)
    return None


def nearness(
    function: object, arguments: Sequence[object], named: Mapping[str, object]
) -> tuple[Margin, float, float] | None:
    """(margin, largest distance, tolerance where it is tightest) of a call that asks whether values are near; `None` for other calls."""
    kind = _NEAR.get(id(function))
    if kind is None:
        return None
    with np.errstate(all="ignore"):
        if kind == "equal":
            sides = _as_numbers(*arguments) if len(arguments) == 2 else None
            if sides is None or sides[0].shape != sides[1].shape:
                return None
            gap = _settle(np.abs(sides[0] - sides[1]))
            return (
                None
                if gap is None or not np.size(gap)
                else (smallest(-gap), float(np.max(gap)), 0.0)
            )
        found = _tolerance(kind, arguments, named)
        return (smallest(found[0]), *found[1:]) if found is not None and kind == "whole" else found


def is_vacuous_call(
    function: Callable[..., object],
    arguments: Sequence[object],
    named: Mapping[str, object],
    result: object,
) -> bool:
    """True if the call compares or joins the values of arrays, or of lists, that hold none."""
    if (
        type(function) is BuiltinMethodType
        and function.__name__ in ("all", "any")
        and isinstance(function.__self__, np.ndarray)
    ):
        return not function.__self__.size or _selects_nothing(named)
    if not _is_hashable(function):
        return False
    if any(
        function is one or (type(function) is type(one) is BuiltinMethodType and function == one)
        for one in _REDUCING
    ):
        values = [*arguments, *(named[name] for name in ("a", "array") if name in named)][:1]
        return any(
            _is_empty(value) or is_always_true(value) for value in values
        ) or _selects_nothing(named)
    if id(function) in _NEAR:  # arrays of other shapes are not near each other, empty or not
        is_near = not result.size if isinstance(result, np.ndarray) else bool(result)
        return is_near and any(_is_empty(value) for value in (*arguments, *named.values()))
    return False


def is_always_true(value: object) -> bool:
    """True of an iterator, as numpy takes it in `np.all(x > 5 for x in xs)`, and of a method that was not called."""
    return type(value) in _ALWAYS_TRUE


def smallest(margin: Margin) -> float | None:
    """The margin that decides an `all`."""
    return _reduce(margin, np.min)


def largest(margin: Margin) -> float | None:
    """The margin that decides an `any`."""
    return _reduce(margin, np.max)


def join(margins: Sequence[Margin], kind: str) -> Margin:
    """The margin of parts joined by `and` or `or`: parts that have none do not count."""
    known = [margin for margin in margins if margin is not None]
    choose = np.minimum if kind == "and" else np.maximum
    return _settle(functools.reduce(choose, known)) if known else None


def finite(margin: Margin) -> float | None:
    """The margin as a number for the record: nothing that is an array, infinite or nan."""
    if margin is None or isinstance(margin, np.ndarray) or not math.isfinite(margin):
        return None
    return float(margin) + 0.0  # no negative zero


def _tolerance(
    kind: str, arguments: Sequence[object], named: Mapping[str, object]
) -> tuple[Margin, float, float] | None:
    values = dict(zip(("a", "b", "rtol", "atol"), arguments, strict=False)) | dict(named)
    sides = _as_numbers(values.get("a"), values.get("b"))
    if sides is None:
        return None
    a, b = sides
    if kind == "scalars":
        relative, absolute = _read_tolerances(values, rel_tol=1e-9, abs_tol=0.0)
        allowed = np.maximum(relative * np.maximum(np.abs(a), np.abs(b)), absolute)
    else:
        relative, absolute = _read_tolerances(values, rtol=1e-5, atol=1e-8)
        allowed = absolute + relative * np.abs(b)
    gap = np.where(a == b, 0.0, np.abs(a - b))
    if not np.size(gap):
        return None
    margin = np.broadcast_to(allowed - gap, np.shape(gap))
    tightest = int(np.argmin(margin))
    return (
        _settle(margin),
        float(np.max(gap)),
        float(np.broadcast_to(allowed, np.shape(gap)).reshape(-1)[tightest]),
    )


def _read_tolerances(values: Mapping[str, object], **defaults: float) -> list[float]:
    """Return the tolerance of each name, as it was given or else by default."""
    return [float(values.get(name, default)) for name, default in defaults.items()]  # type: ignore[arg-type]  # what is no number raises


def _distance(left: object, right: object) -> Margin:
    if isinstance(left, complex) or isinstance(right, complex):
        if has_own_class(left) or has_own_class(right):
            return None
        try:
            return float(abs(complex(left) - complex(right)))  # type: ignore[call-overload]  # what is no number raises
        except (TypeError, ValueError, OverflowError):
            return None
    if isinstance(left, str | bytes) or isinstance(right, str | bytes):
        return None
    if _is_sequence(left) != _is_sequence(right) and not (
        isinstance(left, np.ndarray) or isinstance(right, np.ndarray)
    ):
        return None
    sides = _as_numbers(left, right)
    if sides is None:
        return None
    gap = _settle(np.where(np.equal(*sides), 0.0, np.abs(np.subtract(*sides))))
    whole = _is_sequence(left) and _is_sequence(right)
    return largest(gap) if whole else gap  # two lists are equal or not as a whole


def _as_numbers(
    left: object, right: object
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Both as floats of shapes that go together, or nothing."""
    sides = _as_floats(left), _as_floats(right)
    if sides[0] is None or sides[1] is None:
        return None
    try:
        np.broadcast_shapes(sides[0].shape, sides[1].shape)
    except ValueError:
        return None
    return sides[0], sides[1]


def _as_floats(value: object) -> NDArray[np.float64] | None:
    if not is_plain_sequence(value) if isinstance(value, list | tuple) else has_own_class(value):
        return None
    if isinstance(value, bool | int | float | Fraction):
        try:
            return np.asarray(float(value))
        except OverflowError:
            return None
    if isinstance(value, list | tuple):
        if not all(
            isinstance(part, bool | int | float | Fraction | np.number) and not has_own_class(part)
            for part in value
        ):
            return None
        value = np.asarray([float(part) for part in value])
    if (
        isinstance(value, np.ndarray | np.generic)
        and value.dtype.kind in "biuf"
        and value.size <= _LARGEST_ARRAY
    ):
        return np.asarray(value, dtype=np.float64)
    return None


def _is_empty(value: object) -> bool:
    """True of an array, or of what numpy makes an array of, without elements."""
    is_plain = isinstance(value, list | tuple | np.ndarray) or type(value) is range
    return is_plain and not np.size(value)  # type: ignore[arg-type]  # whatever the list holds


def _selects_nothing(named: Mapping[str, object]) -> bool:
    """True if `where=` selects no element."""
    return not np.any(named.get("where", True))  # type: ignore[call-overload]  # numpy has accepted it


def _reduce(margin: Margin, reduce: Callable[[NDArray[np.float64]], object]) -> float | None:
    if margin is None:
        return None
    if not np.size(margin):
        return None
    return float(reduce(np.asarray(margin)))  # type: ignore[arg-type]  # min and max of floats; nan stays nan


def _settle(margin: object) -> Margin:
    """A float for what has no dimension, the array otherwise."""
    return float(margin) if np.ndim(margin) == 0 else np.asarray(margin)  # type: ignore[arg-type]


def _is_sequence(value: object) -> bool:
    return isinstance(value, list | tuple)


def _is_hashable(value: object) -> bool:
    try:
        hash(value)
    except Exception:  # a witness's own __hash__ may do anything
        return False
    return True
