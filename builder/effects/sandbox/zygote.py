"""A warm process that forks one child per job, watches it, and sends back its record.

The costly imports are done once, so a fork takes milliseconds. The zygote runs no content itself
and never blocks on a child. A child that ends, closes its pipe, floods it or exceeds its time is
killed with all its processes, and its outcome says so.
"""

import contextlib
import gc
import importlib
import json
import os
import secrets
import selectors
import signal
import socket
import time
from dataclasses import dataclass, field
from typing import TypedDict

import numpy

from builder.effects import Faults
from builder.effects.figures.draw import prepare_drawing
from builder.effects.files.system import die_with_parent, name_signal
from builder.effects.sandbox.channel import CANCEL, HELLO, Channel
from builder.effects.sandbox.child import ChildSetup, run_child
from builder.effects.sandbox.lockdown import find_faults
from builder.effects.sandbox.lockdown.namespaces import enter_namespaces
from builder.effects.sandbox.scratch_folders import ScratchFolder, ScratchFolders
from builder.effects.sandbox.watchdog import find_excess
from builder.witness.answers import name_error
from builder.witness.messages import JobMessage, LimitsMessage, OutcomeMessage, failed
from builder.witness.prepare import prepare

WATCH_S = 0.1  # between two measurements of what the runs use
GRACE_S = 1.0  # beyond the time limit, for a child to write its record after its own alarm
EXIT_S = 0.1  # for a child that closed its pipe to exit by itself and leave its exit status
LARGEST_RECORD = 32 * 2**20  # bytes
_KEPT = {"HOME", "TMPDIR", "MPLCONFIGDIR"}  # variables that matplotlib reads when imported
WARM = (
    "collections",
    "fractions",
    "functools",
    "itertools",
    "statistics",
    "numpy.fft",
    "numpy.linalg",
    "numpy.polynomial",
    "numpy.random",
)


class OrderMessage(TypedDict):
    """What the build sends: a job and the absolute path of its concept's folder."""

    job: JobMessage
    folder: str


@dataclass(slots=True)
class _Child:
    """A run that has not ended."""

    number: int
    pid: int
    pipe: int
    nonce: bytes
    slot: ScratchFolder
    limits: LimitsMessage
    deadline: float
    record: bytearray = field(default_factory=bytearray)


class Zygote:
    """Server of one channel: it forks a child for each job until the build closes the channel."""

    def __init__(self, channel: Channel, root: str, faults: Faults) -> None:
        """Create scratch folders below `root`; `faults` are the missing sandbox layers."""
        self._channel = channel
        self._slots = ScratchFolders(root, without=tuple(name for name, _ in faults))
        self._children: dict[int, _Child] = {}  # pipe -> child
        self._selector = selectors.DefaultSelector()
        self._can_draw = False
        self._next_watch = 0.0

    def serve(self) -> None:
        """Receive jobs and send outcomes until the build ends."""
        self._selector.register(self._channel, selectors.EVENT_READ)
        try:
            while self._channel.is_open:
                writing = selectors.EVENT_WRITE if self._channel.has_more else 0
                self._selector.modify(self._channel, selectors.EVENT_READ | writing)
                for key, _ in self._selector.select(self._next_timeout()):
                    if key.fileobj is self._channel:
                        self._exchange()
                    else:
                        self._read(self._children[key.fd])
                self._watch()
        finally:
            for child in list(self._children.values()):
                self._forget(child)

    def _exchange(self) -> None:
        for number, body in self._channel.receive():
            if body == CANCEL:
                for child in [one for one in self._children.values() if one.number == number]:
                    self._forget(child)
                continue
            order: OrderMessage = json.loads(body)
            try:
                self._fork(number, order)
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                # The build has parsed the source before, so it never sends such a job.
                self._channel.send(
                    number, json.dumps(failed("exception", name_error(error))).encode()
                )
            except OSError as error:
                # No process or no room for its folder: only this run fails, not the zygote.
                self._channel.send(
                    number,
                    json.dumps(
                        failed("record", f"the run cannot be started: {error.strerror}")
                    ).encode(),
                )
        self._channel.flush()

    def _fork(self, number: int, order: OrderMessage) -> None:
        job = order["job"]
        if not self._can_draw and _may_draw(job):
            prepare_drawing()
            self._can_draw = True
            gc.freeze()
        prepared = prepare(job)
        slot = self._slots.take()
        nonce, descriptor = secrets.token_bytes(16), 100 + secrets.randbelow(100)
        try:
            reading, writing = os.pipe()
            pid = os.fork()
        except OSError:
            self._slots.give_back(slot)
            raise
        if pid == 0:
            folder, scratch, walls = order["folder"], slot.scratch, slot.walls
            surroundings = ChildSetup(folder, scratch, walls, writing, descriptor)
            run_child(job, prepared, surroundings, nonce)
        os.close(writing)
        os.set_blocking(reading, False)
        limits = job["limits"]
        child = _Child(
            number, pid, reading, nonce, slot, limits, time.monotonic() + limits["time_s"] + GRACE_S
        )
        self._children[reading] = child
        self._selector.register(reading, selectors.EVENT_READ)

    def _read(self, child: _Child) -> None:
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(child.pipe, 1 << 20):
                child.record += chunk
                if len(child.record) > LARGEST_RECORD:
                    self._end(
                        child,
                        failed(
                            "output",
                            f"the run's record is larger than {LARGEST_RECORD // 2**20} MiB",
                        ),
                    )
                    return
                if _is_whole(child):
                    break
            self._end(child, None)

    def _watch(self) -> None:
        """End the runs that exceed a limit; measure at most once every `WATCH_S`."""
        now = time.monotonic()
        if now < self._next_watch:
            return
        self._next_watch = now + WATCH_S
        for child in list(self._children.values()):
            if child.deadline <= now:
                self._end(
                    child, failed("time", f"the run takes longer than {child.limits['time_s']} s")
                )
            elif excess := find_excess(child.pid, child.slot.scratch, child.limits):
                self._end(child, failed(*excess))

    def _end(self, child: _Child, outcome: OutcomeMessage | None) -> None:
        """Kill the child and send `outcome`, else its record, else what its exit status says."""
        is_whole = outcome is None and _is_whole(child)
        status = self._forget(child, wait_s=0.0 if is_whole or outcome is not None else EXIT_S)
        if is_whole:
            self._channel.send(
                child.number, bytes(child.record[len(child.nonce) : -len(child.nonce)])
            )
        else:
            self._channel.send(
                child.number, json.dumps(outcome or _describe_end(status, child)).encode()
            )

    def _forget(self, child: _Child, wait_s: float = 0.0) -> int:
        """End the child's processes, close its pipe, free its slot; return its `waitpid` status."""
        self._selector.unregister(child.pipe)
        del self._children[child.pipe]
        os.close(child.pipe)
        _wait(child.pid, wait_s)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(child.pid, signal.SIGKILL)
        status = os.waitpid(child.pid, 0)[1]
        self._slots.give_back(child.slot)
        return status

    def _next_timeout(self) -> float | None:
        return max(0.0, self._next_watch - time.monotonic()) if self._children else None


def _is_whole(child: _Child) -> bool:
    """Return true if the record has arrived complete, with the nonce at both ends.

    Only the child's own recorder knows the nonce.
    """
    record, nonce = child.record, child.nonce
    is_framed = record.startswith(nonce) and record.endswith(nonce)
    return is_framed and len(record) >= 2 * len(nonce)


def _wait(pid: int, wait_s: float) -> None:
    """Wait at most `wait_s` seconds until the process ends, and leave it unreaped.

    The kernel does not reuse the process id before it is reaped.
    """
    until = time.monotonic() + wait_s
    while hasattr(os, "waitid") and time.monotonic() < until:
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return
        time.sleep(0.002)


def _describe_end(status: int, child: _Child) -> OutcomeMessage:
    """Return the outcome of a child that left no record."""
    if child.record:
        return failed("record", "the run's record is damaged")
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU:
            return failed(
                "time", f"the run takes longer than {child.limits['time_s']} s of processor time"
            )
        return failed(
            "killed", f"the run was ended by {name_signal(number)} before its record was written"
        )
    code = os.waitstatus_to_exitcode(status)
    return failed(
        "exit",
        f"the run ended by itself with status {code} before its record was written",
    )


def _may_draw(job: JobMessage) -> bool:
    """Return true if the job, or a module beside the page, may need matplotlib.

    Importing matplotlib is slow, so the zygote imports it once for all runs.
    """
    modules = any(name.endswith(".py") for name, _ in job["files"])
    return (
        modules
        or job["figure"] is not None
        or any("matplotlib" in cell["code"] for cell in job["cells"])
    )


def warm_up() -> None:
    """Import the modules that most witnesses use, and run the linear algebra once."""
    for name in WARM:
        importlib.import_module(name)
    numpy.linalg.svd(numpy.eye(3))
    numpy.linalg.solve(numpy.eye(3), numpy.ones(3))
    numpy.random.default_rng(0).standard_normal(3)


def main(descriptor: int, root: str, is_trusted: str) -> None:
    """Run a zygote on an inherited socket.

    Its hello message names the missing sandbox layers. If any is missing, it serves only trusted
    content.
    """
    enter_namespaces()  # if the system allows it; the sandbox layers do not depend on it
    die_with_parent()  # after the namespaces, since new credentials clear the setting
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = Channel(socket.socket(fileno=descriptor))
    faults = find_faults()
    if not faults or is_trusted:
        warm_up()
        gc.collect()
        gc.freeze()
    for name in os.environ.keys() - _KEPT:  # only the imports needed the other variables
        del os.environ[name]
    channel.send(HELLO, json.dumps(faults).encode())
    if not faults or is_trusted:
        Zygote(channel, root, faults).serve()
