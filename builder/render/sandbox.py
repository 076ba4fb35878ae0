"""The environment that fills templates in: a template reads plain data, and calls nothing of ours.

A theme may come with a change that somebody sends, so a template must not become a program. What a page is given is data: dictionaries,
records, tuples, texts and numbers. So an attribute is the key of a dictionary or the field of a record, and the functions and filters
that a template may call are named here.
"""

from types import MethodType
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range

# Left out of Jinja's own filters: what gives more than data (`attr`), what pads to a length that the template names (`center`, `format`,
# `indent`, `batch`, `slice`), what differs between two builds (`random`, `pprint`), and `safe`, since text must not become tags.
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
)  # a call of something undefined says what is undefined
LARGEST = (
    2**53
)  # of the numbers that may be multiplied: `"a" * 10**10` and `9**9**9` would fill the memory


def make_dictionary(*pairs: Any, **more: Any) -> dict[Any, Any]:
    """Return `dict(...)`: the type itself would be an object with attributes."""
    return dict(*pairs, **more)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which a template reaches data and nothing else: no method, no private name, no module."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        """The options are those of Jinja's `Environment`."""
        super().__init__(**options)
        self.filters = {name: FILTERS[name] for name in FILTER_NAMES}
        self.globals = {"dict": make_dictionary, "range": safe_range}

    def compile(self, source: Any, name: Any = None, filename: Any = None, *rest: Any) -> Any:
        """Compile as Jinja does. Raises: TemplateSyntaxError, also where the template is nested deeper than Python compiles."""
        try:
            return super().compile(source, name, filename, *rest)
        except TemplateError:
            raise
        except Exception as error:
            told = (
                error.msg if isinstance(error, SyntaxError) else str(error) or type(error).__name__
            )
            raise TemplateSyntaxError(
                f"Python does not compile it: {told}", 1, name, filename
            ) from error

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the value of a key or of a field, or what Jinja's own objects show. Nearly all that is asked is of a dictionary."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        if attribute in getattr(type(obj), "__dataclass_fields__", ()) and not attribute.startswith(
            "_"
        ):
            return getattr(obj, attribute)
        if type(obj) is LoopContext:
            return (
                getattr(obj, attribute)
                if attribute in _LOOP
                else self.unsafe_undefined(obj, attribute)
            )
        if (
            type(obj) is TemplateModule
            and attribute in obj.__dict__
            and not attribute.startswith("_")
        ):
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
        """Return the item, or for a name what `getattr` returns."""
        try:
            return obj[argument]
        except (TypeError, LookupError):
            return (
                self.getattr(obj, argument)
                if isinstance(argument, str)
                else self.undefined(obj=obj, name=argument)
            )

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """Return an undefined value, whose use says which attribute was refused."""
        message = f"a template reads no attribute of this {type(obj).__name__}: {attribute!r}"
        return self.undefined(message, name=attribute, obj=obj, exc=SecurityError)

    def is_safe_callable(self, obj: Any) -> bool:
        """True for macros, blocks, loops and their two methods, and the functions that templates are given."""
        if isinstance(obj, MethodType):
            return type(obj.__self__) is LoopContext
        return isinstance(obj, _CALLED) or obj is make_dictionary or obj is safe_range

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what may be called. Raises: SecurityError, whose text holds no address of an object."""
        if not self.is_safe_callable(obj):
            raise SecurityError(
                f"a template calls macros, blocks, loops, 'dict' and 'range', and no {type(obj).__name__}"
            )
        return context.call(obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers, or take their remainder. Raises: SecurityError for texts, large numbers and powers."""
        if operator == "**" or not (_is_small(left) and _is_small(right)):
            raise SecurityError(
                "in a template '*' and '%' take numbers below 2**53 alone, and there is no '**'"
            )
        return super().call_binop(context, operator, left, right)


def _is_small(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) < LARGEST
