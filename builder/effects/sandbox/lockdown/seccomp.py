"""The sandbox layer for system calls: seccomp, with an allowlist of calls.

An allowlist also refuses calls that future kernels add; `call_numbers` holds it for x86-64 and
aarch64. A refused call fails with EPERM, which Python raises as an exception. A call of another
architecture ends the process.

Source: seccomp(2), linux/filter.h, linux/audit.h.
"""

import ctypes
import errno
import functools
import os
import platform
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from builder.effects.sandbox.lockdown.call_numbers import (
    ALLOWED,
    ARCHITECTURES,
    OUTDATED,
    SECCOMP,
    TESTED,
    Numbers,
)
from builder.effects.sandbox.lockdown.calls import IS_LINUX, call_kernel, call_libc

_PRCTL_NO_NEW_PRIVS = 38
_SET_MODE_FILTER, _GET_ACTION_AVAIL = 1, 2
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _AND, _IF_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16  # offsets in `struct seccomp_data`

_CLONE_THREAD = 0x00010000
_OTHER_NAMESPACES = (
    0x02000000 | 0x00020000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
)
_TEMPORARY = 0o20000000  # __O_TMPFILE: a file without a name would fill the disk unseen
_DEVICE_CALLS = (0x5401, 0x5451, 0x5450, 0x541B)  # TCGETS, FIOCLEX, FIONCLEX, FIONREAD
_FILE_COMMANDS = (*range(8), 1030)  # copies, flags, locks; not F_SETOWN, which directs signals
_ANYBODY, _VALUE_AT = 0xFFFFFFFF, 4  # the id of no process; offset in `struct sock_filter`
_SET_NAME, _NAME_MEMORY = 15, 0x53564D41  # PR_SET_NAME, PR_SET_VMA


@dataclass(frozen=True, slots=True)
class _Tested:
    """A call that is allowed if an argument, masked by `mask`, is one of `values`."""

    number: int
    argument: int
    mask: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """A BPF program; the id of the process that loads it is written at the byte `own_at`."""

    program: bytes
    own_at: int


def find_fault() -> str:
    """Return why this machine lacks the layer; empty if it has it."""
    if not IS_LINUX:
        return "it is a means of Linux, and this is another system"
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        listed = " and ".join(ARCHITECTURES)
        return f"its list of system calls is written for {listed}, and this is {machine}"
    action = ctypes.c_uint32(_KILL)
    try:
        call_kernel(_find_seccomp(), _GET_ACTION_AVAIL, 0, ctypes.addressof(action))
    except OSError as error:
        return f"the kernel was built without it ({error.strerror})"
    return ""


@functools.cache
def make_filter(machine: str = "") -> Filter:
    """Return the program for any process; only the process's own id is left to fill in.

    `machine` is a name of `ARCHITECTURES`, by default that of this machine.
    """
    program = b"".join(_write_program(_ANYBODY, machine or platform.machine()))
    return Filter(program, program.index(_instruction(_IF_EQUAL, _ANYBODY, jump=1)) + _VALUE_AT)


def restrict_calls(template: Filter) -> None:
    """Deny this process every system call that is not on the list, for good.

    Raises: `OSError` if the kernel refuses.
    """
    size = len(template.program)
    program = ctypes.create_string_buffer(template.program, size)
    struct.pack_into("I", program, template.own_at, os.getpid())
    header = ctypes.create_string_buffer(
        struct.pack("HxxxxxxQ", size // 8, ctypes.addressof(program))
    )
    call_kernel(_find_seccomp(), _SET_MODE_FILTER, 0, ctypes.addressof(header))


def give_up_privileges() -> None:
    """Keep this process from gaining rights through programs that it starts.

    The kernel requires it before an unprivileged process may restrict itself.
    """
    call_libc("prctl", _PRCTL_NO_NEW_PRIVS, 1, 0, 0, 0)


def _find_seccomp() -> int:
    """Return the number of seccomp(2) on this machine."""
    _, column = ARCHITECTURES[platform.machine()]
    number = SECCOMP[column]
    assert number is not None
    return number


def _write_program(pid: int, machine: str) -> Iterator[bytes]:
    """Yield the instructions of the filter, eight bytes each."""
    architecture, column = ARCHITECTURES[machine]
    yield _instruction(_LOAD, _ARCHITECTURE_AT)
    yield _instruction(_IF_EQUAL, architecture, jump=1)
    yield _instruction(_RETURN, _KILL)
    yield _instruction(_LOAD, _NUMBER_AT)
    for call in _list_tested(pid, column):
        yield from _write_tested(call)
    for number in _list_numbers([OUTDATED], column):
        yield _instruction(_IF_EQUAL, number, skip=1)
        yield _instruction(_RETURN, _REFUSE | errno.ENOSYS)
    tested = set(_list_numbers([TESTED], column))
    for number in sorted({*_list_numbers(ALLOWED.values(), column)} - tested):
        yield _instruction(_IF_EQUAL, number, skip=1)
        yield _instruction(_RETURN, _ALLOW)
    yield _instruction(_RETURN, _REFUSE | errno.EPERM)


def _list_numbers(tables: Iterable[Mapping[str, Numbers]], column: int) -> Iterator[int]:
    """Yield the numbers of the calls that the architecture has."""
    for table in tables:
        for numbers in table.values():
            number = numbers[column]
            if number is not None:
                yield number


def _list_tested(pid: int, column: int) -> Iterator[_Tested]:
    """Yield the calls that are allowed for some arguments only.

    They start threads but no processes, open no unnamed files, and send signals and set limits
    only for the process itself.
    """
    # O_RDONLY | O_TRUNC is refused: Landlock before version 3 lets it truncate readable files.
    truncating = (os.O_TRUNC | os.O_WRONLY, os.O_TRUNC | os.O_RDWR)
    opening = (os.O_RDONLY, os.O_WRONLY, os.O_RDWR, *truncating)
    flags = os.O_ACCMODE | os.O_TRUNC | _TEMPORARY
    tests: dict[str, tuple[int, int, tuple[int, ...]]] = {  # call -> argument, mask, values
        "clone": (0, _CLONE_THREAD | _OTHER_NAMESPACES, (_CLONE_THREAD,)),
        "open": (1, flags, opening),
        "openat": (2, flags, opening),
        "ioctl": (1, 0xFFFFFFFF, _DEVICE_CALLS),
        "fcntl": (1, 0xFFFFFFFF, _FILE_COMMANDS),
        "prctl": (0, 0xFFFFFFFF, (_SET_NAME, _NAME_MEMORY)),
        "prlimit64": (0, 0xFFFFFFFF, (0,)),
        "tgkill": (0, 0xFFFFFFFF, (pid,)),
    }
    for name, numbers in TESTED.items():
        if (number := numbers[column]) is not None:
            yield _Tested(number, *tests[name])


def _write_tested(call: _Tested) -> Iterator[bytes]:
    """Yield the test of one call.

    All tested arguments are 32 bits wide in the kernel, so the test reads their lower half.
    """
    last = len(call.values)
    yield _instruction(_IF_EQUAL, call.number, skip=last + 4)
    yield _instruction(_LOAD, _ARGUMENTS_AT + 8 * call.argument)
    yield _instruction(_AND, call.mask)
    for index, value in enumerate(call.values):
        yield _instruction(_IF_EQUAL, value, jump=last - index)
    yield _instruction(_RETURN, _REFUSE | errno.EPERM)
    yield _instruction(_RETURN, _ALLOW)


def _instruction(code: int, value: int, *, jump: int = 0, skip: int = 0) -> bytes:
    """Return a `struct sock_filter`.

    It skips `jump` instructions if the comparison holds, and `skip` instructions if it does not.
    """
    return struct.pack("HBBI", code, jump, skip, value)
