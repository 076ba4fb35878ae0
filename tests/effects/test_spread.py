"""Work spread over forks: the same results in the same order, whatever becomes of a fork."""

import contextlib
import mmap
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.effects.spread import MOST_HERE, spread


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 16, 101])
@pytest.mark.parametrize("workers", [1, 2, 3, 8])
def test_results_come_in_the_order_of_the_items(workers: int, count: int) -> None:
    assert spread(lambda item: item * item, range(count), workers) == [
        item * item for item in range(count)
    ]


def work_a_while(item: int) -> int:
    """The number of the process that did the work; the first item takes longer than all others."""
    time.sleep(0.05 if item else 1.0)
    return os.getpid()


def test_several_processes_work() -> None:
    assert len(set(spread(work_a_while, range(1, 13), 3))) == 3


def test_one_long_item_holds_up_no_other() -> None:
    long, *others = spread(work_a_while, range(9), 2)
    assert long not in others


def test_thousands_of_items_are_shared_out() -> None:
    assert spread(lambda item: -item, range(5000), 2) == list(range(0, -5000, -1))


@pytest.mark.parametrize(("count", "is_here"), [(MOST_HERE, True), (MOST_HERE + 1, False)])
def test_of_many_items_none_is_worked_on_here(count: int, is_here: bool) -> None:

    def work(item: int) -> int:
        time.sleep(0.001)  # long enough for every process to take an item
        return os.getpid()

    assert (os.getpid() in spread(work, range(count), 2)) is is_here


def test_much_comes_back() -> None:
    assert spread(lambda item: bytes(10**6), range(8), 2) == [bytes(10**6)] * 8


@pytest.mark.parametrize(
    "fails",
    [
        lambda: os._exit(1),
        lambda: os.kill(os.getpid(), signal.SIGKILL),
        lambda: (_ for _ in ()).throw(ValueError),
        threading.Lock,  # cannot be pickled
    ],
)
def test_what_a_fork_does_not_bring_back_is_made_here(fails: Callable[[], object]) -> None:
    here = os.getpid()
    tried = mmap.mmap(-1, 1)  # memory that forks share

    def work(item: int) -> object:
        if os.getpid() == here:
            time.sleep(0.05)
            return item
        tried[0] = 1
        return fails()

    assert spread(work, range(9), 3) == list(range(9))
    assert tried[0]


def list_children() -> set[str]:
    """The processes that this one has started and not yet waited for."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                found.add(status.parent.name)
    return found


def test_an_exception_of_the_work_is_raised_and_no_fork_is_left() -> None:
    def work(item: int) -> int:
        return 1 // (item - 3)

    before = list_children()
    with pytest.raises(ZeroDivisionError):
        spread(work, range(8), 2)
    assert list_children() <= before


def test_a_system_that_forks_no_more_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    assert spread(lambda item: item, range(9), 3) == list(range(9))


def test_nobody_need_wait_for_a_fork_where_the_system_does() -> None:
    """As where a supervisor has started us with SIGCHLD ignored."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert spread(lambda item: -item, range(9), 3) == list(range(0, -9, -1))
    finally:
        signal.signal(signal.SIGCHLD, before)
