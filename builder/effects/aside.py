"""Has something worked out by a fork of this process, which knows all that it knows, while this one goes on. Imports nothing heavy."""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from typing import NoReturn


@contextlib.contextmanager
def work_aside(work: Callable[[], bytes]) -> Iterator[Callable[[], bytes]]:
    """Begins the work on another core; what is yielded waits for what comes of it.

    That is nothing where the fork fails in any way: the work is to be done here then. At the end nothing is left of the fork, whatever it
    is doing.
    """
    forked = _fork()
    if forked is None:
        yield bytes
        return
    pid, reading, writing = forked
    if pid == 0:
        _work(work, writing)
    os.close(writing)
    try:
        yield lambda: _read(reading)
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(
            ChildProcessError
        ):  # where a supervisor has SIGCHLD ignored, the system has waited for it
            os.waitpid(pid, 0)


def _fork() -> tuple[int, int, int] | None:
    """The number of the fork, 0 in the fork itself, and the two ends of a pipe; nothing where the system has no room for them."""
    try:
        reading, writing = os.pipe()
    except OSError:
        return None
    try:
        return os.fork(), reading, writing
    except (OSError, AttributeError):  # or has no such thing
        os.close(reading)
        os.close(writing)
        return None


def _work(work: Callable[[], bytes], pipe: int) -> NoReturn:
    """Does the work and writes what came of it; where it is not done, nothing is written."""
    try:
        from builder.effects.system import die_with_parent

        die_with_parent()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        left = memoryview(work())
        while left:
            left = left[os.write(pipe, left) :]
    finally:
        os._exit(0)


def _read(pipe: int) -> bytes:
    with contextlib.suppress(OSError), open(pipe, "rb", closefd=False) as file:
        return file.read()
    return b""
