"""Draw one series of a demo's state as SVG path data: one function for each plot kind.

Points are in whole units of a box of `BOX` by `BOX`, whose origin is at the top left. A dot is a
line of one unit with round ends. The rows of `builder/records/plot_kinds.py` name the functions.
"""

from collections.abc import Iterator, Sequence

from builder.render.figures.plot.axes import Axes
from builder.render.figures.plot.scale import Bands

BOX = 4_000  # units along each side: finer than a sixth of a pixel of the column
MOST_DOTTED = 60  # points of a line that is drawn with dots
BAR_SHARE = 0.8  # of a band, for the bars of all series together

Point = tuple[int, int]  # in units of the box
Points = Sequence[Point | None]  # `None` is a gap
Paths = tuple[str, str]  # the line or the outline, and the dots


def draw_line(axes: Axes, points: Points, number: int) -> Paths:
    """Return the line through the points, with a dot at each where there are few."""
    return _write_line(points), _write_dots(points) if len(points) <= MOST_DOTTED else ""


def draw_scatter(axes: Axes, points: Points, number: int) -> Paths:
    """Return a dot for each point."""
    return "", _write_dots(points)


def draw_bars(axes: Axes, points: Points, number: int) -> Paths:
    """Return a bar for each point."""
    return "".join(_write_bars(axes, points, number)), ""


def _write_line(points: Sequence[Point | None]) -> str:
    """Return the line through the points, broken at gaps: `M0 4000l40-120l38 5`."""
    parts: list[str] = []
    before: Point | None = None
    for point in points:
        if point is not None and before is None:
            parts.append(f"M{_pair(*point)}")
        elif point is not None and before is not None:
            parts.append(f"l{_pair(point[0] - before[0], point[1] - before[1])}")
        before = point
    return "".join(parts)


def _write_dots(points: Sequence[Point | None]) -> str:
    return "".join(f"M{_pair(*point)}h1" for point in points if point is not None)


def _write_bars(axes: Axes, points: Sequence[Point | None], number: int) -> Iterator[str]:
    """Yield a bar for each point; the bars of several series stand side by side in a band."""
    bands = len(axes.x.names) if isinstance(axes.x, Bands) else len(points)
    series = len(axes.view.y)
    width = BAR_SHARE * BOX / bands / series
    zero = axes.y.place(0.0)
    foot = BOX - round((zero if zero is not None else 0.0) * BOX)
    for point in points:
        if point is not None:
            left = round(point[0] + (number - series / 2) * width)
            yield f"M{_pair(left, foot)}V{point[1]}H{round(left + width)}V{foot}z"


def _pair(x: int, y: int) -> str:
    return f"{x}{y}" if y < 0 else f"{x} {y}"
