"""The controls of a demo and its states, as text."""

from collections.abc import Iterator, Mapping

from builder.records.evidence import Evidence
from builder.records.instruments import Demo
from builder.records.literal import Literal
from builder.records.outline import Outline
from builder.render.figure_data import show_cell
from builder.render.words import format_literal


def find_defaults(demo: Demo, outline: Outline) -> Mapping[str, Literal]:
    """The first value of every control by its name; one of which the function's signature tells none is left out."""
    defaults = next(
        (
            dict(function.defaults)
            for function in outline.functions
            if function.name == demo.function
        ),
        {},
    )
    return {
        control.name: value
        for control in demo.controls
        if (value := defaults.get(control.name)) is not None
    }


def show_choice(value: Literal | None) -> str:
    """A control's value as its reader sees it: words without marks."""
    return "" if value is None else value if isinstance(value, str) else format_literal(value)


def list_states(
    demo: Demo, evidence: Evidence
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """For every state the values of its controls, and from where to where each series of the view goes."""
    for state in evidence.states:
        series = state.series()
        spans = tuple(
            _format_span([value for value in series[axis.key] if isinstance(value, int | float)])
            for axis in demo.view.y
        )
        yield tuple(show_choice(value) for _, value in state.settings), spans


def _format_span(values: list[float]) -> str:
    ends = [show_cell(value) for value in (min(values), max(values))] if values else []
    return " to ".join(dict.fromkeys(ends))
