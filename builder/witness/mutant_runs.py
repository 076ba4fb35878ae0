"""The runs of a witness's mutants, and what they show of its checks.

A mutant is compared with the witness as written under the mutants' own limits, so that a witness which does not fit into them
has no mutants rather than many that seem to crash.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from builder.records.concept import Concept
from builder.records.mutant import CheckScore, Fate, Mutant, MutantReport, MutantResult
from builder.records.outline import DeclaredCheck, Outline
from builder.records.request import Plan, Request
from builder.records.run import Cell, JobKind, Outcome, Tally
from builder.witness.agreement import compare_runs
from builder.witness.mutants import list_mutants
from builder.witness.verdicts import judge_base, read_verdicts

MUTANT_TIME_S = (
    5  # a mutant that runs for ever costs no more, unless its concept asks for more time
)


def plan_originals(concept: Concept, plan: Plan) -> tuple[Request, Request]:
    """The witness as written, run as its mutants are, and once more in the other process."""
    base = next(request for request in plan.requests if request.job.kind is JobKind.BASE)
    asks_for_time = (
        concept.witness is not None
        and concept.witness.limits is not None
        and concept.witness.limits.time_s is not None
    )
    time_s = base.job.limits.time_s if asks_for_time else min(base.job.limits.time_s, MUTANT_TIME_S)
    limits = replace(base.job.limits, time_s=time_s)
    job = replace(base.job, kind=JobKind.MUTANT, expressions=(), state_function="", limits=limits)
    return replace(base, job=job), replace(base, job=replace(job, kind=JobKind.REPEAT, attempt=1))


def explain_refusal(concept: Concept, outline: Outline, original: Outcome, repeat: Outcome) -> str:
    """Why mutants of this witness would show nothing; empty where they would."""
    if original.failure is not None:
        return f"the witness as written stops: {original.failure.message}"
    failing = next(judge_base(outline, original), None)
    if failing is not None:
        return f"the witness as written does not hold: {failing.message}"
    unsteady = next(compare_runs(concept, outline, original, repeat), None)
    if unsteady is not None:
        return unsteady.message
    return (
        ""
        if any(_counts(check) for check in outline.checks)
        else "it has no named check that counts"
    )


def plan_mutants(
    concept: Concept, outline: Outline, original: Request
) -> tuple[tuple[Mutant, Request], ...]:
    """Each mutant with its run: the job of the witness as written with one fence changed."""
    return tuple(
        (mutant, _change_cell(original, cell)) for mutant, cell in list_mutants(concept, outline)
    )


def judge_mutants(
    outline: Outline, original: Outcome, mutants: Sequence[tuple[Mutant, Outcome]]
) -> MutantReport:
    """Every mutant's fate and every named check's score; `original` is complete and all of it holds."""
    judge = _Judge(outline, original)
    results = tuple(judge.judge(mutant, outcome) for mutant, outcome in mutants)
    return MutantReport(
        outline.concept,
        results,
        tuple(_score(id, judge.counted, results) for id in outline.check_ids()),
    )


class _Judge:
    """What the witness as written showed, to compare mutants with."""

    def __init__(self, outline: Outline, original: Outcome) -> None:
        self._outline = outline
        self.counted = replace(
            outline, checks=tuple(check for check in outline.checks if _counts(check))
        )
        self._pins = replace(
            outline, checks=tuple(check for check in outline.checks if check.id and check.is_pin)
        )
        self._before = _by_number(original)

    def judge(self, mutant: Mutant, outcome: Outcome) -> MutantResult:
        """The mutant's fate."""
        after = _by_number(outcome)
        if not outcome.complete:
            return MutantResult(mutant, Fate.CRASHED)
        if after == self._before:
            return MutantResult(mutant, Fate.EQUIVALENT)
        counted, pins = read_verdicts(self.counted, outcome), read_verdicts(self._pins, outcome)
        killers = tuple(id for id, verdict in counted.items() if verdict.failed_by_assertion)
        lost = [
            verdict
            for verdict in (*counted.values(), *pins.values())
            if not verdict.passed and not verdict.failed_by_assertion
        ]
        if lost and not killers:
            return MutantResult(mutant, Fate.CRASHED)
        unnamed = [after.get(check.number) for check in self._outline.checks if not check.id]
        return MutantResult(
            mutant,
            Fate.KILLED if killers else Fate.SURVIVED,
            killers,
            moved=tuple(
                id
                for id, verdict in counted.items()
                if verdict.passed and self._has_moved(id, after)
            ),
            pins=tuple(id for id, verdict in pins.items() if verdict.failed_by_assertion),
            is_guarded=any(tally is None or tally.passed < tally.hits for tally in unnamed),
        )

    def _has_moved(self, id: str, after: Mapping[int, Tally]) -> bool:
        numbers = [check.number for check in self.counted.checks if check.id == id]
        return any(after.get(number) != self._before.get(number) for number in numbers)


def _change_cell(original: Request, changed: Cell) -> Request:
    cells = tuple(changed if cell.index == changed.index else cell for cell in original.job.cells)
    return replace(original, job=replace(original.job, cells=cells))


def _counts(check: DeclaredCheck) -> bool:
    return bool(check.id) and not check.is_pin


def _by_number(outcome: Outcome) -> dict[int, Tally]:
    return {tally.number: tally for tally in outcome.tallies}


def _score(id: str, counted: Outline, results: Iterable[MutantResult]) -> CheckScore:
    is_pin = id not in counted.check_ids()
    survivors = [result for result in results if id in result.moved]
    lines = sorted({result.mutant.place.line for result in survivors})
    killed = sum(id in (result.pins if is_pin else result.killers) for result in results)
    return CheckScore(id, is_pin, killed, len(survivors), tuple(lines))
