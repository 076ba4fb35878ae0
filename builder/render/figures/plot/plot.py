"""Draw each state of a demo as SVG path data, series by series.

The page stretches the box of a plot to the room there is, and strokes keep their width.
"""

from collections.abc import Iterator

from builder.records.plot_kinds import PLOT_KINDS
from builder.render.figures.plot.axes import Axes, Table, Values
from builder.render.figures.plot.series import BOX, Paths, Point
from builder.render.table_functions import find_function


def draw_state(axes: Axes, state: Table) -> tuple[Paths, ...]:
    """Return the path data of each series."""
    draw = find_function(PLOT_KINDS[axes.view.kind].draw)
    xs = state[axes.view.x.key]
    return tuple(
        draw(axes, tuple(_place_points(axes, xs, state[axis.key])), number)
        for number, axis in enumerate(axes.view.y)
    )


def _place_points(axes: Axes, xs: Values, ys: Values) -> Iterator[Point | None]:
    """Yield the points of a series in units of the box, and `None` for each gap."""
    for x, y in zip(xs, ys, strict=True):
        left = None if x is None else axes.x.place(x)
        height = None if y is None else axes.y.place(y)
        if left is None or height is None:
            yield None
        else:
            yield round(left * BOX), BOX - round(height * BOX)
