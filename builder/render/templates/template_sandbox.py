"""The environment that renders templates: a template reads plain data and cannot call our code.

A contributed change may include a theme, so a template must not become a program. A page passes
only data to its template: dictionaries, records, tuples, strings and numbers. So an attribute is
the key of a dictionary or the field of a record. This module lists the functions and filters
that a template may call.
"""

from types import MethodType
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range

# Jinja's other filters are refused: `attr` returns more than data; `center`, `format`, `indent`,
# `batch` and `slice` pad to any length; `random` and `pprint` differ between builds; `safe` turns
# text into tags.
# fmt: off
FILTER_NAMES = (
    "abs", "capitalize", "count", "default", "dictsort", "escape", "first", "float", "groupby",
    "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject",
    "rejectattr", "replace", "reverse", "round", "select", "selectattr", "sort", "string",
    "striptags", "sum", "title", "trim", "truncate", "unique", "upper", "urlencode"
)
_LOOP = frozenset((
    "cycle", "changed", "depth", "depth0", "first", "index", "index0", "last", "length",
    "nextitem", "previtem", "revindex", "revindex0"
))
# fmt: on
_CALLED = (
    Macro,
    BlockReference,
    LoopContext,
    Undefined,
)  # calling `Undefined` names what is missing
# Bound of a factor: `"a" * 10**10` and `9**9**9` would fill the memory.
LARGEST = 2**53


def make_dictionary(*pairs: Any, **more: Any) -> dict[Any, Any]:
    """Return `dict(...)`; the type itself would be an object with attributes."""
    return dict(*pairs, **more)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, restricted to data: no methods, no private names, no modules."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        """Pass the options to Jinja's `Environment`."""
        super().__init__(**options)
        self.filters = {name: FILTERS[name] for name in FILTER_NAMES}
        self.globals = {"dict": make_dictionary, "range": safe_range}

    def compile(self, source: Any, name: Any = None, filename: Any = None, *rest: Any) -> Any:
        """Compile a template.

        Raises: TemplateSyntaxError, also if the template is nested deeper than Python compiles.
        """
        try:
            return super().compile(source, name, filename, *rest)
        except TemplateError:
            raise
        except Exception as error:
            reason = error.msg if isinstance(error, SyntaxError) else str(error)
            message = f"Python does not compile it: {reason or type(error).__name__}"
            raise TemplateSyntaxError(message, 1, name, filename) from error

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the value of a key, a field, or a public attribute of Jinja's own objects."""
        if type(obj) is dict and attribute in obj:  # nearly all lookups
            return obj[attribute]
        is_public = not attribute.startswith("_")
        if is_public and attribute in getattr(type(obj), "__dataclass_fields__", ()):
            return getattr(obj, attribute)
        if type(obj) is LoopContext:
            if attribute in _LOOP:
                return getattr(obj, attribute)
            return self.unsafe_undefined(obj, attribute)
        if type(obj) is TemplateModule and is_public and attribute in obj.__dict__:
            return obj.__dict__[attribute]
        if type(obj) is BlockReference and attribute == "super":
            return obj.super
        try:
            return obj[attribute]
        except LookupError:
            return self.undefined(obj=obj, name=attribute)
        except TypeError:
            return self.unsafe_undefined(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return the item, or for a name the result of `getattr`."""
        try:
            return obj[argument]
        except (TypeError, LookupError):
            if isinstance(argument, str):
                return self.getattr(obj, argument)
            return self.undefined(obj=obj, name=argument)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """Return an undefined value; using it raises an error that names the attribute."""
        message = f"a template reads no attribute of this {type(obj).__name__}: {attribute!r}"
        return self.undefined(message, name=attribute, obj=obj, exc=SecurityError)

    def is_safe_callable(self, obj: Any) -> bool:
        """Return true for macros, blocks, loops, the two methods of loops, `dict` and `range`."""
        if isinstance(obj, MethodType):
            return type(obj.__self__) is LoopContext
        return isinstance(obj, _CALLED) or obj is make_dictionary or obj is safe_range

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call an allowed object.

        Raises: SecurityError, whose text has no address of an object.
        """
        if not self.is_safe_callable(obj):
            refused = type(obj).__name__
            raise SecurityError(
                f"a template calls macros, blocks, loops, 'dict' and 'range', and no {refused}"
            )
        return context.call(obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers, or return their remainder.

        Raises: SecurityError for strings, large numbers and powers.
        """
        if operator == "**" or not (_is_small(left) and _is_small(right)):
            raise SecurityError(
                "in a template '*' and '%' take numbers below 2**53 alone, and there is no '**'"
            )
        return super().call_binop(context, operator, left, right)


def _is_small(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) < LARGEST
