"""Paths of folders inside an atlas, as an author writes them in a setting."""

import re

_PART = r"(?!\.)[^/\\:\x00-\x1f]{1,100}"  # neither hidden nor `..`, nor a drive of Windows
_PATH = re.compile(rf"{_PART}(?:/{_PART}){{0,9}}/?")


def is_inner_path(text: str) -> bool:
    """Return true for a path that is relative to the atlas's folder and stays inside it."""
    return bool(_PATH.fullmatch(text))
