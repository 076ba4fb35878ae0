"""Who reviewed last on this account, as a file in the cache folder."""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from builder.effects.cache.folder import cache_folder, make_private_folder

_NAME = "reviewer.json"


def read_reviewer() -> tuple[str, str]:
    """Return the name and the kind of the last reviewer; empty texts if none is known."""
    try:
        found = json.loads((cache_folder() / _NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return "", ""
    if not isinstance(found, dict):
        return "", ""
    name, kind = found.get("name"), found.get("kind")
    return (name, kind) if isinstance(name, str) and isinstance(kind, str) else ("", "")


def write_reviewer(name: str, kind: str) -> None:
    """Remember the reviewer; without a cache folder nothing is remembered."""
    folder = cache_folder()
    if not make_private_folder(folder):
        return
    with suppress(OSError):
        handle, spare = tempfile.mkstemp(dir=folder, prefix=f".{_NAME}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"name": name, "kind": kind}, file, ensure_ascii=False)
        os.replace(spare, Path(folder, _NAME))
