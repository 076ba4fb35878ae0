"""Margins: how far a condition is from changing its truth value.

The margin of an ordering is the difference of its sides; that of an equality or of nearness is the
tolerance less the distance. The margin of `and` and `all` is the smallest of their parts, that of
`or` and `any` the largest, that of `not` the negated one. It is `None` where there is nothing to
measure, or where a number is missing (nan).
Imports no records, since the process that runs witnesses uses this module.
"""

import functools
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from types import BuiltinMethodType, GeneratorType

import numpy as np
from numpy.typing import NDArray

from builder.witness.describe import has_own_class, is_plain_sequence

Floats = NDArray[np.float64]
Margin = float | Floats | None

# Both tables are bound when the process starts, so that a witness that rebinds numpy's names
# changes nothing here.
_NEAR: Mapping[int, str] = {  # by identity: an object of the witness may be equal to anything
    id(np.allclose): "whole",
    id(np.isclose): "elements",
    id(math.isclose): "scalars",
    id(np.array_equal): "equal",
    id(np.array_equiv): "equal",
}
# The functions that join the truth values of an array into one. `all` and `any` themselves are in
# the recorder, which looks at their iterator.
_REDUCING: Collection[Callable[..., object]] = frozenset(
    {np.all, np.any, np.ndarray.all, np.ndarray.any, np.logical_and.reduce, np.logical_or.reduce}
)
_ALWAYS_TRUE: Collection[type] = frozenset({GeneratorType, map, filter, zip, BuiltinMethodType})
_DECREASING = frozenset({"<", "<="})
_INCREASING = frozenset({">", ">="})
_LARGEST_ARRAY = 50_000_000  # elements


def margin_of(operator: str, left: object, right: object) -> Margin:
    """Return the margin of one comparison, element by element where an operand is an array."""
    if type(left) is float and type(right) is float:  # by far the most common, and in loops
        if operator in _DECREASING:
            return right - left
        if operator in _INCREASING:
            return left - right
    with np.errstate(all="ignore"):
        if operator in ("==", "!="):
            distance = _distance(left, right)
            if distance is None:
                return None
            return _as_margin(-distance if operator == "==" else distance)
        if operator not in _DECREASING and operator not in _INCREASING:
            return None
        if _is_sequence(left) or _is_sequence(right):
            return None  # sequences are ordered by their first difference, which is no distance
        sides = _as_numbers(left, right)
        if sides is None:
            return None
        return _as_margin(sides[1] - sides[0] if operator in _DECREASING else sides[0] - sides[1])


def nearness(
    function: object, arguments: Sequence[object], named: Mapping[str, object]
) -> tuple[Margin, float, float] | None:
    """Measure a call that asks whether values are near; return `None` for other calls.

    The result is (margin, largest distance, tolerance where the margin is smallest).
    """
    kind = _NEAR.get(id(function))
    if kind is None:
        return None
    with np.errstate(all="ignore"):
        if kind == "equal":
            sides = _as_numbers(*arguments) if len(arguments) == 2 else None
            if sides is None or sides[0].shape != sides[1].shape or not sides[0].size:
                return None
            distance = np.abs(sides[0] - sides[1])
            return smallest(-distance), float(np.max(distance)), 0.0
        found = _measure_nearness(kind, arguments, named)
        if found is None or kind != "whole":
            return found
        return smallest(found[0]), *found[1:]


def is_vacuous_call(
    function: Callable[..., object],
    arguments: Sequence[object],
    named: Mapping[str, object],
    result: object,
) -> bool:
    """Return true if the call compares or joins the values of arrays or lists that are empty."""
    is_method = type(function) is BuiltinMethodType and function.__name__ in ("all", "any")
    array = getattr(function, "__self__", None) if is_method else None
    if isinstance(array, np.ndarray):
        return not array.size or _selects_nothing(named)
    if not _is_hashable(function):
        return False
    if any(_is_same_function(function, one) for one in _REDUCING):
        values = [*arguments, *(named[name] for name in ("a", "array") if name in named)][:1]
        is_empty = any(_is_empty(value) or is_always_true(value) for value in values)
        return is_empty or _selects_nothing(named)
    if id(function) in _NEAR:  # arrays of other shapes are not near each other, empty or not
        is_near = not result.size if isinstance(result, np.ndarray) else bool(result)
        return is_near and any(_is_empty(value) for value in (*arguments, *named.values()))
    return False


def is_always_true(value: object) -> bool:
    """Return true for an object that is true whatever it holds.

    Numpy takes an iterator in `np.all(x > 5 for x in xs)` as such; a method not called is another.
    """
    return type(value) in _ALWAYS_TRUE


def smallest(margin: Margin) -> float | None:
    """Return the margin that decides an `all`."""
    return _reduce(margin, np.min)


def largest(margin: Margin) -> float | None:
    """Return the margin that decides an `any`."""
    return _reduce(margin, np.max)


def join(margins: Sequence[Margin], kind: str) -> Margin:
    """Return the margin of parts joined by `and` or `or`; parts without a margin do not count."""
    known = [margin for margin in margins if margin is not None]
    choose = np.minimum if kind == "and" else np.maximum
    return _as_margin(functools.reduce(choose, known)) if known else None


def finite(margin: Margin) -> float | None:
    """Return the margin as a number for the record, or `None` for an array, infinity or nan."""
    if margin is None or isinstance(margin, np.ndarray) or not math.isfinite(margin):
        return None
    return float(margin) + 0.0  # no negative zero


def _measure_nearness(
    kind: str, arguments: Sequence[object], named: Mapping[str, object]
) -> tuple[Margin, float, float] | None:
    values = dict(zip(("a", "b", "rtol", "atol"), arguments, strict=False)) | dict(named)
    sides = _as_numbers(values.get("a"), values.get("b"))
    if sides is None:
        return None
    a, b = sides
    if kind == "scalars":
        relative, absolute = _read_tolerances(values, rel_tol=1e-9, abs_tol=0.0)
        tolerance = np.maximum(relative * np.maximum(np.abs(a), np.abs(b)), absolute)
    else:
        relative, absolute = _read_tolerances(values, rtol=1e-5, atol=1e-8)
        tolerance = absolute + relative * np.abs(b)
    distance = np.where(a == b, 0.0, np.abs(a - b))
    if not np.size(distance):
        return None
    margin = np.broadcast_to(tolerance - distance, np.shape(distance))
    tightest = int(np.argmin(margin))
    tolerances = np.broadcast_to(tolerance, np.shape(distance)).reshape(-1)
    return _as_margin(margin), float(np.max(distance)), float(tolerances[tightest])


def _read_tolerances(values: Mapping[str, object], **defaults: float) -> list[float]:
    """Return the tolerance of each name, as it was given or else by default."""
    return [float(values.get(name, default)) for name, default in defaults.items()]  # type: ignore[arg-type]  # what is no number raises


def _distance(left: object, right: object) -> Margin:
    """Return the distance of two values, element by element where one of them is an array."""
    if isinstance(left, complex) or isinstance(right, complex):
        return _complex_distance(left, right)
    if isinstance(left, str | bytes) or isinstance(right, str | bytes):
        return None
    are_sequences = _is_sequence(left), _is_sequence(right)
    is_array = isinstance(left, np.ndarray) or isinstance(right, np.ndarray)
    if are_sequences[0] != are_sequences[1] and not is_array:
        return None
    sides = _as_numbers(left, right)
    if sides is None:
        return None
    distance = _as_margin(np.where(np.equal(*sides), 0.0, np.abs(np.subtract(*sides))))
    return largest(distance) if all(are_sequences) else distance  # lists are equal as a whole


def _complex_distance(left: object, right: object) -> float | None:
    if has_own_class(left) or has_own_class(right):
        return None
    try:
        return float(abs(complex(left) - complex(right)))  # type: ignore[call-overload]  # what is no number raises
    except (TypeError, ValueError, OverflowError):
        return None


def _as_numbers(left: object, right: object) -> tuple[Floats, Floats] | None:
    """Return both as floats of shapes that can be broadcast together, or `None`."""
    first, second = _as_floats(left), _as_floats(right)
    if first is None or second is None:
        return None
    try:
        np.broadcast_shapes(first.shape, second.shape)
    except ValueError:
        return None
    return first, second


def _as_floats(value: object) -> Floats | None:
    if isinstance(value, list | tuple):
        if not is_plain_sequence(value) or not all(map(_is_plain_number, value)):
            return None
        value = np.asarray([float(part) for part in value])
    elif has_own_class(value):
        return None
    if isinstance(value, bool | int | float | Fraction):
        try:
            return np.asarray(float(value))
        except OverflowError:
            return None
    if not isinstance(value, np.ndarray | np.generic):
        return None
    is_real = value.dtype.kind in "biuf" and value.size <= _LARGEST_ARRAY
    return np.asarray(value, dtype=np.float64) if is_real else None


def _is_plain_number(value: object) -> bool:
    is_number = isinstance(value, bool | int | float | Fraction | np.number)
    return is_number and not has_own_class(value)


def _is_same_function(function: object, other: object) -> bool:
    are_methods = type(function) is type(other) is BuiltinMethodType
    return function is other or (are_methods and function == other)


def _is_empty(value: object) -> bool:
    """Return true for an array, or for what numpy makes an array of, without elements."""
    is_plain = isinstance(value, list | tuple | np.ndarray) or type(value) is range
    return is_plain and not np.size(value)  # type: ignore[arg-type]  # whatever the list holds


def _selects_nothing(named: Mapping[str, object]) -> bool:
    """Return true if `where=` selects no element."""
    return not np.any(named.get("where", True))  # type: ignore[call-overload]  # numpy has accepted it


def _reduce(margin: Margin, reduce: Callable[[Floats], object]) -> float | None:
    if margin is None or not np.size(margin):
        return None
    return float(reduce(np.asarray(margin)))  # type: ignore[arg-type]  # min and max of floats; nan stays nan


def _as_margin(margin: object) -> Margin:
    """Return a float for a value without dimensions, the array otherwise."""
    return float(margin) if np.ndim(margin) == 0 else np.asarray(margin)  # type: ignore[arg-type]


def _is_sequence(value: object) -> bool:
    return isinstance(value, list | tuple)


def _is_hashable(value: object) -> bool:
    try:
        hash(value)
    except Exception:  # a witness's own __hash__ may do anything
        return False
    return True
