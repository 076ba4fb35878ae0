"""Scales: map values to positions along an axis, and choose its ticks."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

GREATEST = 1e280  # magnitude; on a logarithmic axis 1 / GREATEST is the least; a gap beyond
MARGIN = 0.04  # share of the axis left free at each end
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0, 20.0)  # between ticks, times a power of ten
_PARTS = ((1, 2, 5), (1, 3), (1,))  # of a decade, the finest first
_DECADES = (1, 2, 3, 5, 10, 20, 50, 100, 200)  # from tick to tick
_PLAIN = range(-3, 5)  # powers of ten that are written out: 0.001 to 10,000


@dataclass(frozen=True, slots=True)
class Tick:
    """A value written beside an axis at the position `at` from 0 to 1.

    `exponent` is the exponent of ten, written behind `text` as a superscript.
    """

    at: float
    text: str
    exponent: str = ""


class Scale(Protocol):
    """The scale of one axis of a plot."""

    def place(self, value: float | str) -> float | None:
        """Return the position from 0 to 1 along the axis, or `None` if the value has none."""

    def ticks(self, most: int) -> tuple[Tick, ...]:
        """Return at most `most` ticks in ascending order."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Equal steps for equal differences."""

    low: float
    high: float

    def place(self, value: float | str) -> float | None:
        """See `Scale`."""
        if isinstance(value, str) or abs(value) > GREATEST:
            return None
        return (value - self.low) / (self.high - self.low)

    def ticks(self, most: int) -> tuple[Tick, ...]:
        """Return multiples of 1, 2, 2.5 or 5 times a power of ten."""
        return tuple(
            Tick((value - self.low) / (self.high - self.low), *_write(value))
            for value in _list_multiples(self.low, self.high, most)
        )


@dataclass(frozen=True, slots=True)
class Logarithmic:
    """Equal steps for equal ratios; `low` and `high` are positive."""

    low: float
    high: float

    def place(self, value: float | str) -> float | None:
        """See `Scale`."""
        if isinstance(value, str) or not 1 / GREATEST <= value <= GREATEST:
            return None
        first, last = math.log10(self.low), math.log10(self.high)
        return (math.log10(value) - first) / (last - first)

    def ticks(self, most: int) -> tuple[Tick, ...]:
        """Return powers of ten: with values between them if `most` allows, or else every n-th."""
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        finest = [[part * 10.0**power for power in decades for part in parts] for parts in _PARTS]
        every = next(step for step in _DECADES if len(decades) <= most * step)
        coarsest = [10.0**power for power in decades if power % every == 0]
        shown = [
            [value for value in values if self.low <= value <= self.high]
            for values in (*finest, coarsest)
        ]
        values = next((values for values in shown if len(values) <= most), shown[-1])
        if len(values) < 2:
            values = [value for value in _list_multiples(self.low, self.high, most) if value > 0]
        places = ((value, self.place(value)) for value in values)
        return tuple(Tick(at, *_write(value)) for value, at in places if at is not None)


@dataclass(frozen=True, slots=True)
class Bands:
    """One band of equal width for each name."""

    names: tuple[float | str, ...]

    def place(self, value: float | str) -> float | None:
        """Return the middle of the name's band."""
        return (self.names.index(value) + 0.5) / len(self.names) if value in self.names else None

    def ticks(self, most: int) -> tuple[Tick, ...]:
        """Return every name, or every n-th."""
        every = -(-len(self.names) // most) or 1
        kept = tuple(enumerate(self.names))[::every]
        return tuple(
            Tick((index + 0.5) / len(self.names), name if isinstance(name, str) else f"{name:g}")
            for index, name in kept
        )


def fit_scale(
    values: Iterable[float | None], *, is_log: bool, from_zero: bool = False
) -> Linear | Logarithmic:
    """Return a scale that holds all values, with a margin at each end, or with zero at one end."""
    least = 1 / GREATEST if is_log else -GREATEST
    shown = [value for value in values if value is not None and least <= value <= GREATEST] or [1.0]
    low, high = min(shown), max(shown)
    if is_log:
        widen = 10 ** ((math.log10(high) - math.log10(low)) * MARGIN or 0.5)
        return Logarithmic(low / widen, high * widen)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low) * MARGIN or abs(high) / 2 or 1.0
    return Linear(
        low if from_zero and low == 0 else low - room,
        high if from_zero and high == 0 > low else high + room,
    )


def name_bands(rows: Iterable[Sequence[float | str | None]]) -> Bands:
    """Return a band for every value of the rows, in order of first appearance."""
    return Bands(tuple(dict.fromkeys(value for row in rows for value in row if value is not None)))


def _list_multiples(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` multiples of a round step between `low` and `high`."""
    power = math.floor(math.log10((high - low) / most))
    steps = (size * 10.0**power for size in _STEPS)
    found = (
        (step, range(math.ceil(low / step), math.floor(high / step) + 1))
        for step in steps
        if (high - low) / step < most
    )
    # A quotient may be rounded up, so the number of multiples is checked too.
    step, numbers = next((step, numbers) for step, numbers in found if len(numbers) <= most)
    return [number * step for number in numbers]


def _write(value: float) -> tuple[str, str]:
    """Return the text and the exponent of a tick: `0.25`, `2,000`, or `2.5×10` with an exponent.

    Magnitudes below 0.001 and from 100,000 have an exponent.
    """
    if value == 0:
        return "0", ""
    power = math.floor(math.log10(abs(value)) + 1e-9)
    if power in _PLAIN:
        return f"{value:,.10g}".replace("-", "−"), ""
    factor = f"{value / 10.0**power:.10g}".replace("-", "−")
    return ("10" if factor == "1" else f"{factor}×10"), f"{power}".replace("-", "−")
