"""Fit a demo's axes to all of its states, and draw each state as SVG path data.

Paths have whole coordinates in a box of `BOX` by `BOX` units, whose origin is at the top left. The
page stretches the box to the room there is, and strokes keep their width. A dot is a line of one
unit with round ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from builder.records.instruments import Axis, View
from builder.render.plot.scale import Bands, Linear, Logarithmic, Scale, Tick, fit_scale, name_bands

BOX = 4_000  # units along each side: finer than a sixth of a pixel of the column
MOST_DOTTED = 60  # points of a line that is drawn with dots
MOST_TICKS = (5, 6)  # on the x axis and on the y axis
BAR_SHARE = 0.8  # of a band, for the bars of all series together

Values = Sequence[float | str | None]
Table = Mapping[str, Values]  # the series of one state by name
Point = tuple[int, int]  # in units of the box


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes that all states of a demo share."""

    view: View
    x: Scale
    y: Scale

    def ticks(self) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
        """Return the ticks of the x axis and of the y axis."""
        return self.x.ticks(MOST_TICKS[0]), self.y.ticks(MOST_TICKS[1])


def fit_axes(view: View, states: Sequence[Table]) -> Axes:
    """Return axes that hold every state.

    Bars begin at zero. All series share the y axis, which is logarithmic if each of them is.
    """
    is_bar = view.kind == "bar"
    is_log = all(axis.log for axis in view.y)
    xs = [state[view.x.key] for state in states]
    ys = (_number(value) for state in states for axis in view.y for value in state[axis.key])
    y = _narrow(fit_scale(ys, is_log=is_log, from_zero=is_bar and not is_log), view.y)
    if is_bar:
        return Axes(view, name_bands(xs), y)
    numbers = (_number(value) for row in xs for value in row)
    return Axes(view, _narrow(fit_scale(numbers, is_log=view.x.log), [view.x]), y)


def draw_state(axes: Axes, state: Table) -> tuple[tuple[str, str], ...]:
    """Return the path data of each series: its line and its dots, or its bars and ""."""
    xs = state[axes.view.x.key]
    drawn = []
    for number, axis in enumerate(axes.view.y):
        points = list(_place_points(axes, xs, state[axis.key]))
        if axes.view.kind == "bar":
            drawn.append(("".join(_write_bars(axes, points, number)), ""))
        elif axes.view.kind == "scatter":
            drawn.append(("", _write_dots(points)))
        else:
            dots = _write_dots(points) if len(points) <= MOST_DOTTED else ""
            drawn.append((_write_line(points), dots))
    return tuple(drawn)


def _narrow(scale: Linear | Logarithmic, axes: Sequence[Axis]) -> Linear | Logarithmic:
    """Return the scale with the limits that the author set, the widest ones of several series."""
    lows = [axis.low for axis in axes if axis.low is not None]
    highs = [axis.high for axis in axes if axis.high is not None]
    return replace(scale, low=min(lows, default=scale.low), high=max(highs, default=scale.high))


def _place_points(axes: Axes, xs: Values, ys: Values) -> Iterator[Point | None]:
    """Yield the points of a series in units of the box, and `None` for each gap."""
    for x, y in zip(xs, ys, strict=True):
        left = None if x is None else axes.x.place(x)
        height = None if y is None else axes.y.place(y)
        if left is None or height is None:
            yield None
        else:
            yield round(left * BOX), BOX - round(height * BOX)


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


def _number(value: float | str | None) -> float | None:
    return value if isinstance(value, int | float) else None
