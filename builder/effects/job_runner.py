"""Runs the jobs of plans: what an earlier build has run is cached, the sandbox runs the rest."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from builder.effects.cache.outcomes import Outcomes
from builder.effects.profile import RUNS, Profile
from builder.effects.sandbox.schedule import Schedule
from builder.records.request import Request
from builder.records.run import Outcome

if TYPE_CHECKING:  # a build that runs no job does without the import
    from builder.effects.sandbox.executor import Executor

Plans = Sequence[Sequence[Request]]
Progress = Callable[[str, int, int], None]  # the stage, how much is done, how much in all (or 0)


class JobRunner:
    """Runs plans, and stores the outcomes. `ran` counts the jobs that no cache had."""

    def __init__(
        self,
        outcomes: Outcomes,
        start: Callable[[], "Executor"],
        progress: Progress,
        profile: Profile | None = None,
    ) -> None:
        """Call `start` for the executor when the first job has to be run."""
        self.ran = 0
        self._outcomes = outcomes
        self._start = start
        self._progress = progress
        self._profile = profile

    def run(self, plans: Plans, *, is_fresh: bool) -> Iterator[tuple[int, tuple[Outcome, ...]]]:
        """Yield the index and the outcomes of each plan as it ends.

        A plan whose first job does not end well has the outcome of that job alone. With
        `is_fresh`, every job is run.
        """
        requests = [request for plan in plans for request in plan]
        schedule = Schedule(plans, {} if is_fresh else self._outcomes.get(requests))
        yield from take_finished(schedule)
        for request, outcome in self._execute(schedule, len(requests)):
            self._outcomes.put(request.job.key, request.job.kind, outcome)
            self.ran += schedule.settle(request.job.key, outcome)
            self._progress(RUNS, schedule.done, len(requests))
            yield from take_finished(schedule)

    def _execute(self, schedule: Schedule, total: int) -> Iterator[tuple[Request, Outcome]]:
        """Yield the outcome of each waiting job, also of those that begin to wait meanwhile."""
        self._progress(RUNS, schedule.done, total)
        if not schedule.waiting:
            return
        executor = self._start()
        for index, outcome in executor.run(schedule.waiting):
            request = schedule.waiting[index]
            if self._profile is not None:
                concept = request.folder.removeprefix("concepts/")
                self._profile.add(RUNS, concept, executor.spent[index])
            yield request, outcome


def take_finished(schedule: Schedule) -> Iterator[tuple[int, tuple[Outcome, ...]]]:
    """Yield the index and the outcomes of each plan that has ended since the last call."""
    while schedule.finished:
        plan = schedule.finished.pop()
        yield plan, schedule.take(plan)
