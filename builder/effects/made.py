"""Keeps what was made of the author's files under the digest of all that it depends on, so that what stays the same is not made again."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from builder import __version__
from builder.effects.fingerprint import take_fingerprint
from builder.effects.store import SealedStore

MOST_BYTES = 2048 * 2**20  # on disk, of all entries
_PACKAGE = Path(__file__).parents[1]


class MadeStore:
    """What was made by this builder with these packages, below a folder that is made when the first is kept.

    `find_engine` gives the digest of what runs witnesses, since some of it was made of outcomes. Where all is to be made anew, nothing is
    recalled.
    """

    def __init__(self, folder: Path, find_engine: Callable[[], str], *, anew: bool = False) -> None:
        self._folder = folder
        self._find_engine = find_engine
        self._anew = anew

    def recall(self, key: str) -> bytes | None:
        """What was kept under the key, if nobody has touched it."""
        return None if self._anew else self._store.recall(key)

    def keep(self, key: str, body: bytes) -> None:
        """Keeps it if the disk lets us."""
        self._store.keep(key, body)

    def prune(self) -> None:
        """Removes entries where all together have become too large; asked when a build ends."""
        if "_store" in self.__dict__:
            self._store.prune()

    @cached_property
    def _store(self) -> SealedStore:
        engine = take_fingerprint([str(_PACKAGE)], [__version__, self._find_engine()]).digest[:16]
        return SealedStore(self._folder, engine, MOST_BYTES)
