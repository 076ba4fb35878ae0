"""Lays a figure out for a wide and for a narrow column, so that its words are read at one size: the same artists in other places.

A drawing that is only scaled down takes its words with it. A narrow column gets a drawing of its own instead: higher, its key above it,
the name of the upright axis above that axis, long names on several lines, and fewer ticks named where names would touch.
"""

import math
from collections.abc import Iterator
from itertools import pairwise

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpecBase
from matplotlib.text import Annotation, Text
from matplotlib.transforms import BboxBase

WIDE_IN, HIGHEST_IN = 6.8, 5.4  # the width of every drawing, and the greatest height
NARROW_IN, LEAST_IN, ROW_IN = (
    3.56,
    2.8,
    2.2,
)  # the width, the least height, and the least height of a row of plots
SMALLEST_WIDE, SMALLEST_NARROW = (
    8.4,
    10.0,
)  # points: 11 pixels in the narrowest column that each is shown in
_GAP = 2.0  # points between the names of two ticks
_TURN = 35  # degrees
_FOOT = 40.0  # points below a plot for ticks and their name
_LEAST_PLOT = 0.3  # of its share of the drawing's width: a plot that is left less shows nothing


class NarrowError(Exception):
    """The figure cannot be laid out for a narrow column."""


def fit_wide(figure: Figure) -> None:
    """Lays the figure out with the width of all drawings and its author's proportions."""
    width, height = figure.get_size_inches()
    figure.set_size_inches(WIDE_IN, min(height * WIDE_IN / width, HIGHEST_IN))
    _raise_texts(figure, SMALLEST_WIDE)
    plots = _list_plots(figure)
    _break_names(figure, plots, [], {axes: figure.bbox.width / grid.ncols for axes, grid in plots})
    _settle(figure)
    for axes in figure.axes:
        if axes.name != "3d":
            _part_words(axes)


def fit_narrow(figure: Figure) -> None:
    """Lays a figure that `fit_wide` has laid out anew for a narrow column.

    Raises: `NarrowError` where what stands in it leaves the plots no room.
    """
    plots = _list_plots(figure)
    rows = max((grid.nrows for _, grid in plots), default=1)
    wide, height = figure.get_size_inches()
    figure.set_layout_engine("constrained")
    _raise_texts(figure, SMALLEST_NARROW)
    names = [name for axes, grid in plots if (name := _raise_name(axes, grid)) is not None]
    room = {
        axes: axes.get_window_extent().width - (WIDE_IN - NARROW_IN) * figure.dpi / grid.ncols
        for axes, grid in plots
    }
    figure.set_size_inches(
        NARROW_IN, max(LEAST_IN, ROW_IN * rows, min(NARROW_IN * height / wide, 2 * NARROW_IN))
    )
    _break_names(figure, plots, names, room)
    figure.set_figheight(figure.get_figheight() + _move_key(figure) / figure.dpi)
    _settle(figure)
    turned = max((_turn_words(axes.xaxis) for axes, _ in plots), default=0.0)
    if turned:
        figure.set_layout_engine("constrained")
        figure.set_figheight(figure.get_figheight() + turned / figure.dpi)
        _settle(figure)
    for axes, grid in plots:
        _part_words(axes)
        for axis in (axes.xaxis, axes.yaxis):
            _thin_ticks(axis)
        if axes.get_window_extent().width < _LEAST_PLOT * figure.bbox.width / grid.ncols:
            raise NarrowError


def _list_plots(figure: Figure) -> list[tuple[Axes, GridSpecBase]]:
    """The plots that stand in a grid, each with its grid."""
    return [
        (axes, spec.get_gridspec())
        for axes in figure.axes
        if axes.get_visible() and (spec := axes.get_subplotspec()) is not None
    ]


def _settle(figure: Figure) -> None:
    """Lays out once, where saving would do so twice, and would draw twice as long as there is an engine, be it one that does nothing."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        with rc_context({"figure.constrained_layout.use": False, "figure.autolayout": False}):
            figure.set_layout_engine(None)


def _raise_texts(figure: Figure, least: float) -> None:
    """Makes small words larger before the layout gives them room."""
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if float(text.get_fontsize()) < least:
            text.set_fontsize(least)


def _raise_name(axes: Axes, grid: GridSpecBase) -> Text | None:
    """The name of the upright axis moved above it, where nothing else stands; on its side it would take a tenth of the width."""
    name, label = axes.get_ylabel(), axes.yaxis.label
    is_taken = (
        axes.get_title(loc="left")
        or axes.get_title()
        or str(axes.yaxis.get_label_position()) != "left"
    )
    if not name or is_taken or _has_twin(axes):
        return None
    axes.set_ylabel("")
    return axes.set_title(name, loc="left", fontsize=label.get_fontsize(), color=label.get_color())


def _has_twin(axes: Axes) -> bool:
    own = axes.get_position(original=True).bounds
    return any(
        other is not axes and other.get_position(original=True).bounds == own
        for other in axes.figure.axes
    )


def _move_key(figure: Figure) -> float:
    """Moves the only legend out of its plot, above all, in as many columns as fit; the points that it takes."""
    legends = [legend for axes in figure.axes if (legend := axes.get_legend()) is not None]
    if len(legends) != 1 or figure.legends:
        return 0
    [old] = legends
    handles, labels = (
        [handle for handle in old.legend_handles if handle is not None],
        [text.get_text() for text in old.get_texts()],
    )
    title, spaces = old.get_title().get_text() or None, {"columnspacing": 1.2, "borderpad": 0.2}
    old.remove()
    for columns in range(min(3, len(labels)), 0, -1):
        new = figure.legend(
            handles,
            labels,
            loc="outside upper left",
            title=title,
            ncols=columns,
            alignment="left",
            **spaces,
        )
        box = new.get_window_extent()
        if columns == 1 or box.width <= figure.bbox.width:
            return float(box.height)
        new.remove()
    return 0


def _break_names(
    figure: Figure,
    plots: list[tuple[Axes, GridSpecBase]],
    names: list[Text],
    room: dict[Axes, float],
) -> None:
    """Names that are longer than what they name go on several lines."""
    for axes, grid in plots:
        most = max(room[axes], figure.bbox.width / grid.ncols - _FOOT)
        for text in (axes.xaxis.label, axes.title, *(name for name in names if name.axes is axes)):
            _break_lines(text, most)
        _break_lines(axes.yaxis.label, figure.bbox.height / grid.nrows - _FOOT)
    for text in figure.texts if figure.get_suptitle() else ():
        if text.get_text() == figure.get_suptitle():
            _break_lines(text, figure.bbox.width)


def _break_lines(text: Text, most: float) -> None:
    """Breaks the text where it is longer, into lines of about one length."""
    whole = " ".join(text.get_text().split())
    length = _measure(text, whole)
    if not whole or _measure(text, text.get_text()) <= most:
        return
    lines = _fill_lines(text, whole, most)
    even = (
        _fill_lines(text, whole, min(most, share * length / len(lines)))
        for share in (1.05, 1.2, 1.35)
    )
    text.set_text("\n".join(next((other for other in even if len(other) == len(lines)), lines)))


def _fill_lines(text: Text, whole: str, most: float) -> list[str]:
    lines = [""]
    for word in _split_words(whole):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _measure(text, longer) > most:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _measure(text: Text, words: str) -> float:
    """The length in points of words in the font of the text."""
    lying = Text(
        0, 0, words, fontproperties=text.get_fontproperties(), figure=text.get_figure(root=True)
    )
    return float(lying.get_window_extent().width)


def _split_words(text: str) -> Iterator[str]:
    """Words at the spaces outside of formulas."""
    kept: list[str] = []
    for word in text.split(" "):
        kept.append(word)
        if " ".join(kept).count("$") % 2 == 0:
            yield " ".join(kept)
            kept = []
    if kept:
        yield " ".join(kept)


def _thin_ticks(axis: Axis) -> None:
    """Names every second tick, every third, and so on, until no two names touch."""
    labels = _list_names(axis)
    step = 1 if any(label.get_rotation() % 90 for label in labels) else _find_step(labels)
    for number, label in enumerate(labels):
        label.set_visible(number % step == 0)


def _turn_words(axis: Axis) -> float:
    """Turns the names of ticks that are words, of which none can stand for its neighbours, where they touch; the points that they take."""
    labels = _list_names(axis)
    if _find_step(labels) == 1 or not any(
        character.isalpha() for label in labels for character in label.get_text()
    ):
        return 0
    longest = max(label.get_window_extent().width for label in labels)
    for label in labels:
        label.set(rotation=_TURN, horizontalalignment="right", rotation_mode="anchor")
    return longest * math.sin(math.radians(_TURN))


def _list_names(axis: Axis) -> list[Text]:
    """The names of the ticks that are seen."""
    axis.get_majorticklabels()  # brings the ticks up to date
    low, high = sorted(axis.get_view_interval())
    seen = (tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)
    return [label for label in seen if label.get_visible() and label.get_text()]


def _find_step(labels: list[Text]) -> int:
    """How many names apart those stand that do not touch."""
    boxes = [label.get_window_extent().padded(_GAP / 2) for label in labels]
    apart = (
        step
        for step in range(1, len(labels))
        if not any(one.overlaps(other) for one, other in pairwise(boxes[::step]))
    )
    return next(apart, len(labels) or 1)


def _part_words(axes: Axes) -> None:
    """Moves words in a plot up or down by as much as they lie on earlier ones or across the lower edge."""
    placed: list[BboxBase] = []
    for text in axes.texts:
        if not text.get_visible() or not text.get_text():
            continue
        box = text.get_window_extent()
        if text.get_rotation() or (
            isinstance(text, Annotation)
            and (text.arrow_patch is not None or text.anncoords != "data")
        ):
            placed.append(box)
            continue
        shift = max(0.0, axes.bbox.y0 + _GAP - box.y0) if box.y1 > axes.bbox.y0 + _GAP else 0.0
        for other in placed:
            if box.translated(0, shift).overlaps(other):
                up, down = other.y1 - box.y0, other.y0 - box.y1
                shift = up if up < -down else down
        if shift:
            place = axes.transData if isinstance(text, Annotation) else text.get_transform()
            x, y = place.transform(text.get_position())
            x, y = place.inverted().transform((x, y + shift)).tolist()
            text.set_position((x, y))
        placed.append(box.translated(0, shift))
