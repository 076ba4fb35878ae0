"""The prediction that a reader makes before the demo opens, judged by the run."""

import json
from collections.abc import Mapping

from builder.records.evidence import Evidence
from builder.records.instruments import Prediction
from builder.render.pages.neighbours import link_concept
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View


def view_prediction(
    prediction: Prediction,
    evidence: Evidence,
    context: RenderContext,
    root: str,
    typeset: Typesetter,
) -> View:
    """Return the question and its options; an option is right if its condition holds in the run."""
    judged = judge_options(prediction, evidence)
    verdicts = {True: "As the run shows.", False: "The run shows otherwise."}
    options = []
    for option in prediction.options:
        repair = option.repair
        view = {
            "id": option.id,
            "anchor": f"option-{option.id}",
            "letter": "",
            "at": "",
            "text": typeset.inline(option.text),
            "is_right": judged.get(option.id, False),
            "verdict": verdicts[judged[option.id]] if judged else "Not decided by a run.",
            "response": typeset.block(option.response),
            "repair": link_concept(repair, context, root, typeset) if repair else None,
        }
        options.append(view)
    return {"prompt": typeset.inline(prediction.prompt), "options": tuple(options)}


def judge_options(prediction: Prediction, evidence: Evidence) -> Mapping[str, bool]:
    """Judge each option of the prediction by its id; return nothing unless the run decides all."""
    held = {option.id: _holds(evidence, option.id) for option in prediction.options if option.when}
    if None in held.values():
        return {}
    return {
        option.id: bool(held[option.id]) if option.when else not any(held.values())
        for option in prediction.options
    }


def _holds(evidence: Evidence, option: str) -> bool | None:
    """Return whether the option's condition held, or `None` if no checked run has evaluated it."""
    answer = evidence.answer(f"when:{option}")
    if answer is None or answer.failed or not evidence.is_checked:
        return None
    return bool(json.loads(answer.data))
