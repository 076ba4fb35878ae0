"""Reads a reviewer's folder of source texts: regular files of bounded size, no symbolic links."""

import os
from pathlib import Path

from builder.effects import WorldError
from builder.records.atlas import Tree


def read_folder(folder: Path, *, most: int) -> Tree:
    """Return the regular files directly in the folder, without hidden ones.

    Of a file with more than `most` bytes, only the first `most` + 1 are read.

    Raises: `WorldError` if there is no such folder, or the system does not let it be read.
    """
    try:
        files = [entry for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    except OSError as error:
        reason = (error.strerror or "the system refuses it").lower()
        raise WorldError(f"the folder of texts '{folder}' cannot be read: {reason}") from None
    names = (entry.name for entry in files if not entry.name.startswith("."))
    paths = tuple(sorted((folder / name).as_posix() for name in names))
    return Tree(paths, lambda path: _read_bounded(path, most))


def _read_bounded(path: str, most: int) -> bytes:
    """Read the first `most` + 1 bytes of a file.

    Raises: `OSError` if it cannot be read, or has become a symbolic link since it was listed.
    """
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        return file.read(most + 1)
