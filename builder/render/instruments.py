"""What a reader works with: demo, prediction, storyboard, inquiry, practice, as far as a page without script shows them."""

import json
from collections.abc import Iterator, Mapping

from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.instruments import Demo, Prediction
from builder.records.literal import Literal
from builder.records.outline import Outline
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
    defaults = find_defaults(demo, known.outlines[concept.id])
    return {
        "controls": tuple(
            {
                "label": typeset.inline(control.label),
                "name": control.name,
                "choices": ", ".join(map(show_choice, control.values)),
                "default": defaults[control.name],
            }
            for control in demo.controls
        ),
        "prediction": _view_prediction(demo.prediction, evidence, known, root, typeset) if demo.prediction else None,
        "table": _view_table(demo, evidence),
        "states": _view_states(demo, evidence, typeset),
    }


def find_defaults(demo: Demo, outline: Outline) -> Mapping[str, str]:
    """The first value of every control by its name, as a reader sees it; empty where the function's signature tells none."""
    defaults = next((dict(function.defaults) for function in outline.functions if function.name == demo.function), {})
    found = {control.name: defaults.get(control.name) for control in demo.controls}
    return {name: show_choice(value) if value is not None else "" for name, value in found.items()}


def judge_options(prediction: Prediction, evidence: Evidence) -> Mapping[str, bool]:
    """Whether each option of the prediction is right, by its id; empty where the run has not decided all of them."""
    held = {option.id: _holds(evidence, option.id) for option in prediction.options if option.when}
    if None in held.values():
        return {}
    return {option.id: bool(held[option.id]) if option.when else not any(held.values()) for option in prediction.options}


def list_states(demo: Demo, evidence: Evidence) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """For every state the values of its controls, and from where to where each series of the view goes."""
    for state in evidence.states:
        series: dict[str, list[float | None]] = json.loads(state.data)
        spans = tuple(_format_span([value for value in series[axis.key] if value is not None]) for axis in demo.view.y)
        yield tuple(show_choice(value) for _, value in state.settings), spans


def show_choice(value: Literal) -> str:
    """A control's value as its reader sees it: words without marks."""
    return value if isinstance(value, str) else format_literal(value)


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


def view_practice(concept: Concept, typeset: Typesetter) -> tuple[View, ...]:
    """The exercises with their hints."""
    return tuple(
        {
            "id": entry.id,
            "kind": entry.kind.capitalize(),
            "prompt": typeset.block(entry.prompt),
            "hints": tuple(typeset.block(hint) for hint in entry.hints),
            "answer": typeset.block(entry.answer),
        }
        for entry in concept.practice
    )


def _view_prediction(prediction: Prediction, evidence: Evidence, known: Known, root: str, typeset: Typesetter) -> View:
    judged = judge_options(prediction, evidence)
    options = []
    for option in prediction.options:
        is_right = judged.get(option.id, False)
        verdict = ("As the run shows." if is_right else "The run shows otherwise.") if judged else "Not decided by a run."
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
    """Every state, under the names of the controls and of the series."""
    if not evidence.states:
        return None
    rows = tuple({"settings": settings, "spans": spans} for settings, spans in list_states(demo, evidence))
    heads = tuple(typeset.inline(control.label) for control in demo.controls)
    return {"controls": heads, "series": tuple(typeset.inline(axis.label) for axis in demo.view.y), "rows": rows}


def _format_span(values: list[float]) -> str:
    ends = [_cell(value) for value in (min(values), max(values))] if values else []
    return " to ".join(dict.fromkeys(ends))


def _cell(value: object) -> str:
    return format_number(value) if isinstance(value, float) else str(value)


def _coordinates(evidence: Evidence, cue: str) -> Iterator[str]:
    for axis in (0, 1):
        answer = evidence.answer(f"cue:{cue}:{axis}")
        if answer is not None and not answer.failed and evidence.is_checked:
            yield _cell(json.loads(answer.data))
