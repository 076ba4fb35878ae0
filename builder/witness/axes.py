"""Find the ends of a demo's axes over all of its states."""

from collections.abc import Iterator, Mapping, Sequence

from builder.records.instruments import Axis, Demo, View
from builder.records.literal import Literal
from builder.records.problem import Problem

Tables = Sequence[Mapping[str, Sequence[Literal | None]]]  # the series of every state by name


def list_axes(view: View) -> tuple[tuple[str, tuple[Axis, ...]], ...]:
    """Return what is drawn along `x` and along `y`; all series share the vertical axis."""
    return ("x", (view.x,)), ("y", view.y)


def list_values(axes: Sequence[Axis], tables: Tables) -> list[Literal]:
    """Return all values along the axis, without gaps."""
    return [
        value for table in tables for axis in axes for value in table[axis.key] if value is not None
    ]


def find_ends(axes: Sequence[Axis], tables: Tables) -> tuple[float, float] | None:
    """Return the least and the greatest value that the axis shows; `None` if it has words.

    An end is the one that the author has set, or else that of all states.
    """
    values = [value for value in list_values(axes, tables) if isinstance(value, int | float)]
    if not values:
        return None
    lows = [axis.low for axis in axes if axis.low is not None]
    highs = [axis.high for axis in axes if axis.high is not None]
    return min(lows, default=min(values)), max(highs, default=max(values))


def judge_ends(demo: Demo, tables: Tables) -> Iterator[Problem]:
    """Yield a problem if the author has set ends of an axis with no value between them."""
    for _, axes in list_axes(demo.view):
        cut = next((axis for axis in axes if (axis.low, axis.high) != (None, None)), None)
        ends = find_ends(axes, tables)
        if cut is None or ends is None:
            continue
        place = cut.place_of("low" if cut.low is not None else "high")
        if cut.log and ends[0] <= 0:
            message = f"the logarithmic axis of '{cut.key}' begins at {ends[0]:g}"
            yield Problem("demo-series", message, place, "write a positive number")
        elif not ends[0] < ends[1]:
            span = f"begins at {ends[0]:g} and ends at {ends[1]:g}"
            message = f"the axis of '{cut.key}' {span}, and nothing lies between"
            yield Problem("demo-series", message, place, "let it show some of its values")
