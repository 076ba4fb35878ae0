"""Write the values that a page asks of its finished witness as plain JSON.

This runs inside the process that runs the witness, so it imports no records.
"""

import json
import math
from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np

from builder.witness.describe import cut, full, shape_text
from builder.witness.messages import AnswerMessage, ExpressionMessage
from builder.witness.value_shape import ValueShape, shape_of

_MOST_NUMBERS = 200_000  # of one answer
_LONGEST_TEXT = 4_000


class _UnfitError(Exception):
    """A value cannot be shown; the text of the error says why."""


def answer(
    expression: ExpressionMessage,
    evaluate: Callable[[str], object],
    traced: list[ValueShape] | None = None,
) -> AnswerMessage:
    """Evaluate the expression with `evaluate` and return its answer.

    `traced` holds the shapes of a function's local variable, if the expression names one.
    """
    try:
        if traced is not None:
            return _answer_traced(expression, traced)
        return _ANSWERS[expression["mode"]](expression["id"], evaluate(expression["source"]))
    except _UnfitError as error:
        return _failed(expression, str(error))
    except Exception as error:  # the witness's own code runs in there
        return _failed(expression, name_error(error))


def name_error(error: BaseException) -> str:
    """Return `ZeroDivisionError: division by zero`, on one line of at most 300 characters."""
    try:
        text = " ".join(str(error).split())
    except BaseException:  # the witness may define an exception whose `__str__` fails
        text = ""
    return cut(f"{type(error).__name__}: {text}" if text else type(error).__name__, 300)


def make_state(function: object) -> Callable[..., object]:
    """Return `state(...)`, which calls the demo's function and computes each state once."""
    known: dict[str, object] = {}

    def state(**settings: object) -> object:
        key = repr(sorted(settings.items()))
        if key not in known:
            if not callable(function):
                raise TypeError("the demo's function is not callable")
            known[key] = function(**settings)
        return known[key]

    return state


def plain(value: object) -> object:
    """Return the value as plain JSON data, in which nan and the infinities are null.

    Raises: `_UnfitError` for a value that JSON cannot hold.
    """
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, np.generic):
        item = value.item()
        return _refuse(value) if isinstance(item, np.generic) else plain(item)
    if isinstance(value, np.ndarray):
        if value.size > _MOST_NUMBERS:
            raise _UnfitError(f"an array of {value.size} numbers is too large to show")
        return plain(value.tolist())
    if isinstance(value, list | tuple | range):
        if len(value) > _MOST_NUMBERS:
            raise _UnfitError(f"{len(value)} values are too many to show")
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    return _refuse(value)


def _refuse(value: object) -> object:
    raise _UnfitError(f"a value of type {type(value).__name__} cannot be shown")


def _answer_value(answer_id: str, value: object) -> AnswerMessage:
    text = value if isinstance(value, str) else _repr(value)
    return {
        "id": answer_id,
        "text": text[:_LONGEST_TEXT],
        "data": _dump(plain(value)),
        "failed": False,
    }


def _answer_truth(answer_id: str, value: object) -> AnswerMessage:
    if not isinstance(value, bool | np.bool_):
        raise _UnfitError(f"it comes to {full(value)}, which is neither True nor False")
    data = "true" if value else "false"
    return {"id": answer_id, "text": str(bool(value)), "data": data, "failed": False}


def _answer_shape(answer_id: str, value: object) -> AnswerMessage:
    return _describe_shapes(answer_id, [shape_of(value)])


def _answer_traced(expression: ExpressionMessage, traced: list[ValueShape]) -> AnswerMessage:
    if not traced:
        function = expression["source"].partition(".")[0]
        raise _UnfitError(f"'{function}' was never called, or returned before the name was bound")
    return _describe_shapes(expression["id"], traced)


def _describe_shapes(answer_id: str, shapes: list[ValueShape]) -> AnswerMessage:
    """Return an answer whose `data` holds the last shape, and all shapes under `seen`."""
    last = shapes[-1]
    data = {
        "shape": list(last.lengths),
        "kind": last.kind,
        "seen": [list(shape.lengths) for shape in shapes],
    }
    text = f"{shape_text(last.lengths)} {last.kind}"
    return {"id": answer_id, "text": text, "data": json.dumps(data), "failed": False}


def _answer_call(answer_id: str, value: object) -> AnswerMessage:
    """Return an answer whose `data` maps names to equally long lists."""
    if not isinstance(value, Mapping):
        raise _UnfitError(f"it is {full(value)}, and not a mapping of names to sequences")
    series: dict[str, object] = {}
    for key, part in value.items():
        if not isinstance(key, str):
            raise _UnfitError(f"its key {full(key)} is no text")
        series[key] = plain(part)
        if not isinstance(series[key], list):
            raise _UnfitError(f"'{key}' is {full(part)}, and not a sequence")
    lengths = {key: len(part) for key, part in series.items() if isinstance(part, list)}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{key} {length}" for key, length in lengths.items())
        raise _UnfitError(f"its sequences differ in length: {listed}")
    return {"id": answer_id, "text": full(value), "data": _dump(series), "failed": False}


_ANSWERS: Mapping[str, Callable[[str, object], AnswerMessage]] = {
    "value": _answer_value,
    "truth": _answer_truth,
    "shape": _answer_shape,
    "call": _answer_call,
}


def _repr(value: object) -> str:
    if isinstance(value, np.generic):
        return _repr(value.item())
    return repr(value) if isinstance(value, bool | int | float | Fraction | str) else full(value)


def _dump(value: object) -> str:
    text = json.dumps(value, allow_nan=False)
    if len(text) > 20 * _MOST_NUMBERS:
        raise _UnfitError("the value is too large to show")
    return text


def _failed(expression: ExpressionMessage, text: str) -> AnswerMessage:
    return {"id": expression["id"], "text": text, "data": "null", "failed": True}
