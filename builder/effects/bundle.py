"""The small entries that builds of one atlas ask for, together in one file: eight thousand files take longer to open than to read."""

from builder.effects.store import SealedStore
from builder.records.codec import Codec

SMALL = 4096  # bytes at most of an entry that is worth a copy
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
        self._has_new = False

    def recall(self, key: str) -> bytes | None:
        """The entry, if there is a copy of it."""
        found = self._asked.get(key)
        if found is None and key in self._before:
            found = self._asked[key] = self._before[key][1]
        return found

    def add(self, key: str, body: bytes) -> None:
        """Takes a copy, unless the entry is large."""
        if len(body) <= SMALL:
            self._asked[key] = body
            self._has_new = True

    def write(self) -> None:
        """Writes the bundle for the builds to come if it holds anything new."""
        if not self._has_new:
            return
        missed = {key: (age + 1, body) for key, (age, body) in self._before.items() if age < MOST_MISSED and key not in self._asked}
        raw = _HELD.write(missed | {key: (0, body) for key, body in self._asked.items()})
        if raw is not None:
            self._store.keep(self._key, raw)
