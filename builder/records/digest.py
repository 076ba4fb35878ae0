"""The digest of records by what they say.

Equal records have equal digests, wherever in the files they stand.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache


def digest_records(*values: object) -> str:
    """SHA-256 of the values, hexadecimal: records, texts, numbers, dates, and collections of these.

    What takes no part in comparing is left out, and so is the order of a mapping and of a set.

    Raises: `TypeError` for a value of another kind.
    """
    return hashlib.sha256(json.dumps([_plain(value) for value in values]).encode()).hexdigest()


def _plain(value: object) -> object:
    """Return the value as JSON can hold it, every kind of collection told from the others."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {
            "map": sorted(
                ([_plain(key), _plain(part)] for key, part in value.items()), key=json.dumps
            )
        }
    if isinstance(value, frozenset | set):
        return {"set": sorted((_plain(part) for part in value), key=json.dumps)}
    if isinstance(value, bytes):
        return {"bytes": hashlib.sha256(value).hexdigest()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if is_dataclass(value):
        return {
            type(value).__name__: [
                _plain(getattr(value, name)) for name in _compared(value.__class__)
            ]
        }
    raise TypeError(f"'{type(value).__name__}' has no digest")


@cache
def _compared(kind: type) -> tuple[str, ...]:
    """Return the fields of a record that take part in comparing."""
    return tuple(field.name for field in fields(kind) if field.compare)
