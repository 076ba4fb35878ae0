"""Publishes a site, all or nothing: it is laid out beside the old one, synced and exchanged.

The old site stays beside the new one, and its folder becomes the next site. Files that the builder
did not write are never deleted: `examine_output` refuses them, or moves them if the author asks.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from builder.effects import WorldError
from builder.effects.files.system import sync_file_system
from builder.effects.publish.foreign_files import KEPT, FolderContents, examine_folder, read_regular
from builder.effects.publish.output_folder import (
    Output,
    examine_output,
    refuse_owned,
    require_parent,
    set_aside,
)
from builder.effects.publish.staging import clear_site, lay_out, remove_site
from builder.records.page import Site, digest_files

WAIT_S = 60.0  # for another build that publishes its site
_POLL_S = 0.02
# Errors of file systems without locks.
_NO_LOCKS = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL})
_RENAME_EXCHANGE = 2  # Source: renameat2(2)
_AT_FDCWD = -100


class PublishError(WorldError):
    """The site could not be published; the old one is unchanged."""


def require_output(output: Output) -> None:
    """Examine the output before any other work. Raises: `WorldError` if it is refused."""
    with _explain("the site cannot be written"):
        refuse_owned(output)
        require_parent(output.folder)
        if output.folder.parent.is_dir():
            with _lock(output.folder.parent):
                examine_output(output)


def publish_site(site: Site, output: Output, then: Callable[[], None] = lambda: None) -> int:
    """Replace the output by the site and return how many files were written.

    Files that are there already are not written again. `then` is called while no other build can
    publish there.

    Raises: `WorldError` if the output is refused, another build holds its lock for too long, or
    the disk refuses; then the old site is unchanged.
    """
    with _explain("the site was not replaced"):
        refuse_owned(output)
        output.folder.parent.mkdir(parents=True, exist_ok=True)
        with _lock(output.folder.parent):
            written = _replace(site, output)
            then()
    return written


def clean_output(output: Output) -> None:
    """Remove the built site except its `.gitignore`.

    Raises: `WorldError` if the output is refused.
    """
    with _explain("the site was not removed"):
        refuse_owned(output)
        if output.folder.is_dir():
            with _lock(output.folder.parent):
                standing, _, _ = examine_output(output)
                clear_site(output.folder, standing.own)


def sync_path(path: Path) -> None:
    """Wait until the disk holds the content of a file, or the entries of a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replace(site: Site, output: Output) -> int:
    """Lay the site out and exchange it with the output; return how many files were written."""
    folder, spare, old = output.folder, output.spare, output.old
    standing, held, older = examine_output(output)
    if older.own and not older.foreign and not os.path.lexists(folder):
        os.rename(old, folder)  # a build was killed between two renames
        standing, older = older, FolderContents()
    set_aside(old, older, output)
    remove_site(old, older.own)
    kept = read_regular(folder, KEPT)
    whole = site.overlaid(kept, digest_files(kept))
    if standing.own == whole.digests and not standing.foreign:
        return 0
    try:
        set_aside(spare, held, output)
        if not held.is_exact:
            remove_site(spare, held.own)
        written = lay_out(whole, standing.own, held.own if held.is_exact else {}, folder, spare)
        _sync(spare, written)
        set_aside(folder, standing, output)
        _exchange(spare, folder, old)
    except OSError:
        with contextlib.suppress(OSError, WorldError):
            remove_site(spare, examine_folder(spare, is_left=False).own)
        raise
    with contextlib.suppress(OSError):  # the new site is published, whatever fails from here on
        sync_path(folder.parent)
        remove_site(old, standing.own)  # if it could not become the spare folder
        if not standing.is_exact:
            remove_site(spare, standing.own)
    return len(written)


@contextlib.contextmanager
def _explain(fault: str) -> Iterator[None]:
    """Turn an `OSError` into a `PublishError` that begins with the fault."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno or errno.EIO)
        raise PublishError(f"{fault}: {reason}: '{error.filename}'") from error


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Wait until no other build publishes a site below the folder, and lock it.

    The system releases the lock of a process that has ended.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    until = time.monotonic() + WAIT_S
    try:
        while not _take_lock(descriptor):
            if time.monotonic() > until:
                raise PublishError(
                    f"another build has been putting a site in place in '{folder}' "
                    f"for {WAIT_S:.0f} s; try again"
                )
            time.sleep(_POLL_S)
        yield
    finally:
        os.close(descriptor)


def _take_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    return True


def _sync(spare: Path, written: list[Path]) -> None:
    """Wait until the disk holds the new files and all folders.

    If the system can sync the whole file system at once, the rest takes little time. Each file is
    synced all the same, because that reports files that could not be written. On other systems the
    folders come last.
    """
    is_held = sync_file_system(spare)
    for path in written:
        sync_path(path)
    if not is_held:
        for folder, _, _ in os.walk(spare, topdown=False):
            sync_path(Path(folder))


def _exchange(spare: Path, output: Path, old: Path) -> None:
    """Exchange the two folders in one step if the system can, else by two renames.

    The old site is kept until the second rename is done.
    """
    if not output.exists():
        os.rename(spare, output)
        return
    if _renameat2(spare, output):
        return
    os.rename(output, old)
    try:
        os.rename(spare, output)
    except OSError:
        os.rename(old, output)
        raise
    with contextlib.suppress(OSError):
        os.rename(old, spare)


def _renameat2(one: Path, other: Path) -> bool:
    """Exchange two paths; return false if the kernel did not.

    Linux 3.15 and later can, on most file systems.
    """
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        return False
    paths = _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other)
    return bool(function(*paths, _RENAME_EXCHANGE) == 0)
