"""The few things that are asked of the operating system by number."""

import contextlib
import ctypes
import errno
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # Source: prctl(2)
_LIBC = (
    ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None
)  # once, and not in every run


def die_with_parent() -> None:
    """Has this process killed when its parent ends, where the system offers it; elsewhere a closed pipe must do."""
    if _LIBC is None:
        return
    parent = os.getppid()
    with contextlib.suppress(AttributeError):
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended in between
        os._exit(1)


def read_address_space() -> int:
    """Bytes of address space that this process holds; a generous guess where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 2**31


def count_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def sync_file_system(path: Path) -> bool:
    """Waits until the disk holds all that was written to the file system of the path; false where the system cannot.

    A thousand folders take no longer than one. Raises: `OSError` where the disk refuses. Source: syncfs(2)
    """
    function = getattr(_LIBC, "syncfs", None)
    if function is None:
        return False
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if function(descriptor) == 0:
            return True
        fault = ctypes.get_errno()
        if fault == errno.ENOSYS:
            return False
        raise OSError(fault, os.strerror(fault), str(path))
    finally:
        os.close(descriptor)
