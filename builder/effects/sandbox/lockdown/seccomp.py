"""The sandbox layer for system calls: seccomp, with an allowlist of calls.

An allowlist also refuses calls that future kernels add. Mathematics needs files (which Landlock
restricts), memory, threads, time and random bytes. Not on the list, among others: sockets, other
programs, other processes, signals to them, tracing, modes, owners and times of files, removing and
linking, mounts, shared memory. A refused call fails with EPERM, which Python raises as an
exception. A call of another architecture ends the process.

Source: seccomp(2), linux/filter.h, linux/audit.h; numbers from the kernel's x86-64 table,
arch/x86/entry/syscalls/syscall_64.tbl.
"""

import ctypes
import errno
import functools
import os
import platform
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from builder.effects.sandbox.lockdown.calls import IS_LINUX, call_kernel, call_libc

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
        3, 436, 4, 5, 6, 262, 332, 21, 269, 439,  # close, close_range, stat, access
        137, 138,  # statfs
        8, 40, 32, 33, 292, 22, 293,  # lseek, sendfile, dup, pipe
        77, 285, 74, 75, 221,  # ftruncate, fallocate, fsync, fadvise
        79, 80, 81, 78, 217, 89, 267,  # getcwd, chdir, getdents, readlink
        7, 271, 23, 270,  # poll, select
    ),
    "memory": (
        9, 10, 11, 12, 25, 26, 27,  # mmap, mprotect, munmap, brk, mremap, msync, mincore
        28, 324,  # madvise, membarrier
    ),
    "threads": (
        24, 56, 60, 202, 449, 186, 218,  # sched_yield, clone, exit, futex, gettid
        273, 274, 334, 158, 204,  # robust lists, rseq, arch_prctl, affinity
        143, 145, 309, 231,  # scheduler, getcpu, exit_group
    ),
    "signals to itself": (
        13, 14, 15, 127, 128, 130, 131, 34, 219,  # rt_sig*, sigaltstack, pause, restart_syscall
    ),
    "time": (
        35, 230, 228, 229, 96, 201, 100,  # nanosleep, clock_gettime, times
        36, 37, 38,  # timers that signal the process itself
    ),
    "what it is": (
        39, 110, 102, 104, 107, 108, 115, 118, 120, 111, 121, 124,  # ids
        63, 99, 98, 97, 160, 95,  # uname, sysinfo, usage, limits, umask
    ),
    "random bytes": (318,),
}
_CLONE, _CLONE3, _OPEN, _OPENAT, _OPENAT2 = 56, 435, 2, 257, 437
_IOCTL, _PRCTL, _PRLIMIT, _TGKILL, _FCNTL = 16, 157, 302, 234, 72
# fmt: on
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
    """Return the program for any process; only the process's own id is left to fill in."""
    program = b"".join(_write_program(_ANYBODY))
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
    call_kernel(_SECCOMP, _SET_MODE_FILTER, 0, ctypes.addressof(header))


def give_up_privileges() -> None:
    """Keep this process from gaining rights through programs that it starts.

    The kernel requires it before an unprivileged process may restrict itself.
    """
    call_libc("prctl", _PRCTL_NO_NEW_PRIVS, 1, 0, 0, 0)


def _write_program(pid: int) -> Iterator[bytes]:
    """Yield the instructions of the filter, eight bytes each."""
    yield _instruction(_LOAD, _ARCHITECTURE_AT)
    yield _instruction(_IF_EQUAL, _ARCHITECTURE, jump=1)
    yield _instruction(_RETURN, _KILL)
    yield _instruction(_LOAD, _NUMBER_AT)
    tested = _list_tested(pid)
    for call in tested:
        yield from _write_tested(call)
    for number in (_CLONE3, _OPENAT2):  # libc falls back to the older call with visible arguments
        yield _instruction(_IF_EQUAL, number, skip=1)
        yield _instruction(_RETURN, _REFUSE | errno.ENOSYS)
    allowed = {number for numbers in _ALLOWED.values() for number in numbers}
    for number in sorted(allowed - {call.number for call in tested}):
        yield _instruction(_IF_EQUAL, number, skip=1)
        yield _instruction(_RETURN, _ALLOW)
    yield _instruction(_RETURN, _REFUSE | errno.EPERM)


def _list_tested(pid: int) -> tuple[_Tested, ...]:
    """List the calls that are allowed for some arguments only.

    They start threads but no processes, open no unnamed files, and send signals and set limits
    only for the process itself.
    """
    # O_RDONLY | O_TRUNC is refused: Landlock before version 3 lets it truncate readable files.
    truncating = (os.O_TRUNC | os.O_WRONLY, os.O_TRUNC | os.O_RDWR)
    opening = (os.O_RDONLY, os.O_WRONLY, os.O_RDWR, *truncating)
    flags = os.O_ACCMODE | os.O_TRUNC | _TEMPORARY
    return (
        _Tested(_CLONE, 0, _CLONE_THREAD | _OTHER_NAMESPACES, (_CLONE_THREAD,)),
        _Tested(_OPEN, 1, flags, opening),
        _Tested(_OPENAT, 2, flags, opening),
        _Tested(_IOCTL, 1, 0xFFFFFFFF, _DEVICE_CALLS),
        _Tested(_FCNTL, 1, 0xFFFFFFFF, _FILE_COMMANDS),
        _Tested(_PRCTL, 0, 0xFFFFFFFF, (_SET_NAME, _NAME_MEMORY)),
        _Tested(_PRLIMIT, 0, 0xFFFFFFFF, (0,)),
        _Tested(_TGKILL, 0, 0xFFFFFFFF, (pid,)),
    )


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
