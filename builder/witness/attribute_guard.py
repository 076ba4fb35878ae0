"""Decides at run time which attributes a witness may change or read, and which classes it may make.

A witness may change the attributes of what it made itself. Its classes may not behave like the
numbers and sequences of Python or numpy while they redefine how those compare.
Imports no records, since the process that runs witnesses uses this module.
"""

import types
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from builder.witness.closed import name_set
from builder.witness.values import ValueGuard

_CHANGEABLE = (types.FunctionType, types.SimpleNamespace, type(np.zeros(0).flags))
_CHANGEABLE_OF_ARRAYS = name_set("flat imag real shape")
_VALUES = (
    *(int, float, complex, str, bytes, list, tuple, dict, set, frozenset),
    *(Fraction, np.generic, np.ndarray),
)
_NAMES_OF_CLASS: Any = type.__dict__["__dict__"]  # Any: a descriptor
_DECIDING_METHODS = name_set(
    "__abs__ __complex__ __contains__ __eq__ __float__ __ge__ __getitem__ __gt__ __index__ __int__"
    " __iter__ __le__ __len__ __lt__ __ne__ __rsub__ __sub__ all any max mean min sum",
)


def guard_functions(
    token: str, guard: ValueGuard, own_modules: Collection[str]
) -> Mapping[str, object]:
    """Return the function for each constant of code that was guarded with this token."""
    own: set[type] = set()  # the classes that class statements of the witness made

    def made(value: object) -> object:
        guard.value(value)
        if isinstance(value, type):
            own.add(value)
            if name := _find_redefined(value, own):
                guard.refuse(
                    f"'{name}' of '{value.__name__}' lets it pass for another value:"
                    " derive it from no number and no sequence"
                )
        return value

    def change(owner: object, name: str) -> object:
        if name.startswith("__") or not _is_changeable(owner, name, own):
            guard.refuse(f"'.{name}' of '{_name_owner(owner)}' is not the witness's to change")
        return owner

    def read(owner: object, name: str) -> object:
        if isinstance(owner, ImportError):
            guard.refuse(f"'.{name}' of an import says where the machine has its packages")
        if name == "path" or not isinstance(owner, types.ModuleType):
            return owner
        if owner.__name__ not in own_modules:
            guard.refuse(f"'.{name}' of '{owner.__name__}' is closed to witnesses")
        return owner

    functions: dict[str, Callable[..., object]] = {
        "change": change,
        "read": read,
        "made": made,
        "value": guard.value,
        "step": guard.step,
        "names": guard.names,
        "imported": guard.imported,
        "each": guard.each,
        "named": guard.named,
    }
    return {token + name: function for name, function in functions.items()}


def _is_changeable(owner: object, name: str, own: Collection[type]) -> bool:
    """Return true if the witness may set or delete the attribute. `own` are its classes."""
    if isinstance(owner, type):
        return owner in own
    kind = type(owner)
    is_array = kind is np.ndarray and name in _CHANGEABLE_OF_ARRAYS
    return kind in own or kind in _CHANGEABLE or is_array


def _name_owner(owner: object) -> str:
    if isinstance(owner, type | types.ModuleType):
        return owner.__name__
    return f"a {type(owner).__name__}"


def _find_redefined(kind: type, own: Collection[type]) -> str:
    """Return a method that a class derived from a value of Python or numpy redefines, or "".

    `own` are the classes that the witness made. An object of such a class would pass for a number,
    and its comparisons could come out as the witness likes.
    """
    ancestors = type.mro(kind)
    base = next((one for one in ancestors if one in _VALUES), None)
    if base is None:
        return ""
    trusted = {object, *type.mro(base)}
    trusted.update(
        one for one in ancestors if one not in own and one is not kind and issubclass(one, _VALUES)
    )
    for name in sorted(_DECIDING_METHODS):
        definer = next((one for one in ancestors if name in _NAMES_OF_CLASS.__get__(one)), object)
        if definer not in trusted:
            return name
    return ""
