"""Reads a published site back from disk: every entry of its folder, files as digests, links never followed."""

import hashlib
import os
import stat
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from builder.effects import WorldError
from builder.effects.standing import KEPT
from builder.records.manifest import MANIFEST

MOST_MANIFEST = 64 * 1024 * 1024  # bytes; that of a site of fifty thousand pages has half as many
_CHUNK = 1024 * 1024


class UnfitError(Exception):
    """What stands at a path is no file that can be read; the text says why."""


@dataclass(frozen=True, slots=True)
class SiteOnDisk:
    """What a folder holds: `digests` of its regular files, path -> SHA-256, and `faults`, path -> what is wrong with all other entries.

    The manifest is in neither, nor is the file that publishing leaves to git.
    """

    digests: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def has_manifest(folder: Path) -> bool:
    """Whether something stands where the folder's manifest would be."""
    return folder.is_dir() and os.path.lexists(folder / MANIFEST)


def read_manifest_bytes(folder: Path) -> bytes:
    """The manifest's bytes. Raises: `UnfitError` where no regular file of a size that is read stands there."""
    return b"".join(_read_chunks(folder / MANIFEST, most=MOST_MANIFEST))


def read_site(folder: Path, expected: Container[str]) -> SiteOnDisk:
    """Everything below the folder; a file that is not expected has an empty digest, since nothing is compared with it.

    Raises: `WorldError` where the folder itself cannot be listed.
    """
    site = SiteOnDisk()
    try:
        found = _list_entries(folder, "", site)
    except OSError as error:
        raise WorldError(f"'{folder}' cannot be read: {error.strerror}") from None
    while found:
        path, is_folder = found.pop()
        if path == MANIFEST:
            continue
        if is_folder:
            found += _list_entries(folder, f"{path}/", site)
            continue
        try:
            digest = _digest_file(folder / path, needed=path in expected)
        except UnfitError as fault:
            site.faults[path] = str(fault)
        else:
            if path != KEPT or path in expected:
                site.digests[path] = digest
    return site


def _list_entries(folder: Path, prefix: str, site: SiteOnDisk) -> list[tuple[str, bool]]:
    """(path, whether it is a folder) for the entries of one folder of the site; one that holds none, or cannot be listed, is a fault."""
    try:
        with os.scandir(folder / prefix) as entries:
            found = [
                (f"{prefix}{entry.name}", entry.is_dir(follow_symlinks=False)) for entry in entries
            ]
    except OSError as error:
        if not prefix:
            raise
        site.faults[prefix] = _explain(error)
        return []
    if prefix and not found:
        site.faults[prefix] = "is a folder without files"
    return found


def _digest_file(path: Path, *, needed: bool) -> str:
    """The digest of a regular file, empty where it is not needed. Raises: `UnfitError`."""
    if not needed:
        _find_size(path)
        return ""
    digest = hashlib.sha256()
    for chunk in _read_chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def _read_chunks(path: Path, *, most: int | None = None) -> Iterator[bytes]:
    """The bytes of a regular file. Raises: `UnfitError` for anything else, which is not opened, and where it has more than `most`."""
    size = _find_size(path)
    if most is not None and size > most:
        raise UnfitError(f"has {size:,} bytes; at most {most:,} are read")
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise UnfitError(_explain(error)) from None


def _find_size(path: Path) -> int:
    """The bytes of a regular file. Raises: `UnfitError` for anything else."""
    try:
        state = os.lstat(path)
    except OSError as error:
        raise UnfitError(_explain(error)) from None
    if stat.S_ISLNK(state.st_mode):
        raise UnfitError("is a symbolic link")
    if not stat.S_ISREG(state.st_mode):
        raise UnfitError("is no regular file")
    return state.st_size


def _explain(error: OSError) -> str:
    return f"cannot be read: {(error.strerror or 'the system refuses it').lower()}"
