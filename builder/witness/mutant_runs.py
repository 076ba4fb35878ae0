"""Plan the runs of a witness's mutants, and judge the checks by them.

A mutant is compared with the witness as written under the mutants' own limits. A witness that
exceeds these limits has no mutants, rather than many that seem to crash.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from builder.records.concept import Concept
from builder.records.mutant import CheckScore, Fate, Mutant, MutantReport, MutantResult
from builder.records.outline import DeclaredCheck, Outline
from builder.records.request import Plan, Request
from builder.records.run import AssertionHits, Cell, JobKind, Outcome
from builder.witness.agreement import compare_runs
from builder.witness.mutants import list_mutants
from builder.witness.verdicts import Verdict, judge_base, read_verdicts

# The cost of a mutant that never ends, unless the concept asks for more time.
MUTANT_TIME_S = 5


def plan_originals(concept: Concept, plan: Plan) -> tuple[Request, Request]:
    """Return the run of the witness as written under the mutants' limits, and its repeat."""
    base = next(request for request in plan.requests if request.job.kind is JobKind.BASE)
    own = concept.witness.limits if concept.witness is not None else None
    limits = base.job.limits
    if own is None or own.time_s is None:
        limits = replace(limits, time_s=min(limits.time_s, MUTANT_TIME_S))
    job = replace(base.job, kind=JobKind.MUTANT, expressions=(), state_function="", limits=limits)
    return replace(base, job=job), replace(base, job=replace(job, kind=JobKind.REPEAT, attempt=1))


def explain_refusal(concept: Concept, outline: Outline, original: Outcome, repeat: Outcome) -> str:
    """Return why mutants of this witness would show nothing, or an empty text if they would."""
    if original.failure is not None:
        return f"the witness as written stops: {original.failure.message}"
    failing = next(judge_base(outline, original), None)
    if failing is not None:
        return f"the witness as written does not hold: {failing.message}"
    difference = next(compare_runs(concept, outline, original, repeat), None)
    if difference is not None:
        return difference.message
    return "" if any(map(_counts, outline.checks)) else "it has no named check that counts"


def plan_mutants(
    concept: Concept, outline: Outline, original: Request
) -> tuple[tuple[Mutant, Request], ...]:
    """Return each mutant with its run: the original job with one fence changed."""
    return tuple(
        (mutant, _change_cell(original, cell)) for mutant, cell in list_mutants(concept, outline)
    )


def judge_mutants(
    outline: Outline, original: Outcome, mutants: Sequence[tuple[Mutant, Outcome]]
) -> MutantReport:
    """Return the fate of every mutant and the score of every named check.

    `original` is complete, and all its checks hold.
    """
    judge = _Judge(outline, original)
    results = tuple(judge.judge(mutant, outcome) for mutant, outcome in mutants)
    scores = (_score(check_id, judge.counted, results) for check_id in outline.check_ids())
    return MutantReport(outline.concept, results, tuple(scores))


class _Judge:
    """Comparison of mutants with the run of the witness as written."""

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
        """Return the fate of the mutant."""
        after = _by_number(outcome)
        if not outcome.complete:
            return MutantResult(mutant, Fate.CRASHED)
        if after == self._before:
            return MutantResult(mutant, Fate.EQUIVALENT)
        counted, pins = read_verdicts(self.counted, outcome), read_verdicts(self._pins, outcome)
        killers = _list_failed(counted)
        is_crashed = any(
            not verdict.passed and not verdict.failed_by_assertion
            for verdict in (*counted.values(), *pins.values())
        )
        if is_crashed and not killers:
            return MutantResult(mutant, Fate.CRASHED)
        unnamed = [after.get(check.number) for check in self._outline.checks if not check.id]
        return MutantResult(
            mutant,
            Fate.KILLED if killers else Fate.SURVIVED,
            killers,
            moved=tuple(
                check_id
                for check_id, verdict in counted.items()
                if verdict.passed and self._has_moved(check_id, after)
            ),
            pins=_list_failed(pins),
            is_guarded=any(tally is None or tally.passed < tally.hits for tally in unnamed),
        )

    def _has_moved(self, check_id: str, after: Mapping[int, AssertionHits]) -> bool:
        numbers = [check.number for check in self.counted.checks if check.id == check_id]
        return any(after.get(number) != self._before.get(number) for number in numbers)


def _list_failed(verdicts: Mapping[str, Verdict]) -> tuple[str, ...]:
    return tuple(name for name, verdict in verdicts.items() if verdict.failed_by_assertion)


def _change_cell(original: Request, changed: Cell) -> Request:
    cells = tuple(changed if cell.index == changed.index else cell for cell in original.job.cells)
    return replace(original, job=replace(original.job, cells=cells))


def _counts(check: DeclaredCheck) -> bool:
    return bool(check.id) and not check.is_pin


def _by_number(outcome: Outcome) -> dict[int, AssertionHits]:
    return {tally.number: tally for tally in outcome.tallies}


def _score(check_id: str, counted: Outline, results: Iterable[MutantResult]) -> CheckScore:
    is_pin = check_id not in counted.check_ids()
    survivors = [result for result in results if check_id in result.moved]
    lines = sorted({result.mutant.place.line for result in survivors})
    killed = sum(check_id in (result.pins if is_pin else result.killers) for result in results)
    return CheckScore(check_id, is_pin, killed, len(survivors), tuple(lines))
