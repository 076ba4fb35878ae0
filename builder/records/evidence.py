"""What this build found out: per check, per claim, per concept."""

import json
import math
from dataclasses import dataclass, field

from builder.records.axes_frame import AxesFrame
from builder.records.level import Level
from builder.records.literal import Settings
from builder.records.mutant import MutantReport
from builder.records.outline import DeclaredCheck
from builder.records.plotted import NOTHING_PLOTTED, Plotted
from builder.records.review import ComponentState
from builder.records.run import Answer

_Z = 1.959963984540054  # the 97.5 % quantile of the normal distribution


@dataclass(frozen=True, slots=True)
class SeedTally:
    """A check over seeds.

    How many of how many passed, and the smallest margin (`None` where none was measured).
    """

    passed: int
    total: int
    smallest_margin: float | None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % score interval of the share of all seeds for which the check holds.

        Source: Wilson, Probable inference, the law of succession, and statistical inference,
        Journal of the American Statistical Association 22, 1927.
        """
        share, squared = self.passed / self.total, _Z**2 / self.total
        middle = (share + squared / 2) / (1 + squared)
        reach = math.sqrt(share * (1 - share) * squared + squared**2 / 4) / (1 + squared)
        return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(frozen=True, slots=True)
class CounterResult:
    """A check under one countercondition.

    `number` counts the concept's counterconditions from 0.
    """

    number: int
    settings: str  # "ridge = 100.0"
    must_fail: bool
    failed: bool
    measured: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class RivalResult:
    """A check with one rival in place of a part of the witness.

    `refused` is true if the check failed by its assertion and by a finite margin below zero.
    """

    id: str
    before: str  # "samples - narrow - 1"
    after: str
    refused: bool
    measured: str
    margin: float | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A named check as this build saw it.

    `passed` is the base run's verdict; nothing is known of it where the record is incomplete.
    `held` is `None` if no held seed was run, and `held_seeds` says how many there are.
    """

    id: str
    declared: DeclaredCheck
    passed: bool
    measured: str
    margin: float | None
    hits: int
    operands: tuple[tuple[str, str], ...] = ()
    seeds: SeedTally | None = None
    held: SeedTally | None = None
    held_seeds: int = 0
    counters: tuple[CounterResult, ...] = ()
    rivals: tuple[RivalResult, ...] = ()
    holds_at_least: float = 1.0

    @property
    def refuses_a_rival(self) -> bool:
        """Whether a rival names this check, and the check refused every one that does."""
        return bool(self.rivals) and all(rival.refused for rival in self.rivals)

    @property
    def must_fail_and_does(self) -> bool:
        """Whether a countercondition names this check, and every one that does makes it fail."""
        named = [counter for counter in self.counters if counter.must_fail]
        return bool(named) and all(counter.failed for counter in named)


@dataclass(frozen=True, slots=True)
class FigureDrawing:
    """A figure as the witness drew it.

    Matplotlib's SVG, not yet restyled, for a wide column and for a narrow one; and what it shows.
    """

    id: str
    svg: str
    narrow: str = ""
    plotted: Plotted = NOTHING_PLOTTED
    frames: tuple[AxesFrame, ...] = ()  # of the wide drawing, then of the narrow one


@dataclass(frozen=True, slots=True)
class DemoState:
    """What the demo's function returns for one combination of its controls' values.

    `data` is a mapping of names to lists, as JSON.
    """

    settings: Settings
    data: str = field(repr=False)

    def series(self) -> dict[str, list[float | str | None]]:
        """Return the series by name, `None` where there is a gap."""
        series: dict[str, list[float | str | None]] = json.loads(self.data)
        return series


@dataclass(frozen=True, slots=True)
class ClaimEvidence:
    """What backs one claim.

    `reasons` say, in the order found, what was counted; `components` how its reviews stand to what
    is there.

    `contradicted` and `qualified` say that a source does so, `opposed` that a review that still
    stands does not support the claim. `met` are the criteria that standing reviews say are met.
    """

    claim: str
    level: Level
    reasons: tuple[str, ...]
    contradicted: bool = False
    qualified: bool = False
    opposed: bool = False
    components: tuple[ComponentState, ...] = ()
    met: tuple[str, ...] = ()

    @property
    def contested(self) -> bool:
        """Whether a source or a review speaks against it."""
        return self.contradicted or self.opposed

    @property
    def moved(self) -> tuple[ComponentState, ...]:
        """The components that are not as they were read."""
        return tuple(state for state in self.components if state.state == "moved")

    @property
    def unread(self) -> tuple[ComponentState, ...]:
        """The components that no review has read."""
        return tuple(state for state in self.components if state.state == "unread")

    @property
    def stale(self) -> bool:
        """Whether something has moved since it was reviewed."""
        return bool(self.moved)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that this build knows of one concept.

    `is_checked` only where a complete, repeated base run holds every declared check. Without
    `is_run`, nothing was run, so nothing is known of the claims.
    """

    concept: str
    is_run: bool = True
    is_checked: bool = False
    has_witness: bool = False
    checks: tuple[CheckResult, ...] = ()
    outputs: tuple[tuple[int, str], ...] = ()  # (fence index, what it printed)
    answers: tuple[Answer, ...] = ()
    figures: tuple[FigureDrawing, ...] = ()
    states: tuple[DemoState, ...] = ()  # all of the demo, the last control changing fastest
    claims: tuple[ClaimEvidence, ...] = ()
    run_key: str = ""  # of the base job
    packages: tuple[tuple[str, str], ...] = ()
    weakest_link: tuple[str, Level] | None = field(
        default=None
    )  # (concept, level) among its ancestors and itself
    mutants: MutantReport | None = None  # where they were asked for and the witness is checked
    last_review: str = ""  # the digest that the next review record names as the one before it

    def cue_at(self, name: str) -> tuple[float, float] | None:
        """Return the data coordinates of a cue; `None` if the run did not answer two numbers."""
        answers = (self.answer(f"cue:{name}:{axis}") for axis in range(2))
        values = [
            json.loads(answer.data)
            for answer in answers
            if answer is not None and not answer.failed
        ]
        x, y, *_ = [
            *(
                value
                for value in values
                if isinstance(value, int | float) and not isinstance(value, bool)
            ),
            None,
            None,
        ]
        return None if x is None or y is None else (x, y)

    def check(self, name: str) -> CheckResult | None:
        """Return the named check's result, if the run has one."""
        return next((check for check in self.checks if check.id == name), None)

    def answer(self, name: str) -> Answer | None:
        """Return what the expression of that name came to, if it was asked."""
        return next((answer for answer in self.answers if answer.id == name), None)

    def claim(self, name: str) -> ClaimEvidence | None:
        """Return the evidence of the claim of that name."""
        return next((claim for claim in self.claims if claim.claim == name), None)


@dataclass(frozen=True, slots=True)
class ConceptCounts:
    """What is counted of a concept.

    Its runs, its checks and those that hold, the level of each claim, the claims that are stale,
    and the claims of which nothing is known, since nothing was run.
    """

    runs: int
    checks: int
    holding: int
    levels: tuple[Level, ...]
    stale: int
    not_run: int = 0


def count_evidence(evidence: Evidence, runs: int) -> ConceptCounts:
    """Return the tally of a concept's evidence, which rests on so many runs.

    No check holds where not all could be checked.
    """
    return ConceptCounts(
        runs=runs,
        checks=len(evidence.checks),
        holding=sum(check.passed for check in evidence.checks) if evidence.is_checked else 0,
        levels=tuple(claim.level for claim in evidence.claims) if evidence.is_run else (),
        not_run=0 if evidence.is_run else len(evidence.claims),
        stale=sum(claim.stale for claim in evidence.claims),
    )
