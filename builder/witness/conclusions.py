"""Judge the answers of the base run: expressions, prediction, demo, cues."""

import json
from collections.abc import Iterator, Mapping

from builder.records.concept import Concept
from builder.records.instruments import Demo, Prediction
from builder.records.problem import Problem
from builder.records.run import Answer, Outcome
from builder.witness.expressions import Asked, list_expressions, value_expressions


def judge_answers(concept: Concept, base: Outcome) -> Iterator[Problem]:
    """Yield the problems of every answer of the finished witness, except those of shapes."""
    answers = {answer.id: answer for answer in base.answers}
    yield from _judge_expressions(concept, answers)
    demo = concept.demo
    if demo is not None:
        yield from _judge_demo(demo, answers)
        if demo.prediction is not None:
            yield from _judge_prediction(demo.prediction, answers)
    yield from _judge_cues(concept, answers)


def _judge_expressions(concept: Concept, answers: Mapping[str, Answer]) -> Iterator[Problem]:
    listed = list_expressions(concept)
    others = [asked for asked in listed if not asked.expression.id.startswith("value:")]
    marked = {expression_id for _, expression_id in value_expressions(concept)}
    values = [asked for asked in listed if asked.expression.id in marked]
    for asked in (*others, *values):
        answer = answers.get(asked.expression.id)
        if answer is None:
            yield _unanswered(asked, "the run gave no answer")
        elif answer.failed:
            yield _unanswered(asked, answer.text)


def _unanswered(asked: Asked, why: str) -> Problem:
    message = f"{asked.subject} '{asked.expression.source}' cannot be worked out: {why}"
    hint = f"try it at the end of the witness: print({asked.expression.source})"
    return Problem("expression-evaluates", message, asked.place, hint)


def _judge_demo(demo: Demo, answers: Mapping[str, Answer]) -> Iterator[Problem]:
    """Yield a problem if the function at its defaults differs from the page's result."""
    default, result = answers.get("demo:default"), answers.get("demo:result")
    if default is None or result is None or default.failed or result.failed:
        return
    once: dict[str, list[object]] = json.loads(default.data)
    other: dict[str, list[object]] = json.loads(result.data)
    if once != other:
        difference = _describe_difference(once, other)
        message = f"{demo.function}() does not equal '{demo.result}': {difference}"
        hint = (
            f"write {demo.result} = {demo.function}(), "
            "and let the function draw from a generator of its own"
        )
        yield Problem("demo-agrees", message, demo.place_of("result"), hint)


def _describe_difference(
    once: Mapping[str, list[object]], other: Mapping[str, list[object]]
) -> str:
    if once.keys() != other.keys():
        missing = sorted(once.keys() ^ other.keys())
        return f"only one of them has '{missing[0]}'"
    name = next(name for name in once if once[name] != other[name])
    if len(once[name]) != len(other[name]):
        return f"'{name}' has {len(once[name])} and {len(other[name])} elements"
    pairs = enumerate(zip(once[name], other[name], strict=True))
    index, one, two = next((index, one, two) for index, (one, two) in pairs if one != two)
    return f"'{name}'[{index}] is {one!r} in one and {two!r} in the other"


def _judge_prediction(prediction: Prediction, answers: Mapping[str, Answer]) -> Iterator[Problem]:
    """Yield a problem unless one condition holds, or none while an option is `otherwise`."""
    asked = [option for option in prediction.options if option.when]
    found = [answers.get(f"when:{option.id}") for option in asked]
    if any(answer is None or answer.failed for answer in found):
        return  # reported at the condition
    holding = [
        option
        for option, answer in zip(asked, found, strict=True)
        if answer is not None and answer.data == "true"
    ]
    if len(holding) > 1:
        names = " and ".join(f"'{option.id}'" for option in holding)
        message = f"{names} hold in the run, and only one option may"
        hint = "make the conditions exclude each other"
        yield Problem("prediction-decides", message, holding[1].place_of("when"), hint)
    elif not holding and not any(option.otherwise for option in prediction.options):
        hint = "correct a condition, or add an option with 'otherwise: true'"
        place = prediction.place_of("options")
        yield Problem("prediction-decides", "no option holds in the run", place, hint)


def _judge_cues(concept: Concept, answers: Mapping[str, Answer]) -> Iterator[Problem]:
    for asked in list_expressions(concept):
        answer = answers.get(asked.expression.id)
        if asked.expression.id.startswith("cue:") and answer is not None and not answer.failed:
            value = json.loads(answer.data)
            if isinstance(value, bool) or not isinstance(value, int | float):
                source = f"'{asked.expression.source}', which is {answer.text[:60]}"
                message = f"{asked.subject} stands at {source} and no number"
                hint = "write a number, or an expression that comes to one"
                yield Problem("cue-numeric", message, asked.place, hint)
