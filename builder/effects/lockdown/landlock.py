"""The wall around files: Landlock, by which a process gives up for itself every path that it has not named.

Kept: reading outside the interpreter and its packages, writing outside the scratch folder, removing, renaming, linking and making
folders anywhere; where the kernel is new enough also TCP, abstract sockets and signals to processes that are not of the run. Not
kept by it, and so left to seccomp: changing modes, owners and times, UDP, unix sockets with a path.

Source: linux/landlock.h and Documentation/userspace-api/landlock.rst of the kernel, for numbers, structures and versions.
"""

import ctypes
import os
from collections.abc import Sequence

from builder.effects.lockdown.calls import IS_LINUX, call_kernel
from builder.effects.lockdown.ground import Ground

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_VERSION_FLAG = 1
_PATH_BENEATH = 1

WRITE_FILE, READ_FILE, READ_DIR, MAKE_REG, TRUNCATE = (1 << bit for bit in (1, 2, 3, 8, 14))
_HANDLED = {
    1: 13,
    2: 14,
    3: 15,
    5: 16,
}  # version -> how many of the access rights, from the lowest bit on, it knows
_TCP_SINCE, _ALL_TCP = 4, 0b11  # bind and connect
_SCOPES_SINCE, _ALL_SCOPES = 6, 0b11  # abstract unix sockets, signals

_READ = READ_FILE | READ_DIR
_SCRATCH = _READ | WRITE_FILE | TRUNCATE | MAKE_REG
_OF_FILES = WRITE_FILE | READ_FILE | TRUNCATE


class _Ruleset(ctypes.Structure):
    """`struct landlock_ruleset_attr`."""

    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Rule(ctypes.Structure):
    """`struct landlock_path_beneath_attr`, which is packed."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def find_fault() -> str:
    """Why this wall does not stand here; empty where it does."""
    if not IS_LINUX:
        return "it is a means of Linux, and this is another system"
    try:
        read_version()
    except OSError as error:
        return f"the kernel was built or started without it ({error.strerror})"
    return ""


def read_version() -> int:
    """The version of Landlock that the kernel speaks, from 1. Raises: `OSError` where there is none."""
    return call_kernel(CREATE_RULESET, 0, 0, _VERSION_FLAG)


def make_ruleset(ground: Ground) -> int:
    """A descriptor of the ruleset that leaves a process the ground alone. Raises: `OSError` where the kernel refuses."""
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
    """Gives up every path but the ruleset's ground, for this process and for good. Raises: `OSError` where the kernel refuses."""
    call_kernel(RESTRICT_SELF, ruleset, 0)


def _allow(ruleset: int, paths: Sequence[str], rights: int) -> None:
    """Allows the rights below each path; a path that is no folder gets those that files have."""
    for path in paths:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rule = _Rule(rights if os.path.isdir(path) else rights & _OF_FILES, parent)
            call_kernel(ADD_RULE, ruleset, _PATH_BENEATH, ctypes.addressof(rule), 0)
        finally:
            os.close(parent)
