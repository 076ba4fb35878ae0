"""What figures of every sort show as numbers, hostile ones included."""

import json
import math
from collections.abc import Callable, Iterator

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from builder.effects.figures.plotted import list_plotted
from builder.witness.messages import MOST_ROWS, MOST_SERIES, PlottedMessage, SeriesMessage

mpl.use("Agg")
Plots = Callable[..., tuple[Figure, Axes]]


@pytest.fixture
def plots() -> Iterator[Plots]:
    import matplotlib.pyplot as plt

    with mpl.rc_context():
        yield plt.subplots
    plt.close("all")


def tell(figure: Figure) -> PlottedMessage:
    """Return what is told, as it crosses the pipe."""
    text = json.dumps(list_plotted(figure), allow_nan=False)
    told: PlottedMessage = json.loads(text)
    return told


def only(figure: Figure) -> SeriesMessage:
    told = tell(figure)
    assert (len(told["series"]), told["untold"]) == (1, [])
    return told["series"][0]


def columns_of(series: SeriesMessage) -> dict[str, list[object]]:
    return {column["name"]: list(column["cells"]) for column in series["columns"]}


def test_a_line_is_told_under_its_label_and_the_names_of_its_axes(plots: Plots) -> None:
    figure, axes = plots()
    axes.plot([1, 2, 3], [0.1 + 0.2, 1 / 3, 2], label="growth")
    axes.set_xlabel("step")
    axes.set_ylabel("test\nerror")
    series = only(figure)
    assert (series["plot"], series["name"], series["kind"], series["points"], series["every"]) == (
        "",
        "growth",
        "line",
        3,
        1,
    )
    assert columns_of(series) == {"step": [1, 2, 3], "test error": [0.3, 0.333333, 2.0]}


def test_numbers_do_not_depend_on_the_last_digits_of_a_sum(plots: Plots) -> None:
    figure, axes = plots()
    axes.plot([1.0, 2.0], [1e-17, 1.0], label="a")
    axes.plot([1.0, 2.0], [-3e-17, 1 + 2e-16], label="b")
    once, again = (columns_of(one) for one in tell(figure)["series"])
    assert once == again == {"x": [1.0, 2.0], "y": [0.0, 1.0]}


def test_small_numbers_stay_on_a_logarithmic_axis(plots: Plots) -> None:
    figure, axes = plots()
    axes.loglog([1, 10], [1e-17, 1.0])
    assert columns_of(only(figure))["y"] == [1e-17, 1.0]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        (None, "line"),
        ("", "line"),
        ("_nolegend_", "line"),
        ("_kept out of the legend", "kept out of the legend"),
        ("<b>&", "<b>&"),
    ],
)
def test_a_label_names_its_series_whether_or_not_the_legend_shows_it(
    plots: Plots, label: str | None, name: str
) -> None:
    figure, axes = plots()
    axes.plot([1, 2], [1, 2], label=label)
    assert only(figure)["name"] == name


def test_series_of_one_name_are_numbered(plots: Plots) -> None:
    figure, axes = plots()
    for _ in range(2):
        axes.plot([1, 2], [1, 2])
        axes.plot([1, 2], [2, 3], label="same")
    assert [one["name"] for one in tell(figure)["series"]] == [
        "line 1",
        "same 1",
        "line 2",
        "same 2",
    ]


def test_names_that_stand_in_the_legend_alone_are_found(plots: Plots) -> None:
    figure, axes = plots()
    axes.plot([1, 2], [1, 2], "--")
    axes.plot([1, 2], [2, 3], "o")
    axes.legend(["dashed", "dots"])
    assert [one["name"] for one in tell(figure)["series"]] == ["dashed", "dots"]


def test_points_that_look_alike_are_one_cloud(plots: Plots) -> None:
    figure, axes = plots()
    for place in (1, 2, 3):
        axes.plot([place] * 2, [0, place], ".", color="C0")
    axes.plot([1], [1], ".", color="C1")
    told = tell(figure)["series"]
    assert [(one["name"], one["points"]) for one in told] == [("points 1", 6), ("points 2", 1)]
    assert columns_of(told[0]) == {"x": [1, 1, 2, 2, 3, 3], "y": [0, 1, 0, 2, 0, 3]}


def test_what_has_no_number_is_an_empty_cell(plots: Plots) -> None:
    figure, axes = plots()
    axes.plot([1.0, math.nan, 3.0, 4.0], [math.inf, 2.0, -math.inf, 4.0])
    axes.plot(np.ma.masked_greater([1.0, 2.0], 1.5), [5, 6])
    one, other = (columns_of(series) for series in tell(figure)["series"])
    assert one == {"x": [1.0, None, 3.0, 4.0], "y": [None, 2.0, None, 4.0]}
    assert other == {"x": [1.0, None], "y": [5, 6]}


def test_a_million_points_are_thinned_evenly_to_the_bound(plots: Plots) -> None:
    figure, axes = plots()
    axes.plot(np.arange(1_000_000), np.zeros(1_000_000))
    axes.plot([1, 2], [1, 2])
    told = tell(figure)["series"]
    assert [(one["points"], one["every"]) for one in told] == [(1_000_000, 201), (2, 201)]
    assert sum(len(one["columns"][0]["cells"]) for one in told) <= MOST_ROWS
    assert told[0]["columns"][0]["cells"][:3] == [0, 201, 402]


def test_more_series_than_the_bound_are_counted(plots: Plots) -> None:
    figure, axes = plots()
    for number in range(MOST_SERIES + 3):
        axes.plot([1, 2], [number, number])
    told = tell(figure)
    assert (len(told["series"]), told["untold"]) == (MOST_SERIES, ["3 more series"])


def test_categories_and_dates_are_told_as_words(plots: Plots) -> None:
    figure, axes = plots(1, 2)
    axes[0].bar(["sgd", "adam"], [3, 1])
    axes[1].plot(np.array(["2026-01-01", "2026-01-02T12"], dtype="datetime64[m]"), [1, 2])
    bars, line = (columns_of(one) for one in tell(figure)["series"])
    assert bars == {"x": ["sgd", "adam"], "y": [3.0, 1.0]}
    assert line == {"x": ["2026-01-01", "2026-01-02T12:00:00"], "y": [1, 2]}


def test_bars_over_named_ticks_go_by_those_names(plots: Plots) -> None:
    figure, axes = plots()
    axes.bar([0, 1], [3, 1], label="runs")
    axes.set_xticks([0, 1], ["first", "second"])
    assert columns_of(only(figure)) == {"x": ["first", "second"], "y": [3.0, 1.0]}


def test_a_histogram_has_the_edges_of_its_bins(plots: Plots) -> None:
    figure, axes = plots()
    axes.hist([1, 1, 2, 4], bins=[0, 2, 4, 6])
    assert columns_of(only(figure)) == {
        "x, from": [0.0, 2.0, 4.0],
        "x, to": [2.0, 4.0, 6.0],
        "y": [2.0, 1.0, 1.0],
    }


def test_lying_and_stacked_bars_have_both_ends(plots: Plots) -> None:
    figure, axes = plots()
    axes.barh([1, 2], [3, 4], left=[1, 1])
    assert columns_of(only(figure)) == {"y": [1.0, 2.0], "x, from": [1.0, 1.0], "x, to": [4.0, 5.0]}


def test_error_bars_have_their_ends_and_no_caps_of_their_own(plots: Plots) -> None:
    figure, axes = plots()
    axes.errorbar([1, 2], [3, 4], yerr=[0.5, 1], capsize=3, label="measured")
    series = only(figure)
    assert (series["name"], series["kind"]) == ("measured", "points")
    assert columns_of(series) == {
        "x": [1.0, 2.0],
        "y": [3.0, 4.0],
        "y, lower": [2.5, 3.0],
        "y, upper": [3.5, 5.0],
    }


def test_a_band_has_both_its_curves(plots: Plots) -> None:
    figure, axes = plots()
    axes.fill_between([1, 2, 3], [1, 1, 1], [2, 3, 0.5], label="range")
    assert columns_of(only(figure)) == {
        "x": [1.0, 2.0, 3.0],
        "y, lower": [1.0, 1.0, 0.5],
        "y, upper": [2.0, 3.0, 1.0],
    }


def test_a_scatter_has_the_value_that_its_colours_show(plots: Plots) -> None:
    figure, axes = plots()
    figure.colorbar(axes.scatter([1, 2], [3, 4], c=[0.5, 0.7]), label="loss")
    assert columns_of(only(figure)) == {"x": [1.0, 2.0], "y": [3.0, 4.0], "loss": [0.5, 0.7]}


def test_a_small_image_is_told_by_its_cells_and_a_large_one_by_its_reach(plots: Plots) -> None:
    figure, axes = plots(1, 3)
    axes[0].imshow([[1, 2], [3, 4]])
    axes[1].imshow(np.linspace(0, 1, 900).reshape(30, 30))
    axes[2].imshow(np.zeros((4, 4, 3)))
    told = tell(figure)
    assert columns_of(told["series"][0]) == {
        "x": [0.0, 1.0, 0.0, 1.0],
        "y": [0.0, 0.0, 1.0, 1.0],
        "value": [1, 2, 3, 4],
    }
    assert told["untold"] == ["an image of 30 × 30 values, 0 to 1", "an image of colours"]


def test_lines_across_the_plot_are_one_value(plots: Plots) -> None:
    figure, axes = plots()
    axes.axhline(3)
    axes.axvline(2.5, label="threshold")
    axes.axvspan(1, 2, label="warm-up")
    axes.plot([0.1, 0.9], [0.5, 0.5], transform=axes.transAxes)
    axes.text(1, 1, "a word")
    told = tell(figure)["series"]
    assert [(one["name"], columns_of(one)) for one in told] == [
        ("line at y = 3", {"y": [3]}),
        ("threshold", {"x": [2.5]}),
        ("warm-up", {"x, from": [1.0], "x, to": [2.0]}),
    ]


def test_twin_axes_are_one_plot_whose_names_differ(plots: Plots) -> None:
    figure, axes = plots()
    axes.plot([1, 2], [3, 4], label="loss")
    axes.set(xlabel="step", ylabel="loss")
    other = axes.twinx()
    other.plot([1, 2], [30, 40], label="rate")
    other.set_ylabel("rate (%)")
    assert [(one["plot"], list(columns_of(one))) for one in tell(figure)["series"]] == [
        ("", ["step", "loss"]),
        ("", ["step", "rate (%)"]),
    ]


def test_several_plots_go_by_their_titles_or_their_number_and_share_the_names_of_their_axes(
    plots: Plots,
) -> None:
    figure, axes = plots(1, 3, sharey=True)
    for one, title in zip(axes, ("wide", "", "wide"), strict=True):
        one.plot([1, 2], [3, 4])
        one.set_title(title)
    axes[0].set_ylabel("output")
    told = tell(figure)["series"]
    assert [one["plot"] for one in told] == ["plot 1", "plot 2", "plot 3"]
    assert [list(columns_of(one)) for one in told] == [["x", "output"]] * 3


def test_contours_are_lines_and_filled_ones_are_named(plots: Plots) -> None:
    figure, axes = plots()
    height = np.add.outer(np.arange(4.0), np.arange(4.0))
    axes.contour(height, levels=[1.5])
    axes.contourf(height, levels=[1, 2, 3])
    told = tell(figure)
    assert [one["name"] for one in told["series"]] == ["contour at 1.5"]
    assert all(
        math.isclose(x + y, 1.5)
        for x, y in zip(*columns_of(told["series"][0]).values(), strict=True)
    )
    assert told["untold"] == ["filled contours at 1, 2, 3"]


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        (lambda axes: axes.stem([1, 2], [3, 4], label="s"), {"x": [1, 2], "y": [3, 4]}),
        (
            lambda axes: axes.stairs([3, 4], [0, 1, 2], label="s"),
            {"x, from": [0, 1], "x, to": [1, 2], "y": [3, 4]},
        ),
        (lambda axes: axes.step([1, 2], [3, 4], label="s"), {"x": [1, 2], "y": [3, 4]}),
        (
            lambda axes: axes.vlines([1, 2], 0, [3, 4], label="s"),
            {"x": [1, 2], "y, from": [0, 0], "y, to": [3, 4]},
        ),
        (
            lambda axes: axes.quiver([1, 2], [3, 4], [5, 6], [7, 8], label="s"),
            {"x": [1, 2], "y": [3, 4], "along x": [5, 6], "along y": [7, 8]},
        ),
        (
            lambda axes: axes.fill([1, 2, 2], [3, 3, 4], label="s"),
            {"x": [1, 2, 2, 1], "y": [3, 3, 4, 3]},
        ),
        (
            lambda axes: axes.pcolormesh([[1, 2]], label="s"),
            {"x": [0.5, 1.5], "y": [0.5, 0.5], "value": [1, 2]},
        ),
    ],
)
def test_other_marks_are_told_by_what_places_them(
    plots: Plots, draw: Callable[[Axes], object], told: dict[str, list[float]]
) -> None:
    figure, axes = plots()
    draw(axes)
    series = only(figure)
    assert (series["name"], columns_of(series)) == ("s", told)


def test_nothing_is_told_of_an_empty_figure_or_empty_lines(plots: Plots) -> None:
    figure, axes = plots()
    axes.plot([], [], label="only in the legend")
    axes.scatter([], [])
    axes.bar([], [])
    assert tell(figure) == {"series": [], "untold": []}
    assert tell(Figure()) == {"series": [], "untold": []}


def test_three_dimensions_are_named_and_not_told(plots: Plots) -> None:
    import matplotlib.pyplot as plt

    figure = plt.figure()
    figure.add_subplot(projection="3d").plot([1, 2], [3, 4], [5, 6])
    assert tell(figure) == {"series": [], "untold": ["a plot in three dimensions"]}


class _Liar(Line2D):
    """An artist of an author's own that can be drawn and not read."""

    def get_data(self, orig: bool = True) -> object:
        raise LookupError("no data here")


def test_a_fault_in_one_artist_leaves_out_that_one_and_is_named(plots: Plots) -> None:
    figure, axes = plots()
    axes.add_line(_Liar([1, 2], [3, 4], label="liar"))
    axes.plot([1, 2], [3, 4], label="honest")
    told = tell(figure)
    assert [one["name"] for one in told["series"]] == ["honest"]
    assert told["untold"] == ["liar (LookupError)"]


def test_long_names_are_cut(plots: Plots) -> None:
    figure, axes = plots()
    axes.plot([1, 2], [3, 4], label="n" * 10_000)
    axes.set_xlabel("x" * 10_000)
    series = only(figure)
    assert (len(series["name"]), [len(name) for name in columns_of(series)]) == (200, [200, 1])
