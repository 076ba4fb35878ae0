"""What a figure shows, as numbers: every line, cloud of points, bar, band and small image of it, with the names its author gave.

Colours, words and lines that only help the eye are left out. Numbers are rounded, so that they do not depend on how a processor's
linear algebra adds up, and bounded, since a page carries them; what is not told as numbers is named.
"""

import math
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

from builder.effects.plotted.areas import (
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
from builder.effects.plotted.lines import (
    look_of,
    read_contours,
    read_errors,
    read_line,
    read_points,
    read_segments,
    read_slope,
    read_stems,
)
from builder.effects.plotted.marks import Marks, UntoldError, Values, is_named, label_of
from builder.witness.messages import (
    MOST_ROWS,
    MOST_SERIES,
    ColumnMessage,
    PlottedMessage,
    SeriesMessage,
)

LONGEST_NAME = 200
DIGITS = 6  # significant
_NOTHING = (
    1e-10  # of the largest number of its column: on a linear axis nothing can be seen of less
)


@dataclass(frozen=True, slots=True)
class _Named:
    """Marks of a plot with their final name."""

    plot: str
    name: str
    marks: Marks


def list_plotted(figure: Figure) -> PlottedMessage:
    """The series of the figure in the order in which they were drawn; a fault in one leaves out that one and is told."""
    untold: list[str] = []
    found: list[tuple[str, Marks]] = []
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


def _read_axes(axes: Axes, untold: list[str]) -> list[Marks]:
    """All that stands in the axes and has a reader, in the order in which it was drawn."""
    if axes.name == "3d":
        untold.append("a plot in three dimensions")
        return []
    owners = {
        id(part): container for container in axes.containers for part in _list_parts(container)
    }
    whole = dict.fromkeys(
        owners.get(id(artist), artist) for artist in axes.get_children() if artist.get_visible()
    )
    labels = _read_legend(axes)
    found: list[Marks] = []
    for drawn in whole:
        read = next((reader for sort, reader in _READERS if isinstance(drawn, sort)), None)
        if drawn is axes.patch or read is None:
            continue
        try:
            marks = [one.check() for one in read(axes, drawn)]
        except UntoldError as reason:
            untold.append(str(reason))
        except (
            Exception
        ) as error:  # an author's own artist may do anything; the figure is shown all the same
            untold.append(f"{label_of(drawn) or type(drawn).__name__} ({type(error).__name__})")
        else:
            found += (
                one if is_named(one.label) else replace(one, label=labels.get(one.look, one.label))
                for one in marks
            )
    return found


def _list_parts(container: Container) -> Iterator[Artist]:
    for part in container:
        yield from (
            part if isinstance(part, tuple | list) else [part] if isinstance(part, Artist) else []
        )


def _read_legend(axes: Axes) -> dict[str, str]:
    """Names that stand in the legend alone, by how their lines look."""
    legend = axes.get_legend()
    pairs = (
        zip(legend.legend_handles, legend.get_texts(), strict=False) if legend is not None else ()
    )
    return {
        look_of(handle): text.get_text() for handle, text in pairs if isinstance(handle, Line2D)
    }


# What has a reader; the first row that fits counts. Words, arrows, circles and other shapes only help the eye.
_READERS: tuple[
    tuple[type, Callable[[Any, Any], Iterator[Marks]]], ...
] = (  # each takes its own sort of artist
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
    """The axes that show data, each with the name of its plot; axes that lie on one another are one plot, and a single plot has no name."""
    bars = {
        id(mappable.colorbar.ax)
        for axes in figure.axes
        for mappable in (*axes.images, *axes.collections)
        if mappable.colorbar
    }
    shown = [axes for axes in figure.axes if axes.get_visible() and id(axes) not in bars]
    places = [tuple(axes.get_position(original=True).bounds) for axes in shown]
    numbers = {place: number for number, place in enumerate(dict.fromkeys(places), start=1)}
    if len(numbers) < 2:
        return [("", axes) for axes in shown]
    titles: dict[int, str] = {}
    for axes, place in zip(shown, places, strict=True):
        titles[numbers[place]] = titles.get(numbers[place]) or _title_of(axes)
    taken = list(titles.values())
    names = {
        number: title if title and taken.count(title) == 1 else f"plot {number}"
        for number, title in titles.items()
    }
    return [(names[numbers[place]], axes) for axes, place in zip(shown, places, strict=True)]


def _title_of(axes: Axes) -> str:
    return _clean(axes.get_title() or axes.get_title(loc="left"))


def _merge_points(found: Sequence[tuple[str, Marks]]) -> list[tuple[str, Marks]]:
    """Unnamed points that look alike are one cloud, however many calls drew them."""
    merged: dict[object, tuple[str, Marks]] = {}
    for number, (plot, marks) in enumerate(found):
        columns = tuple((name, id(axis)) for name, _, axis in marks.columns)
        key = (
            (plot, marks.look, columns)
            if marks.kind == "points" and marks.look and not is_named(marks.label)
            else number
        )
        merged[key] = (plot, merged[key][1].join(marks) if key in merged else marks)
    return list(merged.values())


def _name_marks(found: Sequence[tuple[str, Marks]]) -> list[_Named]:
    """Every series under a name of its own in its plot: the author's, else what it is, numbered."""
    named: list[_Named] = []
    totals: dict[tuple[str, str], int] = {}
    for plot, marks in found:
        name = _clean(marks.label.lstrip("_")) if is_named(marks.label) else marks.kind
        named.append(_Named(plot, name, marks))
        totals[plot, name] = totals.get((plot, name), 0) + 1
    counts: dict[tuple[str, str], int] = {}
    for place, one in enumerate(named):
        key = (one.plot, one.name)
        counts[key] = counts.get(key, 0) + 1
        if totals[key] > 1:
            named[place] = replace(one, name=f"{one.name} {counts[key]}")
    return named


def _find_step(lengths: Sequence[int]) -> int:
    """Which rows are kept, every second, every third, and so on: the least step that leaves not too many."""
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
    return [
        (float(f"{value:.{DIGITS}g}") if abs(value) > least else 0.0)
        if math.isfinite(value)
        else None
        for value in values.tolist()
    ]


def _write_date(days: float) -> str:
    date: datetime = num2date(days)  # type: ignore[no-untyped-call]  # matplotlib's dates have no types
    return date.isoformat().removesuffix("+00:00").removesuffix("T00:00:00")


def _clean(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NAME]
