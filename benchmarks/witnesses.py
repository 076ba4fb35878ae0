"""The seeded generator of witnesses: each has one block of numpy code and three named checks."""

import random
from dataclasses import dataclass
from string import Template

from benchmarks.shapes import SHAPES, Shape

SEED = 20261123


@dataclass(frozen=True, slots=True)
class Witness:
    """A shape with constants; `slug` is unique among the witnesses of one call."""

    slug: str
    title: str
    shape: Shape
    code: str


def make_witnesses(count: int, seed: int = SEED) -> tuple[Witness, ...]:
    """Return different witnesses, the shapes in turn; equal arguments give equal witnesses."""
    chance = random.Random(seed)
    made = []
    for number in range(1, count + 1):
        shape = SHAPES[(number - 1) % len(SHAPES)]
        constants = {name: chance.choice(values) for name, values in shape.choices.items()}
        code = Template(shape.code).substitute(constants, seed=number)
        made.append(
            Witness(f"{shape.slug}-{number:04d}", f"{shape.title}, case {number}", shape, code)
        )
    return tuple(made)
