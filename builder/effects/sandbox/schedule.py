"""The order of a build's jobs: the first job of each plan, then the rest where that ended well.

A witness that loops or raises would do so under every seed as well, each time for as long as its
limit allows. Equal jobs of several plans are run once.
"""

from collections.abc import Mapping, Sequence

from builder.records.request import Request
from builder.records.run import Outcome

Outcomes = tuple[Outcome, ...]


class Schedule:
    """The jobs of several plans. `waiting` grows as jobs may start, `finished` as plans end."""

    def __init__(self, plans: Sequence[Sequence[Request]], known: Mapping[str, Outcome]) -> None:
        """Schedule the plans; `known` holds outcomes of earlier builds by the key of the job."""
        self.waiting: list[Request] = []
        self.finished: list[int] = []  # indices of plans
        self.done = 0  # jobs that have an outcome, or need none
        self._plans = plans
        self._known = dict(known)
        self._outcomes: list[dict[int, Outcome]] = [{} for _ in plans]
        self._askers: dict[str, list[tuple[int, int]]] = {}  # key -> (plan, position) that wait
        self._requests: dict[str, Request] = {}  # key -> a waiting request
        for plan, requests in enumerate(plans):
            if requests:
                self._ask(plan, 0)
            else:
                self.finished.append(plan)

    def settle(self, key: str, outcome: Outcome) -> int:
        """Take the outcome of a job; return how many jobs of the plans had that key."""
        self._known[key] = outcome
        askers = self._askers.pop(key, [])
        for plan, position in askers:
            self._accept(plan, position, outcome)
        return len(askers)

    def list_unsettled(self) -> dict[str, Request]:
        """Return the waiting jobs that have no outcome, by their keys."""
        return {key: self._requests[key] for key in self._askers}

    def take(self, plan: int) -> Outcomes:
        """Return the outcomes of a finished plan: of all its jobs, or of the first alone."""
        return tuple(outcome for _, outcome in sorted(self._outcomes[plan].items()))

    def _ask(self, plan: int, position: int) -> None:
        request = self._plans[plan][position]
        key = request.job.key
        if key in self._known:
            self._accept(plan, position, self._known[key])
            return
        if key not in self._askers:
            self._askers[key], self._requests[key] = [], request
            self.waiting.append(request)
        self._askers[key].append((plan, position))

    def _accept(self, plan: int, position: int, outcome: Outcome) -> None:
        outcomes, size = self._outcomes[plan], len(self._plans[plan])
        outcomes[position] = outcome
        self.done += 1
        if position > 0:
            if len(outcomes) == size:
                self.finished.append(plan)
        elif size == 1 or not outcome.complete:
            self.done += size - 1
            self.finished.append(plan)
        else:
            for later in range(1, size):
                self._ask(plan, later)
