"""What reviewers are asked, by name, and which claims are let off for now: sources/criteria.yaml.

The form follows cargo-vet: criteria imply each other, and exemptions have a reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from builder.records.literal import Settings
from builder.records.place import Place, Placed, Ref

CRITERIA_PATH = "sources/criteria.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Placed):
    """A question that a review answers; whoever finds it met has met those that it implies too."""

    id: str
    description: str
    implies: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption(Placed):
    """A claim that needs no review for now; `claim` is `scaling/ntk#frozen-at-width`."""

    claim: Ref
    reason: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria(Placed):
    """The criteria of an atlas, its exemptions, and where it demands reviews.

    `demanded` maps the status of a page to the severity of a claim without a review there.
    Without criteria, a review states its own in words.
    """

    place: Place = field(default=Place(CRITERIA_PATH), compare=False, repr=False)
    criteria: tuple[Criterion, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    demanded: Settings = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the criteria, in the order of the file."""
        return tuple(one.id for one in self.criteria)

    def list_met(self, stated: Iterable[str]) -> frozenset[str]:
        """Return the criteria that are met where the stated ones are: those that they imply too."""
        implied: Mapping[str, Criterion] = {one.id: one for one in self.criteria}
        met: set[str] = set()
        waiting = [name for name in stated if name in implied]
        while waiting:
            name = waiting.pop()
            if name not in met:
                met.add(name)
                waiting += [ref.id for ref in implied[name].implies if ref.id in implied]
        return frozenset(met)
