"""Figures laid out for a narrow column: larger words that neither touch nor leave the drawing."""

import io
from collections.abc import Callable, Iterator
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from builder.effects.figures.column_layout import (
    NARROW_IN,
    SMALLEST_NARROW,
    NarrowError,
    fit_narrow,
    fit_wide,
)
from builder.effects.figures.draw import STYLE, Drawing, draw_current

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _style() -> Iterator[None]:
    import matplotlib.pyplot as plt

    plt.close("all")
    with mpl.rc_context(STYLE):
        yield
    plt.close("all")


def draw_ticks(axes: Axes) -> None:
    axes.semilogx([1, 1e6], [1, 2])
    axes.set_xticks(
        [1, 10, 100, 1000, 1e4, 1e5, 1e6],
        ["1", "10", "100", "1,000", "10,000", "100,000", "1,000,000"],
    )


def draw_key(axes: Axes) -> None:
    for number in range(5):
        axes.plot(
            [1, 2], [number, number + 1], label=f"a line with a rather long name, number {number}"
        )
    axes.legend(title="what is shown")


def draw_names(axes: Axes) -> None:
    axes.plot([1, 2], [1, 2])
    axes.set_xlabel(
        "the number of samples drawn so far, counted in batches of 64, on a plain scale"
    )
    axes.set_ylabel(
        "median of the test error over forty tasks, relative to what $\\sigma^2$ allows"
    )


def draw_words(axes: Axes) -> None:
    axes.plot([1, 2, 3], [1, 2, 3])
    for word, height in (("first", 2.0), ("second", 2.05), ("third", 2.0)):
        axes.text(1.5, height, word)
    axes.annotate("low", (2.5, 1), va="top")


def draw_small(axes: Axes) -> None:
    axes.plot([1, 2], [1, 2])
    axes.set_title("a title", fontsize=4)
    axes.tick_params(labelsize=5)


FIGURES = {
    "ticks": draw_ticks,
    "key": draw_key,
    "names": draw_names,
    "words": draw_words,
    "small": draw_small,
}


def make(draw: Callable[[Axes], None], **keys: object) -> Figure:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(**keys)
    for one in np.ravel(axes):
        draw(one)
    return figure


def words_of(figure: Figure) -> dict[str, Bbox]:
    figure.savefig(io.StringIO(), format="svg")
    figure.draw_without_rendering()
    axes = [axis for one in figure.axes for axis in (one.xaxis, one.yaxis)]
    beyond = {
        id(label) for axis in axes for label in axis.get_majorticklabels()
    }  # ticks outside of what the axis shows among them
    beyond -= {id(tick.label1) for axis in axes for tick in axis._update_ticks()}
    found = [
        text for text in figure.findobj(Text) if isinstance(text, Text) and id(text) not in beyond
    ]
    shown = [text for text in found if text.get_visible() and text.get_text().strip()]
    return {
        f"{number} {text.get_text()}": text.get_window_extent() for number, text in enumerate(shown)
    }


@pytest.mark.parametrize("name", FIGURES)
def test_no_words_touch_or_leave_the_drawing(name: str) -> None:
    figure = make(FIGURES[name])
    fit_wide(figure)
    fit_narrow(figure)
    words = words_of(figure)
    assert [
        (one, two)
        for one, two in combinations(words, 2)
        if words[one].padded(-0.5).overlaps(words[two].padded(-0.5))
    ] == []
    whole = figure.bbox.padded(1)
    assert [
        word
        for word, box in words.items()
        if not (whole.contains(*box.min) and whole.contains(*box.max))
    ] == []


@pytest.mark.parametrize("name", FIGURES)
def test_no_words_are_smaller_than_what_a_narrow_column_needs(name: str) -> None:
    figure = make(FIGURES[name])
    fit_wide(figure)
    fit_narrow(figure)
    assert min(float(text.get_fontsize()) for text in figure.findobj(Text)) >= SMALLEST_NARROW  # type: ignore[attr-defined]
    assert figure.get_figwidth() == NARROW_IN


def test_ticks_that_fit_are_all_named() -> None:
    figure = make(lambda axes: axes.set_xticks([0, 0.5, 1], ["0", "1/2", "1"]))
    fit_wide(figure)
    fit_narrow(figure)
    assert [label.get_visible() for label in figure.axes[0].get_xticklabels()] == [True, True, True]


def test_names_of_ticks_that_are_words_are_turned_and_all_stay() -> None:
    names = ["gradient descent", "momentum", "adam", "natural gradient", "newton"]
    figure = make(lambda axes: axes.bar(names, [1, 2, 3, 4, 5]) and None)
    fit_wide(figure)
    fit_narrow(figure)
    labels = figure.axes[0].get_xticklabels()
    assert [(label.get_text(), label.get_visible(), label.get_rotation()) for label in labels] == [
        (name, True, 35) for name in names
    ]
    assert min(label.get_window_extent().y0 for label in labels) >= 0


def test_the_key_stands_above_the_plot_and_the_plot_keeps_its_height() -> None:
    with_key, without = make(draw_key), make(lambda axes: axes.plot([1, 2], [1, 5]) and None)
    for figure in (with_key, without):
        fit_wide(figure)
        fit_narrow(figure)
    [legend] = with_key.legends
    assert legend.get_window_extent().y0 >= with_key.axes[0].get_window_extent().y1
    assert (
        with_key.axes[0].get_window_extent().height
        > 0.9 * without.axes[0].get_window_extent().height
    )


def test_an_author_s_size_sets_the_proportions_alone() -> None:
    figure = make(draw_small, figsize=(20, 10))
    fit_wide(figure)
    assert figure.get_size_inches().tolist() == [6.8, 3.4]


def test_a_figure_that_leaves_its_plots_no_room_is_shown_wide_alone() -> None:
    import matplotlib.pyplot as plt

    def draw(axes: Axes) -> None:
        axes.barh(
            ["a name that is far too long for any narrow column of text to hold beside a plot"], [1]
        )

    fit_wide(figure := make(draw))
    with pytest.raises(NarrowError):
        fit_narrow(figure)
    plt.close("all")
    make(draw)
    drawing = draw_current()
    assert (drawing.wide[:5], drawing.narrow) == ("<?xml", "")
    assert drawing.plotted["series"][0]["kind"] == "bars"


@pytest.mark.parametrize("projection", ["3d", "polar"])
def test_other_projections_are_drawn(projection: str) -> None:
    import matplotlib.pyplot as plt

    plt.figure().add_subplot(projection=projection).plot([1, 2], [1, 2])
    assert "<svg" in draw_current().wide


def test_the_same_figure_gives_the_same_drawings_and_data() -> None:
    import matplotlib.pyplot as plt

    def draw() -> Drawing:
        plt.close("all")
        make(draw_key, ncols=2)
        return draw_current()

    assert draw() == draw()
