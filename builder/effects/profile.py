"""Where the time of a build went: by stage, and by stage and concept."""

import re
import time
from collections.abc import Callable
from typing import TypeVar

RUNS = "run"  # the stage whose work is done by the sandbox
_HEADS = (f"{'stage':48}{'ms':>10}", f"{'concept':48}{'all':>10}")
_WIDTH = 12  # of a column, wider than the longest name of a step
_ROW = re.compile(r"(?:\S+(?: \S+)*)? *(?: +\d+\.\d)+")
_R = TypeVar("_R")
Spent = dict[str, dict[str, float]]  # concept -> stage -> seconds


class Profile:
    """Seconds of wall time by stage, and of work by concept, in whichever process it was done."""

    def __init__(self) -> None:
        self._stages: dict[str, float] = {}
        self._work: Spent = {}
        self._stage = ""
        self._since = 0.0

    def enter(self, stage: str) -> None:
        """Return the stage before ends, and this one begins; an empty name begins none."""
        now = time.perf_counter()
        if self._stage:
            self._stages[self._stage] = self._stages.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now

    def add(self, stage: str, concept: str, seconds: float) -> None:
        """Work for a concept."""
        own = self._work.setdefault(concept, {})
        own[stage] = own.get(stage, 0.0) + seconds

    def watch(self, stage: str, work: Callable[[str], _R], item: str) -> tuple[_R, Spent]:
        """Return `work(item)` and the time that it took, for `take`.

        It may be done in another process.
        """
        start = time.perf_counter()
        made = work(item)
        return made, {item: {stage: time.perf_counter() - start}}

    def take(self, spent: Spent) -> None:
        """Add time that was measured elsewhere."""
        for concept, own in spent.items():
            for stage, seconds in own.items():
                self.add(stage, concept, seconds)

    def write(self) -> str:
        """Two tables, in milliseconds.

        The stages in their order, then concepts and pages of the whole atlas, the dearest first.
        """
        columns = list(dict.fromkeys(stage for own in self._work.values() for stage in own))
        rows = sorted(self._work.items(), key=lambda row: (-sum(row[1].values()), row[0]))
        lines = [
            _HEADS[0],
            *(f"{stage:48}{_in_ms(seconds)}" for stage, seconds in self._stages.items()),
        ]
        lines += ["", _HEADS[1] + "".join(f"{stage:>{_WIDTH}}" for stage in columns)]
        lines += [
            f"{concept:48}{_in_ms(sum(own.values()))}"
            + "".join(f"{_in_ms(own.get(stage, 0.0)):>{_WIDTH}}" for stage in columns)
            for concept, own in rows
        ]
        return "\n".join(lines) + "\n"


def is_profile(text: str) -> bool:
    """Return true if every line of the text is one that `Profile.write` makes."""
    lines = text.splitlines()
    rows = (line for line in lines[1:] if line and not line.startswith(_HEADS[1]))
    return lines[:1] == [_HEADS[0]] and all(_ROW.fullmatch(row) for row in rows)


def _in_ms(seconds: float) -> str:
    return f"{seconds * 1000:10.1f}"
