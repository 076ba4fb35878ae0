"""System calls that Python has no function for: libc by name, the kernel by number, errors as `OSError`."""

import ctypes
import os
import sys

IS_LINUX = sys.platform.startswith("linux")
_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long


def call_kernel(number: int, *arguments: int) -> int:
    """The result of the system call. Every argument is passed as a register: addresses come from `ctypes.addressof`.

    Raises: `OSError` with the kernel's reason.
    """
    return _checked(
        _LIBC.syscall(ctypes.c_long(number), *(ctypes.c_long(argument) for argument in arguments))
    )


def call_libc(name: str, *arguments: int) -> int:
    """The result of a function of libc that takes numbers and returns -1 for an error.

    Raises: `OSError` with the kernel's reason; for a function that this libc lacks, one that says so.
    """
    try:
        function = getattr(_LIBC, name)
    except AttributeError:
        raise OSError(0, f"this system's libc has no {name}()") from None
    return _checked(function(*(ctypes.c_ulong(argument) for argument in arguments)))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
