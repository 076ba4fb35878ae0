"""Instrumented assertions: what they measure, and that they change nothing else."""

import ast
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.witness.instrument import bind_recorder, instrument, replace_parameters
from builder.witness.trees import walk
from tests.witness.instrumented import TOKEN, run_instrumented, run_plain, the_hit


@pytest.mark.parametrize(
    ("condition", "passed", "margin", "measured"),
    [
        ("3 > 1", True, 2, "3 > 1"),
        ("1 > 3", False, -2, "1 > 3"),
        ("27.4512 > 4.06249", True, 23.38871, "27.45 > 4.062"),
        ("1 <= 1", True, 0, "1 <= 1"),
        ("0 < 0.31 < 1", True, 0.31, "0 < 0.31 < 1"),
        ("0 < 2 < 1", False, -1, "0 < 2 < 1"),
        ("3 < 2 < 1", False, -1, "3 < 2"),
        ("2 == 2.0", True, 0, "2 == 2"),
        ("2 == 2.5", False, -0.5, "2 == 2.5"),
        ("2 != 2.5", True, 0.5, "2 != 2.5"),
        ("1j == 1j + 2", False, -2, "0+1j == 2+1j"),
        ("'a' == 'a'", True, None, "'a' == 'a'"),
        ("'b' < 'a'", False, None, "'b' < 'a'"),
        ("2 in (1, 2)", True, None, "2 in (1, 2)"),
        ("3 not in [1, 2]", True, None, "3 not in [1, 2]"),
        ("None is None", True, None, "None is None"),
        ("1 is not None", True, None, "1 is not None"),
        ("1 < 2 and 5 > 2", True, 1, "1 < 2 and 5 > 2"),
        ("1 < 2 and 2 > 5 and 1 / 0", False, -3, "1 < 2 and 2 > 5"),
        ("1 > 2 or 5 > 2", True, 3, "1 > 2 or 5 > 2"),
        ("5 > 2 or 1 / 0", True, 3, "5 > 2"),
        ("1 > 2 or 2 > 5", False, -1, "1 > 2 or 2 > 5"),
        ("not 1 > 2", True, 1, "not (1 > 2)"),
        ("not (1 < 2 or 3 < 2)", False, -1, "not (1 < 2)"),
        ("True", True, None, "True = True"),
        ("[]", False, None, "[] = []"),
        ("len([1, 2])", True, None, "len([1, 2]) = 2"),
        ("np.float64(1.5) > np.int64(1)", True, 0.5, "1.5 > 1"),
        ("0.50001 > 0.5", True, 1e-05, "0.50001 > 0.5"),
        ("(1, 2.0) == (1, 2.5)", False, -0.5, "(1, 2) == (1, 2.5)"),
        ("[1, 2] < [1, 3]", True, None, "[1, 2] < [1, 3]"),
        ("__import__('fractions').Fraction(1, 3) < 1", True, 2 / 3, "1/3 < 1"),
        ("2 < float('inf')", True, None, "2 < inf"),
        ("10 ** 400 > 1", True, None, "an integer of 1329 bits > 1"),
        ("True and [] or 1 > 0", True, 1, "True = True and [] = [] or 1 > 0"),
        ("1 > 0 and 'text'", True, 1, "1 > 0 and 'text' = 'text'"),
        ("1 > 0 and ''", False, None, "1 > 0 and '' = ''"),
    ],
)
def test_a_condition_is_measured(
    condition: str, passed: bool, margin: float | None, measured: str
) -> None:
    hit = the_hit(condition)
    assert (hit["passed"], hit["measured"], hit["failure"]) == (passed, measured, "")
    assert hit["margin"] == (None if margin is None else pytest.approx(margin))


@pytest.mark.parametrize(
    ("condition", "passed", "margin", "measured"),
    [
        ("np.all(x < 3)", True, 1, "array (3,) in [0, 2] < 3"),
        ("np.all(x < 1.5)", False, -0.5, "array (3,) in [0, 2] < 1.5"),
        ("np.any(x > 1.5)", True, 0.5, "array (3,) in [0, 2] > 1.5"),
        ("(x >= 0).all()", True, 0, "array (3,) in [0, 2] >= 0"),
        (
            "np.all((x >= 0) & (x < 3))",
            True,
            0,
            "array (3,) in [0, 2] >= 0 and array (3,) in [0, 2] < 3",
        ),
        (
            "np.all((x < 0) | (x < 3))",
            True,
            1,
            "array (3,) in [0, 2] < 0 or array (3,) in [0, 2] < 3",
        ),
        ("np.all(~(x > 3))", True, 1, "not (array (3,) in [0, 2] > 3)"),
        (
            "np.allclose(x, x + 1e-3, rtol=0, atol=1e-2)",
            True,
            9e-3,
            "distance 0.001, tolerance 0.01",
        ),
        ("np.allclose(x, x + 1, rtol=0)", False, 1e-8 - 1, "distance 1, tolerance 1e-08"),
        ("np.all(np.isclose(x, x, atol=0.5))", True, 0.5, "distance 0, tolerance 0.5"),
        ("math.isclose(1.0, 1.1, rel_tol=0.5)", True, 0.45, "distance 0.1, tolerance 0.55"),
        ("np.array_equal(x, [0, 1, 2])", True, 0, "distance 0, tolerance 0"),
        ("np.array_equal(x, [0, 1, 4])", False, -2, "distance 2, tolerance 0"),
        ("np.array_equal(x, [0, 1])", False, None, "np.array_equal(x, [0, 1]) = False"),
        ("all(v < 3 for v in x)", True, 1, "2 < 3"),
        ("all(v < 2 for v in x)", False, 0, "2 < 2"),
        ("any(v > 0.5 for v in x)", True, 0.5, "1 > 0.5"),
        ("any(v > 5 for v in x)", False, -3, "2 > 5"),
        ("all([v >= 0 and v < 3 for v in x])", True, 0, "0 >= 0 and 0 < 3"),
        ("all(v for v in [])", False, None, "compares no values"),
        ("np.all(x[:0] < 1)", False, None, "compares no values"),
        ("np.isfinite(x).all()", True, None, "np.isfinite(x).all() = True"),
        ("x.max() < 3", True, 1, "2 < 3"),
    ],
)
def test_arrays_and_calls_are_measured_element_by_element(
    condition: str, passed: bool, margin: float | None, measured: str
) -> None:
    hit = the_hit(condition, "x = np.arange(3.0)")
    assert (hit["passed"], hit["measured"]) == (passed, measured)
    assert hit["margin"] == (None if margin is None else pytest.approx(margin))


def test_nan_has_no_margin_and_is_named() -> None:
    hit = the_hit("float('nan') > 0.1")
    assert (hit["passed"], hit["margin"], hit["measured"]) == (False, None, "nan > 0.1")
    hit = the_hit("np.all(x > 0)", "x = np.array([1.0, np.nan, 3.0])")
    assert (hit["passed"], hit["margin"], hit["measured"]) == (
        False,
        None,
        "array (3,) in [1, 3], 1 nan > 0",
    )
    hit = the_hit("not x > 0", "x = float('nan')")
    assert (hit["passed"], hit["margin"], hit["measured"]) == (True, None, "not (nan > 0)")


def test_operands_keep_full_precision_under_their_source() -> None:
    hit = the_hit("abs(slope + 0.5) < tol", "slope = -0.4914950481244679\ntol = 0.05")
    assert hit["operands"] == [["abs(slope + 0.5)", "0.008504951875532074"], ["tol", "0.05"]]
    hit = the_hit("np.all(x > 0)", "x = np.array([[0.1, 1 / 3]])")
    assert hit["operands"] == [
        ["x", "array (1, 2) float64 in [0.1, 0.3333333333333333]"],
        ["0", "0"],
    ]


@pytest.mark.parametrize(
    ("condition", "failure"),
    [
        ("1 / 0 > 1", "ZeroDivisionError: division by zero"),
        ("missing > 1", "NameError: name 'missing' is not defined"),
        ("1 < 'a'", "TypeError: '<' not supported between instances of 'int' and 'str'"),
        (
            "np.arange(3) > 1",
            "ValueError: The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
        ),
        ("all(1 / v > 0 for v in (1, 0))", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_condition_that_raises_could_not_be_evaluated_and_the_run_goes_on(
    condition: str, failure: str
) -> None:
    hit = the_hit(condition)
    assert (hit["passed"], hit["margin"], hit["measured"], hit["failure"]) == (
        False,
        None,
        "could not be evaluated",
        failure,
    )
    assert run_instrumented("assert 1 / 0\nassert 1 > 2\nprint('on')\n")[0] == "on\n"


@pytest.mark.parametrize("error", ["SystemExit", "KeyboardInterrupt", "MemoryError"])
def test_what_ends_a_run_ends_it_from_inside_an_assertion_too(error: str) -> None:
    with pytest.raises((SystemExit, KeyboardInterrupt, MemoryError)):
        run_instrumented(f"def f():\n    raise {error}\nassert f()\n")


def test_all_hits_are_counted_and_the_tightest_is_kept() -> None:
    _, tallies = run_instrumented("for i in (5, 3, 9):\n    assert i > 2, 'a: b'\n")
    assert (tallies[0]["hits"], tallies[0]["passed"], tallies[0]["tightest"]["measured"]) == (
        3,
        3,
        "3 > 2",
    )
    _, tallies = run_instrumented("for i in (5, 1, 0, 9):\n    assert i > 2, 'a: b'\n")
    assert (tallies[0]["hits"], tallies[0]["passed"], tallies[0]["tightest"]["measured"]) == (
        4,
        2,
        "0 > 2",
    )
    _, tallies = run_instrumented("for i in (5, 1, 0, 9):\n    assert 6 / i > 2, 'a: b'\n")
    assert (tallies[0]["tightest"]["failure"], tallies[0]["tightest"]["passed"]) == (
        "ZeroDivisionError: division by zero",
        False,
    )


def test_assertions_in_functions_called_by_assertions_are_kept_apart() -> None:
    code = (
        "def f(n):\n    assert n < 9, 'inner: small'\n"
        "    return n if n < 2 else f(n - 1) + f(n - 2)\nassert 0 < f(6) < 20, 'outer: bounded'\n"
    )
    _, tallies = run_instrumented(code)
    assert [
        (tally["number"], tally["hits"], tally["tightest"]["measured"]) for tally in tallies
    ] == [
        (0, 25, "6 < 9"),
        (1, 1, "0 < 8 < 20"),
    ]


def test_a_walrus_and_a_class_body_keep_their_scope() -> None:
    output, tallies = run_instrumented("class A:\n    x = 2\n    assert (y := x) > 1\nprint(A.y)\n")
    assert (output, tallies[0]["tightest"]["measured"]) == ("2\n", "2 > 1")


def test_super_is_called_where_it_stands() -> None:
    code = "class A:\n    ok = 3\nclass B(A):\n    def f(self):\n        assert super().ok > 2\n        assert super()\nB().f()\n"
    assert [tally["passed"] for tally in run_instrumented(code)[1]] == [1, 1]


def test_messages_are_not_evaluated() -> None:
    assert run_instrumented("assert False, print('message')\n")[0] == ""


def test_the_recorder_cannot_be_named() -> None:
    code = "names = dict(globals())\nassert 1 < 2, 'a: b'\nprint(sorted(names), sorted(set(globals()) - set(names)))\n"
    assert run_instrumented(code)[0] == "['__builtins__', '__name__'] ['names']\n"


def test_an_exception_keeps_its_line() -> None:
    tree = ast.parse("x = 1\nassert x > 0\n\ndef f():\n    return missing\nf()\n")
    instrument(walk(tree), 0, TOKEN)
    with pytest.warns(SyntaxWarning):
        compiled = compile(tree, "<fence 0>", "exec")
    code = bind_recorder(
        compiled, {TOKEN + name: lambda *_: None for name in ("open", "close", "crash", "compare")}
    )
    with pytest.raises(NameError) as caught:
        exec(code, {})
    assert [frame.lineno + 1 for frame in caught.traceback[1:]] == [6, 5]


_OPERANDS = st.integers(0, 3).map(lambda value: f"t({value})")


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["<", "<=", ">", ">=", "==", "!=", "in", "is", "not in"])
    chain = st.tuples(inner, st.lists(st.tuples(operators, inner), min_size=1, max_size=3))
    return st.one_of(
        chain.map(
            lambda pair: (
                "(" + pair[0] + "".join(f" {operator} {right}" for operator, right in pair[1]) + ")"
            )
        ),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} and {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} or {pair[1]})"),
        inner.map(lambda one: f"(not {one})"),
        st.tuples(inner, inner).map(lambda pair: f"u({pair[0]}, k={pair[1]})"),
        st.tuples(inner, inner).map(
            lambda pair: f"all({pair[0]} for _ in range(2)) and any([{pair[1]} for _ in range(2)])"
        ),
        st.tuples(inner, inner, inner).map(
            lambda three: f"({three[0]} if {three[1]} else {three[2]})"
        ),
    )


@settings(max_examples=300, deadline=None)
@given(st.recursive(_OPERANDS, _grow, max_leaves=12))
def test_operands_are_evaluated_as_python_evaluates_them(condition: str) -> None:
    code = (
        "def t(v):\n    print('t', v)\n    return [2, 0, [0, 1], 3][v]\n"
        "def u(a, k):\n    print('u', a, k)\n    return a or k\n"
        f"assert {condition}, 'a: b'\nprint('end')\n"
    )
    output, tallies = run_instrumented(code)
    assert output == run_plain(code)
    plain = ast.parse(code)
    try:
        exec(compile(plain, "plain", "exec"), {"print": lambda *_: None})
        held = True
    except Exception:
        held = False
    hit = tallies[0]["tightest"]
    assert hit["passed"] == held
    margin = hit["margin"]
    assert margin is None or (math.isfinite(margin) and (margin >= 0 if held else margin <= 0))


PROGRAMS = (
    "x = [3, 1, 2]\nassert sorted(x) == [1, 2, 3], 'a: b'\nprint(x, end='')\nprint('ü', flush=True)\n",
    "def f(n):\n    for i in range(n):\n        assert i < 3, 'a: b'\n        yield i * i\nprint(list(f(5)))\n",
    "import numpy as np\nx = np.linspace(0, 1, 4)\nassert np.all(np.diff(x) > 0)\nprint(x)\nprint(np.float64(3))\n",
    "class Box:\n    def __init__(self, v):\n        self.v = v\n    def __lt__(self, other):\n"
    "        print('lt', self.v)\n        return self.v < other.v\n"
    "    def __bool__(self):\n        print('bool')\n        return True\nassert Box(1) < Box(2) < Box(3)\nassert Box(0)\n",
    "try:\n    assert 1 > 2\n    print('after')\nfinally:\n    print('finally')\n",
    "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int = 1\nassert P() == P(1)\nprint(P(), __name__)\n",
    "import functools\n@functools.cache\ndef fib(n):\n    assert n >= 0, 'a: b'\n"
    "    return n if n < 2 else fib(n - 1) + fib(n - 2)\nprint(fib(80))\n",
    "s = {1, 2}\nassert {1} <= s\nassert s\nassert not s - {1, 2}\nprint(*[a for a in s if a in s])\n",
    "m = {'a': 1}\nmatch m:\n    case {'a': int(v)}:\n        assert v == 1\n        print(v)\n",
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_output_is_that_of_plain_python(program: str) -> None:
    assert run_instrumented(program)[0] == run_plain(program)


def test_parameters_are_replaced_and_keep_their_type_and_line() -> None:
    tree = ast.parse(
        "a = 1.5\nb: int = 2\nsizes = [1, [2]]\nt = (1,)\nc = a\ndef f():\n    a = 3\n    return a\n"
    )
    replace_parameters(tree, {"a": -2, "b": 7, "sizes": (4, (5, 6), (7,)), "t": (), "c": "no"})
    assert ast.unparse(tree).splitlines()[:5] == [
        "a = -2",
        "b: int = 7",
        "sizes = [4, [5, 6], [7]]",
        "t = ()",
        "c = 'no'",
    ]
    assert tree.body[3].lineno == 4
    assert "a = 3" in ast.unparse(tree)
