"""Mutants of a witness: small changes of its code, and whether its checks notice them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from builder.records.place import Place


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"  # a named check that is no pin failed by its assertion
    SURVIVED = "survived"  # what is asserted moved, and every named check but a pin held
    CRASHED = (
        "crashed"  # the run did not reach its end, or a check could not be evaluated or never ran
    )
    EQUIVALENT = "equivalent"  # nothing that is asserted moved


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one fence: the text `before` became `after`.

    `number` counts a concept's mutants from 0 in source order.
    """

    number: int
    cell: int  # index of the fence
    line: int  # 1-based within the fence
    before: str
    after: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class MutantResult:
    """A mutant's fate, and the ids of the checks behind it.

    `killers` failed by assertion; the operands of `moved` changed and they held; `pins` failed and
    do not count; `is_guarded` where an assertion without a name failed, which does not count
    either.
    """

    mutant: Mutant
    fate: Fate
    killers: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    is_guarded: bool = False


@dataclass(frozen=True, slots=True)
class CheckScore:
    """The mutants that a check killed, and those that moved it and `survived`, by line."""

    id: str
    is_pin: bool
    killed: int
    survived: int
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SuggestedRival:
    """A mutant as an author would write it: one part of the witness, and what takes its place."""

    mutant: Mutant
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MutantReport:
    """What the mutants of one concept's witness showed."""

    concept: str
    results: tuple[MutantResult, ...] = ()
    checks: tuple[CheckScore, ...] = ()

    def count(self, fate: Fate) -> int:
        """How many mutants met this fate."""
        return sum(result.fate is fate for result in self.results)

    def count_killed(self, checks: Collection[str]) -> tuple[int, int]:
        """Return how many mutants these checks killed, of how many that they see."""
        reached = self.list_reached(checks)
        return sum(any(one in checks for one in result.killers) for result in reached), len(reached)

    def list_reached(self, checks: Collection[str]) -> tuple[MutantResult, ...]:
        """Return the mutants that moved a value which one of these checks compares.

        Those that one of them killed are among them.
        """
        return tuple(
            result
            for result in self.results
            if any(check in checks for check in (*result.killers, *result.moved))
        )
