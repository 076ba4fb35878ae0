"""The shape and kind of a value: `(40, 200)` of `float64`."""

from dataclasses import dataclass

import numpy as np

_MOST_ELEMENTS = 100_000  # of nested lists that are looked through


@dataclass(frozen=True, slots=True)
class Shape:
    """Lengths along each dimension, none for a single value, and what the elements are."""

    lengths: tuple[int, ...]
    kind: str


def shape_of(value: object) -> Shape:
    """The value's shape; nested lists and tuples have one as far as they are regular, mappings and texts are single values."""
    if isinstance(value, np.ndarray | np.generic):
        return Shape(tuple(int(length) for length in value.shape), str(value.dtype))
    if isinstance(value, list | tuple):
        return _shape_of_sequence(value)
    if isinstance(value, range):
        return Shape((len(value),), "int")
    return Shape((), type(value).__name__)


def _shape_of_sequence(value: "list[object] | tuple[object, ...]") -> Shape:
    if not value:
        return Shape((0,), type(value).__name__)
    inner = [shape_of(part) for part in value[:_MOST_ELEMENTS]]
    lengths = {part.lengths for part in inner}
    kinds = sorted({part.kind for part in inner})
    kind = (
        kinds[0]
        if len(kinds) == 1
        else "float"
        if kinds == ["float", "int"]
        else type(value).__name__
    )
    return Shape((len(value), *(lengths.pop() if len(lengths) == 1 else ())), kind)
