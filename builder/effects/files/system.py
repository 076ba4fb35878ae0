"""Calls to the operating system that the standard library lacks."""

import contextlib
import ctypes
import errno
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # Source: prctl(2)
_IS_LINUX = sys.platform.startswith("linux")
_LIBC = ctypes.CDLL(None, use_errno=True) if _IS_LINUX else None  # loaded once, before any fork


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends.

    Systems other than Linux cannot; there the process must notice a closed pipe.
    """
    if _LIBC is None:
        return
    parent = os.getppid()
    with contextlib.suppress(AttributeError):
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # the parent ended in between
        os._exit(1)


def name_signal(number: int) -> str:
    """Return the name of a signal, as SIGSEGV, or its number if it has none."""
    is_known = number in {int(known) for known in signal.Signals}
    return signal.Signals(number).name if is_known else str(number)


def read_address_space() -> int:
    """Return the bytes of address space of this process; 2 GiB if the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 2**31


def count_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def sync_file_system(path: Path) -> bool:
    """Wait until the disk holds everything written to the path's file system.

    Return false if the system cannot do that. A thousand folders take no longer than one.

    Raises: `OSError` if the disk refuses.

    Source: syncfs(2)
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
