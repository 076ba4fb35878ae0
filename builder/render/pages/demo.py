"""The demo: its controls, the plot of its first state, tables, and a file with all states."""

import gzip
import json
from collections.abc import Mapping

from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.instruments import Control, Demo
from builder.records.literal import Literal
from builder.records.problem import Problem
from builder.render.figures.data_tables import show_cell
from builder.render.figures.plot.plot import draw_state
from builder.render.figures.plot.plotter import Plotter, make_plotter
from builder.render.pages.choices import find_defaults, list_states, show_choice
from builder.render.pages.prediction import view_prediction
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View

FILE = "demo.json"  # beside the page
LARGEST_FILE_KB = 200  # compressed
MOST_ROWS = 60  # of the first state's table; a longer table is thinned evenly
READINGS = ("least", "greatest", "last")  # in the order of `Plotter.read`
LEAST_STEPS = 3  # of a slider; a control with fewer values is a choice


def plot_demo(concept: Concept, context: RenderContext, typeset: Typesetter) -> Plotter | None:
    """Return the plotter of the demo, or nothing if there is no demo or no state was computed."""
    defaults = find_defaults(concept.demo, context.outlines[concept.id]) if concept.demo else {}
    return make_plotter(concept, context.evidence[concept.id], defaults, typeset)


def view_demo(
    concept: Concept,
    context: RenderContext,
    root: str,
    plotter: Plotter | None,
    typeset: Typesetter,
) -> View | None:
    """Return the view for `partials/demo.html`, and add the file with all states to the page."""
    demo = concept.demo
    if demo is None:
        return None
    evidence = context.evidence[concept.id]
    defaults = find_defaults(demo, context.outlines[concept.id])
    if plotter is not None:
        typeset.data[FILE], problems = _write_states(demo, plotter)
        typeset.problems += problems
    controls = tuple(_view_control(control, defaults, typeset) for control in demo.controls)
    prediction = None
    if demo.prediction:
        prediction = view_prediction(demo.prediction, evidence, context, root, typeset)
    return {
        "controls": controls,
        "prediction": prediction,
        "plot": plotter.view(plotter.first) if plotter else None,
        "key": plotter.key() if plotter else (),
        "readings": _view_readings(plotter) if plotter else (),
        "file": FILE,
        "table": _view_table(demo, evidence),
        "states": _view_states(demo, evidence, typeset),
    }


def _view_control(control: Control, defaults: Mapping[str, Literal], typeset: Typesetter) -> View:
    first = defaults.get(control.name)
    return {
        "label": typeset.inline(control.label),
        "name": control.name,
        "is_slider": _is_slider(control),
        "values": tuple(
            {"number": index, "text": show_choice(value), "is_first": value == first}
            for index, value in enumerate(control.values)
        ),
        "first": control.values.index(first) if first in control.values else 0,
        "default": show_choice(first),
    }


def _is_slider(control: Control) -> bool:
    """Return true if the values are enough numbers in ascending order."""
    numbers = [
        value
        for value in control.values
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    return len(numbers) == len(control.values) >= LEAST_STEPS and numbers == sorted(numbers)


def _view_readings(plotter: Plotter) -> tuple[View, ...]:
    """Return the readings of each series in the first state."""
    rows = zip(plotter.series, plotter.read(plotter.first), strict=True)
    return tuple(
        {"number": number, "name": name.shown, "cells": tuple(zip(READINGS, cells, strict=True))}
        for number, (name, cells) in enumerate(rows, start=1)
    )


def _write_states(demo: Demo, plotter: Plotter) -> tuple[bytes, tuple[Problem, ...]]:
    """Return all states as JSON, and a problem if the JSON is too large.

    The last control varies fastest. A state has three parts: the line and the dots of each
    series, the least, greatest and last value of each series, and the readings as a sentence.
    """
    states = []
    for number, (_, table) in enumerate(plotter.states):
        readings = plotter.read(number)
        paths = [part for pair in draw_state(plotter.axes, table) for part in pair]
        states.append([paths, readings, plotter.describe(readings)])
    content = json.dumps({"states": states}, ensure_ascii=False, separators=(",", ":")).encode()
    size_kb = len(gzip.compress(content)) / 1000
    if size_kb <= LARGEST_FILE_KB:
        return content, ()
    message = (
        f"the demo's {len(states)} states take {size_kb:.0f} kB compressed, "
        f"and {LARGEST_FILE_KB} are the most that a page loads"
    )
    hint = "give the controls fewer values, or let the function return fewer points"
    return b"", (Problem("demo-bounded", message, demo.place_of("controls"), hint),)


def _view_table(demo: Demo, evidence: Evidence) -> View | None:
    """Return the table of the first state, with one row for each point."""
    answer = evidence.answer("demo:default")
    if answer is None or answer.failed or not evidence.is_checked:
        return None
    state: dict[str, list[float | str | None]] = json.loads(answer.data)
    keys = (demo.view.x.key, *(axis.key for axis in demo.view.y))
    names = [key for key in keys if key in state]
    rows = list(zip(*(state[name] for name in names), strict=True))
    step = max(1, -(-len(rows) // MOST_ROWS))
    return {
        "names": tuple(names),
        "rows": tuple(tuple(show_cell(value) for value in row) for row in rows[::step]),
    }


def _view_states(demo: Demo, evidence: Evidence, typeset: Typesetter) -> View | None:
    """Return the table of all states, with a column for each control and each series."""
    if not evidence.states:
        return None
    rows = tuple(
        {"settings": settings, "spans": spans} for settings, spans in list_states(demo, evidence)
    )
    heads = tuple(typeset.inline(control.label) for control in demo.controls)
    return {
        "controls": heads,
        "series": tuple(typeset.inline(axis.label) for axis in demo.view.y),
        "rows": rows,
    }
