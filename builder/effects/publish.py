"""Puts a site in place, all or nothing: laid out beside the old one, synced, exchanged. The old one stays beside it, to be the next."""

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from builder.effects import WorldError
from builder.effects.finished import find_spare
from builder.effects.layout import KEPT, lay_out, look_at_both, read_digests, read_regular, remove
from builder.effects.system import sync_file_system
from builder.records.manifest import MANIFEST
from builder.records.page import Site, digest_files

WAIT_S = 60.0  # for another build that puts its site in place
_LOOK_EVERY_S = 0.02
_NO_LOCKS = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL})  # what file systems without locks say
_RENAME_EXCHANGE = 2  # Source: renameat2(2)
_AT_FDCWD = -100


class PublishError(WorldError):
    """The site could not be put in place; the old one stands as it was."""


def publish_site(site: Site, output: Path, *, force: bool = False, then: Callable[[], None] = lambda: None) -> int:
    """Replaces `output` by the site and returns how many files were written; what stands there already is left alone.

    `then` is called while no other build can put a site there.

    Raises: `PublishError` where `output` is not ours (unless `force`), where another build does not let go of it, or where the disk
    refuses; then nothing has changed.
    """
    spare, old = find_spare(output), output.with_name(f".{output.name}.old")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with _lock(output.parent):
            if old.exists() and not output.exists():
                os.rename(old, output)  # a build was killed between two renames
            if not force and not is_ours(output):
                raise PublishError(f"'{output}' holds files that this builder did not write; name another folder or add --force")
            kept = read_regular(output, KEPT)
            whole = site.overlaid(kept, digest_files(kept))
            standing, held = look_at_both(output, spare)
            written = []
            if standing != whole.digests:
                written = lay_out(whole, standing, held, output, spare)
                _sync(spare, written)
                is_whole = standing == read_digests(output)
                _exchange(spare, output, old)
                with contextlib.suppress(OSError):  # the new site stands, whatever happens from here on
                    sync_path(output.parent)
                    if not is_whole:  # it held more than a site, or less
                        remove(spare)
            with contextlib.suppress(OSError):
                remove(old)
            then()
    except OSError as error:
        shutil.rmtree(spare, ignore_errors=True)
        raise PublishError(f"the site was not replaced: {os.strerror(error.errno or errno.EIO)}: '{error.filename or output}'") from error
    return len(written)


def is_ours(output: Path) -> bool:
    """Whether the folder is absent, empty but for what git keeps, or a site that we wrote: each of these has a manifest."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        return False
    if not output.exists() or (output / MANIFEST).is_file():
        return True
    return all(entry.name == KEPT for entry in output.iterdir())


def sync_path(path: Path) -> None:
    """Waits until the disk holds the content of a file, or what a folder says of its entries."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Waits until no other build puts a site below the folder in place. The system lets go of the lock of a process that is gone."""
    descriptor = os.open(folder, os.O_RDONLY)
    until = time.monotonic() + WAIT_S
    try:
        while not _takes_lock(descriptor):
            if time.monotonic() > until:
                raise PublishError(f"another build has been putting a site in place in '{folder}' for {WAIT_S:.0f} s; try again")
            time.sleep(_LOOK_EVERY_S)
        yield
    finally:
        os.close(descriptor)


def _takes_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    return True


def _sync(spare: Path, written: list[Path]) -> None:
    """Waits until the disk holds the new files and all folders: all at once where the system can, which leaves little to wait for.

    Each file is asked all the same, since that tells of what could not be written; elsewhere the folders come last.
    """
    is_held = sync_file_system(spare)
    for path in written:
        sync_path(path)
    if not is_held:
        for folder, _, _ in os.walk(spare, topdown=False):
            sync_path(Path(folder))


def _exchange(spare: Path, output: Path, old: Path) -> None:
    """Swaps the two folders in one step where the system can; elsewhere by two renames, with the old site kept until the second is done."""
    if not output.exists():
        os.rename(spare, output)
        return
    if _renameat2(spare, output):
        return
    remove(old)
    os.rename(output, old)
    try:
        os.rename(spare, output)
    except OSError:
        os.rename(old, output)
        raise
    with contextlib.suppress(OSError):
        os.rename(old, spare)


def _renameat2(one: Path, other: Path) -> bool:
    """Whether the kernel exchanged the two; Linux 3.15 and later on most file systems."""
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        return False
    return bool(function(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
