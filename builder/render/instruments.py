"""What a reader works with: demo, prediction, storyboard, inquiry, as far as a page without script shows them."""

import json
from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.instruments import Demo, Prediction
from builder.records.literal import Literal
from builder.render.known import Known, View
from builder.render.neighbours import link_concept
from builder.render.typeset import Typesetter
from builder.render.words import format_literal, format_number, format_settings

MOST_ROWS = 60  # of the table of the first state; a longer one is thinned evenly


def view_demo(concept: Concept, evidence: Evidence, known: Known, root: str, typeset: Typesetter) -> View | None:
    """The demo's controls, its prediction and the numbers of its first state."""
    demo = concept.demo
    if demo is None:
        return None
    defaults = next((dict(function.defaults) for function in known.outlines[concept.id].functions if function.name == demo.function), {})
    return {
        "controls": tuple(
            {
                "label": typeset.inline(control.label),
                "name": control.name,
                "choices": ", ".join(map(_show, control.values)),
                "default": _show(default) if (default := defaults.get(control.name)) is not None else "",
            }
            for control in demo.controls
        ),
        "prediction": _view_prediction(demo.prediction, evidence, known, root, typeset) if demo.prediction else None,
        "table": _view_table(demo, evidence),
        "states": _view_states(demo, evidence, typeset),
    }


def view_storyboard(concept: Concept, typeset: Typesetter) -> tuple[View, ...]:
    """The frames as a list."""
    return tuple(
        {
            "title": typeset.inline(frame.title),
            "caption": typeset.inline(frame.caption),
            "state": format_settings(frame.state or ()) or ("first state" if frame.state is not None else ""),
        }
        for frame in concept.storyboard
    )


def view_inquiry(concept: Concept, evidence: Evidence, typeset: Typesetter) -> View | None:
    """The question asked of a figure, with its cues."""
    inquiry = concept.inquiry
    if inquiry is None:
        return None
    return {
        "figure": inquiry.figure.id,
        "question": typeset.inline(inquiry.question),
        "cues": tuple(
            {
                "label": typeset.inline(cue.label),
                "at": ", ".join(_coordinates(evidence, cue.id)),
                "answer": cue.answer,
                "response": typeset.inline(cue.response),
            }
            for cue in inquiry.cues
        ),
    }


def _view_prediction(prediction: Prediction, evidence: Evidence, known: Known, root: str, typeset: Typesetter) -> View:
    held = {option.id: _holds(evidence, option.id) for option in prediction.options if option.when}
    known_all = all(value is not None for value in held.values())
    any_held = any(held.values())
    options = []
    for option in prediction.options:
        is_right = bool(held[option.id]) if option.when else known_all and not any_held
        verdict = ("As the run shows." if is_right else "The run shows otherwise.") if known_all else "Not decided by a run."
        options.append(
            {
                "id": option.id,
                "text": typeset.inline(option.text),
                "is_right": is_right,
                "verdict": verdict,
                "response": typeset.inline(option.response),
                "repair": link_concept(option.repair, known, root, typeset) if option.repair else None,
            }
        )
    return {"prompt": typeset.inline(prediction.prompt), "options": tuple(options)}


def _holds(evidence: Evidence, option: str) -> bool | None:
    """Whether the option's condition held in the run; `None` where no checked run has answered."""
    answer = evidence.answer(f"when:{option}")
    return bool(json.loads(answer.data)) if answer and not answer.failed and evidence.is_checked else None


def _view_table(demo: Demo, evidence: Evidence) -> View | None:
    """The first state: one row per point, the view's series first."""
    answer = evidence.answer("demo:default")
    if answer is None or answer.failed or not evidence.is_checked:
        return None
    state: dict[str, list[object]] = json.loads(answer.data)
    names = [name for name in (demo.view.x.key, *(axis.key for axis in demo.view.y)) if name in state]
    rows = list(zip(*(state[name] for name in names), strict=True))
    step = max(1, -(-len(rows) // MOST_ROWS))
    return {"names": tuple(names), "rows": tuple(tuple(_cell(value) for value in row) for row in rows[::step])}


def _view_states(demo: Demo, evidence: Evidence, typeset: Typesetter) -> View | None:
    """Every state: the values of its controls, and from where to where each series of the view goes."""
    if not evidence.states:
        return None
    rows = []
    for state in evidence.states:
        series: dict[str, list[float | None]] = json.loads(state.data)
        spans = tuple(_format_span([value for value in series[axis.key] if value is not None]) for axis in demo.view.y)
        rows.append({"settings": tuple(_show(value) for _, value in state.settings), "spans": spans})
    heads = tuple(typeset.inline(control.label) for control in demo.controls)
    return {"controls": heads, "series": tuple(typeset.inline(axis.label) for axis in demo.view.y), "rows": tuple(rows)}


def _format_span(values: list[float]) -> str:
    ends = [_cell(value) for value in (min(values), max(values))] if values else []
    return " to ".join(dict.fromkeys(ends))


def _show(value: Literal) -> str:
    """A control's value as its reader sees it: words without marks."""
    return value if isinstance(value, str) else format_literal(value)


def _cell(value: object) -> str:
    return format_number(value) if isinstance(value, float) else str(value)


def _coordinates(evidence: Evidence, cue: str) -> Iterator[str]:
    for axis in (0, 1):
        answer = evidence.answer(f"cue:{cue}:{axis}")
        if answer is not None and not answer.failed and evidence.is_checked:
            yield _cell(json.loads(answer.data))
