"""The plots of a demo: scales with their ticks, and states as paths."""

import json
import math
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from builder.records.evidence import DemoState
from builder.records.instruments import Axis, View
from builder.records.place import Place
from builder.records.text import make_bare_text
from builder.render.figures.plot.axes import fit_axes
from builder.render.figures.plot.plot import draw_state
from builder.render.figures.plot.scale import Bands, Linear, Logarithmic, fit_scale
from builder.render.figures.plot.series import BOX

HERE = Place("concept.yaml")
NAME = make_bare_text("name", HERE)
ENDS = st.tuples(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12)).map(
    lambda pair: Linear(pair[0], pair[0] + max(pair[1], abs(pair[0]) * 1e-6))
)
RATIOS = st.tuples(st.floats(-30, 30), st.floats(0.01, 40)).map(
    lambda pair: Logarithmic(10 ** pair[0], 10 ** (pair[0] + pair[1]))
)


def make_view(kind: str, *keys: str, log: bool = False, low: float | None = None) -> View:
    series = tuple(Axis(place=HERE, key=key, label=NAME, log=log, low=low) for key in keys)
    return View(place=HERE, kind=kind, x=Axis(place=HERE, key="x", label=NAME), y=series)


@given(st.one_of(ENDS, RATIOS), st.integers(3, 8))
@example(Linear(1.5, 1.5000015), 3)
def test_ticks_are_few_in_order_and_on_the_axis(scale: Linear | Logarithmic, most: int) -> None:
    ticks = scale.ticks(most)
    assert 1 <= len(ticks) <= most
    assert all(-1e-9 <= tick.at <= 1 + 1e-9 for tick in ticks)
    assert all(one.at < other.at for one, other in pairwise(ticks))
    assert len({(tick.text, tick.exponent) for tick in ticks}) == len(ticks)


@pytest.mark.parametrize(
    ("scale", "written"),
    [
        (Linear(0, 1), ["0", "0.25", "0.5", "0.75", "1"]),
        (Linear(-1.2, 1.2), ["−1", "−0.5", "0", "0.5", "1"]),
        (Linear(0, 40_000), ["0", "10,000", "20,000", "30,000", "40,000"]),
        (Linear(0, 4e6), ["0", "10^6", "2×10^6", "3×10^6", "4×10^6"]),
        (Logarithmic(1, 1e6), ["1", "100", "10,000", "10^6"]),
        (Logarithmic(5, 330), ["10", "30", "100", "300"]),
        (Logarithmic(1, 9), ["1", "2", "5"]),
        (Logarithmic(1.1, 1.9), ["1.2", "1.4", "1.6", "1.8"]),
        (Logarithmic(1e-31, 10), ["10^−30", "10^−20", "10^−10", "1"]),
        (Bands(("a", 2, "c")), ["a", "2", "c"]),
    ],
)
def test_round_values_are_written_beside_an_axis(
    scale: Linear | Logarithmic | Bands, written: list[str]
) -> None:
    assert [
        tick.text + ("^" + tick.exponent if tick.exponent else "") for tick in scale.ticks(5)
    ] == written


@given(st.lists(st.floats(-1e9, 1e9), min_size=1), st.booleans(), st.booleans())
def test_all_values_stand_on_the_scale_that_fits_them(
    values: list[float], is_log: bool, from_zero: bool
) -> None:
    scale = fit_scale(values, is_log=is_log, from_zero=from_zero and not is_log)
    for value in values:
        at = scale.place(value)
        assert (at is None) == (is_log and value < 1e-280)
        assert at is None or 0 <= at <= 1
    assert scale.low < scale.high


def test_states_share_their_axes_and_a_gap_breaks_the_line() -> None:
    states = [{"x": [0, 1, 2], "y": [0, 1, None]}, {"x": [0, 1, 2], "y": [0, None, 4]}]
    axes = fit_axes(
        make_view("line", "y"), [DemoState((), json.dumps(state)).series() for state in states]
    )
    (line, dots), (broken, _) = draw_state(axes, states[0])[0], draw_state(axes, states[1])[0]
    assert line.count("M") == 1
    assert line.count("l") == 1
    assert dots.count("h1") == 2
    assert broken.count("M") == 2
    first = line.partition("l")[0]
    assert broken.startswith(first)


def test_bars_of_several_series_stand_side_by_side_from_zero() -> None:
    state = {"x": ["a", "b"], "y": [1, -1], "z": [2, 2]}
    axes = fit_axes(make_view("bar", "y", "z"), [state])
    zero = axes.y.place(0.0)
    assert zero is not None
    foot = BOX - round(zero * BOX)
    (first, _), (second, _) = draw_state(axes, state)
    assert first.count(f"V{foot}z") == second.count(f"V{foot}z") == 2
    right_of_first = first.partition("H")[2].partition("V")[0]
    left_of_second = second.removeprefix("M").partition(" ")[0]
    assert int(right_of_first) == int(left_of_second)


def test_an_axis_begins_where_its_author_lets_it_begin() -> None:
    state = {"x": [1, 2], "y": [1e-30, 1.0]}
    whole = fit_axes(make_view("line", "y", log=True), [state])
    cut = fit_axes(make_view("line", "y", log=True, low=1e-6), [state])
    assert whole.y.place(1e-30) == pytest.approx(0.04 / 1.08)
    assert cut.y.place(1e-6) == 0
    assert (cut.y.place(1e-30) or 0) < 0
    assert math.isclose(whole.y.place(1.0) or 0, 1.04 / 1.08)


def test_dots_are_drawn_without_a_line() -> None:
    state = {"x": [1, 2], "y": [1, 2]}
    assert draw_state(fit_axes(make_view("scatter", "y"), [state]), state)[0][0] == ""
