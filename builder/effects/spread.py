"""Spreads work that is pure over all cores: forks of this process, which know all that it knows, each do a share.

What a fork gives back is pickled, since nobody but ourselves has written it. A fork that fails in any way changes nothing: its share is
done here, where an exception of the work is raised as it would be without forks.
"""

import gc
import pickle
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TypeVar

from builder.effects.aside import work_aside

LEAST = 2  # items for one process: a fork costs what a few milliseconds of work do

_T = TypeVar("_T")
_R = TypeVar("_R")


def spread(work: Callable[[_T], _R], items: Sequence[_T], workers: int) -> list[_R]:
    """What the work makes of each item, in their order, by at most so many processes at once."""
    count = min(workers, len(items) // LEAST)
    if count < 2:
        return [work(item) for item in items]
    shares = [items[start::count] for start in range(count)]
    with ExitStack() as forks:
        gc.freeze()  # a collection in a fork would touch, and so copy, every page of memory
        forks.callback(gc.unfreeze)
        waiting = [forks.enter_context(work_aside(partial(_write_share, work, share))) for share in shares[1:]]
        done = [[work(item) for item in shares[0]]]
        done += [_read_share(wait()) or [work(item) for item in share] for wait, share in zip(waiting, shares[1:], strict=True)]
    return [done[index % count][index // count] for index in range(len(items))]


def _write_share(work: Callable[[_T], _R], share: Sequence[_T]) -> bytes:
    return pickle.dumps([work(item) for item in share])


def _read_share(raw: bytes) -> list[_R] | None:
    """What a fork has made of its share; nothing where it did not come through whole."""
    try:
        made: list[_R] = pickle.loads(raw)
    except Exception:  # half of it, or records that do not come back
        return None
    return made
