"""Keeps the newest readings of each file in memory.

A preview reads another text at every edit, and asks for the newest only.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from builder.records.text import Written

_T = TypeVar("_T")
_Read = Callable[[Written], _T]


def keep_newest(*, files: int, each: int) -> Callable[[_Read[_T]], _Read[_T]]:
    """Return a decorator that caches results: `each` of one file, for so many `files`.

    Results of a file are dropped for newer results of the same file, so edits of one file neither
    fill the memory nor drop other files.
    """

    def decorate(read: _Read[_T]) -> _Read[_T]:
        @lru_cache(maxsize=files)
        def open_file(path: str) -> _Read[_T]:
            return lru_cache(maxsize=each)(read)

        @wraps(read)
        def read_once(written: Written) -> _T:
            return open_file(written.place.path)(written)

        return read_once

    return decorate
