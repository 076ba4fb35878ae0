"""Plan the runs of a witness's mutants, and judge the checks by them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from builder.records.concept import Concept
from builder.records.mutant import CheckScore, Fate, Mutant, MutantReport, MutantResult
from builder.records.outline import DeclaredCheck, Outline
from builder.records.run import AssertionHits, Job, JobKind, Outcome
from builder.witness.mutants import list_mutants
from builder.witness.verdicts import Verdict, read_verdicts

# The cost of a mutant that never ends, unless the concept asks for more time.
MUTANT_TIME_S = 5


def plan_mutants(concept: Concept, outline: Outline, common: Job) -> Iterator[Job]:
    """Yield the run of each mutant: the witness with one fence changed.

    A witness without a named check that counts has none.
    """
    own = concept.witness.limits if concept.witness is not None else None
    limits = common.limits
    if own is None or own.time_s is None:
        limits = replace(limits, time_s=min(limits.time_s, MUTANT_TIME_S))
    for _, changed in list_mutants(concept, outline) if any(map(_counts, outline.checks)) else ():
        cells = tuple(changed if cell.index == changed.index else cell for cell in common.cells)
        yield replace(common, kind=JobKind.MUTANT, cells=cells, limits=limits)


def report_mutants(
    concept: Concept, outline: Outline, base: Outcome, outcomes: Sequence[Outcome]
) -> MutantReport:
    """Return what the outcomes of the planned mutants show of the checks."""
    mutants = (mutant for mutant, _ in list_mutants(concept, outline))
    return judge_mutants(outline, base, list(zip(mutants, outcomes, strict=True)))


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
