"""What the reader commits to before the demo opens, decided by the run."""

import json
from collections.abc import Mapping

from builder.records.evidence import Evidence
from builder.records.instruments import Prediction
from builder.render.known import Known, View
from builder.render.neighbours import link_concept
from builder.render.typeset import Typesetter


def view_prediction(
    prediction: Prediction, evidence: Evidence, known: Known, root: str, typeset: Typesetter
) -> View:
    """The question and its options, the right one being that whose condition holds in the run."""
    judged = judge_options(prediction, evidence)
    options = []
    for option in prediction.options:
        is_right = judged.get(option.id, False)
        verdict = (
            ("As the run shows." if is_right else "The run shows otherwise.")
            if judged
            else "Not decided by a run."
        )
        options.append(
            {
                "id": option.id,
                "anchor": f"option-{option.id}",
                "letter": "",
                "at": "",
                "text": typeset.inline(option.text),
                "is_right": is_right,
                "verdict": verdict,
                "response": typeset.block(option.response),
                "repair": link_concept(option.repair, known, root, typeset)
                if option.repair
                else None,
            }
        )
    return {"prompt": typeset.inline(prediction.prompt), "options": tuple(options)}


def judge_options(prediction: Prediction, evidence: Evidence) -> Mapping[str, bool]:
    """Whether each option of the prediction is right, by its id; empty where the run has not decided all of them."""
    held = {option.id: _holds(evidence, option.id) for option in prediction.options if option.when}
    if None in held.values():
        return {}
    return {
        option.id: bool(held[option.id]) if option.when else not any(held.values())
        for option in prediction.options
    }


def _holds(evidence: Evidence, option: str) -> bool | None:
    """Whether the option's condition held in the run; `None` where no checked run has answered."""
    answer = evidence.answer(f"when:{option}")
    return (
        bool(json.loads(answer.data))
        if answer and not answer.failed and evidence.is_checked
        else None
    )
