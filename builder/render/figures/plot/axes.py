"""Fit a demo's axes to all of its states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from builder.records.instruments import Axis, View
from builder.records.plot_kinds import PLOT_KINDS
from builder.render.figures.plot.scale import (
    Linear,
    Logarithmic,
    Scale,
    Tick,
    fit_scale,
    name_bands,
)

MOST_TICKS = (5, 6)  # on the x axis and on the y axis

Values = Sequence[float | str | None]
Table = Mapping[str, Values]  # the series of one state by name


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

    All series share the y axis, which is logarithmic if each of them is.
    """
    kind = PLOT_KINDS[view.kind]
    is_log = all(axis.log for axis in view.y)
    xs = [state[view.x.key] for state in states]
    ys = (_number(value) for state in states for axis in view.y for value in state[axis.key])
    y = _narrow(fit_scale(ys, is_log=is_log, from_zero=kind.from_zero and not is_log), view.y)
    if kind.has_bands:
        return Axes(view, name_bands(xs), y)
    numbers = (_number(value) for row in xs for value in row)
    return Axes(view, _narrow(fit_scale(numbers, is_log=view.x.log), [view.x]), y)


def _narrow(scale: Linear | Logarithmic, axes: Sequence[Axis]) -> Linear | Logarithmic:
    """Return the scale with the limits that the author set, the widest ones of several series."""
    lows = [axis.low for axis in axes if axis.low is not None]
    highs = [axis.high for axis in axes if axis.high is not None]
    return replace(scale, low=min(lows, default=scale.low), high=max(highs, default=scale.high))


def _number(value: float | str | None) -> float | None:
    return value if isinstance(value, int | float) else None
