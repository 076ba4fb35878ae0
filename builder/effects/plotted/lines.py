"""Reads what is drawn as lines and points: plots, scatters, error bars, stems, segments, contour lines."""

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, LineCollection
from matplotlib.colors import to_hex
from matplotlib.container import ErrorbarContainer, StemContainer
from matplotlib.contour import ContourSet
from matplotlib.image import AxesImage
from matplotlib.lines import AxLine, Line2D
from matplotlib.path import Path

from builder.effects.plotted.marks import (
    Column,
    Marks,
    UntoldError,
    Values,
    flatten,
    is_named,
    label_of,
    moves_with_data,
    name_axes,
)


def read_line(axes: Axes, line: Line2D) -> Iterator[Marks]:
    """A line or points by their values; a line across the whole plot by the one value that it marks."""
    (x_name, y_name), (along_x, along_y) = name_axes(axes), moves_with_data(axes, line)
    x, y = (
        _prefer_whole(given, used)
        for given, used in zip(line.get_data(orig=True), line.get_data(orig=False), strict=True)
    )
    label = label_of(line)
    if along_x and along_y:
        kind = "points" if line.get_linestyle() == "None" else "line"
        yield Marks(kind, label, ((x_name, x, axes.xaxis), (y_name, y, axes.yaxis)), look_of(line))
    elif along_x or along_y:
        name, values, axis = (x_name, x, axes.xaxis) if along_x else (y_name, y, axes.yaxis)
        if len(set(values.tolist())) == 1:
            yield Marks(
                "mark",
                label if is_named(label) else f"line at {name} = {values[0]:.4g}",
                ((name, values[:1], axis),),
            )


def read_slope(axes: Axes, line: AxLine) -> Iterator[Marks]:
    """A line without ends has no points."""
    raise UntoldError(label_of(line) if is_named(label_of(line)) else "a line without ends")


def read_points(axes: Axes, points: Collection) -> Iterator[Marks]:
    """A scatter's points, with the value that their colours show."""
    x_name, y_name = name_axes(axes)
    offsets: np.ma.MaskedArray[tuple[int, ...], np.dtype[np.float64]] = np.ma.asarray(
        points.get_offsets()
    )
    columns: list[Column] = [
        (x_name, flatten(offsets[:, 0]), axes.xaxis),
        (y_name, flatten(offsets[:, 1]), axes.yaxis),
    ]
    array = points.get_array()
    if array is not None and np.size(array) == len(offsets):
        columns.append((name_values(points), flatten(array), None))
    colours = points.get_facecolor()
    look = (
        f"{to_hex(colours[0], keep_alpha=True)} scattered"
        if len(colours) == 1 and len(columns) == 2
        else ""
    )
    yield Marks("points", label_of(points), tuple(columns), look)


def read_errors(axes: Axes, container: ErrorbarContainer) -> Iterator[Marks]:
    """Points with the ends of their error bars; where no points are drawn, the ends alone."""
    data, _, bars = container.lines
    names, own = name_axes(axes), (axes.xaxis, axes.yaxis)
    sides = [side for side, has in ((0, container.has_xerr), (1, container.has_yerr)) if has]
    segments = [
        np.asarray([segment[[0, -1]] for segment in one.get_segments()], dtype=float).reshape(
            -1, 2, 2
        )
        for one in bars
    ]
    columns: list[Column] = []
    if data is not None:
        columns = [
            (name, flatten(part), axis)
            for name, part, axis in zip(names, data.get_data(orig=False), own, strict=True)
        ]
    elif segments:
        columns = [(names[1 - sides[0]], segments[0][:, 0, 1 - sides[0]], own[1 - sides[0]])]
    for side, ends in zip(sides, segments, strict=False):
        if len(ends) == len(columns[0][1]):
            low, high = ends[:, :, side].min(axis=1), ends[:, :, side].max(axis=1)
            columns += [
                (f"{names[side]}, lower", low, own[side]),
                (f"{names[side]}, upper", high, own[side]),
            ]
    yield Marks("points" if data is not None else "error bars", label_of(container), tuple(columns))


def read_stems(axes: Axes, container: StemContainer) -> Iterator[Marks]:
    """The heads of the stems."""
    for marks in read_line(axes, container.markerline):
        yield Marks("points", label_of(container), marks.columns)


def read_segments(axes: Axes, lines: LineCollection) -> Iterator[Marks]:
    """Straight pieces by both ends."""
    found = lines.get_segments()
    if any(len(segment) != 2 for segment in found):
        raise UntoldError(
            label_of(lines) if is_named(label_of(lines)) else "lines of several pieces"
        )
    ends = np.asarray(found, dtype=float).reshape(-1, 2, 2)
    columns = []
    for side, (name, axis) in enumerate(
        zip(name_axes(axes), (axes.xaxis, axes.yaxis), strict=True)
    ):
        if np.array_equal(ends[:, 0, side], ends[:, 1, side]):
            columns.append((name, ends[:, 0, side], axis))
        else:
            columns += [
                (f"{name}, from", ends[:, 0, side], axis),
                (f"{name}, to", ends[:, 1, side], axis),
            ]
    yield Marks("segments", label_of(lines), tuple(columns))


def read_contours(axes: Axes, contours: ContourSet) -> Iterator[Marks]:
    """Every contour line by its points; filled ones by their levels alone."""
    if contours.filled:
        raise UntoldError(
            f"filled contours at {', '.join(f'{level:.4g}' for level in contours.levels)}"
        )
    x_name, y_name = name_axes(axes)
    for level, path in zip(contours.levels, contours.get_paths(), strict=True):
        points = np.asarray(path.vertices, dtype=float)
        starts = (
            np.asarray(path.codes) == Path.MOVETO
            if path.codes is not None
            else np.arange(len(points)) == 0
        )
        columns: list[Column] = [
            (x_name, points[:, 0], axes.xaxis),
            (y_name, points[:, 1], axes.yaxis),
        ]
        if np.count_nonzero(starts) > 1:
            columns.append(("piece", np.cumsum(starts), None))
        yield Marks("line", f"contour at {level:.4g}", tuple(columns))


def look_of(line: Line2D) -> str:
    """How a line is drawn, alike for lines drawn alike."""
    style = str(line.get_linestyle())
    return f"{to_hex(line.get_color(), keep_alpha=True)} {line.get_marker()} {line.get_markersize():g} {style}"


def name_values(mappable: Collection | AxesImage) -> str:
    """The name of what colours show: the colour bar's, if it has one."""
    bar = mappable.colorbar
    return (bar.ax.get_ylabel() or bar.ax.get_xlabel() if bar is not None else "") or "value"


def _prefer_whole(given: object, used: object) -> Values:
    """The author's whole numbers as such, and else what matplotlib made of what was given."""
    if isinstance(given, np.ndarray | list | tuple | range) and not isinstance(
        given, np.ma.MaskedArray
    ):
        array = np.asarray(given)
        if array.dtype.kind in "iu" and array.shape == np.asarray(used).shape:
            return array.ravel()
    return flatten(used)
