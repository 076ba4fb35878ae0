"""What the runs say of each named check: in the base run, over seeds, under counterconditions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from builder.records.concept import Concept, Countercondition
from builder.records.evidence import CheckResult, CounterResult, SeedTally
from builder.records.outline import DeclaredCheck, Outline
from builder.records.place import Ref
from builder.records.problem import Problem
from builder.records.run import Failure, Outcome, Tally
from builder.witness.failures import failure_note, failure_place, settings_text

_MOST_NAMED = 3  # failing seeds that a message describes


@dataclass(frozen=True, slots=True)
class Verdict:
    """All hits of all assertions under one id in one run: `crashed` where one could not be evaluated, `missed` where one never ran."""

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
    """The verdict of every named check in a complete run."""
    tallies = {tally.number: tally for tally in outcome.tallies}
    declared: dict[str, list[Tally | None]] = {}
    for check in outline.checks:
        if check.id:
            declared.setdefault(check.id, []).append(tallies.get(check.number))
    return {id: _join(id, found) for id, found in declared.items()}


def judge_base(outline: Outline, outcome: Outcome) -> Iterator[Problem]:
    """Assertions that failed; in a complete run also those that never ran."""
    tallies = {tally.number: tally for tally in outcome.tallies}
    for check in outline.checks:
        tally = tallies.get(check.number)
        if tally is None and outcome.complete:
            message = f"{_name(check)} never ran"
            yield Problem(
                "check-runs",
                message,
                check.place,
                "call the function that it is in, or take it out of the branch",
            )
        elif tally is not None and tally.passed < tally.hits:
            yield _failed_check(check, tally)


def judge_seeds(
    concept: Concept, outline: Outline, base: dict[str, Verdict], outcomes: Sequence[Outcome]
) -> Iterator[Problem]:
    """Checks that hold in the base run and for too few seeds; a run that stopped holds nothing."""
    stopped = [
        (seed, outcome.failure)
        for seed, outcome in enumerate(outcomes)
        if outcome.failure is not None
    ]
    if stopped:
        yield _stopped_seeds(concept, stopped, len(outcomes))
    verdicts = [read_verdicts(outline, outcome) if outcome.complete else {} for outcome in outcomes]
    least = dict(concept.witness.holds_at_least) if concept.witness is not None else {}
    for id, verdict in base.items():
        failing = [
            (seed, found.get(id))
            for seed, found in enumerate(verdicts)
            if id not in found or not found[id].passed
        ]
        share = 1 - len(failing) / len(outcomes) if outcomes else 1.0
        told = [(seed, one) for seed, one in failing if one is not None]
        if verdict.passed and share < least.get(id, 1.0) and told:
            examples = "; ".join(
                f"seed {seed}: {one.measured or 'did not run'}" for seed, one in told[:_MOST_NAMED]
            )
            wanted = f"for {least[id]:g} of them" if id in least else "for all"
            message = f"'{id}' holds for {len(outcomes) - len(failing)} of {len(outcomes)} seeds, and must hold {wanted}"
            more = f"; and {len(told) - _MOST_NAMED} more" if len(told) > _MOST_NAMED else ""
            place = next(check.place for check in outline.checks if check.id == id)
            kept = (
                (len(outcomes) - len(failing)) * 100 // len(outcomes) / 100
            )  # rounded down, so that it holds
            rate = (
                f", or write holds_at_least: {{{id}: {kept}}} under witness in concept.yaml"
                if kept
                else ""
            )
            yield Problem(
                "seeds-hold", message, place, f"it fails for {examples}{more}\nask less of it{rate}"
            )


def judge_counterconditions(
    concept: Concept, outline: Outline, outcomes: Sequence[Outcome]
) -> Iterator[Problem]:
    """Named checks that did not fail, or not by their assertion."""
    counters = concept.witness.counterconditions if concept.witness is not None else ()
    for counter, outcome in zip(counters, outcomes, strict=True):
        if outcome.failure is not None:
            message = (
                f"with {settings_text(counter.set)} the run stopped: {outcome.failure.message}"
            )
            hint = "the checks must fail by their assertions; let the witness come to its end under these values"
            note = failure_note(concept, outcome.failure)
            yield Problem(
                "countercondition-fails", message, counter.place_of("set"), hint, notes=(note,)
            )
            continue
        verdicts = read_verdicts(outline, outcome)
        for ref in counter.fails:
            if ref.id in verdicts:
                yield from _judge_named(counter, ref, verdicts[ref.id])


def settle_checks(
    concept: Concept,
    outline: Outline,
    base: Outcome,
    seeds: Sequence[Outcome],
    counters: Sequence[Outcome],
) -> tuple[CheckResult, ...]:
    """Every named check as this build saw it."""
    verdicts = read_verdicts(outline, base)
    over_seeds = [read_verdicts(outline, outcome) if outcome.complete else {} for outcome in seeds]
    spec = concept.witness
    least = dict(spec.holds_at_least) if spec is not None else {}
    results = []
    for id, verdict in verdicts.items():
        result = CheckResult(
            id=id,
            declared=next(check for check in outline.checks if check.id == id),
            passed=verdict.passed,
            measured=verdict.measured,
            margin=verdict.margin,
            hits=verdict.hits,
            operands=verdict.operands,
            seeds=_tally_seeds(id, over_seeds) if seeds else None,
            holds_at_least=least.get(id, 1.0),
        )
        conditions = spec.counterconditions if spec is not None else ()
        results.append(
            replace(result, counters=tuple(_count_counters(id, outline, conditions, counters)))
        )
    return tuple(results)


def _tally_seeds(id: str, verdicts: Sequence[dict[str, Verdict]]) -> SeedTally:
    margins = [found[id].margin for found in verdicts if id in found]
    known = [margin for margin in margins if margin is not None]
    return SeedTally(
        sum(id in found and found[id].passed for found in verdicts),
        len(verdicts),
        min(known, default=None),
    )


def _count_counters(
    id: str, outline: Outline, counters: Sequence[Countercondition], outcomes: Sequence[Outcome]
) -> Iterator[CounterResult]:
    for number, (counter, outcome) in enumerate(zip(counters, outcomes, strict=True)):
        must_fail = any(ref.id == id for ref in counter.fails)
        because = str(counter.because) if counter.because is not None else ""
        settings = settings_text(counter.set)
        if outcome.failure is not None:
            yield CounterResult(
                number,
                settings,
                must_fail,
                False,
                f"the run stopped: {outcome.failure.message}",
                because,
            )
        else:
            verdict = read_verdicts(outline, outcome)[id]
            yield CounterResult(
                number,
                settings,
                must_fail,
                verdict.failed_by_assertion,
                verdict.measured or "did not run",
                because,
            )


def _judge_named(counter: Countercondition, ref: Ref, verdict: Verdict) -> Iterator[Problem]:
    settings = settings_text(counter.set)
    if verdict.failed_by_assertion:
        return
    if verdict.failure:
        message = f"'{ref.id}' could not be evaluated with {settings}: {verdict.failure}"
        yield Problem(
            "countercondition-fails",
            message,
            ref.place,
            "let it fail by its assertion, or take it out of 'fails'",
        )
    elif verdict.missed:
        hint = "take it out of 'fails', or let the witness reach it under these values"
        yield Problem(
            "countercondition-fails", f"'{ref.id}' did not run with {settings}", ref.place, hint
        )
    else:
        margin = f", margin {verdict.margin:.4g}" if verdict.margin is not None else ""
        message = f"'{ref.id}' holds with {settings}: {verdict.measured}{margin}"
        yield Problem(
            "countercondition-fails",
            message,
            ref.place,
            "tighten the check, set a harsher value, or take it out of 'fails'",
        )


def _stopped_seeds(concept: Concept, stopped: Sequence[tuple[int, Failure]], total: int) -> Problem:
    seed, failure = stopped[0]
    more = f"; {len(stopped)} of {total} seeds stop" if len(stopped) > 1 else ""
    message = f"with seed {seed} the run stopped: {failure.message}{more}"
    return Problem(
        "seeds-hold",
        message,
        failure_place(concept, failure),
        "let the witness come to its end for every seed",
    )


def _failed_check(check: DeclaredCheck, tally: Tally) -> Problem:
    hit = tally.tightest
    what = f"could not be evaluated: {hit.failure}" if hit.failure else f"fails: {hit.measured}"
    often = (
        f", in {tally.hits - tally.passed} of {tally.hits} evaluations" if tally.hits > 1 else ""
    )
    hint = (
        f"correct the witness, or what the check says: {check.sentence}"
        if check.sentence
        else "correct the witness or the assertion"
    )
    return Problem("check-holds", f"{_name(check)} {what}{often}", check.place, hint)


def _name(check: DeclaredCheck) -> str:
    return f"'{check.id}'" if check.id else "the assertion"


def _join(id: str, found: Iterable[Tally | None]) -> Verdict:
    """One verdict of several assertions: all must have run and held; the tightest speaks for them."""
    all_tallies = list(found)
    tallies = [tally for tally in all_tallies if tally is not None]
    if not tallies:
        return Verdict(id, 0, False, False, True, None, "", (), "")
    tightest = min(tallies, key=_tightness).tightest
    failing = [tally for tally in tallies if tally.passed < tally.hits]
    return Verdict(
        id=id,
        hits=sum(tally.hits for tally in tallies),
        passed=not failing and len(tallies) == len(all_tallies),
        failed_by_assertion=any(not tally.tightest.failure for tally in failing),
        missed=len(tallies) < len(all_tallies),
        margin=tightest.margin,
        measured=tightest.measured,
        operands=tightest.operands,
        failure=tightest.failure,
    )


def _tightness(tally: Tally) -> tuple[int, float]:
    hit = tally.tightest
    if hit.failure:
        return (0, 0.0)
    if not hit.passed:
        return (1, 0.0) if hit.margin is None else (2, hit.margin)
    return (4, 0.0) if hit.margin is None else (3, hit.margin)
