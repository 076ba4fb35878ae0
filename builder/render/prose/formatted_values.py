"""Values of expressions in the prose: the run's result in the author's format, or a visible gap."""

import html
import json

from builder.records.run import Answer

# type of a value -> its description, the hint for a format that it does not take
_KINDS = {
    int: ("a whole number", "write a format of whole numbers: d or ,"),
    float: ("no whole number but a float", "write a format of floats: .2f, .3g, .0% or .1e"),
    str: ("text", "delete the format"),
}


class FormatError(Exception):
    """The value does not take the format; `hint` tells the author what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def show_value(answer: Answer | None, spec: str) -> str:
    """Return the value as HTML, or a visible gap if the run has no answer.

    Raises: FormatError if the value does not take the format.
    """
    if answer is None or answer.failed:
        return '<span class="value" data-missing="true">no value</span>'
    return f'<span class="value">{html.escape(format_value(answer, spec), quote=False)}</span>'


def format_value(answer: Answer, spec: str) -> str:
    """Return the answer's value in a Python format; without one, as text or as Python shows it.

    Raises: FormatError if the value does not take the format.
    """
    value = json.loads(answer.data)
    if not spec:
        return value if isinstance(value, str) else _typographic(answer.text)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        hint = "write an expression of one number, or delete the format"
        raise FormatError(f"{answer.text[:60]} is no number", hint)
    try:
        return _typographic(f"{value:{spec}}")
    except (ValueError, OverflowError) as error:
        kind, hint = _KINDS[type(value)]
        message = str(error).rstrip(".")
        message = message[:1].lower() + message[1:]
        if "format code" in message:
            message = f"{answer.text[:60]} is {kind}"
        raise FormatError(message, hint) from None


def _typographic(number: str) -> str:
    return number.replace("-", "\u2212") if number.startswith("-") else number
