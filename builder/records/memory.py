"""What pure functions made of the very same arguments in builds before: where nothing has changed, nothing is worked out again.

Records are frozen, so the same object says the same. A concept whose files have not changed is the object that it was, hence so are its
outline, its evidence and its page: a build of what was built before walks along these objects and works only where one is new.

Another process has other objects. So each has a *name* besides: the digest of what made it and of the names of what it was made of, down
to the bytes of files. What can be written is kept under its name in a store, and read from there by the first build of a process.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from functools import partial
from typing import Any, Protocol, TypeVar, TypeVarTuple

from builder.records.codec import Codec
from builder.records.digest import digest_records
from builder.records.gone import GoneError

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")
_PLAIN = frozenset((str, bytes, int, float, bool, type(None)))
_Entry = tuple[
    object, tuple[object, ...]
]  # what was made, and of what: as long as it is held, no other object has its number
_Origin = tuple[
    object, str, tuple[object, ...], int
]  # an object, what made it, of what, and which part of that it is: -1 for all of it


class Store(Protocol):
    """Where what was made is kept between two processes."""

    def recall(self, key: str) -> bytes | None:
        """What was kept under the key."""

    def recall_head(self, key: str) -> bytes | None:
        """The head of what a `HeadedCodec` wrote, where the rest can be recalled later."""

    def keep(self, key: str, body: bytes) -> bool:
        """Keeps it under the key, if that can be, and says whether it does."""

    def keep_headed(self, key: str, body: bytes) -> bool:
        """The same for what a `HeadedCodec` wrote."""


class Memory:
    """What one build made, for the next. What a build has not asked for is forgotten when it ends."""

    def __init__(self) -> None:
        self._new: dict[object, _Entry] = {}
        self._old: dict[object, _Entry] = {}
        self._settled: dict[str, object] = {}
        self._origins: dict[int, _Origin] = {}  # by the number of the object
        self._names: dict[int, str] = {}
        self._store: Store | None = None

    def is_empty(self) -> bool:
        """Whether no build has made anything yet."""
        return not self._new

    def begin(self, store: Store | None = None) -> None:
        """To be called when a build begins; `store` is of builds in other processes."""
        self._old, self._new = self._new, {}
        self._origins, self._names = {}, {}
        self._store = store

    def end(self) -> None:
        """To be called when a build ends: taking apart what it had no use for takes a while, which the next need not wait for."""
        self._old = {}

    def of(self, function: Callable[[*_Ts], _T], *arguments: *_Ts) -> _T:
        """What the function makes of the arguments; it is called unless it was given the same objects, or equal plain values, before."""
        return self.recall(function.__qualname__, arguments, lambda: function(*arguments))

    def recall(
        self,
        name: str,
        known_by: tuple[object, ...],
        make: Callable[[], _T],
        codec: Codec[_T] | None = None,
    ) -> _T:
        """What `make` makes, known by a name and by all that it depends on. That it makes nothing, `None`, is not remembered.

        Where a `codec` can write it, other processes recall it too.
        """
        found = self.find(name, known_by, codec)
        if found is None:
            found = make()
            if found is not None:
                self.keep(name, known_by, found, codec)
        return found

    def find(
        self, name: str, known_by: tuple[object, ...], codec: Codec[_T] | None = None
    ) -> _T | None:
        """What was kept under this name and of these, here or by another process."""
        key = _key(name, known_by)
        entry = self._new.get(key)
        if entry is None:
            entry = self._old.get(key)
            if entry is None:
                found = (
                    self._read(self._join(name, known_by, -1), codec) if codec is not None else None
                )
                if found is None:
                    return None
                entry = found, known_by
            self._hold(key, entry, name)
        return entry[0]  # type: ignore[return-value]  # under this name and key nothing else is kept

    def _read(self, key: str, codec: Codec[_T]) -> _T | None:
        """What another process has kept under the key."""
        if self._store is None:
            return None
        head = self._store.recall_head(key) if codec.has_head else None
        return (
            codec.read_head(head, partial(fetch_kept, self._store, key, codec))
            if head is not None
            else read_kept(self._store, key, codec)
        )

    def keep(
        self, name: str, known_by: tuple[object, ...], value: _T, codec: Codec[_T] | None = None
    ) -> None:
        """Has `recall` find the value that was made of these; in other processes too where a `codec` can write it."""
        self._hold(_key(name, known_by), (value, known_by), name)
        if codec is not None and self._store is not None:
            body = codec.write(value)
            if body is not None:
                keep = self._store.keep_headed if codec.has_head else self._store.keep
                keep(self._join(name, known_by, -1), body)

    @contextmanager
    def passing(self) -> Iterator[None]:
        """What is made within is forgotten at the end; what is wanted of it is recalled from the store."""
        notes: tuple[dict[Any, Any], ...] = (self._new, self._origins, self._names)
        before = [len(note) for note in notes]
        yield
        for note, size in zip(notes, before, strict=True):
            while len(note) > size:
                note.popitem()

    def settle(self, name: str, value: _T) -> _T:
        """The value, as the object that it was in the build before where the two are equal: so what depends on it need not look closer."""
        before = self._settled.get(name)
        if type(before) is type(value) and before == value:
            return before
        self._names.pop(id(before), None)
        self._settled[name] = value
        return value

    def _hold(self, key: object, entry: _Entry, name: str) -> None:
        """Notes what is there, and whence it and its parts are: what is known first counts, and nothing is made of what gives it back."""
        self._new[key] = entry
        value, known_by = entry
        given = set(map(id, known_by))
        for index, part in enumerate(
            (value, *value) if isinstance(value, tuple) else (value,), start=-1
        ):
            if not _has_one_object(part) and id(part) not in given:
                self._origins.setdefault(id(part), (part, name, known_by, index))

    def _join(self, name: str, known_by: tuple[object, ...], index: int) -> str:
        """The name of what was made."""
        parts = (name, str(index), *map(self._name, known_by))
        return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()

    def _name(self, part: object) -> str:
        """The name of an object: from what made it where that is known, else from what it says."""
        named = self._names.get(id(part))
        if named is None:
            if type(part) in _PLAIN:
                return (
                    hashlib.sha256(part).hexdigest()
                    if isinstance(part, bytes)
                    else f"{type(part).__name__} {part!r}"
                )
            if _has_one_object(part):
                return repr(part)
            origin = self._origins.get(id(part))
            named = self._join(*origin[1:]) if origin is not None else digest_records(part)
            if origin is not None or any(
                part is value for value in self._settled.values()
            ):  # who has it is not given back its number
                self._names[id(part)] = named
        return named


def read_kept(store: Store, key: str, codec: Codec[_T]) -> _T | None:
    """The whole of what the store has kept under the key."""
    raw = store.recall(key)
    return codec.read(raw) if raw is not None else None


def fetch_kept(store: Store, key: str, codec: Codec[_T]) -> _T:
    """The same of what was there a moment ago. Raises: `GoneError`."""
    found = read_kept(store, key, codec)
    if found is None:
        raise GoneError
    return found


def _has_one_object(part: object) -> bool:
    """Whether Python may have one object for all values like it, so that nothing has made just this one."""
    return (
        type(part) in _PLAIN
        or isinstance(part, Enum)
        or (not part and isinstance(part, tuple | frozenset))
    )


def _key(name: str, known_by: tuple[object, ...]) -> tuple[object, ...]:
    return (name, *[part if type(part) in _PLAIN else id(part) for part in known_by])
