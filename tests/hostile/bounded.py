"""Work in a child process with a bound on its processor time: what never ends fails here, and blocks nothing."""

import contextlib
import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")
MOST_S = 10  # of processor time, of which the worst takes about half where the machine is slow
MOST_BYTES = 6 << 30


def run_bounded(work: Callable[[], T], *, most_s: int = MOST_S) -> T:
    """Return what the work gives; an assertion fails where it takes too long, is killed, or raises."""
    forking = multiprocessing.get_context("fork")  # what the child needs has been imported by then
    receiver, sender = forking.Pipe(duplex=False)
    process = forking.Process(target=_work, args=(work, sender, most_s))
    process.start()
    sender.close()
    given: list[T] = []
    with contextlib.suppress(EOFError):
        given.append(receiver.recv())
    process.join()
    assert process.exitcode == 0, f"the work ended with {process.exitcode}"
    return given[0]


def _work(work: Callable[[], object], sender: Connection, most_s: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (most_s, most_s + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    sender.send(work())
