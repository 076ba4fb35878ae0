"""The folder in which a reviewer keeps texts of sources: its own files, bounded, and nothing that a symbolic link leads to."""

import os
from pathlib import Path

from builder.effects import WorldError
from builder.records.atlas import Tree


def read_folder(folder: Path, *, most: int) -> Tree:
    """The regular files right in the folder, hidden ones left out; of a file with more than `most` bytes one more than these is read.

    Raises: WorldError where there is no such folder, or the system does not let it be read.
    """
    try:
        entries = [
            entry
            for entry in os.scandir(folder)
            if entry.is_file(follow_symlinks=False) and not entry.name.startswith(".")
        ]
    except OSError as error:
        raise WorldError(
            f"the folder of texts '{folder}' cannot be read: {(error.strerror or 'the system refuses it').lower()}"
        ) from None
    return Tree(
        tuple(sorted((folder / entry.name).as_posix() for entry in entries)),
        lambda path: _read_bounded(path, most),
    )


def _read_bounded(path: str, most: int) -> bytes:
    """The first bytes of a file. Raises: OSError where it cannot be read, or has become a symbolic link since it was listed."""
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        return file.read(most + 1)
