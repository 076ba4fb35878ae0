"""The wall around the kernel: seccomp, by which a process gives up every system call that it has not named.

A list of what is allowed, and not of what is refused: a call that the kernel learns tomorrow is refused today. What mathematics
needs is files that are already fenced in, memory, threads, time and random bytes. Not on the list, among others: sockets, other
programs, other processes, signals to them, tracing, modes, owners and times of files, removing and linking, mounts, shared memory.
Refused calls give EPERM, which Python raises as an exception; calls of another architecture end the process.

Source: seccomp(2), linux/filter.h, linux/audit.h; numbers from the kernel's x86-64 table, arch/x86/entry/syscalls/syscall_64.tbl.
"""

import ctypes
import errno
import functools
import os
import platform
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from builder.effects.lockdown.calls import IS_LINUX, call_kernel, call_libc

_PRCTL_NO_NEW_PRIVS = 38
_SECCOMP, _SET_MODE_FILTER, _GET_ACTION_AVAIL = 317, 1, 2
_ARCHITECTURE = 0xC000003E  # AUDIT_ARCH_X86_64
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _AND, _IF_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16  # offsets in `struct seccomp_data`

# fmt: off
_ALLOWED = {
    "files": (
        0, 1, 17, 18, 19, 20, 295, 296, 327, 328,  # read, write, with positions and vectors
        3, 436, 4, 5, 6, 262, 332, 21, 269, 439, 137, 138,  # close, close_range, stat, access, statfs
        8, 40, 32, 33, 292, 22, 293,  # lseek, sendfile, dup, pipe
        77, 285, 74, 75, 221,  # ftruncate, fallocate, fsync, fadvise
        79, 80, 81, 78, 217, 89, 267,  # getcwd, chdir, getdents, readlink
        7, 271, 23, 270,  # poll, select
    ),
    "memory": (9, 10, 11, 12, 25, 26, 27, 28, 324),  # mmap, mprotect, munmap, brk, mremap, msync, mincore, madvise, membarrier
    "threads": (
        24, 56, 60, 202, 449, 186, 218, 273, 274, 334, 158, 204, 143, 145, 309, 231,
    ),  # sched_yield, exit, futex, gettid, robust lists, rseq, arch_prctl, affinity, scheduler, getcpu, exit_group
    "signals to itself": (13, 14, 15, 127, 128, 130, 131, 34, 219),  # rt_sigaction and its kin, sigaltstack, pause, restart_syscall
    "time": (35, 230, 228, 229, 96, 201, 100, 36, 37, 38),  # nanosleep, clock_gettime, times, timers that ring here
    "what it is": (39, 110, 102, 104, 107, 108, 115, 118, 120, 111, 121, 124, 63, 99, 98, 97, 160, 95),  # ids, uname, limits, umask
    "random bytes": (318,),
}
_CLONE, _CLONE3, _OPEN, _OPENAT, _OPENAT2, _IOCTL, _PRCTL, _PRLIMIT, _TGKILL, _FCNTL = 56, 435, 2, 257, 437, 16, 157, 302, 234, 72
# fmt: on
_CLONE_THREAD = 0x00010000
_OTHER_NAMESPACES = (
    0x02000000 | 0x00020000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
)
_TEMPORARY = 0o20000000  # __O_TMPFILE: a file without a name would fill the disk unseen
_TERMINAL, _CLOSE_ON_EXEC, _KEEP_ON_EXEC, _READABLE = (
    0x5401,
    0x5451,
    0x5450,
    0x541B,
)  # TCGETS, FIOCLEX, FIONCLEX, FIONREAD
_FILE_COMMANDS = (
    *range(8),
    1030,
)  # copies, flags and locks; not the owner that a file sends its signals to
_ANYBODY, _VALUE_AT = 0xFFFFFFFF, 4  # the number of no process; offset in `struct sock_filter`
_SET_NAME, _NAME_MEMORY = 15, 0x53564D41  # PR_SET_NAME, PR_SET_VMA


@dataclass(frozen=True, slots=True)
class _Tested:
    """A call that is allowed where an argument, less the bits outside `mask`, is one of `values`."""

    number: int
    argument: int
    mask: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """A program of the kernel's, in which the number of the process that loads it is written at `own_at`."""

    program: bytes
    own_at: int


def find_fault() -> str:
    """Why this wall does not stand here; empty where it does."""
    if not IS_LINUX:
        return "it is a means of Linux, and this is another system"
    if platform.machine() != "x86_64":
        return f"its list of system calls is written for x86-64, and this is {platform.machine()}"
    action = ctypes.c_uint32(_KILL)
    try:
        call_kernel(_SECCOMP, _GET_ACTION_AVAIL, 0, ctypes.addressof(action))
    except OSError as error:
        return f"the kernel was built without it ({error.strerror})"
    return ""


@functools.cache
def make_filter() -> Filter:
    """The program for any process: only the place of the process's own number is open in it."""
    program = b"".join(_write_program(_ANYBODY))
    return Filter(program, program.index(_instruction(_IF_EQUAL, _ANYBODY, jump=1)) + _VALUE_AT)


def restrict_calls(made: Filter) -> None:
    """Gives up every system call that is not on the list, for this process and for good. Raises: `OSError` where the kernel refuses."""
    filters = ctypes.create_string_buffer(made.program, len(made.program))
    struct.pack_into("I", filters, made.own_at, os.getpid())
    header = ctypes.create_string_buffer(
        struct.pack("HxxxxxxQ", len(made.program) // 8, ctypes.addressof(filters))
    )
    call_kernel(_SECCOMP, _SET_MODE_FILTER, 0, ctypes.addressof(header))


def give_up_privileges() -> None:
    """Has this process gain no rights by whatever it starts; the kernel asks it of whoever raises walls without privileges."""
    call_libc("prctl", _PRCTL_NO_NEW_PRIVS, 1, 0, 0, 0)


def _write_program(pid: int) -> Iterator[bytes]:
    """The filter, one instruction of eight bytes each."""
    yield _instruction(_LOAD, _ARCHITECTURE_AT)
    yield _instruction(_IF_EQUAL, _ARCHITECTURE, jump=1)
    yield _instruction(_RETURN, _KILL)
    yield _instruction(_LOAD, _NUMBER_AT)
    tested = _list_tested(pid)
    for call in tested:
        yield from _write_tested(call)
    for number in (
        _CLONE3,
        _OPENAT2,
    ):  # libc then takes the older call, whose arguments can be seen
        yield _instruction(_IF_EQUAL, number, skip=1)
        yield _instruction(_RETURN, _REFUSE | errno.ENOSYS)
    for number in sorted(
        {number for numbers in _ALLOWED.values() for number in numbers}
        - {call.number for call in tested}
    ):
        yield _instruction(_IF_EQUAL, number, skip=1)
        yield _instruction(_RETURN, _ALLOW)
    yield _instruction(_RETURN, _REFUSE | errno.EPERM)


def _list_tested(pid: int) -> tuple[_Tested, ...]:
    """Calls that are fine for some arguments: threads but no processes, no hidden files, signals and limits for itself alone."""
    truncating = (
        os.O_TRUNC | os.O_WRONLY,
        os.O_TRUNC | os.O_RDWR,
    )  # to truncate what may only be read is refused by old Landlocks
    opening = (os.O_RDONLY, os.O_WRONLY, os.O_RDWR, *truncating)
    flags = os.O_ACCMODE | os.O_TRUNC | _TEMPORARY
    return (
        _Tested(_CLONE, 0, _CLONE_THREAD | _OTHER_NAMESPACES, (_CLONE_THREAD,)),
        _Tested(_OPEN, 1, flags, opening),
        _Tested(_OPENAT, 2, flags, opening),
        _Tested(_IOCTL, 1, 0xFFFFFFFF, (_TERMINAL, _CLOSE_ON_EXEC, _KEEP_ON_EXEC, _READABLE)),
        _Tested(_FCNTL, 1, 0xFFFFFFFF, _FILE_COMMANDS),
        _Tested(_PRCTL, 0, 0xFFFFFFFF, (_SET_NAME, _NAME_MEMORY)),
        _Tested(_PRLIMIT, 0, 0xFFFFFFFF, (0,)),
        _Tested(_TGKILL, 0, 0xFFFFFFFF, (pid,)),
    )


def _write_tested(call: _Tested) -> Iterator[bytes]:
    """All arguments that are tested are 32 bits wide in the kernel, so their lower half says all."""
    last = len(call.values)
    yield _instruction(_IF_EQUAL, call.number, skip=last + 4)
    yield _instruction(_LOAD, _ARGUMENTS_AT + 8 * call.argument)
    yield _instruction(_AND, call.mask)
    for index, value in enumerate(call.values):
        yield _instruction(_IF_EQUAL, value, jump=last - index)
    yield _instruction(_RETURN, _REFUSE | errno.EPERM)
    yield _instruction(_RETURN, _ALLOW)


def _instruction(code: int, value: int, *, jump: int = 0, skip: int = 0) -> bytes:
    """`struct sock_filter`: `jump` instructions are left out where the comparison holds, `skip` where it does not."""
    return struct.pack("HBBI", code, jump, skip, value)
