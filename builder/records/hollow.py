"""Records of which only a part has been read: whoever asks for another field has the rest read.

A build after an edit knows a thousand concepts and looks at one of them. What it needs of the others is a few fields of each; the rest of
a record is the larger part of reading it.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, TypeVar

_R = TypeVar("_R", bound="Hollow")


class Hollow:
    """Base of the records that may be hollow. Such a record is equal to a whole one that says the same."""

    __slots__ = ("_fill",)

    if not TYPE_CHECKING:  # to a type checker, every name would be a field

        def __getattr__(self, name: str) -> object:
            """A field that has not been read. Raises: `GoneError` where it cannot be read any more."""
            if name not in _list_fields(type(self)) or not _has(self, "_fill"):
                raise AttributeError(f"'{type(self).__name__}' has no '{name}'")
            whole = self._fill()
            for field in _list_fields(type(self)):
                if not _has(self, field):
                    object.__setattr__(self, field, getattr(whole, field))
            object.__delattr__(self, "_fill")
            return getattr(self, name)


def make_hollow(kind: type[_R], known: Mapping[str, object], fill: Callable[[], _R]) -> _R:
    """A record with these fields; `fill` gives the whole one, and is called once at most."""
    record = object.__new__(kind)
    for name, value in known.items():
        object.__setattr__(record, name, value)
    object.__setattr__(record, "_fill", fill)
    return record


def replace_fields(record: _R, **changes: object) -> _R:
    """The record with other values, as by `dataclasses.replace`; what has not been read of it need not be read for that."""
    if not _has(record, "_fill"):
        return replace(record, **changes)  # type: ignore[type-var]  # every record is a dataclass
    kind: type[Hollow] = type(record)
    known = {name: getattr(record, name) for name in _list_fields(kind) if _has(record, name)}  # type: ignore[arg-type]  # every type can be hashed
    return make_hollow(type(record), known | changes, lambda: record)


def _has(record: Hollow, name: str) -> bool:
    try:
        object.__getattribute__(record, name)
    except AttributeError:
        return False
    return True


@cache
def _list_fields(kind: type[Hollow]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))  # type: ignore[arg-type]  # as above
