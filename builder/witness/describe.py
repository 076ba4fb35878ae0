"""Describe values of a run: in short text for a page, and at full precision for the record.

No description holds an address, which differs between runs.
"""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from types import BuiltinFunctionType, FunctionType, MappingProxyType, MethodType
from typing import Any

import numpy as np

_LONGEST_BRIEF = 60
_LONGEST_FULL = 400
_FEW = 6
_LARGE_INTEGER = 10**12

_SEQUENCE_METHODS = (
    "__eq__",
    "__ne__",
    "__lt__",
    "__le__",
    "__gt__",
    "__ge__",
    "__iter__",
    "__len__",
    "__getitem__",
    "__contains__",
)


def _list_known() -> frozenset[type]:
    """Return the classes of numbers and arrays, to be compared by identity.

    A class of the witness may have the name of any of them.
    """
    found: list[type] = [np.generic]
    for kind in found:
        found += kind.__subclasses__()
    return frozenset(
        {bool, int, float, complex, Fraction, np.ndarray, np.matrix, np.memmap, *found}
    )


_COLLECTIONS = frozenset(
    {list, tuple, set, frozenset, range, dict, OrderedDict, defaultdict, Counter, MappingProxyType}
)
_NAMED = (FunctionType, BuiltinFunctionType, MethodType, np.ufunc)
_NAME_OF_CLASS: Any = type.__dict__["__name__"]  # Any: a descriptor
_KNOWN = (
    _list_known()
)  # listed when the process starts, so without the classes that a witness makes
_SINGLE = (float, np.floating)
_NUMERIC = (np.ndarray, np.generic, bool, int, float, complex, Fraction)
Write = Callable[[object], str]  # how a single number is written
Collection = (
    list[object]
    | tuple[object, ...]
    | set[object]
    | frozenset[object]
    | range
    | Mapping[object, object]
)


def brief(value: object) -> str:
    """Return the value in a few words, with numbers to 4 significant digits.

    Examples: `27.45`, `array (40, 200) in [0.1, 3.2]`, `list of 30`.
    """
    return cut(_describe(value, _brief_number), _LONGEST_BRIEF)


def brief_pair(left: object, right: object) -> tuple[str, str]:
    """Return both values in a few words, with enough digits to show that two numbers differ.

    Example: `0.50001` and `0.5`.
    """
    texts = brief(left), brief(right)
    if has_own_class(left) or has_own_class(right) or texts[0] != texts[1]:
        return texts
    if isinstance(left, _SINGLE) and isinstance(right, _SINGLE) and left != right:
        for digits in (6, 9, 13, 17):
            texts = f"{left:.{digits}g}", f"{right:.{digits}g}"
            if texts[0] != texts[1]:
                return texts
    return texts


def full(value: object) -> str:
    """Return the value at full precision, and an array with its shape, kind and range."""
    return cut(_describe(value, _full_number), _LONGEST_FULL)


def cut(text: str, length: int = 300) -> str:
    """Return the text, cut to `length` characters."""
    return text if len(text) <= length else text[: length - 1] + "…"


def shape_text(shape: Sequence[int]) -> str:
    """Return the shape as Python writes it: `(40,)`."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def has_own_class(value: object) -> bool:
    """Return true if the value's class is not one of Python's or numpy's numbers and arrays.

    The methods of such a class may return anything about its value.
    """
    return type(value) not in _KNOWN


def is_plain_sequence(value: object) -> bool:
    """Return true if the list or tuple is compared and read by Python's own methods.

    That is so for a named tuple, but not for a class that redefines one of these methods.
    """
    kind = type(value)
    if kind in (list, tuple):
        return True
    base = tuple if isinstance(value, tuple) else list
    return issubclass(kind, base) and all(
        getattr(kind, name) is getattr(base, name) for name in _SEQUENCE_METHODS
    )


def _describe(value: object, write: Write) -> str:
    if isinstance(value, _NUMERIC) and has_own_class(value):
        return f"a {type(value).__name__}"
    if isinstance(value, np.ndarray):
        return _describe_array(value, write) if value.ndim else _describe(value.item(), write)
    if isinstance(value, np.generic):
        item = value.item()
        return type(value).__name__ if isinstance(item, np.generic) else _describe(item, write)
    if value is None or isinstance(value, bool | int | float | complex | Fraction):
        return write(value)
    if type(value) in (str, bytes):
        return repr(value)
    if type(value) in _COLLECTIONS or (
        isinstance(value, list | tuple) and is_plain_sequence(value)
    ):
        return _describe_collection(value, write)  # type: ignore[arg-type]  # one of the classes above
    if isinstance(value, type):
        return _name_class(value)
    if type(value) in _NAMED:
        return str(value.__name__)  # type: ignore[attr-defined]  # Python's own functions and numpy's have a name
    return f"a {_name_class(type(value))}"


def _name_class(kind: type) -> str:
    """Return the name from the class statement, which the class itself cannot change."""
    return str(_NAME_OF_CLASS.__get__(kind))


def _brief_number(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return str(value) if abs(value) < _LARGE_INTEGER else _large(value)
    if isinstance(value, Fraction):
        largest = max(abs(value.numerator), value.denominator)
        return str(value) if largest < _LARGE_INTEGER else f"{float(value):.4g}"
    return f"{value:.4g}"


def _full_number(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**_LONGEST_FULL:
        return _large(value)
    if (
        isinstance(value, Fraction)
        and max(abs(value.numerator), value.denominator) >= 10**_LONGEST_FULL
    ):
        return "a Fraction of many digits"
    return str(value)


def _large(value: int) -> str:
    try:
        return f"{float(value):.4g}"
    except OverflowError:
        return f"an integer of {value.bit_length()} bits"


def _describe_array(
    array: "np.ndarray[tuple[int, ...], np.dtype[np.generic]]", write: Write
) -> str:
    head = f"array {shape_text(array.shape)}"
    if write is _full_number:
        head += f" {array.dtype}"
    if array.size == 0:
        return f"{head} of nothing"
    if array.dtype.kind == "b":
        return f"{head}, {int(np.count_nonzero(array))} true"
    if array.dtype.kind not in "iuf":
        return head if write is _full_number else f"{head} of {array.dtype.name}"
    missing = int(np.count_nonzero(np.isnan(array))) if array.dtype.kind == "f" else 0
    if missing == array.size:
        return f"{head} of nan"
    low, high = (np.nanmin(array), np.nanmax(array)) if missing else (array.min(), array.max())
    gaps = f", {missing} nan" if missing else ""
    return f"{head} in [{write(low.item())}, {write(high.item())}]{gaps}"


def _describe_collection(value: Collection, write: Write) -> str:
    kind = type(value).__name__
    if len(value) <= _FEW and isinstance(value, list | tuple):
        parts = [_describe(part, write) for part in value]
        inner = ", ".join(parts) + ("," if isinstance(value, tuple) and len(parts) == 1 else "")
        text = f"[{inner}]" if isinstance(value, list) else f"({inner})"
        if len(text) <= _LONGEST_FULL:
            return text
    if isinstance(value, list | tuple | range) and value and _are_all(value, (int, float)):
        kept = [part for part in value if isinstance(part, int | float) and part == part]
        missing = len(value) - len(kept)
        span = f" in [{write(min(kept))}, {write(max(kept))}]" if kept else ""
        return f"{kind} of {len(value)}{span}{f', {missing} nan' if missing else ''}"
    is_small_set = isinstance(value, set | frozenset) and len(value) <= _FEW
    if is_small_set and _are_all(value, (int, float, str)):
        parts = sorted(_describe(part, write) for part in value)
        return f"{{{', '.join(parts)}}}" if parts else "an empty set"
    return f"{kind} of {len(value)}"


def _are_all(parts: Iterable[object], classes: tuple[type, ...]) -> bool:
    return all(type(part) in classes for part in parts)
