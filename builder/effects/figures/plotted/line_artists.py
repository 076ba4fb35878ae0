"""Reads lines and points: plots, scatters, error bars, stems, segments, contour lines."""

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

from builder.effects.figures.plotted.columns import (
    Column,
    PlottedColumns,
    UnreadableError,
    Values,
    flatten,
    label_of,
    moves_with_data,
    name_artist,
    name_axes,
)


def read_line(axes: Axes, line: Line2D) -> Iterator[PlottedColumns]:
    """Yield the values of a line or of points, or the value that a line across the plot marks."""
    (x_name, y_name), (along_x, along_y) = name_axes(axes), moves_with_data(axes, line)
    pairs = zip(line.get_data(orig=True), line.get_data(orig=False), strict=True)
    x, y = (_prefer_integers(given, used) for given, used in pairs)
    label = label_of(line)
    if along_x and along_y:
        kind = "points" if line.get_linestyle() == "None" else "line"
        yield PlottedColumns(
            kind, label, ((x_name, x, axes.xaxis), (y_name, y, axes.yaxis)), look_of(line)
        )
    elif along_x or along_y:
        name, values, axis = (x_name, x, axes.xaxis) if along_x else (y_name, y, axes.yaxis)
        if len(set(values.tolist())) == 1:
            shown = name_artist(label, f"line at {name} = {values[0]:.4g}")
            yield PlottedColumns("mark", shown, ((name, values[:1], axis),))


def read_slope(axes: Axes, line: AxLine) -> Iterator[PlottedColumns]:
    """Refuse a line without ends. Raises: `UnreadableError`, because it has no points."""
    raise UnreadableError(name_artist(label_of(line), "a line without ends"))


def read_points(axes: Axes, points: Collection) -> Iterator[PlottedColumns]:
    """Yield a scatter's points, with the values that their colours show."""
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
    look = ""
    if len(colours) == 1 and len(columns) == 2:
        look = f"{to_hex(colours[0], keep_alpha=True)} scattered"
    yield PlottedColumns("points", label_of(points), tuple(columns), look)


def read_errors(axes: Axes, container: ErrorbarContainer) -> Iterator[PlottedColumns]:
    """Yield points with the ends of their error bars, or the ends alone if no points are drawn."""
    data, _, bars = container.lines
    names, own = name_axes(axes), (axes.xaxis, axes.yaxis)
    sides = [side for side, has in ((0, container.has_xerr), (1, container.has_yerr)) if has]
    ends_of_bars = ([segment[[0, -1]] for segment in one.get_segments()] for one in bars)
    segments = [np.asarray(ends, dtype=float).reshape(-1, 2, 2) for ends in ends_of_bars]
    columns: list[Column] = []
    if data is not None:
        drawn = zip(names, data.get_data(orig=False), own, strict=True)
        columns = [(name, flatten(part), axis) for name, part, axis in drawn]
    elif segments:
        columns = [(names[1 - sides[0]], segments[0][:, 0, 1 - sides[0]], own[1 - sides[0]])]
    for side, ends in zip(sides, segments, strict=False):
        if len(ends) == len(columns[0][1]):
            low, high = ends[:, :, side].min(axis=1), ends[:, :, side].max(axis=1)
            columns += [
                (f"{names[side]}, lower", low, own[side]),
                (f"{names[side]}, upper", high, own[side]),
            ]
    yield PlottedColumns(
        "points" if data is not None else "error bars", label_of(container), tuple(columns)
    )


def read_stems(axes: Axes, container: StemContainer) -> Iterator[PlottedColumns]:
    """Yield the heads of the stems."""
    for marks in read_line(axes, container.markerline):
        yield PlottedColumns("points", label_of(container), marks.columns)


def read_segments(axes: Axes, lines: LineCollection) -> Iterator[PlottedColumns]:
    """Yield both ends of straight line segments."""
    found = lines.get_segments()
    if any(len(segment) != 2 for segment in found):
        raise UnreadableError(name_artist(label_of(lines), "lines of several pieces"))
    ends = np.asarray(found, dtype=float).reshape(-1, 2, 2)
    columns = []
    named = zip(name_axes(axes), (axes.xaxis, axes.yaxis), strict=True)
    for side, (name, axis) in enumerate(named):
        starts, stops = ends[:, 0, side], ends[:, 1, side]
        if np.array_equal(starts, stops):
            columns.append((name, starts, axis))
        else:
            columns += [(f"{name}, from", starts, axis), (f"{name}, to", stops, axis)]
    yield PlottedColumns("segments", label_of(lines), tuple(columns))


def read_contours(axes: Axes, contours: ContourSet) -> Iterator[PlottedColumns]:
    """Yield every contour line by its points.

    Raises: `UnreadableError` with the levels of filled contours.
    """
    if contours.filled:
        levels = ", ".join(f"{level:.4g}" for level in contours.levels)
        raise UnreadableError(f"filled contours at {levels}")
    x_name, y_name = name_axes(axes)
    for level, path in zip(contours.levels, contours.get_paths(), strict=True):
        points = np.asarray(path.vertices, dtype=float)
        if path.codes is None:
            starts = np.arange(len(points)) == 0
        else:
            starts = np.asarray(path.codes) == Path.MOVETO
        columns: list[Column] = [
            (x_name, points[:, 0], axes.xaxis),
            (y_name, points[:, 1], axes.yaxis),
        ]
        if np.count_nonzero(starts) > 1:
            columns.append(("piece", np.cumsum(starts), None))
        yield PlottedColumns("line", f"contour at {level:.4g}", tuple(columns))


def look_of(line: Line2D) -> str:
    """Describe how a line is drawn, the same for lines that look the same."""
    colour, style = to_hex(line.get_color(), keep_alpha=True), str(line.get_linestyle())
    return f"{colour} {line.get_marker()} {line.get_markersize():g} {style}"


def name_values(mappable: Collection | AxesImage) -> str:
    """Return the label of the colour bar, or "value" if there is none."""
    bar = mappable.colorbar
    label = bar.ax.get_ylabel() or bar.ax.get_xlabel() if bar is not None else ""
    return label or "value"


def _prefer_integers(given: object, used: object) -> Values:
    """Return the author's integers, or else the numbers that matplotlib converted them to."""
    is_masked = isinstance(given, np.ma.MaskedArray)
    if isinstance(given, np.ndarray | list | tuple | range) and not is_masked:
        array = np.asarray(given)
        if array.dtype.kind in "iu" and array.shape == np.asarray(used).shape:
            return array.ravel()
    return flatten(used)
