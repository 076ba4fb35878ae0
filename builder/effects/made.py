"""Keeps what was made of the author's files under the digest of all that it depends on, so that what stays the same is not made again."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

from builder import __version__
from builder.effects.bundle import LARGEST_HEAD, SMALL, Bundle
from builder.effects.fingerprint import take_fingerprint
from builder.effects.store import SealedStore
from builder.records.codec import cut_head
from builder.records.hollow import replace_fields
from builder.records.memory import fetch_kept, read_kept
from builder.records.rendered import FILES, RENDERED, Rendered

_HEAD = "-head"  # after the key of an entry
_FILES = "-files"  # after the key of what was rendered
MOST_BYTES = 4096 * 2**20  # on disk, of all entries
_PACKAGE = Path(__file__).parents[1]


class MadeStore:
    """What was made by this builder with these packages, below a folder that is made when the first is kept.

    `find_engine` gives the digest of what runs witnesses, since some of it was made of outcomes; `atlas` is the key of what builds of this
    atlas ask for together. Where all is to be made anew, nothing is recalled. Who needs files for longer than a build holds them in
    memory, since the folder may be removed at any time.
    """

    def __init__(
        self,
        folder: Path,
        find_engine: Callable[[], str],
        atlas: str,
        *,
        anew: bool = False,
        holds: bool = False,
        is_first: bool = True,
    ) -> None:
        """`is_first` is false where a memory has most of what is asked for, so that the bundle is not worth reading."""
        self._is_first = is_first
        self._folder = folder
        self._atlas = atlas
        self._find_engine = find_engine
        self._anew = anew
        self._holds = holds
        self._writer = os.getpid()  # of the bundle: what a fork makes is handed over by the store
        self._at_hand: dict[
            str, dict[str, bytes]
        ] = {}  # the files that were read last: whoever reads one reads those beside it

    def recall(self, key: str) -> bytes | None:
        """What was kept under the key, if nobody has touched it."""
        if self._anew:
            return None
        body = self._bundle.recall(key)
        if body is None:
            body = self._store.recall(key)
            if body is not None and len(body) <= SMALL:
                self._bundle.copy(key, body)
        return body

    def recall_head(self, key: str) -> bytes | None:
        """The head of an entry; nothing unless the rest may be recalled later, or where it is not there now."""
        if self._anew or self._holds:
            return None
        head = self._bundle.recall(f"{key}{_HEAD}")
        if head is not None:
            return head if self._is_kept(key) else None
        body = self.recall(key)
        return self._copy_head(key, body) if body is not None else None

    def keep(self, key: str, body: bytes) -> bool:
        """Keeps it if the disk lets us, and says whether it can be recalled; what is small goes into the bundle."""
        if self._anew or self._holds or os.getpid() != self._writer or len(body) > SMALL:
            return self._store.keep(key, body) and not self._anew
        self._bundle.add(key, body)
        return True

    def keep_headed(self, key: str, body: bytes) -> bool:
        """The same for what `recall_head` is asked for."""
        is_kept = self.keep(key, body)
        if is_kept:
            self._copy_head(key, body)
        return is_kept

    def can_keep(self) -> bool:
        """Whether what is kept can be recalled."""
        return not self._anew and self._store.can_keep()

    def recall_rendered(self, key: str) -> Rendered | None:
        """What was rendered. Unless all files are held they are read when they are asked for, which most are not.

        Raises: `GoneError`, when a file is asked for that cannot be read.
        """
        if self._holds:
            rendered, files = (
                read_kept(self, key, RENDERED),
                read_kept(self, f"{key}{_FILES}", FILES),
            )
            return (
                replace(rendered[0], files=files)
                if rendered is not None and files is not None
                else None
            )
        head = self.recall_head(key)
        found = (
            RENDERED.read_head(head, partial(fetch_kept, self, key, RENDERED))
            if head is not None
            else None
        )
        if found is None or not self._is_kept(f"{key}{_FILES}"):
            return None
        return replace_fields(found[0], files=_Kept(self._read_files, key, found[0].digests))

    def keep_rendered(self, key: str, rendered: Rendered) -> bool:
        """Keeps what was rendered, and says whether it can be recalled."""
        head, files = (
            RENDERED.write((replace(rendered, files={}), None)),
            FILES.write(dict(rendered.files)),
        )
        return (
            head is not None
            and files is not None
            and self.keep(f"{key}{_FILES}", files)
            and self.keep_headed(key, head)
        )

    def _copy_head(self, key: str, body: bytes) -> bytes:
        """The head of an entry, of which the bundle has a copy from now on, unless it has all of it."""
        head = cut_head(body)
        if len(body) > SMALL and len(head) <= LARGEST_HEAD:
            self._bundle.copy(f"{key}{_HEAD}", head)
        return head

    def _read_files(self, key: str) -> dict[str, bytes]:
        files = self._at_hand.get(key)
        if files is None:
            files = fetch_kept(self, f"{key}{_FILES}", FILES)
            self._at_hand = {key: files}
        return files

    def _is_kept(self, key: str) -> bool:
        """Whether something was kept under the key, touched or not."""
        return self._bundle.recall(key) is not None or self._store.is_kept(key)

    def close(self) -> None:
        """To be called when a build ends. Removes entries where all together have become too large."""
        if self._anew:
            self._store.drop(self._atlas)  # it holds what was made before
        elif "_bundle" in self.__dict__ and not self._holds:
            self._bundle.write()
        if "_store" in self.__dict__:
            self._store.prune()

    @cached_property
    def _store(self) -> SealedStore:
        engine = take_fingerprint([str(_PACKAGE)], [__version__, self._find_engine()]).digest[:16]
        return SealedStore(self._folder, engine, MOST_BYTES)

    @cached_property
    def _bundle(self) -> Bundle:
        return Bundle(self._store, self._atlas, is_read=self._is_first)


class _Kept(Mapping[str, bytes]):
    """Files on disk by their paths in the site."""

    def __init__(
        self, read: Callable[[str], dict[str, bytes]], key: str, paths: Collection[str]
    ) -> None:
        self._read, self._key, self._paths = read, key, paths

    def __getitem__(self, path: str) -> bytes:
        return self._read(self._key)[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
