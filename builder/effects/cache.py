"""Where this account keeps what can be made again: outside of every checkout."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """The folder, which need not be there; a place where nothing can be kept for an account without a home.

    Source: XDG Base Directory Specification, `$XDG_CACHE_HOME`.
    """
    for given in (os.environ.get("XDG_CACHE_HOME", ""), os.path.expanduser("~/.cache")):
        if os.path.isabs(given):
            return Path(given, "plumbline")
    return Path(os.devnull, "plumbline")
