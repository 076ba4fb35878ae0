"""`--profile FILE`.

Measures a command, and writes the profile over nothing but an older profile.
"""

import os
import stat
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from builder.commands import UsageError
from builder.commands.inputs import find_output
from builder.effects.profile import Profile, is_profile
from builder.effects.publish.protected_paths import ProtectedPaths, find_owned


@contextmanager
def measure(arguments: Namespace, owned: ProtectedPaths) -> Iterator[Profile | None]:
    """Yield a profile if one is asked for, and write it at the end.

    Raises: `UsageError` if it cannot be written; its place is examined before the work and after.
    """
    path: Path | None = arguments.profile
    if path is None:
        yield None
        return
    owned = ProtectedPaths(owned.root, (*owned.places, ("the site", find_output(arguments))))
    _require_free(path, owned)
    profile = Profile()
    yield profile
    profile.enter("")
    _require_free(path, owned)
    try:
        path.write_text(profile.write(), encoding="utf-8")
    except OSError as error:
        raise UsageError(_explain(error, path)) from None


def _require_free(path: Path, owned: ProtectedPaths) -> None:
    """Raise `UsageError` if a profile cannot be written there, or would replace anything else."""
    try:
        fault = find_owned(path, owned) or _find_fault(path)
    except OSError as error:
        raise UsageError(_explain(error, path)) from None
    if fault:
        free = next(file for file in _list_names(owned.root) if not os.path.lexists(file))
        raise UsageError(f"the profile cannot be written: {fault}; try: --profile '{free}'")


def _find_fault(path: Path) -> str:
    """Say what a profile would replace; empty if nothing. Raises: `OSError` if it has no folder."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        os.stat(path.resolve().parent)
        return ""
    if stat.S_ISDIR(mode) or stat.S_ISBLK(mode):
        return f"'{path}' is no file"
    found = path.read_bytes() if stat.S_ISREG(mode) else b""
    if found and not is_profile(found.decode("utf-8", errors="replace")):
        return f"'{path}' is there already, and is no profile"
    return ""


def _list_names(root: Path) -> Iterator[Path]:
    yield root / "profile.txt"
    yield from (root / f"profile-{number}.txt" for number in count(2))


def _explain(error: OSError, path: Path) -> str:
    return f"the profile cannot be written: {error.strerror}: '{path}'"
