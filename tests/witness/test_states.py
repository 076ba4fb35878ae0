"""The states of a demo: all worked out, twice and in two orders, and refused where one cannot be drawn."""

import json

import pytest

from builder.records.place import Place
from builder.records.run import JobKind
from builder.witness.states import STATES_PER_JOB, list_states
from tests.witness.pages import YAML, make_demo, make_page
from tests.witness.runs import Runner
from tests.witness.test_plan import plan

CURVE = """calls = []
def curve(ridge=1.0, side="left"):
    {0}
    return {{"x": [1, 2], "y": [ridge, 2 * ridge], "more": [side, side]}}
result = curve()
"""
RIDGES = (1.0, 2.0, 0.5)


def judge(
    runner: Runner, line: str = "pass", **keys: object
) -> tuple[list[tuple[str, str, Place]], list[tuple[object, object]]]:
    """Problems, and (settings, series) of every state of the page."""
    controls = {"ridge": RIDGES, "side": ("left", "right")}
    page = make_page(CURVE.format(line), demo=make_demo(**{"controls": controls, **keys}))  # type: ignore[arg-type]
    evidence, problems = runner.judge(page)
    states = [(dict(state.settings), json.loads(state.data)) for state in evidence.states]
    return [(problem.code, problem.message, problem.place) for problem in problems], states


def test_every_combination_is_worked_out_in_the_order_of_the_controls(runner: Runner) -> None:
    problems, states = judge(runner)
    assert problems == []
    assert states == [
        (
            {"ridge": ridge, "side": side},
            {"x": [1, 2], "y": [ridge, 2 * ridge], "more": [side, side]},
        )
        for ridge in RIDGES
        for side in ("left", "right")
    ]


def test_a_value_that_the_function_refuses_is_named_where_it_stands(runner: Runner) -> None:
    problems, states = judge(runner, "1 / (ridge - 2)")
    message = "curve(ridge=2.0, side='left') cannot be worked out: ZeroDivisionError: float division by zero, and 1 more of its 6 states"
    assert problems == [("demo-states", message, Place(YAML, 63, 30))]
    assert states == []


@pytest.mark.parametrize(
    "line",
    ["calls.append(side); ridge += len(calls)", "import numpy as np; ridge += np.random.random()"],
)
def test_a_function_that_remembers_or_draws_from_elsewhere_is_found_out(
    runner: Runner, line: str
) -> None:
    problems, states = judge(runner, f"if side == 'right': {line}")
    code, message, place = problems[0]
    assert (code, place) == ("witness-reproducible", Place(YAML, 61, 13))
    assert (
        message
        == "curve(ridge=1.0, side='right') is not the same in two runs that work the states out in different orders"
    )
    assert states == []


def test_a_state_returns_the_series_that_are_drawn(runner: Runner) -> None:
    message = "curve(ridge=1.0, side='left') returns no series 'z'"
    assert judge(runner, keys=("x", "z"))[0] == [("demo-series", message, Place(YAML, 71, 9))]
    message = "'more'[0] of curve(ridge=1.0, side='left') is 'left' and no number"
    assert judge(runner, keys=("x", "more"))[0] == [("demo-series", message, Place(YAML, 71, 9))]


def test_a_logarithmic_axis_shows_what_is_positive_or_cuts_off_below_its_low_end(
    runner: Runner,
) -> None:
    zero = "return {'x': [1, 2], 'y': [0.0, 1.0], 'more': [side, side]}"
    message = "'y'[0] of curve(ridge=1.0, side='left') is 0, which a logarithmic axis cannot show"
    assert judge(runner, zero, log=True)[0] == [("demo-series", message, Place(YAML, 71, 9))]
    assert judge(runner, zero, log=True, low=1e-6)[0] == []


def test_states_that_outlast_the_limit_are_a_problem_of_the_demo(runner: Runner) -> None:
    problems, states = judge(runner, "if side == 'right':\n        while True: pass")
    assert problems == [
        (
            "demo-states",
            "the states of the demo cannot all be worked out: the run takes longer than 10 s",
            Place(YAML, 61, 13),
        )
    ]
    assert states == []


def test_a_few_states_share_a_run_and_its_repeat_takes_them_backwards() -> None:
    controls = {"ridge": tuple(float(index + 1) for index in range(STATES_PER_JOB + 1))}
    demo = make_demo(controls=controls)
    jobs = [
        job for job in plan(make_page(CURVE.format("pass"), demo=demo)) if job.kind is JobKind.STATE
    ]
    asked = [[expression.id for expression in job.expressions] for job in jobs]
    first = [f"state:{index}" for index in range(STATES_PER_JOB)]
    assert asked == [first, first[::-1], [f"state:{STATES_PER_JOB}"], [f"state:{STATES_PER_JOB}"]]
    assert [job.attempt for job in jobs] == [0, 1, 0, 1]
    assert len(list_states(demo)) == STATES_PER_JOB + 1
