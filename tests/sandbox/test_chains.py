"""Random chains through the allowed packages: the guard of values, without the allow-list, lets none end at what makes code.

Each program takes a few steps from what the packages offer: attributes, also those of Python's protocols, items, calls, classes. What
it ends up with is told by its printed names; a run that is refused on the way tells nothing, and that is the point.
"""

import re

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from builder.records.run import RunLimits
from tests.sandbox.yard import Yard

STARTS = (
    *(
        "numpy",
        "numpy.linalg",
        "numpy.random",
        "numpy.lib",
        "matplotlib",
        "matplotlib.pyplot",
        "matplotlib.widgets",
        "math",
        "itertools",
    ),
    *("functools", "collections", "dataclasses", "fractions", "statistics"),
)
VALUES = (
    *(
        "np.zeros(3)",
        "np.random.default_rng(1)",
        "(x for x in [1])",
        "functools.partial(len, [1])",
        "fractions.Fraction(1, 3)",
        "[1, 2]",
    ),
    *(
        "lambda x: x",
        "collections.namedtuple('P', 'v')(1)",
        "np.float64",
        "np.mean",
        "len",
        "'{0.real}'",
        "{}",
        "print",
        "plt.subplots()[0]",
    ),
)
NAMES = (
    *(
        "__class__",
        "__globals__",
        "__code__",
        "__self__",
        "__func__",
        "__dict__",
        "__mro__",
        "__base__",
        "__subclasses__",
        "__builtins__",
    ),
    *(
        "__wrapped__",
        "__closure__",
        "__init__",
        "__reduce_ex__",
        "__getattribute__",
        "__call__",
        "__defaults__",
        "__module__",
        "__spec__",
    ),
    *(
        "gi_frame",
        "gi_code",
        "f_back",
        "f_globals",
        "f_builtins",
        "tb_frame",
        "__traceback__",
        "obj",
        "args",
        "func",
        "keywords",
        "cr_frame",
    ),
    *(
        "sys",
        "os",
        "enum",
        "bltns",
        "exec",
        "open",
        "builtins",
        "types",
        "FunctionType",
        "CodeType",
        "_module",
        "loader",
        "_sys",
        "mro",
    ),
    *(
        "ctypes",
        "data",
        "base",
        "dtype",
        "fields",
        "bit_generator",
        "lock",
        "format",
        "join",
        "copy",
        "pop",
        "real",
        "canvas",
        "figure",
    ),
)
STEPS = (
    *(
        "{v}.{name}",
        "{v}.{name}",
        "{v}.{name}()",
        "{v}.{name}({w})",
        "{v}()",
        "{v}({w})",
        "{v}[0]",
        "{v}[1]",
        "{v}[-1]",
        "{v}['{name}']",
    ),
    *(
        "type({v})",
        "next(iter({v}))",
        "getattr({v}, '{name}')",
        "dir({v})",
        "list(map({v}, [{w}]))",
        "[i for i in {v}][5]",
        "caught({v})",
    ),
    *(
        "functools.partial({v}, {w})",
        "type({v})('C', ({w},), {{}})",
        "functools.reduce({v}, [{w}, {w}])",
        "vars({v})",
        "max({v}, key=str)",
    ),
)
HEAD = (
    "import functools, collections, fractions\nimport numpy as np\nimport matplotlib.pyplot as plt\n"
    "def caught(value):\n    try:\n        value.nothing_there\n    except AttributeError as err:\n        return err\n"
)
DANGEROUS = re.compile(
    r"^(module|frame|code|traceback|cell) |^(builtin_function_or_method|function|type|method_descriptor) "
    r"(exec|eval|compile|open|__import__|setattr|delattr|getattr|globals|locals|vars|breakpoint|type|function|code|module|frame|"
    r"cell|traceback|system|_exit|fork|import_module|_getframe|FileIO|Popen|CDLL|format_map)$",
    re.MULTILINE,
)
LIMITS = RunLimits(time_s=5)
steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 9), st.integers(0, 9), st.sampled_from(NAMES)),
    min_size=1,
    max_size=6,
)


def write(start: str, taken: list[tuple[str, int, int, str]]) -> str:
    """Return the program: every step's value under a name of its own, and at the end what each is called."""
    names = ["v0"]
    lines = [f"import {start} as v0" if start in STARTS else f"v0 = {start}"]
    for number, (step, value, other, name) in enumerate(taken, start=1):
        expression = step.format(
            v=names[-1 - value % min(2, len(names))], w=names[other % len(names)], name=name
        )
        lines.append(f"try:\n    v{number} = {expression}\nexcept Exception:\n    v{number} = None")
        names.append(f"v{number}")
    told = [
        f"print(type({name}).__name__, getattr({name}, '__name__', ''))"
        for name in names
        if name != "v0" or start not in STARTS
    ]
    return HEAD + "\n".join([*lines, *told]) + "\n"


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(start=st.sampled_from(STARTS + VALUES), taken=steps)
@example(
    start="matplotlib",
    taken=[("caught({v})", 0, 0, "obj"), ("{v}.{name}", 0, 0, "obj"), ("{v}.{name}", 0, 0, "sys")],
)
@example(start="np.mean", taken=[("{v}.{name}", 0, 0, "__class__"), ("type({v})", 0, 0, "obj")])
@example(
    start="lambda x: x",
    taken=[("{v}.{name}", 0, 0, "__globals__"), ("{v}['{name}']", 0, 0, "__builtins__")],
)
@example(
    start="(x for x in [1])",
    taken=[("{v}.{name}", 0, 0, "gi_frame"), ("{v}.{name}", 0, 0, "f_builtins")],
)
@example(
    start="[1, 2]",
    taken=[
        ("{v}.{name}", 0, 0, "__class__"),
        ("{v}.{name}", 0, 0, "__base__"),
        ("{v}.{name}()", 0, 0, "__subclasses__"),
    ],
)
def test_no_chain_ends_at_what_makes_code(
    yard: Yard, start: str, taken: list[tuple[str, int, int, str]]
) -> None:
    outcome = yard.runner.run(write(start, taken), limits=LIMITS)
    printed = "".join(text for _, text in outcome.outputs)
    assert not DANGEROUS.search(printed), printed


def test_the_pattern_knows_what_it_looks_for(yard: Yard) -> None:
    code = "import sys, types\nfor one in (sys, exec, open, type, types.FunctionType, (lambda: 0).__code__, sys._getframe()):\n"
    told = yard.runner.run_plain(
        code + "    print(type(one).__name__, getattr(one, '__name__', ''))\n"
    ).outputs[0][1]
    assert len(DANGEROUS.findall(told)) == 7
