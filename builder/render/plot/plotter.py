"""What a page shows of a demo's states: each as a plot, in numbers, and in words for who cannot see it."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.literal import Literal, Settings
from builder.render.figure_data import show_cell
from builder.render.known import View
from builder.render.plot.plot import Axes, Table, Values, draw_state, fit_axes
from builder.render.plot.scale import Scale, Tick
from builder.render.typeset import Typesetter

Readings = tuple[
    tuple[str, str, str], ...
]  # of each series the least, the greatest and the last value


@dataclass(frozen=True, slots=True)
class Name:
    """A series as its author calls it: typeset, and in plain text."""

    shown: Markup
    plain: str


@dataclass(frozen=True, slots=True)
class Plotter:
    """All states of one demo on the same axes; `first` is the number of the state that the page opens with."""

    axes: Axes
    across: Name
    series: tuple[Name, ...]
    states: tuple[tuple[Settings, Table], ...]
    first: int

    def view(self, number: int, mark: Settings = ()) -> View:
        """The state as `partials/plot.html` shows it, with a line at the `x`, the `y` or both that are marked."""
        _, table = self.states[number]
        across, upwards = self.axes.ticks()
        return {
            "kind": self.axes.view.kind,
            "said": self.describe(self.read(number)),
            "x_name": self.across.shown,
            "y_name": self.series[0].shown if len(self.series) == 1 else "",
            "x_ticks": tuple(_view_tick(tick, tick.at) for tick in across),
            "y_ticks": tuple(_view_tick(tick, 1 - tick.at) for tick in upwards),
            "series": tuple(
                {"number": index, "line": line, "dots": dots}
                for index, (line, dots) in enumerate(draw_state(self.axes, table), start=1)
            ),
            "mark": self._view_mark(table, dict(mark)),
        }

    def key(self) -> tuple[View, ...]:
        """Which series is drawn how; nothing where there is one, which the axis names."""
        named = tuple(
            {"number": index, "name": name.shown} for index, name in enumerate(self.series, start=1)
        )
        return named if len(named) > 1 else ()

    def read(self, number: int) -> Readings:
        """Of each series the least, the greatest and the last value, and where each is: `0.31 at 320`."""
        _, table = self.states[number]
        across = table[self.axes.view.x.key]
        return tuple(_read_series(across, table[axis.key]) for axis in self.axes.view.y)

    def describe(self, readings: Readings) -> str:
        """What was read of a state in words."""
        parts = [
            f"{name.plain}: least {least}, greatest {greatest}, last {last}"
            if least
            else f"{name.plain}: no value"
            for name, (least, greatest, last) in zip(self.series, readings, strict=True)
        ]
        return f"Against {self.across.plain}. {'; '.join(parts)}."

    def read_at(self, number: int, x: Literal) -> tuple[View, ...]:
        """The value of every series at that place across, or next to it."""
        _, table = self.states[number]
        index = self._find_nearest(table, x)
        if index is None:
            return ()
        values = (
            (name, table[axis.key][index])
            for name, axis in zip(self.series, self.axes.view.y, strict=True)
        )
        return tuple(
            {"name": name.shown, "value": show_cell(value)}
            for name, value in values
            if value is not None
        )

    def name_value(self, value: Literal) -> str:
        """A place across as it is written."""
        return show_cell(value) if isinstance(value, int | float | str) else ""

    def find(self, settings: Settings) -> int:
        """The number of the state in which these controls are set so and all others as at first."""
        wanted = dict(self.states[self.first][0]) | dict(settings)
        return next(number for number, (own, _) in enumerate(self.states) if dict(own) == wanted)

    def _view_mark(self, table: Table, mark: Mapping[str, Literal]) -> View:
        """Where the lines stand, and a dot on every series that the upright one meets."""
        x, y = _place(self.axes.x, mark.get("x")), _place(self.axes.y, mark.get("y"))
        index = self._find_nearest(table, mark.get("x"))
        heights = (
            [_place(self.axes.y, table[axis.key][index]) for axis in self.axes.view.y]
            if index is not None and y is None
            else []
        )
        at = _place(self.axes.x, table[self.axes.view.x.key][index]) if index is not None else None
        return {
            "x": _percent(x) if x is not None else "",
            "y": _percent(1 - y) if y is not None else "",
            "dots": tuple(
                {"x": _percent(at), "y": _percent(1 - height)}
                for height in heights
                if at is not None and height is not None
            ),
        }

    def _find_nearest(self, table: Table, x: Literal | None) -> int | None:
        """The point whose place across is next to the one that is named."""
        at = _place(self.axes.x, x)
        if at is None:
            return None
        places = [
            (_place(self.axes.x, value), index)
            for index, value in enumerate(table[self.axes.view.x.key])
        ]
        return min(
            ((abs(place - at), index) for place, index in places if place is not None),
            default=(0.0, None),
        )[1]


def make_plotter(
    concept: Concept, evidence: Evidence, defaults: Mapping[str, Literal], typeset: Typesetter
) -> Plotter | None:
    """The plots of the concept's demo; nothing where its states have not been worked out."""
    demo = concept.demo
    if demo is None or not evidence.states:
        return None
    states = tuple((state.settings, state.series()) for state in evidence.states)
    names = {
        axis.key: Name(typeset.inline(axis.label), typeset.plain(axis.label))
        for axis in (demo.view.x, *demo.view.y)
    }
    return Plotter(
        fit_axes(demo.view, [table for _, table in states]),
        names[demo.view.x.key],
        tuple(names[axis.key] for axis in demo.view.y),
        states,
        next(
            (
                number
                for number, (settings, _) in enumerate(states)
                if dict(settings) == dict(defaults)
            ),
            0,
        ),
    )


def _read_series(across: Values, values: Values) -> tuple[str, str, str]:
    shown = [(value, index) for index, value in enumerate(values) if isinstance(value, int | float)]
    if not shown:
        return "", "", ""
    chosen = (min(shown), max(shown, key=lambda pair: pair[0]), shown[-1])
    least, greatest, last = (
        f"{show_cell(value)} at {show_cell(across[index])}" for value, index in chosen
    )
    return least, greatest, last


def _place(scale: Scale, value: Literal | None) -> float | None:
    """Where the value stands along the axis; nothing for a gap and for what is neither a number nor a name."""
    return scale.place(value) if isinstance(value, int | float | str) else None


def _view_tick(tick: Tick, at: float) -> View:
    return {"at": _percent(at), "text": tick.text, "exponent": tick.exponent}


def _percent(share: float) -> str:
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"
