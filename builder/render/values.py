"""Shows what an expression came to: the number of the run in the format that the author asked for, or that there is none."""

import html
import json

from builder.records.run import Answer

# type of a value -> what it is, the hint where the format is not one of its own
_KINDS = {
    int: ("a whole number", "write a format of whole numbers: d or ,"),
    float: ("no whole number but a float", "write a format of floats: .2f, .3g, .0% or .1e"),
    str: ("text", "delete the format"),
}


class FormatError(Exception):
    """The value is there but does not take the format asked for; the message says why, `hint` what to type."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def show_value(answer: Answer | None, format: str) -> str:
    """The value as HTML; a visible gap where the run has no answer, never a guess.

    Raises: FormatError where the value does not take the format.
    """
    if answer is None or answer.failed:
        return '<span class="value" data-missing="true">no value</span>'
    return f'<span class="value">{html.escape(format_value(answer, format), quote=False)}</span>'


def format_value(answer: Answer, format: str) -> str:
    """The answer's value in a Python format; text as it is and anything else as Python shows it where there is no format.

    Raises: FormatError where the value does not take the format.
    """
    value = json.loads(answer.data)
    if not format:
        return value if isinstance(value, str) else _typographic(answer.text)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise FormatError(
            f"{answer.text[:60]} is no number",
            "write an expression of one number, or delete the format",
        )
    try:
        return _typographic(f"{value:{format}}")
    except (ValueError, OverflowError) as error:
        kind, hint = _KINDS[type(value)]
        said = str(error).rstrip(".")
        raise FormatError(
            f"{answer.text[:60]} is {kind}"
            if "format code" in said
            else said[:1].lower() + said[1:],
            hint,
        ) from None


def _typographic(number: str) -> str:
    return number.replace("-", "\u2212") if number.startswith("-") else number
