"""Runs witnesses beside the preview: a build takes what is done and goes on without the rest.

An edit changes what is wanted. A run that nobody wants any more is ended at once; the others go on.
"""

import threading
from collections.abc import Callable, Iterator

from builder.effects.cache.outcomes import Outcomes
from builder.effects.job_runner import Plans, take_finished
from builder.effects.sandbox.executor import Executor
from builder.effects.sandbox.schedule import Schedule
from builder.records.request import Request
from builder.records.run import Outcome, is_worth_keeping


class BackgroundRuns:
    """A thread that runs what the last build wanted; `notify` is called when a plan has ended."""

    def __init__(
        self,
        outcomes: Outcomes,
        start: Callable[[Callable[[], None]], Executor],
        notify: Callable[[], None],
    ) -> None:
        """Call `start` with a function that the executor calls every `TICK_S`."""
        self._outcomes = outcomes
        self._executor = start(self._order)
        self._notify = notify
        self._changed = threading.Condition()
        self._schedules: list[Schedule] = []  # of the last build
        self._next: list[Schedule] = []  # of the build that goes on
        self._failed: dict[str, Outcome] = {}  # by key: what no cache keeps, for this session
        self._next_failed: dict[str, Outcome] = {}  # those that the build that goes on asks for
        self._requests: list[Request] = []  # what the executor was asked, in this order
        self._active: dict[str, int] = {}  # key -> index of a request without an outcome
        self._error: BaseException | None = None
        self._is_closed = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def take(self, plans: Plans) -> Iterator[tuple[int, tuple[Outcome, ...]]]:
        """Yield each plan whose jobs have been run; the others are wanted once the build ends."""
        requests = [request for plan in plans for request in plan]
        known = self._outcomes.get(requests)
        keys = {request.job.key for request in requests}
        with self._changed:
            failed = {key: found for key, found in self._failed.items() if key in keys}
            self._next_failed |= failed
            schedule = Schedule(plans, known | failed)
            self._next.append(schedule)
        yield from take_finished(schedule)

    def end_build(self) -> None:
        """Want what this build has asked for, and nothing else. Raises: what ended the thread."""
        with self._changed:
            if self._error is not None:
                raise self._error
            self._schedules, self._next = self._next, []
            self._failed, self._next_failed = self._next_failed, {}
            self._changed.notify_all()

    def is_busy(self) -> bool:
        """Return true if anything that the last build wanted has not been run."""
        with self._changed:
            return self._error is None and bool(self._list_wanted())

    def wait(self, seconds: float) -> None:
        """Wait until nothing is wanted, at most for so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._error or not self._list_wanted(), seconds)

    def list_running(self) -> list[tuple[str, float, int]]:
        """Return the concept of each run with its seconds so far and its limit, longest first."""
        with self._changed:
            requests = list(self._requests)
            running = self._executor.list_running()
        found = [
            (requests[index].folder.removeprefix("concepts/"), seconds, request_limit)
            for index, seconds in running.items()
            if index < len(requests)
            for request_limit in [requests[index].job.limits.time_s]
        ]
        return sorted(found, key=lambda one: -one[1])

    def close(self) -> None:
        """End the thread and all runs."""
        with self._changed:
            self._is_closed = True
            self._schedules.clear()
            self._changed.notify_all()
        self._thread.join()

    def _work(self) -> None:
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._is_closed or self._list_wanted())
                    if self._is_closed:
                        return
                self._run_wanted()
        except Exception as error:  # the build that comes next raises it
            with self._changed:
                self._error = error
                self._changed.notify_all()
            self._notify()
        finally:
            self._executor.close()

    def _run_wanted(self) -> None:
        """Run until nothing is wanted; `_order` adds what new builds want."""
        with self._changed:
            self._requests, self._active = [], {}
        self._order()
        for index, outcome in self._executor.run(self._requests):
            request = self._requests[index]
            key, kind = request.job.key, request.job.kind
            self._outcomes.put(key, kind, outcome)
            with self._changed:
                self._active.pop(key, None)
                if not is_worth_keeping(kind, outcome):
                    self._failed[key] = outcome
                has_ended = False
                for schedule in self._schedules:
                    schedule.settle(key, outcome)
                    has_ended |= bool(schedule.finished)
                    schedule.finished.clear()
                self._changed.notify_all()
            self._order()
            if has_ended:
                self._notify()

    def _order(self) -> None:
        """Ask for what is wanted and not asked for yet, and end what is not wanted any more."""
        with self._changed:
            wanted = self._list_wanted()
            for key in [one for one in self._active if one not in wanted]:
                self._executor.cancel(self._active.pop(key))
            for key, request in wanted.items():
                if key not in self._active:
                    self._active[key] = len(self._requests)
                    self._requests.append(request)

    def _list_wanted(self) -> dict[str, Request]:
        """Return the requests that wait for an outcome, by the key of their job."""
        wanted: dict[str, Request] = {}
        for schedule in self._schedules:
            wanted |= schedule.list_unsettled()
        return wanted
