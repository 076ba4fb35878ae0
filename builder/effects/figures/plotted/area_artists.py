"""Reads areas and arrows: bars, bands, stripes, outlines, pies, images, meshes."""

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PolyCollection, QuadMesh
from matplotlib.container import BarContainer
from matplotlib.image import AxesImage
from matplotlib.patches import Polygon, Rectangle, StepPatch, Wedge
from matplotlib.quiver import Quiver
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter

from builder.effects.figures.plotted.columns import (
    Column,
    PlottedColumns,
    UnreadableError,
    Values,
    flatten,
    is_named,
    label_of,
    moves_with_data,
    name_artist,
    name_axes,
)
from builder.effects.figures.plotted.line_artists import name_values

MOST_CELLS = 400  # of an image that is listed cell by cell


def read_bars(axes: Axes, bars: BarContainer) -> Iterator[PlottedColumns]:
    """Yield bars by middle and value.

    Bars that touch, as in a histogram, are given by both edges. Bars that do not start at 0 are
    given by both ends.
    """
    is_upright = bars.orientation != "horizontal"
    (across, axis), (along, other) = _list_sides(axes, is_upright=is_upright)
    boxes = [(*bar.get_xy(), bar.get_width(), bar.get_height()) for bar in bars]
    x, y, width, height = np.asarray(boxes, dtype=float).reshape(-1, 4).T
    start, size, base, value = (x, width, y, height) if is_upright else (y, height, x, width)
    is_histogram = len(start) > 1 and np.allclose((start + size)[:-1], start[1:])
    columns: list[Column] = [(across, _name_places(axis, start + size / 2), axis)]
    if is_histogram:
        columns = [(f"{across}, from", start, axis), (f"{across}, to", start + size, axis)]
    if base.any():
        columns.append((f"{along}, from", base, other))
    columns.append((f"{along}, to" if base.any() else along, base + value, other))
    yield PlottedColumns("bars", label_of(bars), tuple(columns))


def read_band(axes: Axes, band: PolyCollection) -> Iterator[PlottedColumns]:
    """Yield the lower and upper limit of the area between two curves.

    Its outline runs forward along one curve and back along the other, as `fill_between` makes it.
    """
    rows: list[tuple[Values, Values, Values]] = []
    side = 0
    for path in band.get_paths():
        points = np.asarray(path.vertices, dtype=float)
        count = (len(points) - 2) // 2
        there, back = points[1 : count + 1], points[count + 2 : 2 * count + 2][::-1]
        sides = [one for one in (0, 1) if count > 0 and np.array_equal(there[:, one], back[:, one])]
        if not sides:
            raise UnreadableError(name_artist(label_of(band), "a filled shape"))
        side = sides[0]
        rows.append((there[:, side], there[:, 1 - side], back[:, 1 - side]))
    if not rows:
        return
    along, one, two = (np.concatenate(parts).astype(float) for parts in zip(*rows, strict=True))
    (side_name, side_axis), (name, axis) = _list_sides(axes, is_upright=side == 0)
    lower = (f"{name}, lower", np.minimum(one, two), axis)
    upper = (f"{name}, upper", np.maximum(one, two), axis)
    yield PlottedColumns("band", label_of(band), ((side_name, along, side_axis), lower, upper))


def read_span(axes: Axes, span: Rectangle) -> Iterator[PlottedColumns]:
    """Yield both ends of a stripe across the whole plot; other rectangles are decoration."""
    along_x, along_y = moves_with_data(axes, span)
    if along_x == along_y:
        return
    x, y = (span.get_x(), span.get_width()), (span.get_y(), span.get_height())
    start, size = x if along_x else y
    (name, axis), _ = _list_sides(axes, is_upright=along_x)
    lower = (f"{name}, from", np.array([start]), axis)
    upper = (f"{name}, to", np.array([start + size]), axis)
    yield PlottedColumns("stripe", label_of(span), (lower, upper))


def read_outline(axes: Axes, shape: Polygon) -> Iterator[PlottedColumns]:
    """Yield the corners of a shape that data values place."""
    if moves_with_data(axes, shape) == (True, True):
        points, (x_name, y_name) = np.asarray(shape.get_xy(), dtype=float), name_axes(axes)
        x, y = (x_name, points[:, 0], axes.xaxis), (y_name, points[:, 1], axes.yaxis)
        yield PlottedColumns("outline", label_of(shape), (x, y))


def read_stairs(axes: Axes, stairs: StepPatch) -> Iterator[PlottedColumns]:
    """Yield steps by both edges and their value."""
    values, edges, _ = stairs.get_data()
    is_upright = stairs.orientation == "vertical"
    (across, axis), (along, other) = _list_sides(axes, is_upright=is_upright)
    start = (f"{across}, from", flatten(edges)[:-1], axis)
    stop = (f"{across}, to", flatten(edges)[1:], axis)
    yield PlottedColumns("bars", label_of(stairs), (start, stop, (along, flatten(values), other)))


def read_wedge(axes: Axes, wedge: Wedge) -> Iterator[PlottedColumns]:
    """Yield a piece of a pie by its share of the whole."""
    share = np.array([(wedge.theta2 - wedge.theta1) / 360])
    yield PlottedColumns("piece", label_of(wedge), (("share", share, None),))


def read_image(axes: Axes, image: AxesImage) -> Iterator[PlottedColumns]:
    """Yield a small image cell by cell, at the centres of its cells.

    Raises: `UnreadableError` with the size and the range of a large image.
    """
    values = _check_cells(image.get_array(), label_of(image))
    left, right, bottom, top = image.get_extent()
    rows, columns = values.shape
    x = left + (np.arange(columns) + 0.5) * (right - left) / columns
    y = bottom + (np.arange(rows) + 0.5) * (top - bottom) / rows
    if image.origin == "upper":
        y = y[::-1]
    yield _write_cells(axes, (np.tile(x, rows), np.repeat(y, columns)), values, image)


def read_mesh(axes: Axes, mesh: QuadMesh) -> Iterator[PlottedColumns]:
    """Yield a small mesh cell by cell, as an image.

    Raises: `UnreadableError` with the size and the range of a large mesh.
    """
    values = _check_cells(mesh.get_array(), label_of(mesh))
    corners = np.asarray(mesh.get_coordinates(), dtype=float)
    if values.shape == corners.shape[:2]:
        middles = corners
    else:
        middles = (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4
    yield _write_cells(axes, (middles[..., 0].ravel(), middles[..., 1].ravel()), values, mesh)


def read_arrows(axes: Axes, arrows: Quiver) -> Iterator[PlottedColumns]:
    """Yield arrows by their tail and both components."""
    (x_name, y_name), (x, y) = name_axes(axes), np.asarray(arrows.XY, dtype=float).T
    columns = (
        (x_name, x, axes.xaxis),
        (y_name, y, axes.yaxis),
        (f"along {x_name}", flatten(arrows.U), None),
        (f"along {y_name}", flatten(arrows.V), None),
    )
    yield PlottedColumns("arrows", label_of(arrows), columns)


def _list_sides(axes: Axes, *, is_upright: bool) -> tuple[tuple[str, Axis], tuple[str, Axis]]:
    """Return (name, axis) across the bars and along them; upright bars stand side by side in x."""
    x_name, y_name = name_axes(axes)
    x, y = (x_name, axes.xaxis), (y_name, axes.yaxis)
    return (x, y) if is_upright else (y, x)


def _check_cells(
    array: object, label: str
) -> "np.ma.MaskedArray[tuple[int, int], np.dtype[np.generic]]":
    """Return the values by row and column.

    Raises: `UnreadableError` if they are colours, or too many.
    """
    values: np.ma.MaskedArray[tuple[int, int], np.dtype[np.generic]] = np.ma.asarray(array)
    what = f"the image '{label}'" if is_named(label) else "an image"
    if values.ndim != 2:
        raise UnreadableError(f"{what} of colours")
    if values.size > MOST_CELLS:
        kept = values.compressed()
        finite = kept[np.isfinite(kept.astype(float))]
        reach = f", {finite.min():.4g} to {finite.max():.4g}" if finite.size else ""
        raise UnreadableError(f"{what} of {values.shape[0]} × {values.shape[1]} values{reach}")
    return values


def _write_cells(
    axes: Axes, places: tuple[Values, Values], values: object, mappable: AxesImage | QuadMesh
) -> PlottedColumns:
    x_name, y_name = name_axes(axes)
    columns = (
        (x_name, places[0], axes.xaxis),
        (y_name, places[1], axes.yaxis),
        (name_values(mappable), flatten(values), None),
    )
    return PlottedColumns("image", label_of(mappable), columns)


def _name_places(axis: Axis, places: Values) -> Values:
    """Return the tick labels that the author set at exactly these places, or else the places."""
    if not isinstance(axis.get_major_locator(), FixedLocator):
        return places
    if not isinstance(axis.get_major_formatter(), FixedFormatter | FuncFormatter):
        return places
    ticks = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=False)
    labels = {round(float(place), 9): label.get_text() for place, label in ticks}
    found = [labels.get(round(float(place), 9), "") for place in places]
    return np.asarray(found) if all(found) else places
