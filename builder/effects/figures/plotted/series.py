"""Lists what a figure shows as series of numbers, with the names that its author gave.

It lists every line, scatter, bar, band and small image. Colours, texts and decoration are left
out. Numbers are rounded, because the order of additions in linear algebra differs between
processors. Their count is bounded, because a page contains them. Artists whose values are not
listed are named.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryFormatter
from matplotlib.collections import (
    LineCollection,
    PathCollection,
    PolyCollection,
    QuadMesh,
    RegularPolyCollection,
)
from matplotlib.container import BarContainer, Container, ErrorbarContainer, StemContainer
from matplotlib.contour import ContourSet
from matplotlib.dates import AutoDateFormatter, num2date
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import AxLine, Line2D
from matplotlib.patches import Polygon, Rectangle, StepPatch, Wedge
from matplotlib.quiver import Quiver

from builder.effects.figures.plotted.area_artists import (
    read_arrows,
    read_band,
    read_bars,
    read_image,
    read_mesh,
    read_outline,
    read_span,
    read_stairs,
    read_wedge,
)
from builder.effects.figures.plotted.columns import (
    PlottedColumns,
    UnreadableError,
    Values,
    is_named,
    label_of,
)
from builder.effects.figures.plotted.line_artists import (
    look_of,
    read_contours,
    read_errors,
    read_line,
    read_points,
    read_segments,
    read_slope,
    read_stems,
)
from builder.witness.messages import (
    MOST_ROWS,
    MOST_SERIES,
    ColumnMessage,
    PlottedMessage,
    SeriesMessage,
)

LONGEST_NAME = 200
DIGITS = 6  # significant
_NOTHING = 1e-10  # of the largest number in a column: less is invisible on a linear axis


@dataclass(frozen=True, slots=True)
class _Named:
    """A series with its plot and its final name."""

    plot: str
    name: str
    marks: PlottedColumns


def list_plotted(figure: Figure) -> PlottedMessage:
    """List the series of the figure in drawing order.

    A series that cannot be read is left out and named under `untold`.
    """
    untold: list[str] = []
    found: list[tuple[str, PlottedColumns]] = []
    for plot, axes in _name_plots(figure):
        found += ((plot, marks) for marks in _read_axes(axes, untold))
    named = _name_marks(_merge_points([(plot, marks) for plot, marks in found if len(marks)]))
    if len(named) > MOST_SERIES:
        untold.append(f"{len(named) - MOST_SERIES} more series")
    kept = named[:MOST_SERIES]
    every = _find_step([len(one.marks) for one in kept])
    series = [_write_series(one, every) for one in kept]
    return {
        "series": series,
        "untold": [text[:LONGEST_NAME] for text in dict.fromkeys(untold)][:MOST_SERIES],
    }


def _read_axes(axes: Axes, untold: list[str]) -> list[PlottedColumns]:
    """Read all visible artists of the axes that have a reader, in drawing order."""
    if axes.name == "3d":
        untold.append("a plot in three dimensions")
        return []
    parts = ((part, container) for container in axes.containers for part in _list_parts(container))
    owners = {id(part): container for part, container in parts}
    visible = (artist for artist in axes.get_children() if artist.get_visible())
    whole = dict.fromkeys(owners.get(id(artist), artist) for artist in visible)
    labels = _read_legend(axes)
    found: list[PlottedColumns] = []
    for drawn in whole:
        read = next((reader for sort, reader in _READERS if isinstance(drawn, sort)), None)
        if drawn is axes.patch or read is None:
            continue
        try:
            marks = [one.check() for one in read(axes, drawn)]
        except UnreadableError as reason:
            untold.append(str(reason))
        except Exception as error:  # an author's own artist may do anything; the figure is shown
            untold.append(f"{label_of(drawn) or type(drawn).__name__} ({type(error).__name__})")
        else:
            found += (
                one if is_named(one.label) else replace(one, label=labels.get(one.look, one.label))
                for one in marks
            )
    return found


def _list_parts(container: Container) -> Iterator[Artist]:
    for part in container:
        if isinstance(part, tuple | list):
            yield from part
        elif isinstance(part, Artist):
            yield part


def _read_legend(axes: Axes) -> dict[str, str]:
    """Map the look of each line in the legend to its text, for names that only the legend has."""
    legend = axes.get_legend()
    if legend is None:
        return {}
    pairs = zip(legend.legend_handles, legend.get_texts(), strict=False)
    return {look_of(line): text.get_text() for line, text in pairs if isinstance(line, Line2D)}


_Reader = Callable[
    [Any, Any], Iterator[PlottedColumns]
]  # each takes axes and its own type of artist
# The first row that matches counts. Texts, annotations, circles and other shapes are decoration.
_READERS: tuple[tuple[type, _Reader], ...] = (
    (ErrorbarContainer, read_errors),
    (BarContainer, read_bars),
    (StemContainer, read_stems),
    (AxLine, read_slope),
    (Line2D, read_line),
    (ContourSet, read_contours),
    (LineCollection, read_segments),
    (Quiver, read_arrows),
    (QuadMesh, read_mesh),
    (PathCollection, read_points),
    (RegularPolyCollection, read_points),
    (PolyCollection, read_band),
    (Rectangle, read_span),
    (StepPatch, read_stairs),
    (Wedge, read_wedge),
    (Polygon, read_outline),
    (AxesImage, read_image),
)


def _name_plots(figure: Figure) -> list[tuple[str, Axes]]:
    """Return the axes that show data, each with the name of its plot.

    Axes on top of each other are one plot. A single plot has no name.
    """
    mappables = (one for axes in figure.axes for one in (*axes.images, *axes.collections))
    bars = {id(one.colorbar.ax) for one in mappables if one.colorbar}
    shown = [axes for axes in figure.axes if axes.get_visible() and id(axes) not in bars]
    places = [tuple(axes.get_position(original=True).bounds) for axes in shown]
    numbers = {place: number for number, place in enumerate(dict.fromkeys(places), start=1)}
    if len(numbers) < 2:
        return [("", axes) for axes in shown]
    titles: dict[int, str] = {}
    for axes, place in zip(shown, places, strict=True):
        titles[numbers[place]] = titles.get(numbers[place]) or _title_of(axes)
    counts = Counter(titles.values())
    names = {
        number: title if title and counts[title] == 1 else f"plot {number}"
        for number, title in titles.items()
    }
    return [(names[numbers[place]], axes) for axes, place in zip(shown, places, strict=True)]


def _title_of(axes: Axes) -> str:
    return _clean(axes.get_title() or axes.get_title(loc="left"))


def _merge_points(found: Sequence[tuple[str, PlottedColumns]]) -> list[tuple[str, PlottedColumns]]:
    """Join unnamed points that look alike into one series, however many calls drew them."""
    merged: dict[object, tuple[str, PlottedColumns]] = {}
    for number, (plot, marks) in enumerate(found):
        key: object = number
        if marks.kind == "points" and marks.look and not is_named(marks.label):
            columns = tuple((name, id(axis)) for name, _, axis in marks.columns)
            key = (plot, marks.look, columns)
        merged[key] = (plot, merged[key][1].join(marks) if key in merged else marks)
    return list(merged.values())


def _name_marks(found: Sequence[tuple[str, PlottedColumns]]) -> list[_Named]:
    """Give every series a unique name in its plot: the author's label or the kind, numbered."""
    named: list[_Named] = []
    for plot, marks in found:
        name = _clean(marks.label.lstrip("_")) if is_named(marks.label) else marks.kind
        named.append(_Named(plot, name, marks))
    totals = Counter((one.plot, one.name) for one in named)
    counts: Counter[tuple[str, str]] = Counter()
    for place, one in enumerate(named):
        key = (one.plot, one.name)
        counts[key] += 1
        if totals[key] > 1:
            named[place] = replace(one, name=f"{one.name} {counts[key]}")
    return named


def _find_step(lengths: Sequence[int]) -> int:
    """Find the smallest step such that every step-th row leaves at most `MOST_ROWS` rows."""
    every = max(1, math.ceil(sum(lengths) / MOST_ROWS))
    while sum(math.ceil(length / every) for length in lengths) > MOST_ROWS:
        every += 1
    return every


def _write_series(one: _Named, every: int) -> SeriesMessage:
    columns = [
        _write_column(name, values[::every], axis) for name, values, axis in one.marks.columns
    ]
    return {
        "plot": one.plot,
        "name": one.name,
        "kind": one.marks.kind,
        "points": len(one.marks),
        "every": every,
        "columns": columns,
    }


def _write_column(name: str, values: Values, axis: Axis | None) -> ColumnMessage:
    formatter = axis.get_major_formatter() if axis is not None else None
    cells: list[int | float | str | None]
    if isinstance(formatter, StrCategoryFormatter):
        cells = [
            str(formatter(value))[:LONGEST_NAME] if np.isfinite(value) else None for value in values
        ]
    elif isinstance(formatter, AutoDateFormatter):
        cells = [_write_date(float(value)) if np.isfinite(value) else None for value in values]
    elif values.dtype.kind == "U":
        cells = [str(value)[:LONGEST_NAME] for value in values]
    elif values.dtype.kind in "iub":
        cells = [int(value) for value in values]
    else:
        cells = _round(values.astype(float), is_linear=axis is None or axis.get_scale() == "linear")
    return {"name": _clean(name), "cells": cells}


def _round(
    values: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", *, is_linear: bool
) -> list[int | float | str | None]:
    finite = np.abs(values[np.isfinite(values)])
    least = _NOTHING * float(finite.max()) if is_linear and finite.size else 0.0
    return [_round_one(value, least) for value in values.tolist()]


def _round_one(value: float, least: float) -> float | None:
    if not math.isfinite(value):
        return None
    return float(f"{value:.{DIGITS}g}") if abs(value) > least else 0.0


def _write_date(days: float) -> str:
    date: datetime = num2date(days)  # type: ignore[no-untyped-call]  # matplotlib lacks the types
    return date.isoformat().removesuffix("+00:00").removesuffix("T00:00:00")


def _clean(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NAME]
