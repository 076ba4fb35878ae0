"""Decides which values a witness may hold, whatever name or expression they come from.

The allow-list reads names in the source. A value can also arrive by a route that the source does
not name: an exception carries a module, a call returns the class `type`, a dictionary holds the
names of a package. Each value that enters a witness is therefore checked once.
Imports no records, since the process that runs witnesses uses this module.
"""

import builtins
import dataclasses
import sys
import types
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from string import Formatter
from typing import Any, NoReturn

import numpy as np

from builder.witness.closed import CLOCKS, CODE_MODULES, name_set

_CLOSED_FUNCTIONS = name_set(
    "exec eval compile __import__ __build_class__ globals locals vars setattr delattr getattr"
    " hasattr open breakpoint",
)
_REACHING_KINDS = (types.FrameType, types.CodeType, types.TracebackType, types.CellType)
_CLOSED_OBJECTS = (
    *(getattr(builtins, name) for name in _CLOSED_FUNCTIONS),
    *(str.format, str.format_map, dataclasses.Field, np.ndarray, np.recarray, np.char.chararray),
    *(types.FunctionType, types.ModuleType, types.MethodType, *_REACHING_KINDS),
)
_CLOSED_IDS = frozenset(map(id, _CLOSED_OBJECTS))
_NAMESPACE_KEYS = ("__builtins__", "__spec__", "__loader__")
# Functions of matplotlib that reach anything whose name they are given.
_REACHING_FUNCTIONS = name_set("getp get load_backend_module switch_backend")
# Descriptors of the base classes, since a class of the witness may define both names itself.
_DTYPE_OF_ARRAY: Any = np.ndarray.__dict__["dtype"]  # Any: a descriptor
_MODULE_OF_CLASS: Any = type.__dict__["__module__"]  # Any: a descriptor
_PRESENT_S = 60  # seconds on either side of now
_COARSE_UNITS = ("generic", "Y", "M", "W", "D", "h", "m")  # of dates that hold no seconds
_HARMLESS: frozenset[type] = frozenset(
    {
        *(bool, int, float, complex, str, bytes, type(None)),
        *(list, tuple, set, frozenset, range, slice, Fraction),
    }
)


class ValueGuard:
    """Checks values. One guard serves one run.

    `is_open` tells which modules a witness may name. `refuse` gets the message about a value that a
    witness may not hold, and does not return. It ends the run, since the name is bound by then and
    an `except` of the witness could go on with it.
    """

    def __init__(self, is_open: Callable[[str], bool], refuse: Callable[[str], NoReturn]) -> None:
        self.refuse = refuse
        self._is_open = is_open
        self._harmless: set[type] = {*_HARMLESS}  # types whose values need no check
        self._checks: dict[type, Callable[[Any], None]] = {}  # by type, filled from the table below
        self._checks_by_base: tuple[tuple[type | tuple[type, ...], Callable[[Any], None]], ...] = (
            (np.ndarray, self._check_array),
            (np.datetime64, self._check_array),
            (types.BuiltinFunctionType, self._check_builtin),
            (types.FunctionType, self._check_function),
            (types.MethodType, self._check_method),
            (types.MethodWrapperType, self._check_wrapper),
            (types.MethodDescriptorType, self._check_closed),
            (types.ModuleType, self._refuse_module),
            (_REACHING_KINDS, self._refuse_kind),
            (type, self._check_class),
            (dict, self._check_dict),
        )
        # Classes that passed, by `id`. The class is stored so that no other object gets its `id`.
        self._classes: dict[int, type] = {}

    def value(self, value: object) -> Any:  # Any: the type of the expression
        """Return the value, if a witness may hold it."""
        if type(value) not in self._harmless:
            self._check(value)
        return value

    def step(self, value: object) -> Any:  # Any: the type of the expression
        """Return the value of an inner part of a dotted name: an open module, or any open value."""
        if type(value) is types.ModuleType:
            if not self._is_open(value.__name__):
                self.refuse(f"the module '{value.__name__}' is not among the allowed imports")
            return value
        return self.value(value)

    def names(self, *values: object) -> bool:
        """Check values that a statement has just bound, and return true."""
        for value in values:
            if type(value) not in self._harmless:
                self._check(value)
        return True

    def imported(self, *values: object) -> bool:
        """Check values that an import has just bound, and return true."""
        for value in values:
            self.step(value)
        return True

    def each(self, values: Any) -> tuple[object, ...]:  # Any: what is not iterable raises
        """Return the positional arguments that a call unpacks with `*`, checked."""
        found = tuple(values)
        self.names(*found)
        return found

    def named(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """Return the keyword arguments that a call unpacks with `**`, checked."""
        self.names(*(values[key] for key in values.keys()))  # noqa: SIM118  # need not be iterable
        return values

    def _check(self, value: Any) -> None:  # Any: what its class offers is asked case by case
        """Refuse a value that a witness may not hold, or that cannot be checked.

        The second is refused too, since its name is bound already.
        """
        check = self._checks.get(type(value))
        try:
            if check is not None:
                check(value)
            else:
                self._check_new_type(type(value), value)
        except Exception as error:
            self.refuse(f"a value cannot be looked at: {type(error).__name__}")

    def _check_new_type(self, kind: type, value: Any) -> None:
        """Check the first value of a type, and remember how values of the type are checked."""
        check = next(
            (check for base, check in self._checks_by_base if issubclass(kind, base)), None
        )
        if check is not None:
            self._checks[kind] = check
            check(value)
            return
        if str(_MODULE_OF_CLASS.__get__(kind)).partition(".")[0] == "builder":
            self.refuse(f"a {kind.__name__} of the builder reaches into the run")
        self._harmless.add(kind)

    def _check_array(self, value: Any) -> None:
        if type(value) is np.ndarray and value.dtype.kind != "M":
            return  # nearly all arrays
        dtype = _DTYPE_OF_ARRAY.__get__(value) if isinstance(value, np.ndarray) else value.dtype
        if dtype.hasobject and isinstance(value, np.memmap):
            self.refuse("an array of objects does not lie in a file")
        if dtype.kind == "M" and _is_present(value):
            self.refuse("the present moment differs from run to run")

    def _refuse_kind(self, value: object) -> None:
        self.refuse(f"a {type(value).__name__} reaches into the interpreter")

    def _refuse_module(self, value: types.ModuleType) -> None:
        name = types.ModuleType.__getattribute__(value, "__name__")
        self.refuse(f"the module '{name}' is a value here, and stands only before a dot")

    def _check_closed(self, value: Any) -> None:
        if id(value) in _CLOSED_IDS:
            self.refuse(f"'{getattr(value, '__name__', '')}' is closed to witnesses")

    def _check_class(self, value: type) -> None:
        if id(value) in self._classes:
            return
        self._check_closed(value)
        if issubclass(value, type):
            self.refuse("a class of classes is closed to witnesses")
        module = _MODULE_OF_CLASS.__get__(value)
        self._check_module(module if isinstance(module, str) else "", value)
        self._classes[id(value)] = value

    def _check_builtin(self, value: Any) -> None:
        self._check_closed(value)
        owner = value.__self__
        if isinstance(owner, types.ModuleType) or owner is None:
            self._check_module(value.__module__, value)
        elif isinstance(owner, str):
            if value.__name__ in ("format", "format_map") and _looks_up(str.__str__(owner)):
                self.refuse("a format looks up no attribute and no item")
        elif isinstance(owner, type):
            self._check_class(owner)
            if value.__name__ in CLOCKS and issubclass(owner, date):
                self.refuse(f"'{value.__name__}' differs from day to day")

    def _check_function(self, value: Any) -> None:
        module = value.__globals__.get("__name__")
        self._check_module(module, value)
        name = value.__code__.co_name
        is_of_matplotlib = isinstance(module, str) and module.startswith("matplotlib")
        if name in _REACHING_FUNCTIONS and is_of_matplotlib:
            self.refuse(f"'{name}' of '{module}' is closed to witnesses")

    def _check_method(self, value: Any) -> None:
        self.value(value.__func__)

    def _check_wrapper(self, value: Any) -> None:
        self.value(value.__self__)

    def _check_module(self, module: object, value: Any) -> None:
        """Refuse a value of a module that makes code, reads the clock or reaches the system.

        A module that the atlas allows is not refused.
        """
        root = module.partition(".")[0] if isinstance(module, str) else ""
        if root in CODE_MODULES and not self._is_open(root):
            name = getattr(value, "__name__", "")
            self.refuse(f"'{name}' of the module '{root}' is closed to witnesses")

    def _check_dict(self, value: dict[object, object]) -> None:
        if value is sys.modules or any(dict.__contains__(value, key) for key in _NAMESPACE_KEYS):
            self.refuse("the names of a module are closed to witnesses")


def _looks_up(template: str) -> bool:
    """Return true for a format string that reads attributes or items by the names it holds."""
    try:
        fields = [name for _, name, _, _ in Formatter().parse(template) if name]
    except ValueError:
        return False  # the call itself raises with a message
    return any("." in name or "[" in name for name in fields)


def _is_present(moments: Any) -> bool:  # Any: an array or a scalar of numpy's dates
    """Return true for dates within a minute of now, to the second.

    No page can have such a date written down before it comes.
    """
    if not moments.size or np.datetime_data(moments.dtype)[0] in _COARSE_UNITS:
        return False
    distances = np.abs((moments - np.datetime64("now")).astype("timedelta64[s]").astype(np.int64))
    return bool(np.any(distances <= _PRESENT_S))
