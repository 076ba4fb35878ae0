"""The small entries that builds of one atlas ask for, together in one file: eight thousand files take longer to open than to read."""

from builder.effects.store import SealedStore
from builder.records.codec import Codec

SMALL = 1024  # bytes of an entry that is worth a copy
LARGEST_HEAD = 4096  # the same of the head of an entry
LARGEST_SHARE = 16  # one part in so many of the entries may be outside of the bundle, before it is written again: it is some megabytes
MOST_MISSED = 8  # times in a row that a bundle is written without an entry being asked for, before the entry is left out

_Held = dict[str, tuple[int, bytes]]  # key -> how often the entry has been missed, and what it holds
_HELD = Codec[_Held](_Held)


class Bundle:
    """Copies of small entries of a store; whatever is wrong with them, the entries are there themselves."""

    def __init__(self, store: SealedStore, key: str) -> None:
        """`key` is that of the bundle itself in the store."""
        self._store = store
        self._key = key
        raw = store.recall(key)
        self._before = (_HELD.read(raw) if raw is not None else None) or {}
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
            for key, body in self._new.items():
                self._store.keep(key, body)
            return
        missed = {key: (age + 1, body) for key, (age, body) in self._before.items() if age < MOST_MISSED and key not in self._asked}
        raw = _HELD.write(missed | {key: (0, body) for key, body in self._asked.items()})
        if raw is not None:
            self._store.keep(self._key, raw)
