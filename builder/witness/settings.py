"""What concept.yaml asks of the runs, against what the witness declares: seeds, counterconditions, pass rates, limits."""

import difflib
from collections.abc import Iterator

from builder.records.atlas import Config
from builder.records.concept import Countercondition, Limits, WitnessSpec
from builder.records.outline import Outline
from builder.records.place import Place
from builder.records.problem import Problem
from builder.records.run import RunLimits
from builder.witness.names import Bindings

SEED = "seed"  # the parameter that `seeds` sets


def check_settings(
    spec: WitnessSpec, outline: Outline, bindings: Bindings, config: Config
) -> Iterator[Problem]:
    """Problems of the concept's `witness` table."""
    yield from _check_seeds(spec, outline, bindings)
    for counter in spec.counterconditions:
        yield from _check_countercondition(counter, outline, bindings)
    for id, rate in spec.holds_at_least:
        place = spec.places.get(f"holds_at_least.{id}", spec.place_of("holds_at_least"))
        if id not in outline.check_ids():
            yield _missing_check(id, outline, place)
        if not 0 < rate <= 1:
            yield Problem(
                "rate-in-range",
                f"the rate {rate:g} of '{id}' is not above 0 and at most 1",
                place,
                "write a share, such as 0.9",
            )
    if spec.limits is not None:
        yield from _check_limits(spec.limits, config)


def settle_limits(concept: Limits | None, config: Config) -> RunLimits:
    """The limits of one run: the concept's own up to the cap, else the atlas's, else the usual ones."""
    usual = RunLimits()
    found: dict[str, int] = {}
    for name in RunLimits.__dataclass_fields__:
        atlas = getattr(config.limits, name)
        base = getattr(usual, name) if atlas is None else atlas
        own = getattr(concept, name) if concept is not None else None
        found[name] = base if own is None else min(own, base * config.cap)
    return RunLimits(**found)


def _check_seeds(spec: WitnessSpec, outline: Outline, bindings: Bindings) -> Iterator[Problem]:
    if spec.seeds < 1 or any(parameter.name == SEED for parameter in outline.parameters):
        return
    place = spec.place_of("seeds")
    if SEED not in bindings.counts:
        yield Problem(
            "seed-declared",
            "the seeds are never used: the witness binds no 'seed'",
            place,
            "add 'seed = 0' and use it, or take out seeds",
        )
    else:
        yield Problem(
            "seed-declared",
            f"'seed' {bindings.why_no_parameter(SEED)}",
            place,
            "bind it once, at top level: seed = 0",
        )


def _check_countercondition(
    counter: Countercondition, outline: Outline, bindings: Bindings
) -> Iterator[Problem]:
    values = {parameter.name: parameter.value for parameter in outline.parameters}
    for name, _ in counter.set:
        place = counter.places.get(f"set.{name}", counter.place_of("set"))
        if name in values:
            continue
        if name in bindings.counts:
            message = f"'{name}' {bindings.why_no_parameter(name)}, so a run cannot set it"
            yield Problem(
                "parameter-exists", message, place, f"bind it once to a literal: {name} = 1.0"
            )
        else:
            close = difflib.get_close_matches(name, values, n=1)
            hint = (
                f"did you mean '{close[0]}'?"
                if close
                else f"the parameters are {', '.join(values) or '(none)'}"
            )
            yield Problem("parameter-exists", f"the witness has no parameter '{name}'", place, hint)
    known = [(name, value) for name, value in counter.set if name in values]
    if len(known) == len(counter.set) and all(values[name] == value for name, value in known):
        message = "the countercondition changes nothing: the witness has these values already"
        yield Problem(
            "countercondition-changes",
            message,
            counter.place_of("set"),
            "set a parameter to a value that breaks the claim",
        )
    if not counter.fails:
        hint = "name the checks that fail: fails: [check-id]"
        yield Problem(
            "countercondition-changes",
            "the countercondition names no check that must fail",
            counter.place_of("fails"),
            hint,
        )
    for ref in counter.fails:
        if ref.id not in outline.check_ids():
            yield _missing_check(ref.id, outline, ref.place)


def _missing_check(id: str, outline: Outline, place: Place) -> Problem:
    ids = outline.check_ids()
    close = difflib.get_close_matches(id, ids, n=1)
    hint = (
        f"did you mean '{close[0]}'?"
        if close
        else f"this page has: {', '.join(ids)}"
        if ids
        else "this page has no check"
    )
    return Problem("check-exists", f"no check is named '{id}'", place, hint)


def _check_limits(limits: Limits, config: Config) -> Iterator[Problem]:
    usual = RunLimits()
    for name in RunLimits.__dataclass_fields__:
        own = getattr(limits, name)
        atlas = getattr(config.limits, name)
        most = (getattr(usual, name) if atlas is None else atlas) * config.cap
        if own is not None and not 0 < own <= most:
            message = f"{name} is {own}; a concept may ask for 1 to {most}"
            yield Problem(
                "limit-capped",
                message,
                limits.place_of(name),
                f"write at most {most}, or raise the cap in pyproject.toml",
            )
