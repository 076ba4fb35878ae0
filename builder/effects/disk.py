"""Reads the atlas's files from disk, and nothing that lies outside of it."""

import hashlib
import os
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from builder.effects import WorldError
from builder.records.atlas import Tree

THEME_PARTS = ("assets", "css", "fonts", "js", "templates")  # folders of a theme; besides them only files right in its folder are read
ROOTS = ("concepts", "sources")  # besides these only `pyproject.toml` is read
OWN_THEME = Path(__file__).parents[2] / "theme"  # the builder's
_REFUSED = "cannot be read"


def read_tree(root: Path) -> Tree:
    """The tree of the atlas at `root`: all regular files below `concepts/` and `sources/`, and `pyproject.toml`.

    Hidden files and folders are passed over. A symbolic link that stays within its own concept's folder is read as what it
    points to; any other link, and anything that is neither file nor folder, is named in `links` and not read.
    """
    paths: list[str] = ["pyproject.toml"] if (root / "pyproject.toml").is_file() else []
    links: dict[str, str] = {}
    refused: list[str] = []
    for start in ROOTS:
        for path, fault in _walk(root, start):
            if fault == _REFUSED:
                refused.append(path)
            elif fault:
                links[path] = fault
            else:
                paths.append(path)
    return Tree(tuple(sorted(paths)), lambda path: _read(f"{root}/{path}"), links, tuple(sorted(refused)))


def find_theme(root: Path, asked: Path | None) -> Path:
    """The folder of the theme: the one that was asked for, else the own one of the atlas at `root` where it has one, else the builder's."""
    own = root / "theme"
    return asked or (own if own.is_dir() else OWN_THEME)


def read_theme(folder: Path) -> dict[str, bytes]:
    """The files of the theme in the folder, hidden ones left out: path relative to it -> bytes.

    Raises: WorldError where the folder is no theme, or the system does not let a file be read.
    """
    if not (folder / "templates").is_dir():
        fault = "holds no folder 'templates'" if folder.is_dir() else "there is no such folder"
        raise WorldError(f"'{folder}' is no theme: {fault}; start from a copy of '{OWN_THEME}'")
    paths = [path for path in folder.iterdir() if path.is_file()]
    paths += [path for part in THEME_PARTS for path in (folder / part).rglob("*") if path.is_file()]
    try:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths) if not path.name.startswith(".")}
    except OSError as error:
        raise WorldError(f"'{error.filename}' of the theme cannot be read: {error.strerror}") from None


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _walk(root: Path, start: str) -> Iterator[tuple[str, str]]:
    """Every file below the folder `start`, relative to `root`, with what is wrong with it, or an empty text.

    Paths are plain strings here: a large atlas has tens of thousands, and `Path` costs more than the disk.
    """
    if (root / start).is_symlink():
        yield start, "is a symbolic link"
        return
    if not (root / start).is_dir():
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
                    yield path, _find_link_fault(root, root / path)
                elif entry.is_dir(follow_symlinks=False):
                    stack.append(path)
                elif not entry.is_file(follow_symlinks=False):
                    yield path, "is no regular file"
                else:
                    yield path, "" if os.access(entry.path, os.R_OK) else _REFUSED


def _find_link_fault(root: Path, link: Path) -> str:
    """What is wrong with a symbolic link: it must lead to a file of its own concept's folder."""
    home = root.joinpath(*link.relative_to(root).parts[:3])
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return "is a symbolic link that leads nowhere"
    if not target.is_file():
        return "is a symbolic link to something other than a file"
    return "" if target.is_relative_to(home.resolve()) and home != link else "is a symbolic link that leaves its concept's folder"


def digest_folder(folder: str, paths: Sequence[str], read: Callable[[str], bytes]) -> str:
    """SHA-256, hexadecimal, of the files of a folder and their names; `paths` are those of a whole tree, sorted."""
    digest = hashlib.sha256()
    start = f"{folder}/"
    for index in range(bisect_left(paths, start), len(paths)):
        if not paths[index].startswith(start):
            break
        digest.update(f"{paths[index]}\0{hashlib.sha256(read(paths[index])).hexdigest()}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()
