"""Show a demo's states on a page: as plots, as numbers, and in words for screen readers."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from builder.records.concept import ConceptRecord
from builder.records.evidence import Evidence
from builder.records.literal import Literal, Settings
from builder.render.figures.data_tables import show_cell
from builder.render.figures.plot.axes import Axes, Table, Values, fit_axes
from builder.render.figures.plot.plot import draw_state
from builder.render.figures.plot.scale import Scale, Tick
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import View

# The least, the greatest and the last value of each series.
Readings = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Name:
    """The label of an axis or a series: typeset, and as plain text."""

    shown: Markup
    plain: str


@dataclass(frozen=True, slots=True)
class Plotter:
    """All states of one demo on the same axes; `first` is the index of the default state."""

    axes: Axes
    across: Name
    series: tuple[Name, ...]
    states: tuple[tuple[Settings, Table], ...]
    first: int

    def view(self, number: int, mark: Settings = ()) -> View:
        """Return the fields of `partials/plot.html`; `mark` puts lines at `x`, `y` or both."""
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
        """Return the legend, which is empty if there is only one series, named by the y axis."""
        named = tuple(
            {"number": index, "name": name.shown} for index, name in enumerate(self.series, start=1)
        )
        return named if len(named) > 1 else ()

    def read(self, number: int) -> Readings:
        """Return the least, the greatest and the last value of each series, as `0.31 at 320`."""
        _, table = self.states[number]
        across = table[self.axes.view.x.key]
        return tuple(_read_series(across, table[axis.key]) for axis in self.axes.view.y)

    def describe(self, readings: Readings) -> str:
        """Return the readings of a state in words."""
        parts = [
            f"{name.plain}: least {least}, greatest {greatest}, last {last}"
            if least
            else f"{name.plain}: no value"
            for name, (least, greatest, last) in zip(self.series, readings, strict=True)
        ]
        return f"Against {self.across.plain}. {'; '.join(parts)}."

    def read_at(self, number: int, x: Literal) -> tuple[View, ...]:
        """Return the value of every series at the point nearest to `x`."""
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
        """Return a value of the x axis as text."""
        return show_cell(value) if isinstance(value, int | float | str) else ""

    def find(self, settings: Settings) -> int:
        """Return the index of the state with these settings, and the defaults for all others."""
        wanted = dict(self.states[self.first][0]) | dict(settings)
        return next(number for number, (own, _) in enumerate(self.states) if dict(own) == wanted)

    def _view_mark(self, table: Table, mark: Mapping[str, Literal]) -> View:
        """Return the positions of the lines, and of the series on the line at `x`."""
        x, y = _place(self.axes.x, mark.get("x")), _place(self.axes.y, mark.get("y"))
        index = self._find_nearest(table, mark.get("x"))
        return {
            "x": _percent(x) if x is not None else "",
            "y": _percent(1 - y) if y is not None else "",
            "dots": self._view_dots(table, index) if index is not None and y is None else (),
        }

    def _view_dots(self, table: Table, index: int) -> tuple[View, ...]:
        """Return the position of every series at this point; a gap has none."""
        left = _place(self.axes.x, table[self.axes.view.x.key][index])
        heights = (_place(self.axes.y, table[axis.key][index]) for axis in self.axes.view.y)
        return tuple(
            {"x": _percent(left), "y": _percent(1 - height)}
            for height in heights
            if left is not None and height is not None
        )

    def _find_nearest(self, table: Table, x: Literal | None) -> int | None:
        """Return the index of the point nearest to `x` along the x axis."""
        wanted = _place(self.axes.x, x)
        if wanted is None:
            return None
        places = [_place(self.axes.x, value) for value in table[self.axes.view.x.key]]
        distances = (
            (abs(place - wanted), index) for index, place in enumerate(places) if place is not None
        )
        return min(distances, default=(0.0, None))[1]


def make_plotter(
    concept: ConceptRecord, evidence: Evidence, defaults: Mapping[str, Literal], typeset: Typesetter
) -> Plotter | None:
    """Return the plotter of the concept's demo, or `None` if its states were not computed."""
    demo = concept.demo
    if demo is None or not evidence.states:
        return None
    states = tuple((state.settings, state.series()) for state in evidence.states)
    names = {
        axis.key: Name(typeset.inline(axis.label), typeset.plain(axis.label))
        for axis in (demo.view.x, *demo.view.y)
    }
    default = (
        number for number, (settings, _) in enumerate(states) if dict(settings) == dict(defaults)
    )
    return Plotter(
        fit_axes(demo.view, [table for _, table in states]),
        names[demo.view.x.key],
        tuple(names[axis.key] for axis in demo.view.y),
        states,
        next(default, 0),
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
    """Return the position along the axis, or `None` for a gap or another kind of value."""
    return scale.place(value) if isinstance(value, int | float | str) else None


def _view_tick(tick: Tick, at: float) -> View:
    return {"at": _percent(at), "text": tick.text, "exponent": tick.exponent}


def _percent(share: float) -> str:
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"
