"""Checks that no run moves, and counterconditions that fail for another reason than their own.

Each page runs in real processes. The messages stand in tests/broken/.
"""

from collections.abc import Mapping

import pytest

from builder.records.literal import Literal
from tests.witness.pages import make_page, make_spec
from tests.witness.runs import Runner

DRAWS = (
    "import numpy as np\nseed = 0\nfactor = 2.0\nsteps = 60\n"
    "values = np.random.default_rng(seed).normal(size=40)\n"
    "total = 0.0\nfor value in values:\n    total += float(value)\n"
)


def find(runner: Runner, code: str, seeds: int, counter: Mapping[str, Literal] | None) -> list[str]:
    """Return the codes of the problems of the witness, whose countercondition fails `tested`."""
    spec = make_spec(seeds=seeds, set=counter, fails=("tested",))
    return [problem.code for problem in runner.judge(make_page(DRAWS + code, witness=spec))[1]]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("assert abs(total) < 40, 'tested: it is small'", []),
        ("assert np.isclose(total / 40, np.mean(values)), 'tested: the mean'", []),
        ("assert np.isclose(2.5, 10 / 4), 'tested: a quarter of ten'", ["check-varies"]),
        ("assert len(values) == 40, 'tested: there are forty'", ["check-varies"]),
        (
            "copy = values * 1\nassert np.allclose(copy, values), 'tested: equal'",
            ["check-compares"],
        ),
        ("low = min(values)\nassert low >= values.min(), 'tested: low'", ["check-compares"]),
    ],
)
def test_a_check_that_no_seed_moves_is_told(runner: Runner, code: str, expected: list[str]) -> None:
    assert find(runner, code, 3, None) == expected
    assert find(runner, code, 0, None) == []  # one run alone shows nothing


@pytest.mark.parametrize(
    ("code", "counter", "expected"),
    [
        ("assert factor * 3 > 5, 'tested: it grows'", {"factor": 1.0}, []),
        ("assert factor * 3 > 3, 'tested: it grows'", {"factor": 1.0}, ["countercondition-margin"]),
        (
            "loss = 3.0\nassert factor * loss > 1.5 * loss, 'tested: it grows'",
            {"factor": 1.0},
            ["countercondition-compares"],
        ),
        (
            "loss = 3.0\nassert factor * loss > 1.5 * loss, 'tested: it grows'",
            {"factor": 1.25},
            [],
        ),
        (
            "loss = 3.0\nassert abs(factor * loss - loss) > 1, 'tested: it moves'",
            {"factor": 1.0},
            ["countercondition-compares"],
        ),
        (
            "at = 0.5**steps\nassert at < 1e-9, 'converged: it has'\n"
            "assert abs(2 + at - 2) < 1e-6, 'tested: the limit is 2'",
            {"steps": 4},
            ["countercondition-covers"],
        ),
        (
            "at = 0.5**steps\nassert at < 1e-9, 'converged: it has'\n"
            "assert abs(factor + at - 2) < 1e-6, 'tested: the limit is 2'",
            {"factor": 3.0},
            ["check-varies"],
        ),
    ],
)
def test_a_countercondition_fails_for_its_own_reason(
    runner: Runner, code: str, counter: Mapping[str, Literal], expected: list[str]
) -> None:
    assert find(runner, code, 0, counter) == expected
