"""The paths that stay open to a run. Landlock denies every other path."""

import os
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass

import builder

_SYSTEM_FOLDERS = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
_LIBRARIES = (*_SYSTEM_FOLDERS, "/etc/ld.so.cache")  # what dlopen reads
_DEVICES = ("/dev/null", "/dev/urandom")


@dataclass(frozen=True, slots=True)
class OpenPaths:
    """The paths that stay open to a run.

    They are `readable` paths with all below them, `devices` to read and write, and the run's own
    `scratch` folder.
    """

    readable: tuple[str, ...]
    devices: tuple[str, ...]
    scratch: str


def find_readable() -> tuple[str, ...]:
    """List what an import may read, except the package `builder`.

    That is the interpreter's library, its packages and the system's libraries. A folder that holds
    `builder` is left out if it is a checkout. If it holds the installed packages, everything in it
    but `builder` is listed.
    """
    own = os.path.dirname(os.path.realpath(builder.__file__))
    prefixes = {os.path.realpath(sys.prefix), os.path.realpath(sys.base_prefix)}
    standard = (
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("platstdlib"),
        *sys.path,
        *_LIBRARIES,
    )
    found: dict[str, None] = {}
    for path in dict.fromkeys(
        os.path.realpath(path) for path in standard if path and os.path.exists(path)
    ):
        if not _holds(path, own):
            found[path] = None
        elif any(_holds(prefix, path) for prefix in prefixes):
            found |= dict.fromkeys(_list_others(path, own))
    return tuple(found)


def find_devices() -> tuple[str, ...]:
    """List the devices that a program may expect."""
    return tuple(path for path in _DEVICES if os.path.exists(path))


def _list_others(folder: str, own: str) -> Iterator[str]:
    """Yield the entries of the folder, descending only into the folders that hold `own`."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = os.path.realpath(entry.path)
        if not _holds(path, own):
            yield path
        elif path != own:
            yield from _list_others(path, own)


def _holds(folder: str, path: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
