"""The shape of a value and the type of its elements: `(40, 200)` of `float64`.

Imports no records, since the process that runs witnesses uses this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_MOST_ELEMENTS = 100_000  # of a nested list that are looked at


@dataclass(frozen=True, slots=True)
class ValueShape:
    """The lengths along each dimension, none for a single value, and the type of the elements."""

    lengths: tuple[int, ...]
    kind: str


def shape_of(value: object) -> ValueShape:
    """Return the shape of a value.

    Nested lists and tuples have one as far as they are regular. Mappings and texts are single
    values.
    """
    if isinstance(value, np.ndarray | np.generic):
        return ValueShape(tuple(int(length) for length in value.shape), str(value.dtype))
    if isinstance(value, list | tuple):
        return _shape_of_sequence(value, type(value).__name__)
    if isinstance(value, range):
        return ValueShape((len(value),), "int")
    return ValueShape((), type(value).__name__)


def _shape_of_sequence(value: Sequence[object], own_kind: str) -> ValueShape:
    if not value:
        return ValueShape((0,), own_kind)
    inner = [shape_of(part) for part in value[:_MOST_ELEMENTS]]
    lengths = {part.lengths for part in inner}
    kinds = {part.kind for part in inner}
    if kinds == {"float", "int"}:
        kinds = {"float"}
    kind = kinds.pop() if len(kinds) == 1 else own_kind
    return ValueShape((len(value), *(lengths.pop() if len(lengths) == 1 else ())), kind)
