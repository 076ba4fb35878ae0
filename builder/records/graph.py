"""What the prerequisites imply, worked out once for the whole atlas."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Uncovered:
    """The prerequisites of cycles that are not listed: their number, and the first one."""

    concept: str
    prerequisite: str
    count: int


@dataclass(frozen=True, slots=True)
class Graph:
    """The prerequisite graph over existing concepts, planned ones included.

    Edges run from prerequisite to dependant.

    Concepts on a cycle come last in `order` and have no layer; everything else is defined for every
    graph.
    """

    order: tuple[str, ...]  # prerequisites first; ties by domain order, then id
    prerequisites: Mapping[str, tuple[str, ...]]  # direct, sorted by `order`
    next: Mapping[
        str, tuple[str, ...]
    ]  # concepts that name this one as prerequisite, sorted by `order`
    reduced: Mapping[
        str, tuple[str, ...]
    ]  # direct prerequisites not implied by others (transitive reduction)
    layer: Mapping[
        str, int
    ]  # 0 for concepts without prerequisites, else one more than the deepest prerequisite
    cycles: tuple[
        tuple[str, ...], ...
    ]  # each starts at its smallest id and does not repeat it at the end
    ancestor_bits: Mapping[str, int]  # bit i is set where `order[i]` is an ancestor
    uncovered: tuple[Uncovered, ...] = ()  # where there are more cycles than are in `cycles`

    def count_ancestors(self, concept: str) -> int:
        """How many concepts `concept` rests on."""
        return self.ancestor_bits.get(concept, 0).bit_count()

    def ancestors(self, concept: str) -> tuple[str, ...]:
        """Everything that `concept` rests on, in order, without itself."""
        bits = self.ancestor_bits.get(concept, 0)
        return tuple(other for index, other in enumerate(self.order) if bits >> index & 1)
