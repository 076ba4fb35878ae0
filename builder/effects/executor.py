"""Runs jobs in warm child processes, in parallel, and yields their outcomes as they come."""

import contextlib
import json
import os
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import builder
from builder.effects import Faults, WorldError
from builder.effects.arithmetic import pin_arithmetic
from builder.effects.channel import HELLO, Channel
from builder.effects.system import count_cores
from builder.records.request import Request
from builder.records.run import Failure, Outcome
from builder.witness.wire import job_to_json, outcome_from_json

# Zygotes differ in hash seed and in where their memory lies: a run that is repeated in another shows the order of sets, addresses
# of objects and whatever else no seed fixes. The first attempt at a job is made in the first, its repeats in the others.
HASH_SEEDS = ("1", "2", "3", "4")
# Memory that is given back is used again, and comes in large pages where the system has them: a run's first touch of each page is dear.
# Source: "Memory Allocation Tunables" of the manual of the GNU C library; others ignore it.
_MEMORY = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=134217728"}
CLOSE_S = 2.0
MOST_ATTEMPTS = 2  # a zygote that dies takes its other jobs with it; they are tried once more

_START = (
    "import sys; {path!r} in sys.path or sys.path.append({path!r}); "
    "from builder.effects.zygote import main; main({descriptor}, {root!r}, {trusted!r})"
)


class ExecutorError(WorldError):
    """No witness can be run here; the text says why."""


@dataclass(slots=True)
class _Warm:
    """A zygote, as the build sees it."""

    process: "subprocess.Popen[bytes]"
    channel: Channel
    running: dict[int, int] = field(default_factory=dict)  # number of the order -> index of the request
    is_warm: bool = False


class Executor:
    """Runs jobs of the atlas at `root`; a context manager. Nothing is started before the first job, nothing is left after `close`."""

    def __init__(self, root: Path, *, jobs: int = 0, trust_content: bool = False) -> None:
        """`jobs` is how many runs go on at once, all cores where 0; with `trust_content` a run does without the walls that are missing."""
        self.jobs = jobs if jobs > 0 else count_cores()
        self._root = root.resolve()
        self._trust_content = trust_content
        self._scratch: str | None = None
        self._zygotes: dict[int, _Warm] = {}
        self._numbers = HELLO

    def __enter__(self) -> "Executor":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def run(self, requests: Sequence[Request]) -> Iterator[tuple[int, Outcome]]:
        """Each request's index and outcome, in the order in which they are done; at most `jobs` run at once.

        Raises: `ExecutorError` where no zygote can be started, or runs cannot be locked away and the content is not trusted.
        """
        waiting = deque(range(len(requests)))
        attempts = [0] * len(requests)
        try:
            while waiting or any(zygote.running for zygote in self._zygotes.values()):
                while waiting and sum(len(zygote.running) for zygote in self._zygotes.values()) < self.jobs:
                    index = waiting.popleft()
                    attempts[index] += 1
                    self._order(index, requests[index])
                for index, outcome in self._receive():
                    if outcome is not None:
                        yield index, outcome
                    elif attempts[index] < MOST_ATTEMPTS:
                        waiting.appendleft(index)
                    else:
                        yield index, Outcome(complete=False, failure=Failure("killed", "the process that watches the run was ended"))
        finally:
            if any(zygote.running for zygote in self._zygotes.values()):
                self.close()  # the caller has stopped listening

    def warm_up(self) -> None:
        """Starts the zygote of first attempts and does not wait for it."""
        self._zygote(0)

    def close(self) -> None:
        """Ends every process and removes every scratch folder."""
        for zygote in self._zygotes.values():
            zygote.channel.close()
        for zygote in self._zygotes.values():
            _end(zygote.process)
        self._zygotes.clear()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None

    def _order(self, index: int, request: Request) -> None:
        zygote = self._zygote(request.job.attempt)
        self._numbers += 1
        zygote.running[self._numbers] = index
        folder = json.dumps(str(self._root / request.folder))
        zygote.channel.send(self._numbers, f'{{"folder": {folder}, "job": {job_to_json(request.job)}}}'.encode())

    def _receive(self) -> list[tuple[int, Outcome | None]]:
        """Waits for something to happen; `None` for a request whose zygote is gone."""
        found: list[tuple[int, Outcome | None]] = []
        with selectors.DefaultSelector() as selector:
            for zygote in self._zygotes.values():
                writing = selectors.EVENT_WRITE if zygote.channel.has_more else 0
                selector.register(zygote.channel, selectors.EVENT_READ | writing, zygote)
            ready: list[_Warm] = [key.data for key, _ in selector.select()]
        for zygote in ready:
            zygote.channel.flush()
            for number, body in zygote.channel.receive():
                if number == HELLO:
                    zygote.is_warm = True
                    self._require_walls(body)
                elif number in zygote.running:
                    found.append((zygote.running.pop(number), outcome_from_json(body)))
            if not zygote.channel.is_open:
                found += [(index, None) for index in self._bury(zygote)]
        return found

    def _require_walls(self, hello: bytes) -> None:
        faults: Faults = json.loads(hello)
        if faults and not self._trust_content:
            told = "; ".join(f"{name}: {fault}" for name, fault in faults)
            raise ExecutorError(
                f"witnesses cannot be locked away on this machine, so none was run. Missing is {told}. "
                "See 'python -m builder doctor'; if you have read every page, --trust-content runs them all the same"
            )

    def _bury(self, zygote: _Warm) -> list[int]:
        """Forgets a zygote that is gone and returns the requests that it had."""
        self._zygotes = {place: other for place, other in self._zygotes.items() if other is not zygote}
        zygote.channel.close()
        _, told = _end(zygote.process)
        if not zygote.is_warm:
            last = told.decode(errors="replace").strip().splitlines()[-1:]
            raise ExecutorError(f"the process that runs witnesses did not start: {last[0] if last else 'it says nothing'}")
        return list(zygote.running.values())

    def _zygote(self, place: int) -> _Warm:
        if place not in self._zygotes:
            if self._scratch is None:
                self._scratch = tempfile.mkdtemp(prefix="plumbline-")
            self._zygotes[place] = _start(HASH_SEEDS[place], self._scratch, "yes" if self._trust_content else "")
        return self._zygotes[place]


def _start(hash_seed: str, scratch: str, trusted: str) -> _Warm:
    """A new zygote in a clean environment. It is not started with `-I`, which would ignore the hash seed; `-s -P` give the rest."""
    ours, theirs = socket.socketpair()
    path = str(Path(builder.__file__).parents[1])
    environment = {"PYTHONHASHSEED": hash_seed, "HOME": scratch, "TMPDIR": scratch, "MPLCONFIGDIR": scratch, "PATH": os.defpath}
    environment |= pin_arithmetic() | _MEMORY
    with theirs:
        start = _START.format(path=path, descriptor=theirs.fileno(), root=scratch, trusted=trusted)
        process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-X", "utf8", "-c", start],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
    return _Warm(process, Channel(ours))


def _end(process: "subprocess.Popen[bytes]") -> tuple[bytes, bytes]:
    """Waits for a zygote whose channel is closed, and kills it if it does not end; returns what it wrote."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        out, told = process.communicate(timeout=CLOSE_S)
        return out or b"", told or b""
    process.kill()
    out, told = process.communicate()
    return out or b"", told or b""
