"""Between which values the axes of a demo run, over all of its states."""

from collections.abc import Iterator, Mapping, Sequence

from builder.records.instruments import Axis, Demo, View
from builder.records.literal import Literal
from builder.records.problem import Problem

Tables = Sequence[Mapping[str, Sequence[Literal | None]]]  # the series of every state by name


def list_axes(view: View) -> tuple[tuple[str, tuple[Axis, ...]], ...]:
    """What is drawn along `x` and along `y`: series share the upward axis."""
    return ("x", (view.x,)), ("y", view.y)


def list_values(axes: Sequence[Axis], tables: Tables) -> list[Literal]:
    """All that stands along the axis, gaps left out."""
    return [
        value for table in tables for axis in axes for value in table[axis.key] if value is not None
    ]


def find_ends(axes: Sequence[Axis], tables: Tables) -> tuple[float, float] | None:
    """The least and the greatest value that the axis shows: what the author has set, else of all states; nothing where it has words."""
    values = [value for value in list_values(axes, tables) if isinstance(value, int | float)]
    if not values:
        return None
    lows, highs = (
        [axis.low for axis in axes if axis.low is not None],
        [axis.high for axis in axes if axis.high is not None],
    )
    return min(lows, default=min(values)), max(highs, default=max(values))


def judge_ends(demo: Demo, tables: Tables) -> Iterator[Problem]:
    """Ends that the author has set and between which nothing lies."""
    for _, axes in list_axes(demo.view):
        cut = next((axis for axis in axes if (axis.low, axis.high) != (None, None)), None)
        ends = find_ends(axes, tables)
        if cut is None or ends is None:
            continue
        place = cut.place_of("low" if cut.low is not None else "high")
        if cut.log and ends[0] <= 0:
            yield Problem(
                "demo-series",
                f"the logarithmic axis of '{cut.key}' begins at {ends[0]:g}",
                place,
                "write a positive number",
            )
        elif not ends[0] < ends[1]:
            message = f"the axis of '{cut.key}' begins at {ends[0]:g} and ends at {ends[1]:g}, and nothing lies between"
            yield Problem("demo-series", message, place, "let it show some of its values")
