"""The ground of a run: the paths that stay open to it. What is not named here is out of its reach."""

import os
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass

import builder

_LIBRARIES = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
)  # what dlopen reads
_DEVICES = ("/dev/null", "/dev/urandom")


@dataclass(frozen=True, slots=True)
class Ground:
    """`readable` paths and all below them, `devices` to read and write, and the run's own `scratch` folder."""

    readable: tuple[str, ...]
    devices: tuple[str, ...]
    scratch: str


def find_readable() -> tuple[str, ...]:
    """The interpreter's library, its packages and the system's libraries: whatever an import may read, but never `builder`.

    A folder that holds `builder` is left out where it is a checkout, and read but for `builder` where it is among the packages.
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
    """The devices that a program may expect to be there."""
    return tuple(path for path in _DEVICES if os.path.exists(path))


def _list_others(folder: str, own: str) -> Iterator[str]:
    """What is in the folder, at any depth, without the package of our own."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = os.path.realpath(entry.path)
        if not _holds(path, own):
            yield path
        elif path != own:
            yield from _list_others(path, own)


def _holds(folder: str, path: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
