"""Decides which values a witness may hold, whatever name or expression they come from.

The allow-list reads names in the source. A value can also arrive by a route that the source does not name: an exception carries a
module, a call returns the class `type`, a dictionary holds the names of a package. Each value that enters a witness is therefore
looked at once. Imports no records: the process that runs witnesses uses it.
"""

import builtins
import dataclasses
import sys
import types
from collections.abc import Callable, Collection, Mapping
from datetime import date
from fractions import Fraction
from string import Formatter
from typing import Any, NoReturn

import numpy as np

from builder.witness.closed import CLOCKS, CODE_MODULES

_FUNCTIONS = (
    "exec",
    "eval",
    "compile",
    "__import__",
    "__build_class__",
    "globals",
    "locals",
    "vars",
    "setattr",
    "delattr",
    "getattr",
)
_CLOSED_OBJECTS = (
    *(getattr(builtins, name) for name in (*_FUNCTIONS, "hasattr", "open", "breakpoint")),
    *(str.format, str.format_map, dataclasses.Field, np.ndarray, np.recarray, np.char.chararray),
    *(
        types.FunctionType,
        types.CodeType,
        types.ModuleType,
        types.FrameType,
        types.TracebackType,
        types.CellType,
        types.MethodType,
    ),
)
_CLOSED_IDS = frozenset(map(id, _CLOSED_OBJECTS))
_REACHING = (types.FrameType, types.CodeType, types.TracebackType, types.CellType)
_NAMESPACE_KEYS = ("__builtins__", "__spec__", "__loader__")
_DTYPE_OF_ARRAY: Any = np.ndarray.__dict__[
    "dtype"
]  # Any: a descriptor; a class of arrays may have a `dtype` of its own
_MODULE_OF_CLASS: Any = type.__dict__[
    "__module__"
]  # Any: a descriptor; a class's own `__module__` may be anything
_REACHING_FUNCTIONS = frozenset(
    {"getp", "get", "load_backend_module", "switch_backend"}
)  # of matplotlib: by a text they reach anything
_VALUES = (
    int,
    float,
    complex,
    str,
    bytes,
    list,
    tuple,
    dict,
    set,
    frozenset,
    Fraction,
    np.generic,
    np.ndarray,
)
_NAMES_OF_CLASS: Any = type.__dict__["__dict__"]
_DECIDING_METHODS = frozenset(
    {
        "__eq__",
        "__ge__",
        "__gt__",
        "__le__",
        "__lt__",
        "__ne__",
        "__abs__",
        "__complex__",
        "__contains__",
        "__float__",
        "__getitem__",
    }
    | {
        "__index__",
        "__int__",
        "__iter__",
        "__len__",
        "__rsub__",
        "__sub__",
        "all",
        "any",
        "max",
        "mean",
        "min",
        "sum",
    }
)
_PRESENT_S = 60  # seconds on either side of now
_HARMLESS: frozenset[type] = frozenset(
    {
        bool,
        int,
        float,
        complex,
        str,
        bytes,
        type(None),
        list,
        tuple,
        set,
        frozenset,
        range,
        slice,
        Fraction,
    }
)


class ValueGuard:
    """Looks at values. One guard serves one run.

    `is_open` says which modules a witness may name. `refuse` is told what a witness may not hold, and does not return: it ends the run,
    so that no `except` of the witness goes on with a name that is bound by then.
    """

    def __init__(self, is_open: Callable[[str], bool], refuse: Callable[[str], NoReturn]) -> None:
        self.refuse = refuse
        self._is_open = is_open
        self._harmless: set[type] = {*_HARMLESS}  # types whose values need no second look
        self._judges: dict[
            type, Callable[[Any], None]
        ] = {}  # by the type of the value, from the table below
        self._by_base: tuple[tuple[type | tuple[type, ...], Callable[[Any], None]], ...] = (
            (np.ndarray, self._judge_array),
            (np.datetime64, self._judge_array),
            (types.BuiltinFunctionType, self._judge_builtin),
            (types.FunctionType, self._judge_function),
            (types.MethodType, self._judge_method),
            (types.MethodWrapperType, self._judge_wrapper),
            (types.MethodDescriptorType, self._judge_closed),
            (types.ModuleType, self._refuse_module),
            (_REACHING, self._refuse_kind),
            (type, self._judge_class),
            (dict, self._judge_dict),
        )
        self._classes: dict[
            int, type
        ] = {}  # classes that were looked at, by id; kept, so that no other takes the id

    def value(self, value: object) -> Any:  # Any: whatever the expression is
        """Return a value that a witness may hold."""
        if type(value) not in self._harmless:
            self._judge(value)
        return value

    def step(self, value: object) -> Any:
        """Return the value of an inner part of a dotted name, which may also be a module that is open."""
        if type(value) is types.ModuleType:
            if not self._is_open(value.__name__):
                self.refuse(f"the module '{value.__name__}' is not among the allowed imports")
            return value
        return self.value(value)

    def names(self, *values: object) -> bool:
        """Return True for values that a statement has just bound."""
        for value in values:
            if type(value) not in self._harmless:
                self._judge(value)
        return True

    def imported(self, *values: object) -> bool:
        """Return True for values that an import has just bound."""
        for value in values:
            self.step(value)
        return True

    def each(self, values: Any) -> tuple[object, ...]:
        """Return the values that a call takes one by one after `*`."""
        found = tuple(values)
        self.names(*found)
        return found

    def named(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """Return the values that a call takes by name after `**`."""
        self.names(*(values[key] for key in values.keys()))  # noqa: SIM118  # a mapping in Python's sense has `keys`, and need not iterate
        return values

    def _judge(self, value: Any) -> None:  # Any: what its class offers is asked case by case
        """Refuse what a witness may not hold; what cannot be judged is refused as well, since its name is bound already."""
        judge = self._judges.get(type(value))
        try:
            if judge is not None:
                judge(value)
            else:
                self._meet_kind(type(value), value)
        except Exception as error:
            self.refuse(f"a value cannot be looked at: {type(error).__name__}")

    def _meet_kind(self, kind: type, value: Any) -> None:
        """Find how values of a class are judged, the first time that one comes."""
        judge = next((judge for base, judge in self._by_base if issubclass(kind, base)), None)
        if judge is not None:
            self._judges[kind] = judge
            judge(value)
            return
        if str(_MODULE_OF_CLASS.__get__(kind)).partition(".")[0] == "builder":
            self.refuse(f"a {kind.__name__} of the builder reaches into the run")
        self._harmless.add(kind)

    def _judge_array(self, value: Any) -> None:
        if type(value) is np.ndarray and value.dtype.kind != "M":
            return  # nearly all there are
        dtype = _DTYPE_OF_ARRAY.__get__(value) if isinstance(value, np.ndarray) else value.dtype
        if dtype.hasobject and isinstance(value, np.memmap):
            self.refuse("an array of objects does not lie in a file")
        if dtype.kind == "M" and _is_present(value):
            self.refuse("the present moment differs from run to run")

    def _refuse_kind(self, value: object) -> None:
        self.refuse(f"a {type(value).__name__} reaches into the interpreter")

    def _refuse_module(self, value: types.ModuleType) -> None:
        self.refuse(
            f"the module '{types.ModuleType.__getattribute__(value, '__name__')}' is a value here, and stands only before a dot"
        )

    def _judge_closed(self, value: Any) -> None:
        if id(value) in _CLOSED_IDS:
            self.refuse(f"'{getattr(value, '__name__', '')}' is closed to witnesses")

    def _judge_class(self, value: type) -> None:
        if id(value) in self._classes:
            return
        self._judge_closed(value)
        if issubclass(value, type):
            self.refuse("a class of classes is closed to witnesses")
        module = _MODULE_OF_CLASS.__get__(value)
        self._judge_module(module if isinstance(module, str) else "", value)
        self._classes[id(value)] = value

    def _judge_builtin(self, value: Any) -> None:
        self._judge_closed(value)
        owner = value.__self__
        if isinstance(owner, types.ModuleType) or owner is None:
            self._judge_module(value.__module__, value)
        elif isinstance(owner, str):
            if value.__name__ in ("format", "format_map") and _looks_up(str.__str__(owner)):
                self.refuse("a format looks up no attribute and no item")
        elif isinstance(owner, type):
            self._judge_class(owner)
            if value.__name__ in CLOCKS and issubclass(owner, date):
                self.refuse(f"'{value.__name__}' differs from day to day")

    def _judge_function(self, value: Any) -> None:
        module = value.__globals__.get("__name__")
        self._judge_module(module, value)
        if (
            value.__code__.co_name in _REACHING_FUNCTIONS
            and isinstance(module, str)
            and module.startswith("matplotlib")
        ):
            self.refuse(f"'{value.__code__.co_name}' of '{module}' is closed to witnesses")

    def _judge_method(self, value: Any) -> None:
        self.value(value.__func__)

    def _judge_wrapper(self, value: Any) -> None:
        self.value(value.__self__)

    def _judge_module(self, module: object, value: Any) -> None:
        """Refuse what belongs to a module that makes code, reads the clock or reaches the system, unless the atlas allows it."""
        root = module.partition(".")[0] if isinstance(module, str) else ""
        if root in CODE_MODULES and not self._is_open(root):
            self.refuse(
                f"'{getattr(value, '__name__', '')}' of the module '{root}' is closed to witnesses"
            )

    def _judge_dict(self, value: dict[object, object]) -> None:
        if value is sys.modules or any(dict.__contains__(value, key) for key in _NAMESPACE_KEYS):
            self.refuse("the names of a module are closed to witnesses")


def find_disguise(kind: type, own: Collection[type]) -> str:
    """Return the method that a class redefines although it derives from Python's or numpy's values; empty where it does not.

    `own` are the classes that the witness has made. Such an object passes for a number, and says of itself what it likes.
    """
    lines = type.mro(kind)
    base = next((one for one in lines if one in _VALUES), None)
    if base is None:
        return ""
    honest = {
        object,
        *type.mro(base),
        *(one for one in lines if one not in own and one is not kind and issubclass(one, _VALUES)),
    }
    for name in sorted(_DECIDING_METHODS):
        definer = next((one for one in lines if name in _NAMES_OF_CLASS.__get__(one)), object)
        if definer not in honest:
            return name
    return ""


def _looks_up(template: str) -> bool:
    """True for a format that reads attributes or items: it names them in a text."""
    try:
        fields = [name for _, name, _, _ in Formatter().parse(template) if name]
    except ValueError:
        return False  # the call says what is wrong with it
    return any("." in name or "[" in name for name in fields)


def _is_present(moments: Any) -> bool:
    """True for the present moment, which is told by its seconds: no page writes these down before they come."""
    if not moments.size or np.datetime_data(moments.dtype)[0] in (
        "generic",
        "Y",
        "M",
        "W",
        "D",
        "h",
        "m",
    ):
        return False
    distances = np.abs((moments - np.datetime64("now")).astype("timedelta64[s]").astype(np.int64))
    return bool(np.any(distances <= _PRESENT_S))
