"""The account's cache folder. Imports nothing heavy: a build of what has not changed needs it."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return the account's cache folder, which need not exist.

    Source: XDG Base Directory Specification, `$XDG_CACHE_HOME`.
    """
    for given in (os.environ.get("XDG_CACHE_HOME", ""), os.path.expanduser("~/.cache")):
        if os.path.isabs(given):
            return Path(given, "plumbline")
    return Path(os.devnull, "plumbline")


def make_private_folder(folder: Path) -> bool:
    """Make the folder with mode 0700; return true if it is there and this account's alone.

    A folder of a checkout is not: git keeps no such modes.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return is_private(folder.stat())
    except OSError:
        return False


def is_private(found: os.stat_result) -> bool:
    """Return true if a file or folder is this account's alone."""
    return found.st_uid == os.geteuid() and not found.st_mode & 0o077
