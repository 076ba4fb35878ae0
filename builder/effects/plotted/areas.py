"""Reads what is drawn as areas: bars, bands, images, outlines, pies, arrows."""

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

from builder.effects.plotted.lines import name_values
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

MOST_CELLS = 400  # of an image that is told cell by cell


def read_bars(axes: Axes, bars: BarContainer) -> Iterator[Marks]:
    """Bars by middle and value, or by both edges where they touch as in a histogram; both ends where they do not start at 0."""
    is_upright = bars.orientation != "horizontal"
    names, own = name_axes(axes), (axes.xaxis, axes.yaxis)
    (across, along), (axis, other) = (names, own) if is_upright else (names[::-1], own[::-1])
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
    yield Marks("bars", label_of(bars), tuple(columns))


def read_band(axes: Axes, band: PolyCollection) -> Iterator[Marks]:
    """What lies between two curves, whose outline runs there along one and back along the other, as `fill_between` makes it."""
    rows: list[tuple[Values, Values, Values]] = []
    side = 0
    for path in band.get_paths():
        points = np.asarray(path.vertices, dtype=float)
        count = (len(points) - 2) // 2
        there, back = points[1 : count + 1], points[count + 2 : 2 * count + 2][::-1]
        sides = [one for one in (0, 1) if count > 0 and np.array_equal(there[:, one], back[:, one])]
        if not sides:
            raise UntoldError(label_of(band) if is_named(label_of(band)) else "a filled shape")
        side = sides[0]
        rows.append((there[:, side], there[:, 1 - side], back[:, 1 - side]))
    if not rows:
        return
    along, one, two = (np.concatenate(parts).astype(float) for parts in zip(*rows, strict=True))
    names, own = name_axes(axes), (axes.xaxis, axes.yaxis)
    name, axis = names[1 - side], own[1 - side]
    ends = (
        (f"{name}, lower", np.minimum(one, two), axis),
        (f"{name}, upper", np.maximum(one, two), axis),
    )
    yield Marks("band", label_of(band), ((names[side], along, own[side]), *ends))


def read_span(axes: Axes, span: Rectangle) -> Iterator[Marks]:
    """A stripe across the whole plot by its two ends; any other rectangle only helps the eye."""
    along = moves_with_data(axes, span)
    if along[0] == along[1]:
        return
    start, size = (
        (span.get_x(), span.get_width()) if along[0] else (span.get_y(), span.get_height())
    )
    name, axis = (name_axes(axes)[0], axes.xaxis) if along[0] else (name_axes(axes)[1], axes.yaxis)
    ends = np.array([start]), np.array([start + size])
    yield Marks(
        "stripe", label_of(span), ((f"{name}, from", ends[0], axis), (f"{name}, to", ends[1], axis))
    )


def read_outline(axes: Axes, shape: Polygon) -> Iterator[Marks]:
    """The corners of a shape that is placed by values."""
    if moves_with_data(axes, shape) == (True, True):
        points, (x_name, y_name) = np.asarray(shape.get_xy(), dtype=float), name_axes(axes)
        yield Marks(
            "outline",
            label_of(shape),
            ((x_name, points[:, 0], axes.xaxis), (y_name, points[:, 1], axes.yaxis)),
        )


def read_stairs(axes: Axes, stairs: StepPatch) -> Iterator[Marks]:
    """Steps by both edges and their value."""
    values, edges, _ = stairs.get_data()
    names, own = name_axes(axes), (axes.xaxis, axes.yaxis)
    (across, along), (axis, other) = (
        (names, own) if stairs.orientation == "vertical" else (names[::-1], own[::-1])
    )
    ends = (
        (f"{across}, from", flatten(edges)[:-1], axis),
        (f"{across}, to", flatten(edges)[1:], axis),
    )
    yield Marks("bars", label_of(stairs), (*ends, (along, flatten(values), other)))


def read_wedge(axes: Axes, wedge: Wedge) -> Iterator[Marks]:
    """A piece of a pie by its share of the whole."""
    yield Marks(
        "piece",
        label_of(wedge),
        (("share", np.array([(wedge.theta2 - wedge.theta1) / 360]), None),),
    )


def read_image(axes: Axes, image: AxesImage) -> Iterator[Marks]:
    """A small image cell by cell, at the middles of its cells; of a large one how many values it has and how far they reach."""
    values = _check_cells(image.get_array(), label_of(image))
    left, right, bottom, top = image.get_extent()
    rows, columns = values.shape
    x = left + (np.arange(columns) + 0.5) * (right - left) / columns
    y = bottom + (np.arange(rows) + 0.5) * (top - bottom) / rows
    if image.origin == "upper":
        y = y[::-1]
    yield _write_cells(axes, (np.tile(x, rows), np.repeat(y, columns)), values, image)


def read_mesh(axes: Axes, mesh: QuadMesh) -> Iterator[Marks]:
    """A small mesh cell by cell, as an image."""
    values = _check_cells(mesh.get_array(), label_of(mesh))
    corners = np.asarray(mesh.get_coordinates(), dtype=float)
    if values.shape == corners.shape[:2]:
        middles = corners
    else:
        middles = (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4
    yield _write_cells(axes, (middles[..., 0].ravel(), middles[..., 1].ravel()), values, mesh)


def read_arrows(axes: Axes, arrows: Quiver) -> Iterator[Marks]:
    """Arrows by their foot and both parts of their length."""
    (x_name, y_name), (x, y) = name_axes(axes), np.asarray(arrows.XY, dtype=float).T
    parts = (
        (f"along {x_name}", flatten(arrows.U), None),
        (f"along {y_name}", flatten(arrows.V), None),
    )
    yield Marks(
        "arrows", label_of(arrows), ((x_name, x, axes.xaxis), (y_name, y, axes.yaxis), *parts)
    )


def _check_cells(
    array: object, label: str
) -> "np.ma.MaskedArray[tuple[int, int], np.dtype[np.generic]]":
    """The values by row and column. Raises: `UntoldError` where they are colours, or too many."""
    values: np.ma.MaskedArray[tuple[int, int], np.dtype[np.generic]] = np.ma.asarray(array)
    what = f"the image '{label}'" if is_named(label) else "an image"
    if values.ndim != 2:
        raise UntoldError(f"{what} of colours")
    if values.size > MOST_CELLS:
        kept = values.compressed()
        finite = kept[np.isfinite(kept.astype(float))]
        reach = f", {finite.min():.4g} to {finite.max():.4g}" if finite.size else ""
        raise UntoldError(f"{what} of {values.shape[0]} × {values.shape[1]} values{reach}")
    return values


def _write_cells(
    axes: Axes, places: tuple[Values, Values], values: object, mappable: AxesImage | QuadMesh
) -> Marks:
    x_name, y_name = name_axes(axes)
    columns = (
        (x_name, places[0], axes.xaxis),
        (y_name, places[1], axes.yaxis),
        (name_values(mappable), flatten(values), None),
    )
    return Marks("image", label_of(mappable), columns)


def _name_places(axis: Axis, places: Values) -> Values:
    """The words that the author put at ticks in these very places, or else the places."""
    if isinstance(axis.get_major_locator(), FixedLocator) and isinstance(
        axis.get_major_formatter(), FixedFormatter | FuncFormatter
    ):
        ticks = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=False)
        words = {round(float(place), 9): label.get_text() for place, label in ticks}
        found = [words.get(round(float(place), 9), "") for place in places]
        if all(found):
            return np.asarray(found)
    return places
