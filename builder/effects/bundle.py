"""The small entries that builds of one atlas ask for, together in one file: eight thousand files take longer to open than to read.

Some are copies of what the store has, others are nowhere else: all can be made again.
"""

from builder.effects.store import SealedStore
from builder.records.codec import Codec

SMALL = 1024  # bytes of an entry that is worth a copy
LARGEST_HEAD = 4096  # the same of the head of an entry
LARGEST_SHARE = 16  # one part in so many of the entries may be outside of the bundle, before it is written again: it is some megabytes
MOST_MISSED = 8  # times in a row that a bundle is written without an entry being asked for, before the entry is left out

_Held = dict[
    str, tuple[int, bytes]
]  # key -> how often the entry has been missed, and what it holds
_HELD = Codec[_Held](_Held)


class Bundle:
    """Small entries of a store, as the last build that had much to add has left them."""

    def __init__(self, store: SealedStore, key: str, *, is_read: bool = True) -> None:
        """`key` is that of the bundle itself in the store; it is empty unless it `is_read`."""
        self._store = store
        self._key = key
        self._before = self._read() if is_read else {}
        self._asked: dict[str, bytes] = {}
        self._new: dict[str, bytes] = {}  # of these, what nobody has kept

    def recall(self, key: str) -> bytes | None:
        """The entry, if there is a copy of it."""
        found = self._asked.get(key)
        if found is None and key in self._before:
            found = self._asked[key] = self._before[key][1]
        return found

    def copy(self, key: str, body: bytes) -> None:
        """Takes a copy of what the store has."""
        self._asked[key] = body

    def add(self, key: str, body: bytes) -> None:
        """Takes what the store does not have."""
        self._asked[key] = self._new[key] = body

    def write(self) -> None:
        """Keeps what is new for the builds to come: by itself where it is little, else with all others."""
        if LARGEST_SHARE * len(self._asked.keys() - self._before.keys()) <= len(self._before):
            self._keep_new()
            return
        held = self._read()  # another build may have written it
        missed = {
            key: (age + 1, body)
            for key, (age, body) in held.items()
            if age < MOST_MISSED and key not in self._asked
        }
        raw = _HELD.write(missed | {key: (0, body) for key, body in self._asked.items()})
        if raw is None or not self._store.keep(self._key, raw):
            self._keep_new()

    def _read(self) -> _Held:
        raw = self._store.recall(self._key)
        return (_HELD.read(raw) if raw is not None else None) or {}

    def _keep_new(self) -> None:
        for key, body in self._new.items():
            self._store.keep(key, body)
