"""What the reader commits to before the demo opens, decided by the run."""

import json

from builder.records.evidence import Evidence
from builder.records.instruments import Prediction
from builder.render.known import Known, View
from builder.render.neighbours import link_concept
from builder.render.typeset import Typesetter


def view_prediction(prediction: Prediction, evidence: Evidence, known: Known, root: str, typeset: Typesetter) -> View:
    """The question and its options, the right one being that whose condition holds in the run."""
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
                "anchor": f"option-{option.id}",
                "letter": "",
                "at": "",
                "text": typeset.inline(option.text),
                "is_right": is_right,
                "verdict": verdict,
                "response": typeset.block(option.response),
                "repair": link_concept(option.repair, known, root, typeset) if option.repair else None,
            }
        )
    return {"prompt": typeset.inline(prediction.prompt), "options": tuple(options)}


def _holds(evidence: Evidence, option: str) -> bool | None:
    """Whether the option's condition held in the run; `None` where no checked run has answered."""
    answer = evidence.answer(f"when:{option}")
    return bool(json.loads(answer.data)) if answer and not answer.failed and evidence.is_checked else None
