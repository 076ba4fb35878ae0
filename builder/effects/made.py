"""Keeps what was made of the author's files under the digest of all that it depends on, so that what stays the same is not made again."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from builder import __version__
from builder.effects import GoneError
from builder.effects.fingerprint import take_fingerprint
from builder.effects.store import SealedStore
from builder.records.rendered import FILES, RENDERED, Rendered

_FILES = "-files"  # after the key of what was rendered
MOST_BYTES = 2048 * 2**20  # on disk, of all entries
_PACKAGE = Path(__file__).parents[1]


class MadeStore:
    """What was made by this builder with these packages, below a folder that is made when the first is kept.

    `find_engine` gives the digest of what runs witnesses, since some of it was made of outcomes. Where all is to be made anew, nothing is
    recalled. Who needs files for longer than a build holds them in memory, since the folder may be removed at any time.
    """

    def __init__(self, folder: Path, find_engine: Callable[[], str], *, anew: bool = False, holds: bool = False) -> None:
        self._folder = folder
        self._find_engine = find_engine
        self._anew = anew
        self._holds = holds
        self._at_hand: dict[str, dict[str, bytes]] = {}  # the files that were read last: whoever reads one reads those beside it

    def recall(self, key: str) -> bytes | None:
        """What was kept under the key, if nobody has touched it."""
        return None if self._anew else self._store.recall(key)

    def keep(self, key: str, body: bytes) -> bool:
        """Keeps it if the disk lets us, and says whether it can be recalled."""
        return self._store.keep(key, body) and not self._anew

    def can_keep(self) -> bool:
        """Whether what is kept can be recalled."""
        return not self._anew and self._store.can_keep()

    def recall_rendered(self, key: str) -> Rendered | None:
        """What was rendered. Unless all files are held they are read when they are asked for, which most are not.

        Raises: `GoneError`, when a file is asked for that cannot be read.
        """
        head = self.recall(key)
        rendered = RENDERED.read(head) if head is not None else None
        if rendered is None:
            return None
        if not self._holds:
            kept = _Kept(self._read_files, key, rendered.digests)
            return replace(rendered, files=kept) if self._store.is_kept(f"{key}{_FILES}") else None
        body = self.recall(f"{key}{_FILES}")
        files = FILES.read(body) if body is not None else None
        return None if files is None else replace(rendered, files=files)

    def keep_rendered(self, key: str, rendered: Rendered) -> bool:
        """Keeps what was rendered, and says whether it can be recalled."""
        head, files = RENDERED.write(replace(rendered, files={})), FILES.write(dict(rendered.files))
        return head is not None and files is not None and self.keep(f"{key}{_FILES}", files) and self.keep(key, head)

    def _read_files(self, key: str) -> dict[str, bytes]:
        files = self._at_hand.get(key)
        if files is None:
            body = self.recall(f"{key}{_FILES}")
            files = FILES.read(body) if body is not None else None
            if files is None:
                raise GoneError("what was rendered before has gone from the cache while it was needed; build again")
            self._at_hand = {key: files}
        return files

    def prune(self) -> None:
        """Removes entries where all together have become too large; asked when a build ends."""
        if "_store" in self.__dict__:
            self._store.prune()

    @cached_property
    def _store(self) -> SealedStore:
        engine = take_fingerprint([str(_PACKAGE)], [__version__, self._find_engine()]).digest[:16]
        return SealedStore(self._folder, engine, MOST_BYTES)


class _Kept(Mapping[str, bytes]):
    """Files on disk by their paths in the site."""

    def __init__(self, read: Callable[[str], dict[str, bytes]], key: str, paths: Collection[str]) -> None:
        self._read, self._key, self._paths = read, key, paths

    def __getitem__(self, path: str) -> bytes:
        return self._read(self._key)[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
