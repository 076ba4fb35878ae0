"""Runs jobs in warm child processes, in parallel, and yields their outcomes as they come."""

import json
import selectors
import time
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from builder.effects import Faults, WorldError
from builder.effects.channel import HELLO
from builder.effects.system import count_cores
from builder.effects.warm import Warm, start_zygote
from builder.records.request import Request
from builder.records.run import Failure, Outcome
from builder.witness.run_json import job_to_json, outcome_from_json

MOST_ATTEMPTS = 2  # a zygote that dies takes its other jobs with it; they are tried once more


class ExecutorError(WorldError):
    """No witness can be run here; the text says why."""


class Executor:
    """Runs jobs of the atlas at `root`; a context manager. Nothing is started before the first job, nothing is left after `close`."""

    def __init__(
        self, root: Path, *, jobs: int = 0, trust_content: bool = False, first: Warm | None = None
    ) -> None:
        """`jobs` is how many runs go on at once, all cores where 0; with `trust_content` a run does without the walls that are missing.

        `first` is the zygote of first attempts where it has been started already; it is closed with the others.
        """
        self.jobs = jobs if jobs > 0 else count_cores()
        self._root = root.resolve()
        self._trust_content = trust_content
        self._zygotes = {} if first is None else {0: first}
        self._numbers = HELLO
        self.spent: dict[
            int, float
        ] = {}  # index of a request of the last `run` -> seconds from its order to its outcome

    def __enter__(self) -> "Executor":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def run(self, requests: Sequence[Request]) -> Iterator[tuple[int, Outcome]]:
        """Each request's index and outcome, in the order in which they are done; at most `jobs` run at once.

        Raises: `ExecutorError` where no zygote can be started, or runs cannot be locked away and the content is not trusted.
        """
        waiting = deque(range(len(requests)))
        attempts = [0] * len(requests)
        ordered = [0.0] * len(requests)
        self.spent.clear()
        try:
            while waiting or any(zygote.running for zygote in self._zygotes.values()):
                while (
                    waiting
                    and sum(len(zygote.running) for zygote in self._zygotes.values()) < self.jobs
                ):
                    index = waiting.popleft()
                    attempts[index] += 1
                    ordered[index] = time.perf_counter()
                    self._order(index, requests[index])
                for index, outcome in self._receive():
                    self.spent[index] = time.perf_counter() - ordered[index]
                    if outcome is not None:
                        yield index, outcome
                    elif attempts[index] < MOST_ATTEMPTS:
                        waiting.appendleft(index)
                    else:
                        yield (
                            index,
                            Outcome(
                                complete=False,
                                failure=Failure(
                                    "killed", "the process that watches the run was ended"
                                ),
                            ),
                        )
        finally:
            if any(zygote.running for zygote in self._zygotes.values()):
                self.close()  # the caller has stopped listening

    def close(self) -> None:
        """Ends every process and removes every scratch folder."""
        for zygote in self._zygotes.values():
            zygote.channel.close()  # all of them first: each ends by itself, and none waits for another
        for zygote in self._zygotes.values():
            zygote.close()
        self._zygotes.clear()

    def _order(self, index: int, request: Request) -> None:
        zygote = self._zygote(request.job.attempt)
        self._numbers += 1
        zygote.running[self._numbers] = index
        folder = json.dumps(str(self._root / request.folder))
        zygote.channel.send(
            self._numbers, f'{{"folder": {folder}, "job": {job_to_json(request.job)}}}'.encode()
        )

    def _receive(self) -> list[tuple[int, Outcome | None]]:
        """Waits for something to happen; `None` for a request whose zygote is gone."""
        found: list[tuple[int, Outcome | None]] = []
        with selectors.DefaultSelector() as selector:
            for zygote in self._zygotes.values():
                writing = selectors.EVENT_WRITE if zygote.channel.has_more else 0
                selector.register(zygote.channel, selectors.EVENT_READ | writing, zygote)
            ready: list[Warm] = [key.data for key, _ in selector.select()]
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

    def _bury(self, zygote: Warm) -> list[int]:
        """Forgets a zygote that is gone and returns the requests that it had."""
        self._zygotes = {
            place: other for place, other in self._zygotes.items() if other is not zygote
        }
        told = zygote.close()
        if not zygote.is_warm:
            last = told.decode(errors="replace").strip().splitlines()[-1:]
            raise ExecutorError(
                f"the process that runs witnesses did not start: {last[0] if last else 'it says nothing'}"
            )
        return list(zygote.running.values())

    def _zygote(self, place: int) -> Warm:
        if place not in self._zygotes:
            self._zygotes[place] = start_zygote(place, trust_content=self._trust_content)
        return self._zygotes[place]
