"""Spreads work that is pure over all cores: forks of this process, which know all that it knows, each take the next item that is left.

Of many items, whose records are a gigabyte, a fork takes so many and ends, and this process takes none: what it reads for its work stays.
What a fork gives back is pickled, since nobody but ourselves has written it. A fork that fails in any way changes nothing: what it took is
done here, where an exception of the work is raised as it would be without forks.
"""

import gc
import os
import pickle
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import TypeVar

from builder.effects.aside import work_aside

LEAST = 2  # items for one process: a fork costs what a few milliseconds of work do
MOST_HERE = 1000  # items of which this process takes its share
MOST_AT_ONCE = 2000  # items for which forks are made at once
_RUNS = (
    1024  # in which items are taken, at most: their numbers fit into what every pipe takes at once
)
_NUMBER = struct.Struct("I")

_T = TypeVar("_T")
_R = TypeVar("_R")


def spread(work: Callable[[_T], _R], items: Sequence[_T], workers: int) -> list[_R]:
    """What the work makes of each item, in their order, by at most so many processes at once."""
    rounds = [items[start : start + MOST_AT_ONCE] for start in range(0, len(items), MOST_AT_ONCE)]
    return [
        made
        for some in rounds
        for made in _spread(work, some, workers, works_too=len(items) <= MOST_HERE)
    ]


def _spread(
    work: Callable[[_T], _R], items: Sequence[_T], workers: int, *, works_too: bool
) -> list[_R]:
    """As `spread`; whether this process `works_too`."""
    count = min(workers, len(items) // LEAST)
    runs = _Runs.open(len(items)) if count > 1 else None
    if runs is None:
        return [work(item) for item in items]
    with ExitStack() as forks, runs:

        def take() -> dict[int, _R]:
            return {index: work(items[index]) for run in runs for index in run}

        gc.freeze()  # a collection in a fork would touch, and so copy, every page of memory
        forks.callback(gc.unfreeze)
        waiting = [
            forks.enter_context(work_aside(lambda: pickle.dumps(take())))
            for _ in range(count - works_too)
        ]
        done = take() if works_too else {}
        for wait in waiting:
            done |= _read(wait())
    return [done[index] if index in done else work(item) for index, item in enumerate(items)]


class _Runs:
    """The numbers of items in runs, each of which one process takes: a pipe holds those that are left. A context manager."""

    def __init__(self, items: int, length: int, pipe: int) -> None:
        self._items = items
        self._length = length
        self._pipe = pipe

    @staticmethod
    def open(items: int) -> "_Runs | None":
        """The runs of so many items; nothing where the system has no room for a pipe."""
        try:
            reading, writing = os.pipe()
        except OSError:
            return None
        length = -(-items // _RUNS)
        with open(writing, "wb") as file:
            file.write(b"".join(map(_NUMBER.pack, range(0, items, length))))
        return _Runs(items, length, reading)

    def __enter__(self) -> "_Runs":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._pipe)

    def __iter__(self) -> Iterator[range]:
        while raw := os.read(self._pipe, _NUMBER.size):
            (start,) = _NUMBER.unpack(raw)
            yield range(start, min(start + self._length, self._items))


def _read(raw: bytes) -> dict[int, _R]:
    """What a fork has made; nothing where it did not come through whole."""
    try:
        made: dict[int, _R] = pickle.loads(raw)
    except Exception:  # half of it, or records that do not come back
        return {}
    return made
