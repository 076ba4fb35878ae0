"""Judge each named check in the base run, over seeds and under counterconditions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.records.concept import Concept, Countercondition
from builder.records.evidence import CheckResult, CounterResult, SeedTally
from builder.records.outline import DeclaredCheck, Outline
from builder.records.place import Ref
from builder.records.problem import Problem
from builder.records.run import AssertionHits, Failure, Outcome
from builder.witness.failures import failure_note, failure_place, settings_text

_MOST_NAMED = 3  # failing seeds that a message describes


@dataclass(frozen=True, slots=True)
class Verdict:
    """All hits of all assertions under one id in one run.

    `missed` is true if one of them never ran. `failure` says why one could not be evaluated.
    """

    id: str
    hits: int
    passed: bool
    failed_by_assertion: bool
    missed: bool
    margin: float | None
    measured: str
    operands: tuple[tuple[str, str], ...]
    failure: str


def read_verdicts(outline: Outline, outcome: Outcome) -> dict[str, Verdict]:
    """Return the verdict of every named check in a complete run."""
    tallies = {tally.number: tally for tally in outcome.tallies}
    declared: dict[str, list[AssertionHits | None]] = {}
    for check in outline.checks:
        if check.id:
            declared.setdefault(check.id, []).append(tallies.get(check.number))
    return {check_id: _join(check_id, found) for check_id, found in declared.items()}


def judge_base(outline: Outline, outcome: Outcome) -> Iterator[Problem]:
    """Yield the assertions that failed, and in a complete run also those that never ran."""
    tallies = {tally.number: tally for tally in outcome.tallies}
    for check in outline.checks:
        tally = tallies.get(check.number)
        if tally is None and outcome.complete:
            hint = "call the function that it is in, or take it out of the branch"
            yield Problem("check-runs", f"{_name(check)} never ran", check.place, hint)
        elif tally is not None and tally.passed < tally.hits:
            yield _failed_check(check, tally)


def judge_seeds(
    concept: Concept, outline: Outline, base: dict[str, Verdict], outcomes: Sequence[Outcome]
) -> Iterator[Problem]:
    """Yield the checks that hold in the base run but for too few of the shown or the held seeds.

    A run that stopped counts as one in which no check holds.
    """
    stopped = [
        (seed, outcome.failure)
        for seed, outcome in enumerate(outcomes)
        if outcome.failure is not None
    ]
    if stopped:
        yield _stopped_seeds(concept, stopped, len(outcomes))
    shown = concept.witness.shown if concept.witness is not None else 0
    over_seeds = list(enumerate(_read_over_seeds(outline, outcomes)))
    yield from _judge_group(concept, outline, base, over_seeds[:shown], "seeds")
    yield from _judge_group(concept, outline, base, over_seeds[shown:], "held seeds")


def _judge_group(
    concept: Concept,
    outline: Outline,
    base: dict[str, Verdict],
    over_seeds: Sequence[tuple[int, dict[str, Verdict]]],
    name: str,
) -> Iterator[Problem]:
    total = len(over_seeds)
    least = dict(concept.witness.holds_at_least) if concept.witness is not None else {}
    for check_id, verdict in base.items():
        holding = sum(check_id in found and found[check_id].passed for _, found in over_seeds)
        failing = [
            (seed, found[check_id])
            for seed, found in over_seeds
            if check_id in found and not found[check_id].passed
        ]
        if verdict.passed and failing and holding / total < least.get(check_id, 1.0):
            wanted = f"for {least[check_id]:g} of them" if check_id in least else "for all"
            message = f"'{check_id}' holds for {holding} of {total} {name}, and must hold {wanted}"
            place = next(check.place for check in outline.checks if check.id == check_id)
            rate = holding * 100 // total / 100  # rounded down, so that it holds
            advice = "ask less of it"
            if rate:
                advice += f", or write holds_at_least: {{{check_id}: {rate}}}"
                advice += " under witness in concept.yaml"
            yield Problem("seeds-hold", message, place, f"{_describe_failing(failing)}\n{advice}")


def _describe_failing(failing: Sequence[tuple[int, Verdict]]) -> str:
    parts = [f"seed {seed}: {one.measured or 'did not run'}" for seed, one in failing[:_MOST_NAMED]]
    if len(failing) > _MOST_NAMED:
        parts.append(f"and {len(failing) - _MOST_NAMED} more")
    return f"it fails for {'; '.join(parts)}"


def _read_over_seeds(outline: Outline, outcomes: Sequence[Outcome]) -> list[dict[str, Verdict]]:
    return [read_verdicts(outline, outcome) if outcome.complete else {} for outcome in outcomes]


def judge_counterconditions(
    concept: Concept, outline: Outline, outcomes: Sequence[Outcome]
) -> Iterator[Problem]:
    """Yield the checks of counterconditions that did not fail, or not by their assertion."""
    counters = concept.witness.counterconditions if concept.witness is not None else ()
    for counter, outcome in zip(counters, outcomes, strict=True):
        if outcome.failure is not None:
            settings = settings_text(counter.set)
            message = f"with {settings} the run stopped: {outcome.failure.message}"
            hint = (
                "the checks must fail by their assertions; "
                "let the witness come to its end under these values"
            )
            notes = (failure_note(concept, outcome.failure),)
            place = counter.place_of("set")
            yield Problem("countercondition-fails", message, place, hint, notes=notes)
            continue
        verdicts = read_verdicts(outline, outcome)
        for ref in counter.fails:
            if ref.id in verdicts:
                yield from _judge_named(counter, ref, verdicts[ref.id])


def list_results(
    concept: Concept,
    outline: Outline,
    base: Outcome,
    seeds: Sequence[Outcome],
    counters: Sequence[Outcome],
) -> tuple[CheckResult, ...]:
    """Return the result of every named check in this build."""
    verdicts = read_verdicts(outline, base)
    over_seeds = _read_over_seeds(outline, seeds)
    spec = concept.witness
    shown, held = (spec.shown, spec.held) if spec is not None else (0, 0)
    least = dict(spec.holds_at_least) if spec is not None else {}
    conditions = spec.counterconditions if spec is not None else ()
    return tuple(
        CheckResult(
            id=check_id,
            declared=next(check for check in outline.checks if check.id == check_id),
            passed=verdict.passed,
            measured=verdict.measured,
            margin=verdict.margin,
            hits=verdict.hits,
            operands=verdict.operands,
            seeds=_count_seeds(check_id, over_seeds[:shown]),
            held=_count_seeds(check_id, over_seeds[shown:]),
            held_seeds=held,
            counters=tuple(_list_counters(check_id, outline, conditions, counters)),
            holds_at_least=least.get(check_id, 1.0),
        )
        for check_id, verdict in verdicts.items()
    )


def _count_seeds(check_id: str, over_seeds: Sequence[dict[str, Verdict]]) -> SeedTally | None:
    if not over_seeds:
        return None
    found = [verdicts[check_id] for verdicts in over_seeds if check_id in verdicts]
    margins = [verdict.margin for verdict in found if verdict.margin is not None]
    holding = sum(verdict.passed for verdict in found)
    return SeedTally(holding, len(over_seeds), min(margins, default=None))


def _list_counters(
    check_id: str,
    outline: Outline,
    counters: Sequence[Countercondition],
    outcomes: Sequence[Outcome],
) -> Iterator[CounterResult]:
    for number, (counter, outcome) in enumerate(zip(counters, outcomes, strict=True)):
        must_fail = any(ref.id == check_id for ref in counter.fails)
        because = str(counter.because) if counter.because is not None else ""
        if outcome.failure is not None:
            has_failed, measured = False, f"the run stopped: {outcome.failure.message}"
        else:
            verdict = read_verdicts(outline, outcome)[check_id]
            has_failed, measured = verdict.failed_by_assertion, verdict.measured or "did not run"
        settings = settings_text(counter.set)
        yield CounterResult(number, settings, must_fail, has_failed, measured, because)


def _judge_named(counter: Countercondition, ref: Ref, verdict: Verdict) -> Iterator[Problem]:
    settings = settings_text(counter.set)
    if verdict.failed_by_assertion:
        return
    if verdict.failure:
        message = f"'{ref.id}' could not be evaluated with {settings}: {verdict.failure}"
        hint = "let it fail by its assertion, or take it out of 'fails'"
    elif verdict.missed:
        message = f"'{ref.id}' did not run with {settings}"
        hint = "take it out of 'fails', or let the witness reach it under these values"
    else:
        margin = f", margin {verdict.margin:.4g}" if verdict.margin is not None else ""
        message = f"'{ref.id}' holds with {settings}: {verdict.measured}{margin}"
        hint = "tighten the check, set a harsher value, or take it out of 'fails'"
    yield Problem("countercondition-fails", message, ref.place, hint)


def _stopped_seeds(concept: Concept, stopped: Sequence[tuple[int, Failure]], total: int) -> Problem:
    seed, failure = stopped[0]
    more = f"; {len(stopped)} of {total} seeds stop" if len(stopped) > 1 else ""
    message = f"with seed {seed} the run stopped: {failure.message}{more}"
    hint = "let the witness come to its end for every seed"
    return Problem("seeds-hold", message, failure_place(concept, failure), hint)


def _failed_check(check: DeclaredCheck, tally: AssertionHits) -> Problem:
    hit = tally.tightest
    reason = f"could not be evaluated: {hit.failure}" if hit.failure else f"fails: {hit.measured}"
    message = f"{_name(check)} {reason}"
    if tally.hits > 1:
        message += f", in {tally.hits - tally.passed} of {tally.hits} evaluations"
    hint = "correct the witness or the assertion"
    if check.sentence:
        hint = f"correct the witness, or what the check says: {check.sentence}"
    return Problem("check-holds", message, check.place, hint)


def _name(check: DeclaredCheck) -> str:
    return f"'{check.id}'" if check.id else "the assertion"


def _join(check_id: str, found: Sequence[AssertionHits | None]) -> Verdict:
    """Return one verdict of several assertions, with the measurement of the tightest.

    They pass if all have run and held.
    """
    tallies = [tally for tally in found if tally is not None]
    if not tallies:
        return Verdict(check_id, 0, False, False, True, None, "", (), "")
    tightest = min(tallies, key=_tightness).tightest
    failing = [tally for tally in tallies if tally.passed < tally.hits]
    return Verdict(
        id=check_id,
        hits=sum(tally.hits for tally in tallies),
        passed=not failing and len(tallies) == len(found),
        failed_by_assertion=any(not tally.tightest.failure for tally in failing),
        missed=len(tallies) < len(found),
        margin=tightest.margin,
        measured=tightest.measured,
        operands=tightest.operands,
        failure=tightest.failure,
    )


def _tightness(tally: AssertionHits) -> tuple[int, float]:
    hit = tally.tightest
    if hit.failure:
        return (0, 0.0)
    if not hit.passed:
        return (1, 0.0) if hit.margin is None else (2, hit.margin)
    return (4, 0.0) if hit.margin is None else (3, hit.margin)
