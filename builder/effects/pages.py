"""Keeps what was rendered of a concept under the digest of all that it depends on, so that a page that stays the same is not made again."""

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Sequence
from pathlib import Path

from builder import __version__
from builder.effects.fingerprint import take_fingerprint
from builder.effects.store import SealedStore
from builder.records.rendered import Rendered, read_rendered

MOST_BYTES = 1024 * 2**20  # on disk, of all entries
_PACKAGE = Path(__file__).parents[1]


class PageStore:
    """What was rendered by this builder with these packages, below a folder that is made when the first is kept."""

    def __init__(self, folder: Path) -> None:
        engine = take_fingerprint([str(_PACKAGE)], [__version__]).digest[:16]
        self._store = SealedStore(folder, engine, MOST_BYTES)

    def recall(self, key: str) -> Rendered | None:
        """What was kept under the key, if nobody has touched it."""
        body = self._store.recall(key)
        return read_rendered(body) if body is not None else None

    def keep(self, key: str, rendered: Rendered) -> None:
        """Keeps it if the disk lets us."""
        self._store.keep(key, rendered.write())

    def prune(self) -> None:
        """Removes entries where all together have become too large; asked when a build ends."""
        self._store.prune()


def digest_folder(folder: str, paths: Sequence[str], read: Callable[[str], bytes]) -> str:
    """SHA-256, hexadecimal, of the files of a folder and their names; `paths` are those of a whole tree, sorted."""
    digest = hashlib.sha256()
    start = f"{folder}/"
    for index in range(bisect_left(paths, start), len(paths)):
        if not paths[index].startswith(start):
            break
        digest.update(f"{paths[index]}\0{hashlib.sha256(read(paths[index])).hexdigest()}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()
