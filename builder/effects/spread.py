"""Spreads work that is pure over all cores: forks of this process, which know all that it knows, each do a share.

What a fork gives back is pickled, since nobody but ourselves has written it. A fork that fails in any way changes nothing: its share is
done here, where an exception of the work is raised as it would be without forks.
"""

import contextlib
import gc
import os
import pickle
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from builder.effects.system import die_with_parent

LEAST = 2  # items for one process: a fork costs what a few milliseconds of work do

_T = TypeVar("_T")
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class _Fork:
    pid: int
    pipe: int


def spread(work: Callable[[_T], _R], items: Sequence[_T], workers: int) -> list[_R]:
    """What the work makes of each item, in their order, by at most so many processes at once."""
    count = min(workers, len(items) // LEAST)
    if count < 2 or not hasattr(os, "fork"):
        return [work(item) for item in items]
    shares = [items[start::count] for start in range(count)]
    forks: list[_Fork] = []
    try:
        gc.freeze()  # a collection in a fork would touch, and so copy, every page of memory
        with contextlib.suppress(OSError):  # no room for another process: what has none is done here
            forks.extend(_fork(work, share) for share in shares[1:])
        gc.unfreeze()
        done = [[work(item) for item in shares[0]]]
        done += [_collect(fork, work, share) for fork, share in zip(forks, shares[1:], strict=False)]
        done += [[work(item) for item in share] for share in shares[1 + len(forks) :]]
    finally:
        for fork in forks:
            _end(fork)
    return [done[index % count][index // count] for index in range(len(items))]


def _fork(work: Callable[[_T], _R], share: Sequence[_T]) -> _Fork:
    reading, writing = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        raise
    if pid == 0:
        _work(work, share, writing)
    os.close(writing)
    return _Fork(pid, reading)


def _work(work: Callable[[_T], _R], share: Sequence[_T], pipe: int) -> NoReturn:
    """Does a share and writes what came of it; a share that is not done is not written."""
    try:
        die_with_parent()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        left = memoryview(pickle.dumps([work(item) for item in share]))
        while left:
            left = left[os.write(pipe, left) :]
    finally:
        os._exit(0)


def _collect(fork: _Fork, work: Callable[[_T], _R], share: Sequence[_T]) -> list[_R]:
    """What the fork has made of its share, or else what is made of it here."""
    with contextlib.suppress(Exception):
        with open(fork.pipe, "rb", closefd=False) as file:
            made: list[_R] = pickle.load(file)
        if len(made) == len(share):
            return made
    return [work(item) for item in share]


def _end(fork: _Fork) -> None:
    """Leaves nothing of the fork, whatever it is doing."""
    os.close(fork.pipe)
    with contextlib.suppress(ProcessLookupError):
        os.kill(fork.pid, signal.SIGKILL)
    os.waitpid(fork.pid, 0)
