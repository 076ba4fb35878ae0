"""Assertions that say nothing new, found before anything runs."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.witness.fences import ParsedFence, parse_fence
from builder.witness.implied import check_emptiness
from tests.witness.pages import make_fence

VALUES = (-1.5, -1, 0, 0.5, 1, 2, 2.5)
SIDE = st.sampled_from(("a", "b", "c", "-1", "0", "1", "2"))
ORDER = st.builds(
    "{} {} {}".format, SIDE, st.sampled_from(("<", "<=", ">", ">=", "==", "!=")), SIDE
)
CONDITION = st.lists(ORDER, min_size=1, max_size=2).map(" and ".join)


def find(*lines: str) -> list[tuple[str, int]]:
    """Return (code, line) of each warning about the lines of one fence."""
    parsed = parse_fence(make_fence(0, "\n".join(lines), 1))
    assert isinstance(parsed, ParsedFence)
    return [(problem.code, problem.place.line) for problem in check_emptiness([parsed], ())]


@given(st.lists(CONDITION, min_size=2, max_size=4))
def test_what_follows_holds_wherever_the_lines_above_hold(conditions: list[str]) -> None:
    found = find(*(f"assert {condition}" for condition in conditions))
    for line in (line for code, line in found if code == "check-adds"):
        for a, b, c in itertools.product(VALUES, repeat=3):
            names = {"a": a, "b": b, "c": c}
            if all(eval(one, {}, names) for one in conditions[: line - 1]):
                assert eval(conditions[line - 1], {}, names)


@pytest.mark.parametrize(
    "lines",
    [
        ("assert x < 1", "assert x < 2"),
        ("assert x < 1", "assert 1 >= x"),
        ("assert a < b", "assert b < c", "assert a < c"),
        ("assert a < 1", "assert b > 2", "assert a < b"),
        ("assert a == b", "assert a <= b"),
        ("assert np.all(errors < 1)", "assert np.all(errors < 2)"),
        ("assert 0 < x < 1", "assert x > -1 and x < 3"),
        ("def f(x):", "    assert x > 1", "    assert x > 0", "    return x"),
    ],
)
def test_a_line_that_follows_is_told_at_its_place(lines: tuple[str, ...]) -> None:
    expected = max(number for number, line in enumerate(lines, 1) if "assert" in line)
    assert find(*lines) == [("check-adds", expected)]


@pytest.mark.parametrize(
    "lines",
    [
        ("assert x < 1", "assert x < 0.5"),
        ("assert x <= 1", "assert x < 1"),
        ("assert x < 1", "x = 2 * x", "assert x < 2"),
        ("assert a < b", "assert a < c"),
        ("assert rng.random() < 0.5", "assert rng.random() < 0.5"),
        ("assert draw() < 1", "assert draw() < 2"),
        ("assert a < 1 or b < 1", "assert a < 1"),
        ("assert a != b", "assert a < b"),
        ("assert np.any(errors < 1)", "assert np.all(errors < 2)"),
    ],
)
def test_a_line_that_says_more_stays(lines: tuple[str, ...]) -> None:
    assert find(*lines) == []


@pytest.mark.parametrize(
    "condition",
    ["x == x", "np.isclose(x, x)", "(x - x) < 1", "np.allclose(x.sum(), x.sum())", "a < b <= b"],
)
def test_an_expression_compared_with_itself_is_told(condition: str) -> None:
    assert find(f"assert {condition}") == [("check-compares", 1)]


@pytest.mark.parametrize(
    "condition",
    ["x == y", "fit(0) == fit(0)", "rng.normal() != rng.normal()", "x - y < 1", "2 == 2"],
)
def test_two_computations_are_no_comparison_with_itself(condition: str) -> None:
    assert find(f"assert {condition}") == []
