"""The output of a build: where the site goes, and which files there no build may delete."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from builder.effects import WorldError
from builder.effects.cache.last_build import find_spare, stands_as_left
from builder.effects.publish.foreign_files import WHOLE, FolderContents, examine_folder
from builder.effects.publish.protected_paths import (
    ProtectedPathError,
    ProtectedPaths,
    advise_output,
    find_owned,
)
from builder.records.hidden import HIDDEN

_SHOWN = 5  # names of foreign files in a message
NOBODY = ProtectedPaths(Path())


class OutputError(WorldError):
    """The output is refused; nothing was written."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where a site goes, and what may not be touched there.

    With `force`, foreign files are moved to `FOLDER.replaced-N`, and `say` is called with a
    message. Without it they are refused, with the `advice` if there is any.
    """

    folder: Path
    owned: ProtectedPaths = NOBODY
    force: bool = False
    advice: str = ""
    say: Callable[[str], None] = print

    @property
    def spare(self) -> Path:
        """The folder where the site is laid out, and which holds the previous site afterwards."""
        return find_spare(self.folder)

    @property
    def old(self) -> Path:
        """The old site's temporary folder, on systems that cannot exchange two folders."""
        return self.folder.with_name(f".{self.folder.name}.old")


def examine_output(output: Output) -> tuple[FolderContents, FolderContents, FolderContents]:
    """Examine the output, its spare folder, and the old site's temporary folder.

    Raises: `WorldError` if one of them holds a repository, is neither a folder nor a file, or
    holds foreign files that may not be moved.
    """
    try:
        found = _examine_all(output)
    except ProtectedPathError as fault:
        raise ProtectedPathError(f"{fault}; {advise_output(output.owned, output.folder)}") from None
    for folder, standing in zip((output.folder, output.spare, output.old), found, strict=True):
        if standing.foreign and not output.force:
            move = f"add --force, which moves it to '{_find_replaced(output.folder)}'"
            advice = output.advice or f"name another folder with --output, or {move}"
            raise OutputError(f"{_describe_foreign(folder, standing)}; {advice}")
    return found


def refuse_owned(output: Output) -> None:
    """Raise `ProtectedPathError` if a build would overwrite one of the author's places."""
    for path in (output.folder, output.spare, output.old):
        if fault := find_owned(path, output.owned):
            raise ProtectedPathError(f"{fault}; {advise_output(output.owned, output.folder)}")


def require_parent(folder: Path) -> None:
    """Raise `OutputError` if nothing can be created in the nearest existing parent folder."""
    parent = next(path for path in folder.parents if os.path.lexists(path))
    if not parent.is_dir():
        raise OutputError(f"'{parent}' is no folder; name another place with --output")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(f"'{parent}' may not be written to; name another place with --output")


def set_aside(folder: Path, standing: FolderContents, output: Output) -> None:
    """Move the foreign files of a folder to a new folder beside the output, and say so."""
    if not standing.foreign:
        return
    replaced = _find_replaced(output.folder)
    is_folder = folder.is_dir() and not folder.is_symlink()
    target = replaced if is_folder else replaced / folder.name
    replaced.mkdir()
    output.say(f"{_describe_foreign(folder, standing)}: moved to '{target}'")
    if standing.foreign == (WHOLE,):
        os.rename(folder, target)
        return
    for path in standing.foreign:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        os.rename(folder / path, target / path)


def _examine_all(output: Output) -> tuple[FolderContents, FolderContents, FolderContents]:
    folder, spare = output.folder, output.spare
    standing = examine_folder(folder, is_left=stands_as_left(folder, folder))
    held = examine_folder(spare, is_left=stands_as_left(folder, spare))
    return standing, held, examine_folder(output.old, is_left=False)


def _describe_foreign(folder: Path, standing: FolderContents) -> str:
    if folder.is_symlink() or not folder.is_dir():
        kind = "link" if folder.is_symlink() else "file"
        return f"'{folder}' is a {kind} that this builder did not write"
    shown = [path or min(os.listdir(folder)) for path in standing.foreign[:_SHOWN]]
    names = ", ".join(f"'{HIDDEN.sub(chr(0xFFFD), name)}'" for name in shown)
    more = len(standing.foreign) - _SHOWN
    names += f" and {more} more" if more > 0 else ""
    return f"'{folder}' holds {names}, which this builder did not write"


def _find_replaced(folder: Path) -> Path:
    """Find the first `FOLDER.replaced-N` that is free."""
    numbered = (folder.with_name(f"{folder.name}.replaced-{number}") for number in count(1))
    return next(path for path in numbered if not os.path.lexists(path))
