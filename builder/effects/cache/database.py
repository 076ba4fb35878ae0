"""The build cache: one SQLite file of rows, each what one step made of one item.

The file is in the account's cache folder, outside of every checkout, so that no change of an atlas
can bring rows along. A damaged row is a cache miss; a damaged file is moved aside. Where no file
can be used, the rows are in a temporary file that is removed when the build ends.
"""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from builder.effects.cache.folder import is_private

MOST_BYTES = 4096 * 2**20  # of all rows; the least recently used ones beyond it are dropped
KEPT_SHARE = 0.8  # of `MOST_BYTES`, after rows were dropped
WAIT_S = 30.0  # for another build that writes to the same file
_DAY_S = 86_400
_MANY = 500  # keys of one query
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, head_sum BLOB, body_sum BLOB,"
    " used INTEGER, head BLOB, body BLOB)"
)

_T = TypeVar("_T")
Row = tuple[str, bytes, bytes]  # (key, head, body)


class Cache:
    """Rows by their keys. A row has a head, which every build reads, and a body, which few do."""

    def __init__(self, path: Path, *, is_fresh: bool = False) -> None:
        """Open the file at `path` on first use.

        If `is_fresh`, only rows that this object wrote are found.
        """
        self._path = path
        self._place = path  # of the file that is used
        self._temporary: Path | None = None  # the folder of a temporary file
        self._is_in_memory = False  # without any file; then each process has its own rows
        self._cursor: sqlite3.Cursor | None = None  # only one: a connection lists all it gave
        self._owner = (0, 0)  # process and thread of the cursor: no other may use it
        self._inherited: list[sqlite3.Cursor] = []  # of the process that this one was forked from
        self._written: set[str] | None = set() if is_fresh else None
        self._used: set[str] = set()

    def get_heads(self, keys: Iterable[str]) -> dict[str, tuple[bytes, str]]:
        """Return (head, digest of head and body) of each key that has a sound row."""
        wanted = [key for key in keys if self._written is None or key in self._written]
        found = {}
        for some in _cut(wanted):
            query = f"SELECT key, head, head_sum, body_sum FROM rows WHERE key IN ({_marks(some)})"
            for key, head, head_sum, body_sum in self._select(query, some):
                if isinstance(head, bytes) and checksum(head) == head_sum:
                    found[key] = head, _digest(head_sum, bytes(body_sum))
        self._used.update(found)
        return found

    def get_body(self, key: str) -> bytes | None:
        """Return the body of the key's row; `None` without a sound one."""
        for body, body_sum in self._select("SELECT body, body_sum FROM rows WHERE key = ?", [key]):
            if isinstance(body, bytes) and checksum(body) == body_sum:
                return body
        return None

    def put(self, rows: Sequence[Row]) -> list[str]:
        """Write the rows in one transaction; return the digest of head and body of each."""
        today = _today()
        values = [
            (key, checksum(head), checksum(body), today, head, body) for key, head, body in rows
        ]
        change = "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?, ?)"
        self._run(lambda cursor: _write(cursor, change, values))
        if self._written is not None:
            self._written.update(key for key, _, _ in rows)
        return [_digest(head_sum, body_sum) for _, head_sum, body_sum, _, _, _ in values]

    def drop(self, key: str) -> None:
        """Remove the row of the key."""
        self._run(lambda cursor: _write(cursor, "DELETE FROM rows WHERE key = ?", [[key]]))

    def close(self) -> None:
        """Close the file: note which rows were used, and drop the oldest beyond `MOST_BYTES`."""
        if self._cursor is not None and self._owner == _me():
            with contextlib.suppress(sqlite3.Error):
                self._note_used(self._cursor)
                _prune(self._cursor)
            self._cursor.connection.close()
            self._cursor = None
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)
            self._temporary = None

    def _note_used(self, cursor: sqlite3.Cursor) -> None:
        today = _today()
        for some in _cut(sorted(self._used)):
            change = f"UPDATE rows SET used = ? WHERE used < ? AND key IN ({_marks(some)})"
            _write(cursor, change, [[today, today, *some]])
        self._used.clear()

    def _select(self, query: str, values: Sequence[object]) -> list[Any]:
        return self._run(lambda cursor: cursor.execute(query, values).fetchall())

    def _run(self, work: Callable[[sqlite3.Cursor], _T]) -> _T:
        """Do the work with the open file; where it fails, with the file that takes its place."""
        while True:
            try:
                return self._work(work)
            except sqlite3.Error as error:
                if self._is_in_memory:
                    raise
                self._replace(error)

    def _work(self, work: Callable[[sqlite3.Cursor], _T]) -> _T:
        if self._cursor is not None and self._owner[0] != os.getpid():
            self._inherited.append(self._cursor)  # closing it would take locks from its process
            self._cursor = None
        if self._cursor is None:
            self._cursor, self._owner = self._connect().cursor(), _me()
        if self._owner == _me():
            return work(self._cursor)
        with contextlib.closing(self._connect()) as database:  # a thread of the preview's server
            return work(database.cursor())

    def _connect(self) -> sqlite3.Connection:
        """Open the file.

        Nothing waits for the disk: after a power failure, damage is found and moved aside.
        """
        if self._place == self._path and not _make_private_file(self._path):
            self._use_temporary()
        database = sqlite3.connect(self._place, timeout=WAIT_S)
        try:
            database.execute("PRAGMA synchronous=OFF")
            database.execute(_SCHEMA)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _replace(self, error: sqlite3.Error) -> None:
        """Move a damaged file aside; for any other fault use a temporary file, then memory."""
        if self._cursor is not None and self._owner == _me():
            self._cursor.connection.close()
            self._cursor = None
        is_damaged = not isinstance(error, sqlite3.OperationalError) or "no such" in str(error)
        if self._place == self._path and is_damaged:
            with contextlib.suppress(OSError):
                os.replace(self._path, self._path.with_suffix(".damaged"))
                return
        self._use_temporary()

    def _use_temporary(self) -> None:
        """Use a temporary file from now on; if there is one already or none can be made, memory."""
        if self._place == self._path:
            with contextlib.suppress(OSError):
                self._temporary = Path(tempfile.mkdtemp(prefix="plumbline-"))
                self._place = self._temporary / "rows.sqlite"
                return
        self._place, self._is_in_memory = Path(":memory:"), True


def _make_private_file(path: Path) -> bool:
    """Make the file with mode 0600; return true if it is there and this account's alone.

    Another file in its place is moved aside: somebody else may have written it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.parent.stat().st_uid != os.geteuid():
            return False
        path.parent.chmod(0o700)
        if os.path.lexists(path) and not (path.is_file() and is_private(path.lstat())):
            os.replace(path, path.with_suffix(".damaged"))
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError:
        return False
    return True


def checksum(part: bytes) -> bytes:
    """Return the checksum of a part of a row: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(part).digest()[:16]


def _digest(head_sum: bytes, body_sum: bytes) -> str:
    return f"{head_sum.hex()}{body_sum.hex()}"


def _write(cursor: sqlite3.Cursor, change: str, rows: Sequence[Sequence[object]]) -> None:
    with cursor.connection:
        cursor.executemany(change, rows)


def _prune(cursor: sqlite3.Cursor) -> None:
    """Drop the least recently used rows where all together are too large.

    The file keeps the room for new ones.
    """
    names = ("page_count", "freelist_count", "page_size")
    pages, free, size = (cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
    excess = (pages - free) * size - MOST_BYTES
    if excess <= 0:
        return
    excess += round((1 - KEPT_SHARE) * MOST_BYTES)
    oldest = []
    lengths = "SELECT key, length(head) + length(body) FROM rows ORDER BY used"
    for key, length in cursor.execute(lengths):
        if excess <= 0:
            break
        oldest.append([key])
        excess -= length
    _write(cursor, "DELETE FROM rows WHERE key = ?", oldest)


def _cut(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + _MANY] for start in range(0, len(keys), _MANY))


def _marks(keys: Sequence[str]) -> str:
    return ",".join("?" * len(keys))


def _me() -> tuple[int, int]:
    return os.getpid(), threading.get_ident()


def _today() -> int:
    return int(time.time()) // _DAY_S
