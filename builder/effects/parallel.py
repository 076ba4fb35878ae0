"""A parallel map over forks of this process, which know all that it knows."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar, cast

from builder.effects.files.system import die_with_parent

LEAST = 4  # items for one worker: a pool costs what so many items do
_CHUNKS = 8  # for each worker, so that none waits long for another

_T = TypeVar("_T")
_R = TypeVar("_R")
_WORK: list[Callable[[int], object]] = []  # of a worker: what it does with an index


def parallel_map(work: Callable[[_T], _R], items: Sequence[_T], workers: int) -> list[_R]:
    """Return `work(item)` for each item, in their order, computed by at most so many processes.

    Results are pickled on their way here, work and items are not. An exception of the work is
    raised here; where a worker dies or cannot be started, the work is done in this process.
    """
    count = min(workers, len(items) // LEAST)
    if count < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return [work(item) for item in items]
    chunk = max(1, len(items) // (count * _CHUNKS))
    context = multiprocessing.get_context("fork")
    job = (lambda index: work(items[index]),)
    try:
        with ProcessPoolExecutor(count, context, _begin, job) as pool:
            return cast(list[_R], list(pool.map(_call, range(len(items)), chunksize=chunk)))
    except (BrokenProcessPool, OSError):
        return [work(item) for item in items]


def _begin(work: Callable[[int], object]) -> None:
    die_with_parent()
    _WORK[:] = [work]


def _call(index: int) -> object:
    return _WORK[0](index)
