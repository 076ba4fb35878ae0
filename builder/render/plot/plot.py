"""A demo's axes, fixed over all of its states, and each state drawn on them as paths of whole numbers.

Paths stand in a box of `BOX` by `BOX` units whose origin is at the top left, which the page stretches to whatever room there is; strokes
keep their width. A dot is a line of one unit with round ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from builder.records.instruments import Axis, View
from builder.render.plot.scale import Bands, Linear, Logarithmic, Scale, Tick, fit_scale, name_bands

BOX = 4_000  # units along each side: finer than a sixth of a pixel of the column
MOST_DOTTED = 60  # points of a line that are marked one by one
MOST_TICKS = (5, 6)  # across and upwards
BAR_SHARE = 0.8  # of a band, for the bars of all series together

Values = Sequence[float | str | None]
Table = Mapping[str, Values]  # the series of one state by name


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes of all states of a demo."""

    view: View
    x: Scale
    y: Scale

    def ticks(self) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
        """What is written beside the axes, across and upwards."""
        return self.x.ticks(MOST_TICKS[0]), self.y.ticks(MOST_TICKS[1])


def fit_axes(view: View, states: Sequence[Table]) -> Axes:
    """Axes on which every state stands. Bars begin at zero, and series share the upward axis, which is logarithmic if all of them are."""
    is_bar = view.kind == "bar"
    across = [state[view.x.key] for state in states]
    upwards = (_number(value) for state in states for axis in view.y for value in state[axis.key])
    is_log = all(axis.log for axis in view.y)
    return Axes(
        view,
        name_bands(across)
        if is_bar
        else _narrow(
            fit_scale((_number(value) for row in across for value in row), is_log=view.x.log),
            [view.x],
        ),
        _narrow(fit_scale(upwards, is_log=is_log, from_zero=is_bar and not is_log), view.y),
    )


def draw_state(axes: Axes, state: Table) -> tuple[tuple[str, str], ...]:
    """For each series of the view its line and its dots, or its bars and nothing, as path data."""
    across = state[axes.view.x.key]
    drawn = []
    for number, axis in enumerate(axes.view.y):
        points = list(_place_points(axes, across, state[axis.key]))
        if axes.view.kind == "bar":
            drawn.append(("".join(_write_bars(axes, points, number)), ""))
        elif axes.view.kind == "scatter":
            drawn.append(("", _write_dots(points)))
        else:
            drawn.append(
                (_write_line(points), _write_dots(points) if len(points) <= MOST_DOTTED else "")
            )
    return tuple(drawn)


def _narrow(scale: Linear | Logarithmic, axes: Sequence[Axis]) -> Linear | Logarithmic:
    """The scale between the ends that the author has set, of several series the widest."""
    lows, highs = (
        [axis.low for axis in axes if axis.low is not None],
        [axis.high for axis in axes if axis.high is not None],
    )
    return replace(scale, low=min(lows, default=scale.low), high=max(highs, default=scale.high))


def _place_points(axes: Axes, across: Values, upwards: Values) -> Iterator[tuple[int, int] | None]:
    for x, y in zip(across, upwards, strict=True):
        at = None if x is None else axes.x.place(x)
        height = None if y is None else axes.y.place(y)
        yield None if at is None or height is None else (round(at * BOX), BOX - round(height * BOX))


def _write_line(points: Sequence[tuple[int, int] | None]) -> str:
    """One stroke through the points, broken at gaps: `M0 4000l40-120l38 5`."""
    parts: list[str] = []
    before: tuple[int, int] | None = None
    for point in points:
        if point is not None:
            parts.append(
                f"M{_pair(*point)}"
                if before is None
                else f"l{_pair(point[0] - before[0], point[1] - before[1])}"
            )
        before = point
    return "".join(parts)


def _write_dots(points: Sequence[tuple[int, int] | None]) -> str:
    return "".join(f"M{_pair(*point)}h1" for point in points if point is not None)


def _write_bars(axes: Axes, points: Sequence[tuple[int, int] | None], number: int) -> Iterator[str]:
    """A bar for each point; those of several series stand side by side in their band."""
    bands, series = (
        len(axes.x.names) if isinstance(axes.x, Bands) else len(points),
        len(axes.view.y),
    )
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
