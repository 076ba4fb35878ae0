"""Puts a site in place, all or nothing: written beside the old one, synced, exchanged."""

import ctypes
import errno
import os
import shutil
from pathlib import Path

from builder.effects import WorldError
from builder.records.manifest import MANIFEST
from builder.records.page import Site

KEPT = ".gitignore"  # carried over from the old folder
_RENAME_EXCHANGE = 2  # Source: renameat2(2)
_AT_FDCWD = -100


class PublishError(WorldError):
    """The site could not be put in place; the old one stands as it was."""


def publish_site(site: Site, output: Path, *, force: bool = False) -> int:
    """Replaces `output` by the site and returns how many files differ from what stood there.

    Raises: `PublishError` where `output` is not ours (unless `force`), or where the disk refuses; then nothing has changed.
    """
    if not force and not is_ours(output):
        raise PublishError(f"'{output}' holds files that this builder did not write; name another folder or add --force")
    spare = output.with_name(f".{output.name}.next")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        _clear(spare)
        changed = _write_files(site, spare, output)
        if (output / KEPT).is_file():
            shutil.copy2(output / KEPT, spare / KEPT)
        sync_path(spare)
        _exchange(spare, output)
        _clear(spare)
    except OSError as error:
        shutil.rmtree(spare, ignore_errors=True)
        raise PublishError(f"the site was not replaced: {os.strerror(error.errno or errno.EIO)}: '{error.filename or output}'") from error
    return changed


def is_ours(output: Path) -> bool:
    """Whether the folder is absent, empty but for what git keeps, or a site that we wrote: each of these has a manifest."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        return False
    if not output.exists() or (output / MANIFEST).is_file():
        return True
    return all(entry.name == KEPT for entry in output.iterdir())


def _write_files(site: Site, spare: Path, output: Path) -> int:
    changed = 0
    made: set[Path] = set()
    for path, content in site.files.items():
        target = spare / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        with open(target, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        changed += not _stands(output / path, content)
    return changed


def _stands(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def sync_path(path: Path) -> None:
    """Waits until the disk holds the content of a file, or what a folder says of its entries."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exchange(spare: Path, output: Path) -> None:
    """Swaps the two folders in one step where the system can; elsewhere by two renames, with the old site kept until the second is done."""
    if not output.exists():
        os.rename(spare, output)
        return
    if _renameat2(spare, output):
        return
    old = output.with_name(f".{output.name}.old")
    _clear(old)
    os.rename(output, old)
    try:
        os.rename(spare, output)
    except OSError:
        os.rename(old, output)
        raise
    _clear(old)


def _renameat2(one: Path, other: Path) -> bool:
    """Whether the kernel exchanged the two; Linux 3.15 and later on most file systems."""
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        return False
    return bool(function(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _clear(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
