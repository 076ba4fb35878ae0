"""The sandbox layer for files: Landlock, with which a process gives up every path not on a list.

It denies reading outside the interpreter and its packages, and writing outside the scratch folder.
It denies removing, renaming, linking and making folders anywhere. On a new enough kernel it also
denies TCP, abstract sockets and signals to processes outside the run. It cannot deny changing
modes, owners and times, UDP, or unix sockets with a path: seccomp does.

Source: linux/landlock.h and Documentation/userspace-api/landlock.rst of the kernel, for numbers,
structures and versions.
"""

import ctypes
import os
from collections.abc import Sequence

from builder.effects.sandbox.lockdown.calls import IS_LINUX, call_kernel
from builder.effects.sandbox.lockdown.ground import OpenPaths

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_VERSION_FLAG = 1
_PATH_BENEATH = 1

WRITE_FILE, READ_FILE, READ_DIR, MAKE_REG, TRUNCATE = (1 << bit for bit in (1, 2, 3, 8, 14))
# Version -> the number of access rights, from the lowest bit on, that it knows.
_HANDLED = {1: 13, 2: 14, 3: 15, 5: 16}
_TCP_SINCE, _ALL_TCP = 4, 0b11  # bind, connect
_SCOPES_SINCE, _ALL_SCOPES = 6, 0b11  # abstract unix sockets, signals

_READ = READ_FILE | READ_DIR
_SCRATCH = _READ | WRITE_FILE | TRUNCATE | MAKE_REG
_OF_FILES = WRITE_FILE | READ_FILE | TRUNCATE


class _Ruleset(ctypes.Structure):
    """The kernel's `struct landlock_ruleset_attr`."""

    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Rule(ctypes.Structure):
    """The kernel's `struct landlock_path_beneath_attr`, which is packed."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def find_fault() -> str:
    """Return why this machine lacks the layer; empty if it has it."""
    if not IS_LINUX:
        return "it is a means of Linux, and this is another system"
    try:
        read_version()
    except OSError as error:
        return f"the kernel was built or started without it ({error.strerror})"
    return ""


def read_version() -> int:
    """Return the kernel's version of Landlock, from 1. Raises: `OSError` if it has none."""
    return call_kernel(CREATE_RULESET, 0, 0, _VERSION_FLAG)


def make_ruleset(ground: OpenPaths) -> int:
    """Return a descriptor of the ruleset that allows a process only the paths of `ground`.

    Raises: `OSError` if the kernel refuses.
    """
    version = read_version()
    known = (1 << max(count for since, count in _HANDLED.items() if since <= version)) - 1
    ruleset = _Ruleset(
        known,
        _ALL_TCP if version >= _TCP_SINCE else 0,
        _ALL_SCOPES if version >= _SCOPES_SINCE else 0,
    )
    size = 8 if version < _TCP_SINCE else 16 if version < _SCOPES_SINCE else 24
    descriptor = call_kernel(CREATE_RULESET, ctypes.addressof(ruleset), size, 0)
    try:
        _allow(descriptor, ground.readable, _READ & known)
        _allow(descriptor, ground.devices, _OF_FILES & known)
        _allow(descriptor, (ground.scratch,), _SCRATCH & known)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def restrict_files(ruleset: int) -> None:
    """Deny this process every path that the ruleset does not allow, for good.

    Raises: `OSError` if the kernel refuses.
    """
    call_kernel(RESTRICT_SELF, ruleset, 0)


def _allow(ruleset: int, paths: Sequence[str], rights: int) -> None:
    """Allow the rights below each path; a path that is not a folder gets the rights of files."""
    for path in paths:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rule = _Rule(rights if os.path.isdir(path) else rights & _OF_FILES, parent)
            call_kernel(ADD_RULE, ruleset, _PATH_BENEATH, ctypes.addressof(rule), 0)
        finally:
            os.close(parent)
