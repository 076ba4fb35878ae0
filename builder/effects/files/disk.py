"""Reads the atlas's files from disk, and nothing that lies outside of it."""

import hashlib
import os
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from builder.records.atlas import Tree

ROOTS = ("concepts", "sources")  # besides these only `pyproject.toml` is read
_REFUSED = "cannot be read"
_CONCEPT, _THEME = (
    3,
    0,
    # Names in the path of the folder that a link must not leave: concepts/domain/slug; the theme
)
_HOMES = {_CONCEPT: "its concept's folder", _THEME: "the theme"}


def read_tree(root: Path) -> Tree:
    """Return the tree of the atlas at `root`.

    All regular files below `concepts/` and `sources/`, and `pyproject.toml`.

    Hidden files and folders are passed over. A symbolic link that stays within its own concept's
    folder is read as what it points to; any other link, and anything that is neither file nor
    folder, is named in `links` and not read.
    """
    return _sort_out(
        root,
        [found for start in ("pyproject.toml", *ROOTS) for found in _walk(root, start, _CONCEPT)],
    )


def read_folder(folder: Path, names: Sequence[str]) -> Tree:
    """Return the tree of the entries with these names, its paths relative to the folder.

    As in `read_tree`, but a link must stay within the folder.
    """
    return _sort_out(folder, [found for name in names for found in _walk(folder, name, _THEME)])


def read_file(path: str) -> bytes:
    """Return the bytes of a file."""
    with open(path, "rb") as file:
        return file.read()


def _sort_out(root: Path, found: Sequence[tuple[str, str]]) -> Tree:
    """Return the tree of what was found below the root, with what is wrong with each file."""
    paths = tuple(sorted(path for path, fault in found if not fault))
    links = {path: fault for path, fault in found if fault and fault != _REFUSED}
    refused = tuple(sorted(path for path, fault in found if fault == _REFUSED))
    return Tree(paths, lambda path: read_file(f"{root}/{path}"), links, refused)


def _walk(root: Path, start: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield (path, fault) of each file at or below `start`; the fault is mostly empty.

    A symbolic link must stay below the first `depth` names of its path. Paths are plain strings
    here: a large atlas has tens of thousands, and `Path` costs more than the disk.
    """
    if (root / start).is_symlink():
        yield start, _find_link_fault(root, root / start, depth)
        return
    if not (root / start).is_dir():
        if (root / start).exists():
            yield start, _find_file_fault(root / start)
        return
    stack = [start]
    while stack:
        folder = stack.pop()
        if not os.access(f"{root}/{folder}", os.R_OK | os.X_OK):
            yield folder, _REFUSED
            continue
        with os.scandir(f"{root}/{folder}") as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}"
                if entry.name.startswith("."):
                    continue
                if entry.is_symlink():
                    yield path, _find_link_fault(root, root / path, depth)
                elif entry.is_dir(follow_symlinks=False):
                    stack.append(path)
                else:
                    yield path, _find_file_fault(entry)


def _find_file_fault(file: "Path | os.DirEntry[str]") -> str:
    """Say what is wrong with what is neither a link nor a folder."""
    if not file.is_file():
        return "is no regular file"
    return "" if os.access(file, os.R_OK) else _REFUSED


def _find_link_fault(root: Path, link: Path, depth: int) -> str:
    """Return what is wrong with a symbolic link.

    It must lead to a file of its own concept's folder, or of the theme.
    """
    home = root.joinpath(*link.relative_to(root).parts[:depth])
    if home == link:
        return "is a symbolic link"
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return "is a symbolic link that leads nowhere"
    if not target.is_file():
        return "is a symbolic link to something other than a file"
    return (
        ""
        if target.is_relative_to(home.resolve())
        else f"is a symbolic link that leaves {_HOMES[depth]}"
    )


def digest_folder(folder: str, paths: Sequence[str], digest_file: Callable[[str], str]) -> str:
    """Return the SHA-256, hexadecimal, of the files of a folder and their names.

    `paths` are those of a whole tree, sorted.
    """
    digest = hashlib.sha256()
    start = f"{folder}/"
    for index in range(bisect_left(paths, start), len(paths)):
        if not paths[index].startswith(start):
            break
        digest.update(
            f"{paths[index]}\0{digest_file(paths[index])}\n".encode(errors="surrogateescape")
        )
    return digest.hexdigest()
