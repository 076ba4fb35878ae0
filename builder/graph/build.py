"""Works out the prerequisite graph of an atlas: order, what comes next, reduction, layers, ancestors."""

import heapq
from collections.abc import Iterable, Mapping
from typing import Protocol

from builder.graph.cycles import find_cycles, find_uncovered
from builder.graph.layers import assign_layers
from builder.records.atlas import Atlas
from builder.records.concept import Prerequisite
from builder.records.graph import Graph


class Linked(Protocol):
    """A concept, or a summary of one."""

    @property
    def id(self) -> str:
        """The concept's id."""

    @property
    def domain(self) -> str:
        """The id of its domain."""

    @property
    def prerequisites(self) -> tuple[Prerequisite, ...]:
        """What must be understood first."""


def build_graph(atlas: Atlas[Linked]) -> Graph:
    """The graph over all concepts of the atlas. Prerequisites that name no concept are left to `check`."""
    rank = {domain.id: position for position, domain in enumerate(atlas.domains)}
    sort_key = {
        concept.id: (rank.get(concept.domain, len(rank)), concept.id) for concept in atlas.concepts
    }
    edges = {concept.id: _named(concept, sort_key) for concept in atlas.concepts}
    dependants = _reverse(edges)
    acyclic = _order_acyclic(edges, dependants, sort_key)
    position = {id: index for index, id in enumerate(acyclic)}
    order = (
        *acyclic,
        *sorted((id for id in edges if id not in position), key=sort_key.__getitem__),
    )
    place = {id: index for index, id in enumerate(order)}
    cycles = find_cycles(edges)
    ancestor_bits = _collect_ancestors(acyclic, edges, position)
    return Graph(
        order=order,
        prerequisites={id: tuple(sorted(edges[id], key=place.__getitem__)) for id in order},
        next={id: tuple(sorted(dependants[id], key=place.__getitem__)) for id in order},
        reduced={id: _reduce(edges[id], ancestor_bits, position) for id in order},
        layer=assign_layers(acyclic, edges),
        cycles=cycles,
        ancestor_bits=ancestor_bits,
        uncovered=tuple(find_uncovered(edges, cycles)),
    )


def _named(concept: Linked, known: Mapping[str, object]) -> tuple[str, ...]:
    named = (prerequisite.concept.id for prerequisite in concept.prerequisites)
    return tuple(dict.fromkeys(id for id in named if id in known))


def _reverse(edges: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    dependants: dict[str, list[str]] = {id: [] for id in edges}
    for id, prerequisites in edges.items():
        for prerequisite in prerequisites:
            dependants[prerequisite].append(id)
    return dependants


def _order_acyclic(
    edges: Mapping[str, tuple[str, ...]],
    dependants: Mapping[str, list[str]],
    sort_key: Mapping[str, tuple[int, str]],
) -> list[str]:
    """Kahn's algorithm with a heap: of all that may come now, the first by `sort_key`. Leaves out what rests on a cycle."""
    waiting = {id: len(prerequisites) for id, prerequisites in edges.items()}
    ready = [sort_key[id] for id, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        _, id = heapq.heappop(ready)
        order.append(id)
        for dependant in dependants[id]:
            waiting[dependant] -= 1
            if waiting[dependant] == 0:
                heapq.heappush(ready, sort_key[dependant])
    return order


def _collect_ancestors(
    order: Iterable[str], edges: Mapping[str, tuple[str, ...]], position: Mapping[str, int]
) -> dict[str, int]:
    """Ancestors as bit sets, since sets of names cost gigabytes on a chain of ten thousand concepts."""
    bits: dict[str, int] = {}
    for id in order:
        own = 0
        for prerequisite in edges[id]:
            own |= bits[prerequisite] | 1 << position[prerequisite]
        bits[id] = own
    return bits


def _reduce(
    prerequisites: tuple[str, ...], ancestor_bits: Mapping[str, int], position: Mapping[str, int]
) -> tuple[str, ...]:
    implied = 0
    for prerequisite in prerequisites:
        implied |= ancestor_bits.get(prerequisite, 0)
    return tuple(
        id for id in prerequisites if id not in position or not implied >> position[id] & 1
    )
