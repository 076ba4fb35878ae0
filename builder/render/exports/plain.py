"""Convert records to plain JSON, with floats rounded so that equal builds give equal bytes."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date

import msgspec

from builder.records.place import Ref
from builder.records.text import Text
from builder.render.prose.markdown import plain_text

Json = object  # a value that json.dumps writes
# Significant digits; between processors, linear algebra differs in the last few of a double's 16.
DIGITS = 12

# Fields that hold (name, value) pairs.
_SETTINGS = frozenset({"set", "state", "mark", "holds_at_least", "digests"})
# Fields that are not read from concept.yaml.
_COMPUTED = frozenset({"place", "places", "content", "reviews", "files", "unread"})
_LONG_NUMBER = re.compile(r"(?<![\w.])\d+\.\d+(?:[eE][-+]?\d+)?(?![\w.])")


def write_json(value: Json) -> bytes:
    """Return the value as JSON in UTF-8, with one member on each line."""
    written = json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    # `json.dumps(indent=1)` takes twice as long.
    return msgspec.json.format(written, indent=1) + b"\n"


def list_fields(record: object) -> dict[str, Json]:
    """Return the fields of a record as in its file, without those that have their default value."""
    assert is_dataclass(record)
    found: dict[str, Json] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name not in _COMPUTED and value is not None and value != field.default:
            found[field.name] = (
                {name: _plain(part) for name, part in value}
                if field.name in _SETTINGS
                else _plain(value)
            )
    return found


def describe_text(text: Text) -> dict[str, Json]:
    """Return the text as its author wrote it, and without markup."""
    return {"source": text.source, "plain": plain_text(text)}


def round_numbers(value: Json) -> Json:
    """Return the value with all floats rounded to `DIGITS`; NaN and infinity become null."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [round_numbers(part) for part in value]
    if isinstance(value, Mapping):
        return {key: round_numbers(part) for key, part in value.items()}
    return value


def round_text(text: str) -> str:
    """Return the text with every decimal number rounded to at most `DIGITS`."""
    return _LONG_NUMBER.sub(_shorten, text)


def _shorten(match: re.Match[str]) -> str:
    digits = match[0].lower().partition("e")[0].replace(".", "").lstrip("0")
    return repr(float(f"{float(match[0]):.{DIGITS}g}")) if len(digits) > DIGITS else match[0]


def _plain(value: object) -> Json:
    if isinstance(value, Text | Ref):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value):
        return list_fields(value)
    assert isinstance(value, bool | int | float | str)
    return value
