"""Values guarded while a witness runs."""

import ast
import collections
import datetime
import fractions
import math
import types
import warnings
from typing import NoReturn

import numpy as np
import pytest

from builder.witness.attribute_guard import guard_functions
from builder.witness.guard import guard_values
from builder.witness.imports import imported_names
from builder.witness.instrument import bind_recorder
from builder.witness.trees import walk
from builder.witness.values import ValueGuard

TOKEN = "\x00test "


class RefusedError(BaseException):
    """In place of the end of the process."""


def refuse(message: str) -> NoReturn:
    raise RefusedError(message)


def run(code: str, **names: object) -> dict[str, object]:
    """Return the names after the guarded code ran, as the module `__main__`."""
    tree = ast.parse(code)
    guard_values((tree,), [*dict(imported_names(walk(tree))), "seen"], TOKEN)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compiled = compile(tree, "<fence 0>", "exec")
    namespace = {"__name__": "__main__", **names}
    guard = ValueGuard(
        lambda module: module.partition(".")[0] in ("math", "numpy", "collections"), refuse
    )
    exec(bind_recorder(compiled, guard_functions(TOKEN, guard, ["__main__"])), namespace)
    return namespace


@pytest.mark.parametrize(
    "code",
    [
        "m[0].pi = 3",
        "m[0].pi += 1",
        "m[0].pi: float = 3",
        "del m[0].pi",
        "for m[0].pi in (3,): pass",
        "a, *m[0].pi = 1, 2",
        "def f(m):\n    m.pi = 3\nf(m[0])",
        "(lambda: m[0])().pi = 3",
        "F.numerator = 3",
        "class G(F): pass\nG.x = 1\nG.mro()[1].numerator = 3",
        "type(F(1, 2)).numerator = 3",
        "m[0]._private",
        "print(m[0].testing)",
        "m[0].load",
    ],
)
def test_what_is_not_the_witness_s_is_not_changed_and_stays_closed(code: str) -> None:
    before = dict(vars(math)), dict(vars(fractions.Fraction))
    with pytest.raises(
        RefusedError, match=r"not the witness's to change|closed to witnesses|is a value here"
    ):
        run(code, m=[math], F=fractions.Fraction)
    assert (dict(vars(math)), dict(vars(fractions.Fraction))) == before


ENTRIES = {
    "a subscript": "x = box[0]",
    "a subscript of a subscript": "x = [box][0][0]",
    "a call's result": "x = give()",
    "a method's result": "x = box.copy().pop()",
    "an attribute": "x = holder.item",
    "an attribute found by getattr": "x = getattr(holder, 'item')",
    "an unpacking": "x, = box",
    "a nested unpacking": "(x, y), z = [box * 2, 1]",
    "a starred unpacking": "*x, y = box",
    "a loop": "for x in box: pass",
    "a loop over pairs": "for i, x in enumerate(box): pass",
    "a list": "y = [0 for x in box]",
    "a dictionary": "y = {1: 2 for x in box}",
    "a generator": "y = sum(1 for x in box)",
    "a parameter": "def f(x): pass\nlist(map(f, box))",
    "a parameter by name": "def f(*, x): pass\ncall(f)",
    "a parameter of a lambda": "list(map(lambda x: 1, box))",
    "a default factory": "import collections\nd = collections.defaultdict(give)\nd[1]",
    "a star of a call": "print(*box)",
    "two stars of a call": "dict(**{'x': box[0]})",
    "a with": "with manager as x: pass",
    "a pattern": "match holder:\n    case object(item=x): pass",
    "a pattern of a sequence": "match box:\n    case [x]: pass",
    "a star of a pattern": "match box:\n    case [*x]:\n        y = x[0]",
    "a mapping of a pattern": "match {'a': box[0]}:\n    case {'a': x}: pass",
    "what is sent to a generator": "def g():\n    x = yield\n    yield\nh = g()\nnext(h)\nh.send(*box)",
    "what an iterator gives": "x = next(iter(box))",
    "a decorator": "@wrong\ndef f(): pass",
    "a decorator of a class": "@wrong\nclass A: pass",
    "a base": "class A(give()): pass",
    "a property": "class A:\n    @property\n    def x(self): return box[0]\nA().x",
    "a name that nothing binds": "injected",
    "a walrus": "(x := box[0])",
    "a condition": "x = 1 if box[0] is None else 2",
    "a slice": "x = box[:][0]",
    "a sort key": "sorted(box, key=lambda x: 1)",
    "a format's field": "x = f'{box[0]}'",
    "an argument": "print(box[0])",
    "a returned value": "def f(): return box[0]\nf()",
    "a deleted item": "x = {1: box[0]}.pop(1)",
}
REFUSED = {
    "a module": types,
    "exec": exec,
    "eval": eval,
    "setattr": setattr,
    "open": open,
    "type": type,
    "a metaclass": type("Meta", (type,), {}),
    "FunctionType": types.FunctionType,
    "code": (lambda: 0).__code__,
    "a function of the system": warnings.sys.exit,
    "a namespace": vars(types),
    "the importer": __import__,
    "a frame": (lambda: __import__("inspect").currentframe())(),
}


def refused_by(code: str, value: object) -> str:
    """Return what the run is refused for."""

    class Manager:
        def __enter__(self) -> object:
            return value

        def __exit__(self, *args: object) -> None: ...

    names = {
        "box": [value],
        "give": lambda: value,
        "holder": types.SimpleNamespace(item=value),
        "manager": Manager(),
        "call": lambda f: f(x=value),
        "wrong": lambda f: value,
        "injected": value,
    }
    try:
        run(code, **names)
    except RefusedError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("what", REFUSED)
def test_no_closed_value_enters(entry: str, what: str) -> None:
    assert refused_by(ENTRIES[entry], REFUSED[what])


def test_a_module_does_not_enter_by_an_exception() -> None:
    code = "import math\ntry:\n    math.nothing\nexcept AttributeError as err:\n    m = err.obj"
    with pytest.raises(RefusedError, match="the module 'math' is a value here"):
        run(code)


HONEST = {
    "sqrt": math.sqrt,
    "mean": np.mean,
    "float64": np.float64,
    "len": len,
    "a list": [1],
    "a dictionary": {"a": 1},
    "an array": np.zeros(3),
    "an ordered dictionary": collections.OrderedDict,
    "nothing": None,
    "a text": "x",
}


@pytest.mark.parametrize(
    "entry",
    [name for name in ENTRIES if name not in ("a base", "a decorator", "a decorator of a class")],
)
@pytest.mark.parametrize("what", HONEST)
def test_what_mathematics_uses_enters(entry: str, what: str) -> None:
    assert refused_by(ENTRIES[entry], HONEST[what]) == ""


def test_what_is_refused_ends_the_run_although_the_witness_catches_it() -> None:
    with pytest.raises(RefusedError):
        run("try:\n    for f in box: pass\nexcept Exception:\n    pass\nf('x')\n", box=[exec])


@pytest.mark.parametrize(
    "code",
    [
        "'{0.real}'.format(1)",
        "'{0[0]}'.format([1])",
        "'{a.real}'.format_map({'a': 1})",
        "f = '{0.x}'.format",
        "str.format",
        "list(map(str.format, 'a'))",
    ],
)
def test_a_format_looks_nothing_up(code: str) -> None:
    with pytest.raises(RefusedError):
        run(code)


@pytest.mark.parametrize(
    "code",
    [
        "print(np.datetime64('n' + 'ow'))",
        "x = np.array(['n' + 'ow'], 'M8[s]') + 0\ny = x.copy()",
        "D.today()",
        "D.now()",
        "f = [D.utcnow]; f[0]()",
    ],
)
def test_the_clock_stays_closed(code: str) -> None:
    with pytest.raises(RefusedError, match="differs from"):
        run(
            code,
            np=types.SimpleNamespace(datetime64=np.datetime64, array=np.array),
            D=datetime.datetime,
        )


def test_dates_that_a_page_writes_are_open() -> None:
    code = "a = d('2026-01-01') + 1\nb = d('2020-01-01T00:00:00')\nc = d('NaT')\n"
    assert str(run(code, d=np.datetime64)["a"]) == "2026-01-02"


def test_what_is_its_own_is() -> None:
    code = (
        "class A:\n    def __init__(self):\n        self.x = 1\n        self._y = 2\n"
        "    def total(self):\n        self.x += 1\n        return self.x + self._y\n"
        "A.z = 5\na = A()\na.w = a.total()\ndel a.x\nmatch 2:\n    case a._y:\n        matched = True\n"
        "def f(): pass\nf.calls = 0\nf.calls += 1\np = P(1)._replace(v=3)\n"
    )
    names = run(code, P=collections.namedtuple("P", "v"))
    assert (names["a"].w, names["A"].z, names["f"].calls, names["p"].v, names["matched"]) == (
        4,
        5,
        1,
        3,
        True,
    )  # type: ignore[attr-defined]


def test_names_that_the_allow_list_has_seen_are_read_without_a_guard_of_their_owner() -> None:
    assert run("x = seen.load", seen=types.SimpleNamespace(load=3))["x"] == 3


def test_an_owner_is_evaluated_once() -> None:
    names = run(
        "seen_ = []\ndef owner():\n    seen_.append(1)\n    return a\nowner().n += 1\n",
        a=types.SimpleNamespace(n=1),
    )
    assert (names["seen_"], names["a"].n) == ([1], 2)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(x):\n    'doc'\n    return x\nr = f(1), f.__doc__", (1, "doc")),
        (
            "class A:\n    def __f(self): return 3\n    def g(self): return self.__f()\nr = A().g()",
            3,
        ),
        (
            "class A:\n    def __init__(self): self.x = 1\nclass B(A):\n    def __init__(self):\n        super().__init__()\nr = B().x",
            1,
        ),
        ("r = [x * y for x in range(3) for y in range(2) if x > y]", [0, 0, 2]),
        (
            "match (1, [2, 3], {'a': 4, 'b': 5}):\n    case (x, [*y], {'a': z, **w}) if x:\n        r = x, y, z, w",
            (1, [2, 3], 4, {"b": 5}),
        ),
        (
            "def f(*a, k=2, **n): return a, k, n\nr = f(*[1, 2], k=3, **{'z': 4})",
            ((1, 2), 3, {"z": 4}),
        ),
        ("f = lambda x, *, y=2: x + y\nr = f(1), (lambda: 0)()", (3, 0)),
        ("def g():\n    got = yield 1\n    yield got\nh = g()\nr = next(h), h.send(5)", (1, 5)),
        ("try:\n    [][1]\nexcept IndexError as e:\n    r = str(e)", "list index out of range"),
        ("x: list[int] = [1]\ndef f(a: dict[str, int]) -> list[int]: return a\nr = f(3)", 3),
        (
            "import math as m, collections.abc\nfrom math import pi\nr = m.floor(pi), isinstance([], collections.abc.Sequence)",
            (3, True),
        ),
        ("(a, *b), c = [1, 2, 3], 4\nr = a, b, c", (1, [2, 3], 4)),
        (
            "r = 0\nfor i, (a, b) in enumerate([(1, 2)]):\n    r += i + a + b\nelse:\n    r += 10",
            13,
        ),
        ("d = {}\nd['a'] = [1]\nd['a'][0] += 2\ndel d['a'][:0]\nr = d", {"a": [3]}),
        ("r = '{:.2f} {name}'.format(1, name='x') + f'{2:>3}'", "1.00 x  2"),
        ("def deep(n): return 0 if n == 0 else 1 + deep(n - 1)\nr = deep(700)", 700),
    ],
)
def test_guarded_code_does_what_it_says(code: str, expected: object) -> None:
    assert run(code)["r"] == expected
