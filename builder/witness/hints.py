"""Texts that the messages and hints of a witness's problems share."""

import difflib
from collections.abc import Iterable


def shorten(text: str, length: int = 80) -> str:
    """Return the text, cut to a length that fits into a message."""
    return text if len(text) <= length else text[: length - 1] + "…"


def suggest_name(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return a hint with the known name closest to a misspelt one, or `otherwise` if none is."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean '{close[0]}'?" if close else otherwise
