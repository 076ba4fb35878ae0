"""Runs jobs in parallel in processes forked from zygotes, and yields outcomes as they arrive."""

import json
import selectors
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from builder.effects import ACTIVATE, LEFT, TRUST, Faults, WorldError
from builder.effects.files.system import count_cores
from builder.effects.sandbox.channel import CANCEL, HELLO
from builder.effects.sandbox.zygote_client import ZygoteClient, start_zygote
from builder.records.request import Request
from builder.records.run import Failure, Outcome
from builder.witness.run_json import job_to_json, outcome_from_json

TICK_S = 0.1
MOST_ATTEMPTS = 2  # a zygote that dies ends its other jobs too; they are tried once more


class ExecutorError(WorldError):
    """No witness can be run on this machine; the text says why."""


class Executor:
    """Runner of the jobs of the atlas at `root`; a context manager.

    No process starts before the first job, and none is left after `close`.
    """

    def __init__(
        self,
        root: Path,
        *,
        jobs: int = 0,
        trust_content: bool = False,
        first: ZygoteClient | None = None,
        tick: Callable[[], None] = lambda: None,
    ) -> None:
        """Run at most `jobs` runs at once; 0 means one per core.

        With `trust_content` a run does without the sandbox layers that are missing. `first` is the
        zygote of first attempts if it has been started already; it is closed with the others.
        `tick` is called every `TICK_S` while runs go on.
        """
        self.jobs = jobs if jobs > 0 else count_cores()
        self._root = root.resolve()
        self._trust_content = trust_content
        self._zygotes = {} if first is None else {0: first}
        self._numbers = HELLO
        self._tick = tick
        self._cancelled: set[int] = set()  # indices of requests of the last `run`
        self._started: dict[int, float] = {}  # index of a request that runs -> when it was ordered
        # Index of a request of the last `run` -> seconds from its order to its outcome.
        self.spent: dict[int, float] = {}

    def __enter__(self) -> "Executor":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def run(self, requests: Sequence[Request]) -> Iterator[tuple[int, Outcome]]:
        """Yield each request's index and outcome, in order of completion.

        `requests` may grow while the outcomes are iterated over.

        Raises: `ExecutorError` if no zygote can be started, or if a sandbox layer is missing and
        the content is not trusted.
        """
        taken = 0
        again: deque[int] = deque()
        attempts: Counter[int] = Counter()
        self.spent.clear()
        self._cancelled.clear()
        try:
            while again or taken < len(requests) or self._count_running():
                while (again or taken < len(requests)) and self._count_running() < self.jobs:
                    if again:
                        index = again.popleft()
                    else:
                        index, taken = taken, taken + 1
                    if index not in self._cancelled:
                        attempts[index] += 1
                        self._order(index, requests[index])
                for index, outcome in self._receive():
                    self.spent[index] = time.perf_counter() - self._started.pop(index)
                    if outcome is not None:
                        yield index, outcome
                    elif attempts[index] < MOST_ATTEMPTS:
                        again.append(index)
                    else:
                        failure = Failure("killed", "the process that watches the run was ended")
                        yield index, Outcome(complete=False, failure=failure)
                self._tick()
        finally:
            if self._count_running():
                self.close()  # the caller has stopped iterating

    def cancel(self, index: int) -> None:
        """End the run of a request, or never start it; it has no outcome."""
        self._cancelled.add(index)
        self._started.pop(index, None)
        for zygote in self._zygotes.values():
            for number in [one for one, other in zygote.running.items() if other == index]:
                del zygote.running[number]
                zygote.channel.send(number, CANCEL)

    def list_running(self) -> dict[int, float]:
        """Return for how many seconds each request runs, by its index."""
        now = time.perf_counter()
        return {index: now - started for index, started in list(self._started.items())}

    def close(self) -> None:
        """End every process and remove every scratch folder."""
        for zygote in self._zygotes.values():
            zygote.channel.close()  # all channels first, so that the zygotes end in parallel
        for zygote in self._zygotes.values():
            zygote.close()
        self._zygotes.clear()
        self._started.clear()

    def _count_running(self) -> int:
        return sum(len(zygote.running) for zygote in self._zygotes.values())

    def _order(self, index: int, request: Request) -> None:
        zygote = self._zygote(request.job.attempt)
        self._started[index] = time.perf_counter()
        self._numbers += 1
        zygote.running[self._numbers] = index
        folder = json.dumps(str(self._root / request.folder))
        zygote.channel.send(
            self._numbers, f'{{"folder": {folder}, "job": {job_to_json(request.job)}}}'.encode()
        )

    def _receive(self) -> list[tuple[int, Outcome | None]]:
        """Wait for messages and return the outcomes; `None` for a request whose zygote is gone."""
        found: list[tuple[int, Outcome | None]] = []
        with selectors.DefaultSelector() as selector:
            for zygote in self._zygotes.values():
                writing = selectors.EVENT_WRITE if zygote.channel.has_more else 0
                selector.register(zygote.channel, selectors.EVENT_READ | writing, zygote)
            ready: list[ZygoteClient] = [key.data for key, _ in selector.select(TICK_S)]
        for zygote in ready:
            zygote.channel.flush()
            for number, body in zygote.channel.receive():
                if number == HELLO:
                    zygote.is_warm = True
                    self._require_sandbox(body)
                elif number in zygote.running:
                    found.append((zygote.running.pop(number), outcome_from_json(body)))
            if not zygote.channel.is_open:
                found += [(index, None) for index in self._bury(zygote)]
        return found

    def _require_sandbox(self, hello: bytes) -> None:
        faults: Faults = json.loads(hello)
        if faults and not self._trust_content:
            missing = "; ".join(f"{name}: {fault}" for name, fault in faults)
            raise ExecutorError(
                "witnesses cannot be locked away on this machine, so none was run. "
                f"Missing is {missing}. See 'plumbline doctor'. {LEFT}. {TRUST}"
            )

    def _bury(self, zygote: ZygoteClient) -> list[int]:
        """Remove a zygote that is gone and return the requests that it had."""
        kept = {place: other for place, other in self._zygotes.items() if other is not zygote}
        self._zygotes = kept
        ended_by = zygote.find_signal()
        complaint = zygote.close()
        if not zygote.is_warm:
            reason = _describe_start(ended_by, complaint.decode(errors="replace"))
            raise ExecutorError(f"the process that runs witnesses did not start: {reason}")
        return list(zygote.running.values())

    def _zygote(self, place: int) -> ZygoteClient:
        if place not in self._zygotes:
            self._zygotes[place] = start_zygote(place, trust_content=self._trust_content)
        return self._zygotes[place]


def _describe_start(ended_by: str, complaint: str) -> str:
    """Say why a zygote did not start, from the signal that ended it and its standard error."""
    if ended_by:
        return (
            f"it was ended by {ended_by} before any page's code; a library may fail on this "
            "processor, or memory may be short: see 'plumbline doctor'"
        )
    lines = complaint.strip().splitlines() or ["it says nothing"]
    hint = f"; {ACTIVATE}" if lines[-1].startswith("ModuleNotFoundError") else ""
    return f"{lines[-1]}{hint}"
