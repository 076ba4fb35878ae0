"""What pure functions made of the very same arguments in the build before: where nothing has changed, nothing is worked out again.

Records are frozen, so the same object says the same. A concept whose files have not changed is the object that it was, hence so are its
outline, its evidence and its page: a build of what was built before walks along these objects and works only where one is new.
"""

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")
_PLAIN = (str, bytes, int, float, bool, type(None))
_Entry = tuple[object, tuple[object, ...]]  # what was made, and of what: as long as it is held, no other object has its number


class Memory:
    """What one build made, for the next. What a build has not asked for is forgotten when the next but one begins."""

    def __init__(self) -> None:
        self._new: dict[object, _Entry] = {}
        self._old: dict[object, _Entry] = {}
        self._settled: dict[str, object] = {}

    def begin(self) -> None:
        """To be called when a build begins."""
        self._old, self._new = self._new, {}

    def of(self, function: Callable[[*_Ts], _T], *arguments: *_Ts) -> _T:
        """What the function makes of the arguments; it is called unless it was given the same objects, or equal plain values, before."""
        return self.recall(function.__qualname__, arguments, lambda: function(*arguments))

    def recall(self, name: str, known_by: tuple[object, ...], make: Callable[[], _T]) -> _T:
        """What `make` makes, known by a name and by all that it depends on. That it makes nothing, `None`, is not remembered."""
        key = (name, *(part if isinstance(part, _PLAIN) else id(part) for part in known_by))
        entry = self._new.get(key) or self._old.get(key)
        if entry is None:
            made = make()
            if made is None:
                return made
            entry = made, known_by
        self._new[key] = entry
        return entry[0]  # type: ignore[return-value]  # under this name and key nothing else is kept

    def keep(self, name: str, key: str, value: object) -> None:
        """Has `recall` find the value under the name, known by the key alone."""
        self._new[name, key] = (value, ())

    def settle(self, name: str, value: _T) -> _T:
        """The value, as the object that it was in the build before where the two are equal: so what depends on it need not look closer."""
        before = self._settled.get(name)
        if type(before) is type(value) and before == value:
            return before
        self._settled[name] = value
        return value
