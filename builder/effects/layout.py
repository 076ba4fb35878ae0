"""Lays a site out in a folder beside the one that stands, and writes only what is in neither.

There are two generations: the site that stands, and the one before it, of which the next is made. What both hold is one file under two
names, so a file that stays keeps its time, and the cost follows the change. What is said to stand in a folder is believed where nothing
has changed there since a build left it; else its files are read.
"""

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from builder.effects.aside import work_aside
from builder.effects.finished import stands_as_left
from builder.records.manifest import MANIFEST
from builder.records.page import Site, digest_files

KEPT = ".gitignore"  # carried over from the old folder


def look_at_both(output: Path, spare: Path) -> tuple[dict[str, str], dict[str, str]]:
    """SHA-256 of every file that stands in the output, by path, and in the spare folder, where a build has left it so."""
    with work_aside(lambda: str(stands_as_left(output, spare)).encode()) as look:
        standing = look_at(output)
        is_left = look().decode() or str(stands_as_left(output, spare))
    return standing, read_digests(spare) if is_left == str(True) and spare.is_dir() else {}


def look_at(output: Path) -> dict[str, str]:
    """SHA-256 of every file that stands in the folder, by path; empty for what is none of ours, and where there is no folder."""
    if not output.is_dir() or output.is_symlink():
        return {}
    if stands_as_left(output, output) and (listed := read_digests(output)):
        return listed
    prefix = len(str(output)) + 1
    paths = (os.path.join(folder, name) for folder, _, names in os.walk(output) for name in names)
    return {path[prefix:].replace(os.sep, "/"): _digest(path) for path in paths}


def lay_out(site: Site, standing: Mapping[str, str], held: Mapping[str, str], output: Path, spare: Path) -> list[Path]:
    """Makes of the spare folder the site, and returns which files had to be written.

    `standing` says what is in `output`, `held` what is in the spare folder: nothing that is of use where that is empty.
    """
    if not held:
        remove(spare)
        spare.mkdir()
    _remove_files(spare, (path for path, digest in held.items() if site.digests.get(path) != digest))
    written = []
    made = {spare}
    for path, digest in site.digests.items():
        if held.get(path) == digest:
            continue
        target = spare / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        if not (standing.get(path) == digest and _links(output / path, target)):
            with open(target, "xb") as file:
                file.write(site.files[path])
            written.append(target)
    return written


def remove(path: Path) -> None:
    """Removes a folder with all that is in it, or a file, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def read_digests(folder: Path) -> dict[str, str]:
    """What the manifest of a site says of its files, with the files that it does not list; nothing where there is no manifest of ours."""
    beside = read_regular(folder, MANIFEST) | read_regular(folder, KEPT)
    try:
        digests: dict[str, str] = json.loads(beside[MANIFEST])["files"]
        return digests | digest_files(beside)
    except (KeyError, TypeError, ValueError, RecursionError):
        return {}


def read_regular(folder: Path, name: str) -> dict[str, bytes]:
    """The bytes of a file of the folder by its name; nothing where none stands, or a link: what it leads to may be no part of any site."""
    path = folder / name
    return {name: path.read_bytes()} if path.is_file() and not path.is_symlink() else {}


def _remove_files(folder: Path, paths: Iterable[str]) -> None:
    """Removes files, and the folders that are empty then."""
    for path in paths:
        (folder / path).unlink()
        for parent in (folder / path).parents:
            if parent == folder or any(parent.iterdir()):
                break
            parent.rmdir()


def _digest(path: str) -> str:
    """SHA-256 of a file, empty for what is none of ours: it cannot be read, or is no regular file."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return ""
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _links(path: Path, target: Path) -> bool:
    """Whether the file has its second name; not every file system gives one."""
    try:
        os.link(path, target)
    except OSError:
        return False
    return True
