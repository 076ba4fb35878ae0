"""Whether anything has changed that a build depends on.

From what the system says of files, without opening any. Imports nothing heavy.
"""

import hashlib
import os
import stat
import sys
import time
from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

# A file that changed so shortly before it was looked at may change again without its time saying so
GRAIN_NS = 20_000_000
COARSE_NS = 2_000_000_000  # the same where times are whole seconds. Source: FAT keeps times to 2 s
_SECOND_NS = 1_000_000_000


class Fingerprint(NamedTuple):
    """What the system says of all files looked at.

    `digest` is equal only where nothing has changed.

    `is_settled` is false where a file is as new as the look itself: what changes within one tick of
    the clock looks the same.
    """

    digest: str
    is_settled: bool


def take_fingerprint(
    paths: Iterable[str], conditions: Iterable[str], *, hidden: bool = False
) -> Fingerprint:
    """Return the fingerprint of files and folders, of Python, its packages and `conditions`.

    Files whose name begins with a dot are looked at only if `hidden`.
    """
    now = time.time_ns()
    recent: list[int] = []
    lines = [sys.version, sys.executable, *_list_packages(), *conditions]
    for path in paths:
        lines += _look(path, now - COARSE_NS, recent, hidden=hidden)
    is_settled = not any(
        now - (GRAIN_NS if changed % _SECOND_NS else COARSE_NS) <= changed <= now
        for changed in recent
    )
    return Fingerprint(
        hashlib.sha256("\0".join(lines).encode(errors="surrogateescape")).hexdigest(), is_settled
    )


def _look(path: str, since: int, recent: list[int], *, hidden: bool) -> list[str]:
    """Return what is there of the path and of all below it, in order.

    `recent` takes the times of change, in ns, that are not before `since`.
    """
    try:
        status = os.stat(path)
    except OSError as error:
        return [f"{path}\n{error.errno}"]
    if not stat.S_ISDIR(status.st_mode):
        return [path, _describe(status, since, recent)]
    lines: list[str] = []
    folders = [path]
    while folders:
        folder = folders.pop()
        lines.append(folder)
        try:
            inside = _look_into(folder, lines, since, recent, hidden=hidden)
        except OSError as error:
            lines.append(f"{error.errno}")
        else:
            folders += inside
    return lines


def _look_into(
    folder: str, lines: list[str], since: int, recent: list[int], *, hidden: bool
) -> list[str]:
    """Add a line for each entry of a folder, in order; return its folders without links.

    Raises: `OSError`.
    """
    folders = []
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with os.scandir(descriptor) as found:  # below a descriptor a file is found in half the time
            entries = sorted(found, key=attrgetter("name"))
        for entry in entries:
            name = entry.name
            if not hidden and (name[0] == "." or name == "__pycache__"):
                continue
            lines.append(name)
            if entry.is_dir(follow_symlinks=False):  # of a folder all is said by what is in it
                folders.append(f"{folder}/{name}")
                continue
            try:
                if entry.is_symlink():
                    lines.append(f"-> {os.readlink(name, dir_fd=descriptor)}")
                lines.append(_describe(entry.stat(), since, recent))
            except OSError as error:
                lines.append(f"{error.errno}")
    finally:
        os.close(descriptor)
    return folders


def _describe(status: os.stat_result, since: int, recent: list[int]) -> str:
    """Kind and mode, size, times of content and of inode, inode."""
    content, inode = status.st_mtime_ns, status.st_ctime_ns
    if content >= since or inode >= since:
        recent.append(max(content, inode))
    return f"{status.st_mode} {status.st_size} {content} {inode} {status.st_ino}"


def _list_packages() -> list[str]:
    """Return the installed packages by the names of their records, which hold versions."""
    found: list[str] = []
    for folder in sys.path:
        try:
            found += (
                name
                for name in os.listdir(folder or ".")
                if name.endswith((".dist-info", ".egg-info", ".egg-link", ".pth"))
            )
        except OSError:
            continue
    return sorted(found)
