"""The one place that knows of both steps and the cache: `cached_map`."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar, cast

from builder.effects.cache.database import Cache
from builder.records.step import B, H, Results, Step

AT_ONCE = 1000  # items that are made before their rows are written: bounds the memory

_C = TypeVar("_C")
_T = TypeVar("_T")
_R = TypeVar("_R")


class ParallelMap(Protocol):
    """A map that may work on several items at once."""

    def __call__(self, work: Callable[[_T], _R], items: Sequence[_T]) -> Sequence[_R]:
        """Return `work(item)` for each item, in their order."""


class StepCache:
    """Rows of the cache as records.

    Kept by the preview between builds, which then decode no head twice.
    """

    def __init__(self, cache: Cache, engine: str) -> None:
        """`engine` is the digest of all that can change a result beside its key."""
        self._cache = cache
        self._engine = engine
        self._heads: dict[str, tuple[Any, str]] = {}  # row key -> head and digest
        self._asked: dict[str, tuple[Any, str]] = {}  # the same, of this build
        self._last: dict[str, tuple[str, Any]] = {}  # of each step: the body that was read last

    def cached_map(
        self,
        step: Step[H, B],
        make: Callable[[str, _C], tuple[H, B]],
        keys: Mapping[str, str],
        prepare: Callable[[Sequence[str]], _C],
        parallel_map: ParallelMap,
    ) -> Results[H, B]:
        """Return what the step makes of each item.

        `keys` holds the digest of all that an item depends on.
        Items without a row are made by `make(item, context)` in parallel, where `context` is what
        `prepare` returns for them.
        """
        rows = {item: self._key(step.name, key) for item, key in keys.items()}
        found = self._find(step, rows)
        held: dict[str, B] = {}
        missing = [item for item in rows if item not in found]
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            context = prepare(some)
            made = parallel_map(partial(_make, step, make, context), some)
            stored = []
            for item, (raw, left) in zip(some, made, strict=True):
                if raw is None:  # what is made of it is not found again
                    head, held[item] = left
                    found[item] = head, secrets.token_hex(16)
                else:
                    stored.append((item, raw))
            digests = self._cache.put([(rows[item], *raw) for item, raw in stored])
            for (item, raw), digest in zip(stored, digests, strict=True):
                found[item] = cast(H, step.head.read(raw[0])), digest
                self._asked[rows[item]] = found[item]

        def read_body(item: str) -> B:
            return (
                held[item]
                if item in held
                else self._read_body(step, rows[item], partial(_remake, make, prepare, item))
            )

        heads = {item: found[item][0] for item in rows}
        return Results(heads, {item: found[item][1] for item in rows}, read_body)

    def end(self) -> None:
        """Forget what this build has not asked for."""
        self._heads, self._asked = self._asked, {}

    def _key(self, name: str, key: str) -> str:
        whole = f"{self._engine}\0{name}\0{key}"
        return hashlib.sha256(whole.encode(errors="surrogateescape")).hexdigest()

    def _find(self, step: Step[H, B], rows: Mapping[str, str]) -> dict[str, tuple[H, str]]:
        """Return head and digest of each item that has a row."""
        known = {key: self._heads[key] for key in rows.values() if key in self._heads}
        read = self._cache.get_heads([key for key in rows.values() if key not in known])
        for key, (raw, digest) in read.items():
            head = step.head.read(raw)
            if head is not None:
                known[key] = head, digest
        self._asked |= known
        return {item: known[key] for item, key in rows.items() if key in known}

    def _read_body(self, step: Step[H, B], key: str, make: Callable[[], tuple[H, B]]) -> B:
        """Return the body of a row; where it is gone or damaged, the body that is made anew."""
        last, body = self._last.get(step.name, ("", None))
        if last != key:
            raw = self._cache.get_body(key)
            read = step.body.read(raw) if raw is not None else None
            body = read if read is not None else make()[1]
            self._last[step.name] = key, body
        return cast(B, body)


def _make(step: Step[H, B], make: Callable[[str, _C], tuple[H, B]], context: _C, item: str) -> Any:
    """Return the bytes of head and body, or both themselves if they are not to be stored."""
    head, body = make(item, context)
    raw = (step.head.write(head), step.body.write(body)) if step.is_final(head) else (None, None)
    return ((raw[0], raw[1]), None) if None not in raw else (None, (head, body))


def _remake(
    make: Callable[[str, _C], tuple[H, B]], prepare: Callable[[Sequence[str]], _C], item: str
) -> tuple[H, B]:
    return make(item, prepare([item]))
