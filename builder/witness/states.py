"""The states of a demo: every combination of its controls' values, worked out by the function of the witness itself."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace

from builder.records.instruments import Demo
from builder.records.literal import Settings
from builder.records.run import Expression, Job, JobKind

MOST_STATES = 400
STATES_PER_JOB = 12  # a run of the witness is made for so many, and not for each


def count_states(demo: Demo) -> int:
    """How many combinations of values there are."""
    return math.prod(len(control.values) for control in demo.controls)


def list_states(demo: Demo) -> tuple[Settings, ...]:
    """All combinations, the last control changing fastest."""
    names = tuple(control.name for control in demo.controls)
    return tuple(
        tuple(zip(names, values, strict=True))
        for values in itertools.product(*(control.values for control in demo.controls))
    )


def plan_states(demo: Demo, common: Job) -> Iterator[Job]:
    """For every few states a run of the witness, and its repeat, which takes them in the opposite order.

    A function that remembers its last call, or draws from a generator that is not its own, then differs between the two.
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
    """`error_curve(tail='cauchy', repeats=50)`."""
    return f"{demo.function}({', '.join(f'{name}={value!r}' for name, value in state)})"
