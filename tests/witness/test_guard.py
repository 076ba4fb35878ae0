"""Attributes guarded while a witness runs."""

import ast
import collections
import fractions
import math
import types
import warnings

import pytest

from builder.witness.guard import guard_attributes, guard_functions
from builder.witness.instrument import bind_recorder
from builder.witness.trees import walk

TOKEN = "\x00test "


def run(code: str, **names: object) -> dict[str, object]:
    """The names after the guarded code ran, as the module `__main__`."""
    tree = ast.parse(code)
    guard_attributes(walk(tree), ["seen"], TOKEN)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compiled = compile(tree, "<fence 0>", "exec")
    namespace = {"__name__": "__main__", **names}
    exec(bind_recorder(compiled, guard_functions(TOKEN, ["__main__"])), namespace)
    return namespace


@pytest.mark.parametrize(
    "code",
    [
        "m.pi = 3",
        "m.pi += 1",
        "m.pi: float = 3",
        "del m.pi",
        "for m.pi in (3,): pass",
        "a, *m.pi = 1, 2",
        "[m][0].pi = 3",
        "def f(m):\n    m.pi = 3\nf(m)",
        "(lambda: m)().pi = 3",
        "F.numerator = 3",
        "class G(F): pass\nG.x = 1\nG.mro()[1].numerator = 3",
        "type(F(1, 2)).numerator = 3",
        "m._private",
        "print(m.testing)",
        "m.load",
    ],
)
def test_what_is_not_the_witness_s_is_not_changed_and_stays_closed(code: str) -> None:
    before = dict(vars(math)), dict(vars(fractions.Fraction))
    with pytest.raises(TypeError, match=r"^'\.\w+' of '(math|Fraction)' is (not the witness's to change|closed to witnesses)$"):
        run(code, m=math, F=fractions.Fraction)
    assert (dict(vars(math)), dict(vars(fractions.Fraction))) == before


def test_what_is_its_own_is() -> None:
    code = (
        "class A:\n    def __init__(self):\n        self.x = 1\n        self._y = 2\n"
        "    def total(self):\n        self.x += 1\n        return self.x + self._y\n"
        "A.z = 5\na = A()\na.w = a.total()\ndel a.x\nmatch 2:\n    case a._y:\n        matched = True\n"
        "def f(): pass\nf.calls = 0\nf.calls += 1\np = P(1)._replace(v=3)\n"
    )
    names = run(code, P=collections.namedtuple("P", "v"))
    assert (names["a"].w, names["A"].z, names["f"].calls, names["p"].v, names["matched"]) == (4, 5, 1, 3, True)  # type: ignore[attr-defined]


def test_names_that_the_allow_list_has_seen_are_read_without_a_guard() -> None:
    assert run("x = seen.load", seen=types.SimpleNamespace(load=3))["x"] == 3


def test_an_owner_is_evaluated_once() -> None:
    names = run("seen_ = []\ndef owner():\n    seen_.append(1)\n    return a\nowner().n += 1\n", a=types.SimpleNamespace(n=1))
    assert (names["seen_"], names["a"].n) == ([1], 2)  # type: ignore[attr-defined]
