"""Keeps what can be made again on disk, under keys that hold all that it depends on.

An entry is a file of two lines: a seal, then its content. The seal is a keyed digest of the key and the content; its secret lies beside the
entries and is this account's alone. The folder is outside of every checkout, so that no change of an atlas can bring entries along, and
what somebody puts there all the same does not bear the seal; a secret that others can read is none, as one from a checkout would be.
Whatever is wrong with an entry, it is as if there were none; whatever the disk refuses, nothing is kept.

Source: HMAC, RFC 2104, with SHA-256.
"""

import contextlib
import hmac
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

KEPT_SHARE = 0.8  # of the most that may be kept, after the least recently used entries were removed
LARGEST_ENTRY = 128 * 2**20
FRESH_S = 3600.0  # for so long an entry counts as just used, what is half-written as not given up, and the whole as looked over
_SECRET_SIZE = 32
_TRIAL = "trial"  # a key that is none


class SealedStore:
    """The entries of one engine below a folder, which is made when the first is kept.

    At most `most` bytes are kept of all engines; what an hour brings may come on top.
    """

    def __init__(self, folder: Path, engine: str, most: int) -> None:
        self._folder = folder
        self._home = folder / engine
        self._most = most
        self._secret: bytes | None = None
        self._has_kept = False

    def recall(self, key: str) -> bytes | None:
        """What was kept under the key, if nobody has touched it."""
        path = self._path_of(key)
        try:
            secret = self._read_secret()
            entry, found = _read_regular(path, LARGEST_ENTRY)
        except OSError:
            return None
        seal, _, body = entry.partition(b"\n")
        if not hmac.compare_digest(seal, _seal(secret, key, body)):
            return None
        _count_as_used(path, found)
        return body

    def keep(self, key: str, body: bytes) -> bool:
        """Keeps the content if the disk lets us, and if it is not too large; says whether it does."""
        path = self._path_of(key)
        with contextlib.suppress(OSError):
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            entry = _seal(self._make_secret(), key, body) + b"\n" + body
            if len(entry) <= LARGEST_ENTRY:
                _write_whole(path, entry)
                self._has_kept = True
                return True
        return False

    def can_keep(self) -> bool:
        """Whether the disk lets us keep anything now."""
        kept = self.keep(_TRIAL, b"")
        self.drop(_TRIAL)
        return kept

    def is_kept(self, key: str) -> bool:
        """Whether something was kept under the key, touched or not; it counts as used."""
        path = self._path_of(key)
        try:
            found = os.stat(path)
        except OSError:
            return False
        _count_as_used(path, found)
        return True

    def drop(self, key: str) -> None:
        """Removes what was kept under the key."""
        with contextlib.suppress(OSError):
            os.unlink(self._path_of(key))

    def prune(self) -> None:
        """Removes entries where all together have become too large; asked when a build ends, and looked into once an hour.

        Those of other engines go first, since they may never be asked for again, then those that were used least recently.
        """
        if not self._has_kept or not self._is_due():
            return
        entries = [
            (path.startswith(f"{self._home}/"), used, size, path)
            for used, size, path in _list_entries(self._folder)
        ]
        total = sum(size for _, _, size, _ in entries)
        if total <= self._most:
            return
        for _, _, size, path in sorted(entries):
            if total <= KEPT_SHARE * self._most:
                break
            with contextlib.suppress(OSError):
                os.unlink(path)
                total -= size
                os.removedirs(os.path.dirname(path))  # as far as they are empty

    def _is_due(self) -> bool:
        """Whether nobody has looked over the entries of late: a hundred thousand take a second. The secret's time says when it was."""
        path = f"{self._folder}/seal"
        try:
            if abs(time.time() - os.stat(path).st_mtime) < FRESH_S:
                return False
            os.utime(path)
        except OSError:
            return False
        return True

    def _path_of(self, key: str) -> str:
        return f"{self._home}/{key}"  # in one folder: file systems put new files of many folders far apart, which takes five times as long

    def _read_secret(self) -> bytes:
        """Raises: `OSError` where there is none, or one that is not this account's alone."""
        if self._secret is None:
            self._secret = _read_secret(f"{self._folder}/seal")
        return self._secret

    def _make_secret(self) -> bytes:
        """The secret, made if there is none; of two builds that make one at the same moment, both take that of the first."""
        path = f"{self._folder}/seal"
        try:
            return self._read_secret()
        except FileNotFoundError:
            pass
        except OSError:
            os.unlink(path)  # no entry that is to be believed bears it
        own = f"{path}.{os.getpid()}.{secrets.token_hex(4)}"
        try:
            with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(_SECRET_SIZE))
            with contextlib.suppress(FileExistsError):
                os.link(own, path)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(own)
        return self._read_secret()


def _count_as_used(path: str, found: os.stat_result) -> None:
    """Has the entry stay when others are removed."""
    if time.time() - found.st_mtime > FRESH_S:
        with contextlib.suppress(OSError):
            os.utime(path)


def _seal(secret: bytes, key: str, body: bytes) -> bytes:
    return hmac.digest(secret, key.encode() + b"\n" + body, "sha256").hex().encode()


def _read_secret(path: str) -> bytes:
    secret, found = _read_regular(path, _SECRET_SIZE)
    if len(secret) < _SECRET_SIZE or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise PermissionError(f"'{path}' is no secret of this account")
    return secret


def _read_regular(path: str, most: int) -> tuple[bytes, os.stat_result]:
    """The bytes of a file, at most so many, and its state. Raises: `OSError` for anything else; a pipe in its place is not waited for."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > most:
            raise OSError(f"'{path}' is no file of at most {most} bytes")
        return os.read(descriptor, found.st_size), found
    finally:
        os.close(descriptor)


def _write_whole(path: str, content: bytes) -> None:
    """Writes a file that is there as a whole or not at all; what stands in its place gives way."""
    own = f"{path}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        with open(own, "xb") as file:
            file.write(content)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        os.replace(own, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(own)
        raise


def _list_entries(folder: Path) -> Iterator[tuple[float, int, str]]:
    """(time of last use, bytes on disk, path) of every entry of every engine, and of what builds that are gone left half-written."""
    given_up = time.time() - FRESH_S
    for home, _, names in os.walk(folder):
        for name in names if home != str(folder) else ():
            path = os.path.join(home, name)
            with contextlib.suppress(OSError):
                found = os.stat(path, follow_symlinks=False)
                if "." not in name or found.st_mtime < given_up:
                    yield found.st_mtime, max(found.st_size, found.st_blocks * 512), path
