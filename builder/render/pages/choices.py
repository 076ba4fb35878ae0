"""The controls of a demo and its states, as text."""

from collections.abc import Iterator, Mapping, Sequence

from builder.records.evidence import Evidence
from builder.records.instruments import Demo
from builder.records.literal import Literal
from builder.records.outline import Outline
from builder.records.plotted import Cell
from builder.render.figures.data_tables import show_cell
from builder.render.words import format_literal


def find_defaults(demo: Demo, outline: Outline) -> Mapping[str, Literal]:
    """Return the initial value of each control, from the defaults of the demo's function.

    A control without a default is left out.
    """
    functions = (function for function in outline.functions if function.name == demo.function)
    defaults = next((dict(function.defaults) for function in functions), {})
    values = {control.name: defaults.get(control.name) for control in demo.controls}
    return {name: value for name, value in values.items() if value is not None}


def show_choice(value: Literal | None) -> str:
    """Return a control's value for the reader: a string is shown without quotes."""
    if value is None:
        return ""
    return value if isinstance(value, str) else format_literal(value)


def list_states(
    demo: Demo, evidence: Evidence
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the values of the controls and the range of each series for every state."""
    for state in evidence.states:
        series = state.series()
        ranges = tuple(_format_range(series[axis.key]) for axis in demo.view.y)
        yield tuple(show_choice(value) for _, value in state.settings), ranges


def _format_range(values: Sequence[Cell]) -> str:
    numbers = [value for value in values if isinstance(value, int | float)]
    ends = [show_cell(value) for value in (min(numbers), max(numbers))] if numbers else []
    return " to ".join(dict.fromkeys(ends))
