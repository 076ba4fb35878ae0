"""Lays a figure out for a wide and for a narrow column, with text of one size in both.

Scaling a drawing down would scale its text down too. So the same artists are laid out again for a
narrow column. The figure is higher, its legend stands above it, and the y label stands above its
axis. Long labels take several lines, and tick labels are left out where they would touch.
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

WIDE_IN, HIGHEST_IN = 6.8, 5.4  # the width of every wide drawing, and its greatest height
# The width of a narrow drawing, its least height, and the least height of a row of plots.
NARROW_IN, LEAST_IN, ROW_IN = 3.56, 2.8, 2.2
# Font sizes in points: 11 pixels in the narrowest column that each drawing is shown in.
SMALLEST_WIDE, SMALLEST_NARROW = 8.4, 10.0
_GAP = 2.0  # points between two tick labels
_TURN = 35  # degrees
_FOOT = 40.0  # points below a plot for tick labels and the axis label
_LEAST_PLOT = 0.3  # of a plot's share of the drawing's width: a narrower plot shows nothing


class NarrowError(Exception):
    """The figure cannot be laid out for a narrow column."""


def fit_wide(figure: Figure) -> None:
    """Lay the figure out with the standard width and the author's proportions."""
    width, height = figure.get_size_inches()
    figure.set_size_inches(WIDE_IN, min(height * WIDE_IN / width, HIGHEST_IN))
    _enlarge_texts(figure, SMALLEST_WIDE)
    plots = _list_plots(figure)
    room = {axes: figure.bbox.width / grid.ncols for axes, grid in plots}
    _break_labels(figure, plots, [], room)
    _apply_layout(figure)
    for axes in figure.axes:
        if axes.name != "3d":
            _separate_texts(axes)


def fit_narrow(figure: Figure) -> None:
    """Lay out a figure for a narrow column, after `fit_wide`.

    Raises: `NarrowError` if labels leave the plots too little room.
    """
    plots = _list_plots(figure)
    rows = max((grid.nrows for _, grid in plots), default=1)
    wide, height = figure.get_size_inches()
    figure.set_layout_engine("constrained")
    _enlarge_texts(figure, SMALLEST_NARROW)
    moved = [title for axes, _ in plots if (title := _move_y_label(axes)) is not None]
    room = {
        axes: axes.get_window_extent().width - (WIDE_IN - NARROW_IN) * figure.dpi / grid.ncols
        for axes, grid in plots
    }
    proportional = min(NARROW_IN * height / wide, 2 * NARROW_IN)
    figure.set_size_inches(NARROW_IN, max(LEAST_IN, ROW_IN * rows, proportional))
    _break_labels(figure, plots, moved, room)
    figure.set_figheight(figure.get_figheight() + _move_legend(figure) / figure.dpi)
    _apply_layout(figure)
    turned = max((_turn_tick_labels(axes.xaxis) for axes, _ in plots), default=0.0)
    if turned:
        figure.set_layout_engine("constrained")
        figure.set_figheight(figure.get_figheight() + turned / figure.dpi)
        _apply_layout(figure)
    for axes, grid in plots:
        _separate_texts(axes)
        for axis in (axes.xaxis, axes.yaxis):
            _thin_ticks(axis)
        if axes.get_window_extent().width < _LEAST_PLOT * figure.bbox.width / grid.ncols:
            raise NarrowError


def _list_plots(figure: Figure) -> list[tuple[Axes, GridSpecBase]]:
    """List the visible axes that are placed in a grid, each with its grid."""
    visible = (axes for axes in figure.axes if axes.get_visible())
    placed = ((axes, axes.get_subplotspec()) for axes in visible)
    return [(axes, spec.get_gridspec()) for axes, spec in placed if spec is not None]


def _apply_layout(figure: Figure) -> None:
    """Run the layout engine once and remove it.

    `savefig` would run it twice. It would also draw twice with any engine, even an empty one.
    """
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        with rc_context({"figure.constrained_layout.use": False, "figure.autolayout": False}):
            figure.set_layout_engine(None)


def _enlarge_texts(figure: Figure, least: float) -> None:
    """Enlarge small texts before the layout gives them room."""
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if float(text.get_fontsize()) < least:
            text.set_fontsize(least)


def _move_y_label(axes: Axes) -> Text | None:
    """Move the y label above its axis and return it; return `None` if that place is taken.

    Beside the axis it would take a tenth of the width.
    """
    name, label = axes.get_ylabel(), axes.yaxis.label
    has_title = axes.get_title(loc="left") or axes.get_title()
    is_left = str(axes.yaxis.get_label_position()) == "left"
    if not name or has_title or not is_left or _has_twin(axes):
        return None
    axes.set_ylabel("")
    return axes.set_title(name, loc="left", fontsize=label.get_fontsize(), color=label.get_color())


def _has_twin(axes: Axes) -> bool:
    own = axes.get_position(original=True).bounds
    return any(
        other is not axes and other.get_position(original=True).bounds == own
        for other in axes.figure.axes
    )


def _move_legend(figure: Figure) -> float:
    """Move the only legend above all plots, in as many columns as fit; return its height in points.

    Do nothing if there is no legend or more than one.
    """
    legends = [legend for axes in figure.axes if (legend := axes.get_legend()) is not None]
    if len(legends) != 1 or figure.legends:
        return 0
    [old] = legends
    handles = [handle for handle in old.legend_handles if handle is not None]
    labels = [text.get_text() for text in old.get_texts()]
    title = old.get_title().get_text() or None
    old.remove()
    for columns in range(min(3, len(labels)), 0, -1):
        new = figure.legend(
            handles,
            labels,
            loc="outside upper left",
            title=title,
            ncols=columns,
            alignment="left",
            columnspacing=1.2,
            borderpad=0.2,
        )
        box = new.get_window_extent()
        if columns == 1 or box.width <= figure.bbox.width:
            return float(box.height)
        new.remove()
    return 0


def _break_labels(
    figure: Figure,
    plots: list[tuple[Axes, GridSpecBase]],
    moved: list[Text],
    room: dict[Axes, float],
) -> None:
    """Break titles and axis labels that are longer than their plot into several lines.

    `moved` are the y labels that stand above their axes, `room` the widths of the plots in points.
    """
    for axes, grid in plots:
        most = max(room[axes], figure.bbox.width / grid.ncols - _FOOT)
        own = (title for title in moved if title.axes is axes)
        for text in (axes.xaxis.label, axes.title, *own):
            _break_lines(text, most)
        _break_lines(axes.yaxis.label, figure.bbox.height / grid.nrows - _FOOT)
    for text in figure.texts if figure.get_suptitle() else ():
        if text.get_text() == figure.get_suptitle():
            _break_lines(text, figure.bbox.width)


def _break_lines(text: Text, most: float) -> None:
    """Break the text into lines of about equal length if it is longer than `most` points."""
    whole = " ".join(text.get_text().split())
    length = _measure(text, whole)
    if not whole or _measure(text, text.get_text()) <= most:
        return
    lines = _fill_lines(text, whole, most)
    limits = (min(most, share * length / len(lines)) for share in (1.05, 1.2, 1.35))
    tried = (_fill_lines(text, whole, limit) for limit in limits)
    text.set_text("\n".join(next((other for other in tried if len(other) == len(lines)), lines)))


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
    """Return the width in points of words set horizontally in the font of the text."""
    font, figure = text.get_fontproperties(), text.get_figure(root=True)
    horizontal = Text(0, 0, words, fontproperties=font, figure=figure)
    return float(horizontal.get_window_extent().width)


def _split_words(text: str) -> Iterator[str]:
    """Split the text at spaces outside formulas."""
    kept: list[str] = []
    for word in text.split(" "):
        kept.append(word)
        if " ".join(kept).count("$") % 2 == 0:
            yield " ".join(kept)
            kept = []
    if kept:
        yield " ".join(kept)


def _thin_ticks(axis: Axis) -> None:
    """Label every second tick, every third, and so on, until no two labels touch."""
    labels = _list_tick_labels(axis)
    step = 1 if any(label.get_rotation() % 90 for label in labels) else _find_step(labels)
    for number, label in enumerate(labels):
        label.set_visible(number % step == 0)


def _turn_tick_labels(axis: Axis) -> float:
    """Rotate tick labels that touch and hold words; return the height that they take, in points.

    A word cannot be left out as a number can, since its neighbours do not imply it.
    """
    labels = _list_tick_labels(axis)
    has_words = any(character.isalpha() for label in labels for character in label.get_text())
    if _find_step(labels) == 1 or not has_words:
        return 0
    longest = max(label.get_window_extent().width for label in labels)
    for label in labels:
        label.set(rotation=_TURN, horizontalalignment="right", rotation_mode="anchor")
    return longest * math.sin(math.radians(_TURN))


def _list_tick_labels(axis: Axis) -> list[Text]:
    """List the visible labels of the major ticks."""
    axis.get_majorticklabels()  # brings the ticks up to date
    low, high = sorted(axis.get_view_interval())
    seen = (tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)
    return [label for label in seen if label.get_visible() and label.get_text()]


def _find_step(labels: list[Text]) -> int:
    """Find the smallest step such that every step-th label touches no other."""
    boxes = [label.get_window_extent().padded(_GAP / 2) for label in labels]
    apart = (
        step
        for step in range(1, len(labels))
        if not any(one.overlaps(other) for one, other in pairwise(boxes[::step]))
    )
    return next(apart, len(labels) or 1)


def _separate_texts(axes: Axes) -> None:
    """Move texts in a plot up or down where they cover earlier texts or cross the lower edge."""
    placed: list[BboxBase] = []
    for text in axes.texts:
        if not text.get_visible() or not text.get_text():
            continue
        box = text.get_window_extent()
        if text.get_rotation() or _is_anchored(text):
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


def _is_anchored(text: Text) -> bool:
    """Return true for an annotation with an arrow, or one that is not placed by data values."""
    if not isinstance(text, Annotation):
        return False
    return text.arrow_patch is not None or text.anncoords != "data"
