"""System calls without a Python function: libc by name, the kernel by number.

Errors are raised as `OSError`.
"""

import ctypes
import os
import sys

IS_LINUX = sys.platform.startswith("linux")
_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long


def call_kernel(number: int, *arguments: int) -> int:
    """Return the result of the system call.

    Every argument is passed in a register; addresses come from `ctypes.addressof`.

    Raises: `OSError` with the kernel's reason.
    """
    return _check(_LIBC.syscall(*map(ctypes.c_long, (number, *arguments))))


def call_libc(name: str, *arguments: int) -> int:
    """Return the result of a libc function that takes numbers and returns -1 for an error.

    Raises: `OSError` with the kernel's reason, or saying that this libc lacks the function.
    """
    try:
        function = getattr(_LIBC, name)
    except AttributeError:
        raise OSError(0, f"this system's libc has no {name}()") from None
    return _check(function(*map(ctypes.c_ulong, arguments)))


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
