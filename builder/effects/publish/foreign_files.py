"""Sorts the files of an output folder into those that this builder wrote and foreign ones.

A file is the builder's if the folder's manifest names it and its bytes have the digest that the
manifest gives. Everything else is foreign: it is moved if the author asks for it, never deleted.
"""

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from builder.effects import WorldError
from builder.effects.publish.protected_paths import GIT, ProtectedPathError, is_repository
from builder.records.manifest import MANIFEST, read_manifest
from builder.records.page import digest_files

KEPT = ".gitignore"  # copied from each site to the next
PART = ".plumbline-part"  # the file that is being written; a killed build leaves it
WHOLE = ""  # the path of a folder that is foreign as a whole


@dataclass(frozen=True, slots=True)
class FolderContents:
    """The contents of a folder.

    `foreign` holds the paths of foreign files, and of folders that hold nothing else; `WHOLE`
    is the folder itself. `is_exact` is true if the folder holds all files of its manifest and
    nothing more.
    """

    own: Mapping[str, str] = field(default_factory=dict)  # path -> SHA-256
    foreign: tuple[str, ...] = ()
    is_exact: bool = False


def examine_folder(folder: Path, *, is_left: bool) -> FolderContents:
    """Sort the files of the folder, by reading every file that may be the builder's.

    With `is_left`, the folder is as a build left it, and its manifest is trusted.

    Raises: `ProtectedPathError` if it holds a repository; `WorldError` if it is a device, a pipe
    or a socket; `OSError` if it cannot be read.
    """
    try:
        mode = os.lstat(folder).st_mode
    except FileNotFoundError:
        return FolderContents()
    if stat.S_ISREG(mode) or stat.S_ISLNK(mode):
        return FolderContents(foreign=(WHOLE,))
    if not stat.S_ISDIR(mode):
        raise WorldError(f"'{folder}' is neither a folder nor a file; name another with --output")
    if is_left and (digests := read_digests(folder)):
        return FolderContents(digests, is_exact=True)
    return _sort_files(folder)


def read_digests(folder: Path) -> dict[str, str]:
    """Read the digests in the folder's manifest, and add those of the manifest and `.gitignore`.

    Return nothing if there is no manifest.
    """
    unnamed = read_regular(folder, MANIFEST) | read_regular(folder, KEPT)
    try:
        digests: dict[str, str] = json.loads(unnamed[MANIFEST])["files"]
        return digests | digest_files(unnamed)
    except (KeyError, TypeError, ValueError, RecursionError):
        return {}


def read_regular(folder: Path, name: str) -> dict[str, bytes]:
    """Read a file of the folder, by its name.

    Return nothing if there is no file, or a link, since its target may be no part of any site.
    """
    path = folder / name
    return {name: path.read_bytes()} if path.is_file() and not path.is_symlink() else {}


def _sort_files(folder: Path) -> FolderContents:
    """Compare every file of the folder with its manifest."""
    listed = _read_listed(folder)
    own: dict[str, str] = {}
    others: list[str] = []
    folders = set()
    for path, is_folder in _walk(folder):
        if is_folder:
            folders.add(path)
        elif path in listed and (digest := _digest(folder / path, listed[path])):
            own[path] = digest
        else:
            others.append(path)
    above = {parent for path in own for parent in _list_parents(path)}
    foreign = dict.fromkeys(_find_unit(path, above) for path in others)
    is_exact = not others and folders <= above and own == read_digests(folder)
    return FolderContents(own, tuple(foreign), is_exact)


def _read_listed(folder: Path) -> dict[str, str]:
    """Read the listed digest of every file that may be the builder's; empty allows any bytes."""
    listed = {KEPT: "", PART: ""}
    path = folder / MANIFEST
    if path.is_file() and not path.is_symlink():
        manifest, faults = read_manifest(raw := path.read_bytes())
        if manifest is not None and not faults:
            listed |= {**manifest.files, MANIFEST: hashlib.sha256(raw).hexdigest()}
    return listed


def _walk(folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield every path below the folder, with true for folders; do not follow links.

    Raises: `ProtectedPathError` if there is a repository below the folder.
    """
    start = len(str(folder)) + 1
    for place, folders, names in os.walk(folder, onerror=_raise):
        inside = [*folders, *names]
        if any(name.lower() == GIT for name in inside) or is_repository(Path(place)):
            raise ProtectedPathError(f"'{folder}' holds the repository '{place}'")
        for name in sorted(inside):
            path = os.path.join(place, name)
            is_folder = name in folders and not os.path.islink(path)
            yield path[start:].replace(os.sep, "/"), is_folder


def _raise(error: OSError) -> None:
    raise error


def _digest(path: Path, listed: str) -> str:
    """Return the SHA-256 of a regular file if it is the listed one, or if none is listed.

    An empty file counts as well: a power loss leaves empty files, and nothing is lost with them.
    """
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        return ""
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return digest if listed in ("", digest) or not found.st_size else ""


def _list_parents(path: str) -> Iterable[str]:
    """List the folders above a path: for `a/b/c` they are ``, `a` and `a/b`."""
    return (WHOLE, *accumulate(path.split("/")[:-1], "{}/{}".format))


def _find_unit(path: str, above: set[str]) -> str:
    """Find the highest folder above a foreign file that holds only foreign files, or the file."""
    return next((unit for unit in (*_list_parents(path), path) if unit not in above), path)
