"""Reads a published site back from disk: every entry of its folder, without following links."""

import hashlib
import os
import stat
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from builder.effects import WorldError
from builder.effects.publish.foreign_files import KEPT
from builder.records.manifest import MANIFEST

MOST_MANIFEST = 64 * 1024 * 1024  # bytes; a site of fifty thousand pages needs half as many
_CHUNK = 1024 * 1024


class UnfitError(Exception):
    """A path holds no file that can be read; the text says why."""


@dataclass(frozen=True, slots=True)
class SiteOnDisk:
    """The contents of a published folder.

    `digests` maps the paths of regular files to their SHA-256. `faults` maps the paths of all other
    entries to what is wrong with them. The manifest and the kept `.gitignore` are in neither.
    """

    digests: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def has_manifest(folder: Path) -> bool:
    """Return true if anything exists at the path of the folder's manifest."""
    return folder.is_dir() and os.path.lexists(folder / MANIFEST)


def read_manifest_bytes(folder: Path) -> bytes:
    """Return the bytes of the manifest.

    Raises: `UnfitError` if it is no regular file, or has more than `MOST_MANIFEST` bytes.
    """
    return b"".join(_read_chunks(folder / MANIFEST, most=MOST_MANIFEST))


def read_site(folder: Path, expected: Container[str]) -> SiteOnDisk:
    """Read everything below the folder.

    A file that is not expected gets an empty digest, because nothing is compared with it.

    Raises: `WorldError` if the folder itself cannot be listed.
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
    """List one folder of the site as pairs: (path, true if the path is a folder).

    A folder that is empty or cannot be listed is added to the faults.
    """
    try:
        with os.scandir(folder / prefix) as entries:
            pairs = ((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
            found = [(prefix + name, is_folder) for name, is_folder in pairs]
    except OSError as error:
        if not prefix:
            raise
        site.faults[prefix] = _explain(error)
        return []
    if prefix and not found:
        site.faults[prefix] = "is a folder without files"
    return found


def _digest_file(path: Path, *, needed: bool) -> str:
    """Return the SHA-256 of a regular file, or an empty text if it is not needed.

    Raises: `UnfitError` for anything but a regular file.
    """
    if not needed:
        _find_size(path)
        return ""
    digest = hashlib.sha256()
    for chunk in _read_chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def _read_chunks(path: Path, *, most: int | None = None) -> Iterator[bytes]:
    """Yield the bytes of a regular file in chunks.

    Raises: `UnfitError` for anything else, which is not opened, or if it has more than `most`
    bytes.
    """
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
    """Return the size of a regular file in bytes. Raises: `UnfitError` for anything else."""
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
