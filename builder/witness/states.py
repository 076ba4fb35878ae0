"""List and plan the states of a demo: every combination of its controls' values.

The function of the witness itself computes each state.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace

from builder.records.instruments import Demo
from builder.records.literal import Settings
from builder.records.run import Expression, Job, JobKind

MOST_STATES = 400
STATES_PER_JOB = 12  # states that share one run of the witness


def count_states(demo: Demo) -> int:
    """Return the number of combinations of values."""
    return math.prod(len(control.values) for control in demo.controls)


def list_states(demo: Demo) -> tuple[Settings, ...]:
    """Return all combinations; the last control changes fastest."""
    names = tuple(control.name for control in demo.controls)
    return tuple(
        tuple(zip(names, values, strict=True))
        for values in itertools.product(*(control.values for control in demo.controls))
    )


def plan_states(demo: Demo, common: Job) -> Iterator[Job]:
    """Yield a run of the witness for every few states, and its repeat in the opposite order.

    The two differ for a function that remembers its last call, or that draws from a generator which
    is not its own.
    """
    asked = [
        Expression(f"state:{index}", write_call(demo, state), "call")
        for index, state in enumerate(list_states(demo))
    ]
    for start in range(0, len(asked), STATES_PER_JOB):
        some = tuple(asked[start : start + STATES_PER_JOB])
        yield replace(common, kind=JobKind.STATE, expressions=some)
        yield replace(common, kind=JobKind.STATE, expressions=some[::-1], attempt=1)


def write_call(demo: Demo, state: Settings) -> str:
    """Return the call that computes the state: `error_curve(tail='cauchy', repeats=50)`."""
    arguments = ", ".join(f"{name}={value!r}" for name, value in state)
    return f"{demo.function}({arguments})"
