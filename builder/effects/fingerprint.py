"""Whether anything has changed that a build depends on: from what the system says of files, without opening any. Imports nothing heavy."""

import hashlib
import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GRAIN_NS = 20_000_000  # a file that changed so shortly before it was looked at may change again without its time saying so
COARSE_NS = 2_000_000_000  # the same where times are whole seconds. Source: FAT keeps times to 2 s
_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What the system says of all files looked at: `digest` is equal only where nothing has changed.

    `is_settled` is false where a file is as new as the look itself: what changes within one tick of the clock looks the same.
    """

    digest: str
    is_settled: bool


def take_fingerprint(paths: Iterable[str], conditions: Iterable[str], *, hidden: bool = False) -> Fingerprint:
    """The fingerprint of the files and of everything below the folders, with Python, its packages, and other `conditions`.

    Files whose name begins with a dot are looked at only if `hidden`.
    """
    now = time.time_ns()
    digest = hashlib.sha256("\0".join((sys.version, sys.executable, *_list_packages(), *conditions)).encode(errors="surrogateescape"))
    is_settled = True
    for path in paths:
        for line, changed in _look(path, hidden=hidden):
            digest.update(line.encode(errors="surrogateescape"))
            is_settled = is_settled and not now - (GRAIN_NS if changed % _SECOND_NS else COARSE_NS) <= changed <= now
    return Fingerprint(digest.hexdigest(), is_settled)


def _look(path: str, *, hidden: bool) -> Iterator[tuple[str, int]]:
    """(what is there in words, when it changed in ns) of the path and of everything below it, in order."""
    try:
        status = os.stat(path)
    except OSError as error:
        yield f"{path}\0{error.errno}\n", 0
        return
    yield _describe(path, status), _changed(status)
    stack = [path] if stat.S_ISDIR(status.st_mode) else []
    while stack:
        folder = stack.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted((entry for entry in found if hidden or not _is_passed_over(entry.name)), key=lambda entry: entry.name)
        except OSError as error:
            yield f"{folder}\0{error.errno}\n", 0
            continue
        for entry in entries:
            try:
                status = entry.stat()
                link = os.readlink(entry.path) if entry.is_symlink() else ""
            except OSError as error:
                yield f"{entry.path}\0{error.errno}\n", 0
                continue
            yield _describe(entry.path, status) + link, _changed(status)
            if stat.S_ISDIR(status.st_mode) and not link:
                stack.append(entry.path)


def _describe(path: str, status: os.stat_result) -> str:
    """Path, kind and mode, size, times of content and of inode, inode. A folder's own times say nothing that its entries do not."""
    if stat.S_ISDIR(status.st_mode):
        return f"{path}\0{status.st_mode}\n"
    return f"{path}\0{status.st_mode} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}\n"


def _changed(status: os.stat_result) -> int:
    """When the content or the inode changed last, in ns; 0 for a folder."""
    return 0 if stat.S_ISDIR(status.st_mode) else max(status.st_mtime_ns, status.st_ctime_ns)


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"


def _list_packages() -> list[str]:
    """The packages that are installed, by the names of their records, which hold their versions."""
    found: list[str] = []
    for folder in sys.path:
        try:
            found += (name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info", ".egg-link", ".pth")))
        except OSError:
            continue
    return sorted(found)
