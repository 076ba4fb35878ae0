"""Puts a site in place, all or nothing: laid out beside the old one, synced, exchanged.

The old site stays beside the new one, to become the next. Nothing is deleted that the builder did
not write: `examine_output` finds it, and it is refused, or moved if the author says so.
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
from builder.effects.layout import clear_site, lay_out, remove_site
from builder.effects.output import Output, examine_output, refuse_owned, require_parent, set_aside
from builder.effects.standing import KEPT, Standing, examine_folder, read_regular
from builder.effects.system import sync_file_system
from builder.records.page import Site, digest_files

WAIT_S = 60.0  # for another build that puts its site in place
_LOOK_EVERY_S = 0.02
_NO_LOCKS = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL})  # of file systems without
_RENAME_EXCHANGE = 2  # Source: renameat2(2)
_AT_FDCWD = -100


class PublishError(WorldError):
    """The site could not be put in place; the old one stands as it was."""


def require_output(output: Output) -> None:
    """Examine the output before any work is done. Raises: `WorldError` if it is refused."""
    with _explain("the site cannot be written"):
        refuse_owned(output)
        require_parent(output.folder)
        if output.folder.parent.is_dir():
            with _lock(output.folder.parent):
                examine_output(output)


def publish_site(site: Site, output: Output, then: Callable[[], None] = lambda: None) -> int:
    """Replace the output by the site and return how many files were written.

    What stands there already is left alone. `then` is called while no other build can put a site
    there.

    Raises: `WorldError` if the output is refused, another build does not let go of it, or the
    disk refuses; then the site is what it was.
    """
    with _explain("the site was not replaced"):
        refuse_owned(output)
        output.folder.parent.mkdir(parents=True, exist_ok=True)
        with _lock(output.folder.parent):
            written = _replace(site, output)
            then()
    return written


def clean_output(output: Output) -> None:
    """Remove the site that was built, but for what git keeps.

    Raises: `WorldError` if the output is refused.
    """
    with _explain("the site was not removed"):
        refuse_owned(output)
        if output.folder.is_dir():
            with _lock(output.folder.parent):
                standing, _, _ = examine_output(output)
                clear_site(output.folder, standing.own)


def sync_path(path: Path) -> None:
    """Wait until the disk holds the content of a file, or what a folder says of its entries."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replace(site: Site, output: Output) -> int:
    """Lay the site out and exchange it with what stands in the output."""
    folder, spare, old = output.folder, output.spare, output.old
    standing, held, older = examine_output(output)
    if older.own and not older.foreign and not os.path.lexists(folder):
        os.rename(old, folder)  # a build was killed between two renames
        standing, older = older, Standing()
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
    with contextlib.suppress(OSError):  # the new site stands, whatever happens from here on
        sync_path(folder.parent)
        remove_site(old, standing.own)  # where it could not take the place of the spare
        if not standing.is_exact:
            remove_site(spare, standing.own)
    return len(written)


@contextlib.contextmanager
def _explain(fault: str) -> Iterator[None]:
    """Raise `PublishError` with the fault for what the disk refuses."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno or errno.EIO)
        raise PublishError(f"{fault}: {reason}: '{error.filename}'") from error


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Waits until no other build puts a site below the folder in place. The system lets go of the lock of a process that is gone."""
    descriptor = os.open(folder, os.O_RDONLY)
    until = time.monotonic() + WAIT_S
    try:
        while not _takes_lock(descriptor):
            if time.monotonic() > until:
                raise PublishError(
                    f"another build has been putting a site in place in '{folder}' for {WAIT_S:.0f} s; try again"
                )
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
    return bool(
        function(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0
    )
