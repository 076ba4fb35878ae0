"""Compare what concept.yaml asks of the runs with what the witness declares.

These are the seeds, the counterconditions, the pass rates and the limits.
"""

from collections.abc import Iterator

from builder.records.atlas import Config
from builder.records.concept import Countercondition, Limits, WitnessSpec
from builder.records.outline import Outline
from builder.records.place import Place
from builder.records.problem import Problem
from builder.records.run import RunLimits
from builder.witness.hints import suggest_name
from builder.witness.names import Bindings

SEED = "seed"  # the parameter that `seeds` sets


def check_settings(
    spec: WitnessSpec, outline: Outline, bindings: Bindings, config: Config
) -> Iterator[Problem]:
    """Yield the problems of the concept's `witness` table."""
    yield from _check_seeds(spec, outline, bindings)
    for counter in spec.counterconditions:
        yield from _check_countercondition(counter, outline, bindings)
    for check_id, rate in spec.holds_at_least:
        place = spec.places.get(f"holds_at_least.{check_id}", spec.place_of("holds_at_least"))
        if check_id not in outline.check_ids():
            yield _missing_check(check_id, outline, place)
        if not 0 < rate <= 1:
            message = f"the rate {rate:g} of '{check_id}' is not above 0 and at most 1"
            yield Problem("rate-in-range", message, place, "write a share, such as 0.9")
    if spec.limits is not None:
        yield from _check_limits(spec.limits, config)


def compute_limits(concept: Limits | None, config: Config) -> RunLimits:
    """Return the limits of one run.

    A limit is the concept's own up to the cap, else the atlas's, else the default.
    """
    limits: dict[str, int] = {}
    for name in RunLimits.__dataclass_fields__:
        base = _atlas_limit(name, config)
        own = getattr(concept, name) if concept is not None else None
        limits[name] = base if own is None else min(own, base * config.cap)
    return RunLimits(**limits)


def _atlas_limit(name: str, config: Config) -> int:
    limit = getattr(config.limits, name)
    return int(getattr(RunLimits(), name) if limit is None else limit)


def _check_seeds(spec: WitnessSpec, outline: Outline, bindings: Bindings) -> Iterator[Problem]:
    has_seed = any(parameter.name == SEED for parameter in outline.parameters)
    if has_seed or spec.shown + spec.held < 1:
        return
    message = "the seeds are never used: the witness binds no 'seed'"
    hint = "add 'seed = 0' and use it, or take out seeds"
    if SEED in bindings.counts:
        message = f"'seed' {bindings.why_no_parameter(SEED)}"
        hint = "bind it once, at top level: seed = 0"
    yield Problem("seed-declared", message, spec.place_of("seeds"), hint)


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
            hint = f"bind it once to a literal: {name} = 1.0"
        else:
            message = f"the witness has no parameter '{name}'"
            hint = suggest_name(name, values, f"the parameters are {', '.join(values) or '(none)'}")
        yield Problem("parameter-exists", message, place, hint)
    known = [(name, value) for name, value in counter.set if name in values]
    if len(known) == len(counter.set) and all(values[name] == value for name, value in known):
        message = "the countercondition changes nothing: the witness has these values already"
        hint = "set a parameter to a value that breaks the claim"
        yield Problem("countercondition-changes", message, counter.place_of("set"), hint)
    if not counter.fails:
        message = "the countercondition names no check that must fail"
        hint = "name the checks that fail: fails: [check-id]"
        yield Problem("countercondition-changes", message, counter.place_of("fails"), hint)
    for ref in counter.fails:
        if ref.id not in outline.check_ids():
            yield _missing_check(ref.id, outline, ref.place)


def _missing_check(check_id: str, outline: Outline, place: Place) -> Problem:
    ids = outline.check_ids()
    listed = f"this page has: {', '.join(ids)}" if ids else "this page has no check"
    hint = suggest_name(check_id, ids, listed)
    return Problem("check-exists", f"no check is named '{check_id}'", place, hint)


def _check_limits(limits: Limits, config: Config) -> Iterator[Problem]:
    for name in RunLimits.__dataclass_fields__:
        own = getattr(limits, name)
        most = _atlas_limit(name, config) * config.cap
        if own is not None and not 0 < own <= most:
            message = f"{name} is {own}; a concept may ask for 1 to {most}"
            hint = f"write at most {most}, or raise the cap in pyproject.toml"
            yield Problem("limit-capped", message, limits.place_of(name), hint)
