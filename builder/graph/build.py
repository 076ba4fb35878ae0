"""Builds the prerequisite graph of an atlas: order, dependants, reduction, layers, ancestors."""

import heapq
from collections.abc import Iterable, Mapping
from typing import Protocol

from builder.graph.cycles import find_cycles, find_uncovered
from builder.graph.layers import assign_layers, reverse_edges
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
    """Return the graph of all concepts of the atlas.

    The graph leaves out prerequisites that name no concept; `check` reports them.
    """
    rank = {domain.id: position for position, domain in enumerate(atlas.domains)}
    sort_key = {
        concept.id: (rank.get(concept.domain, len(rank)), concept.id) for concept in atlas.concepts
    }
    edges = {concept.id: _list_prerequisites(concept, sort_key) for concept in atlas.concepts}
    dependants = reverse_edges(edges)
    acyclic = _order_acyclic(edges, dependants, sort_key)
    position = {node: index for index, node in enumerate(acyclic)}
    cyclic = sorted((node for node in edges if node not in position), key=sort_key.__getitem__)
    order = (*acyclic, *cyclic)
    place = {node: index for index, node in enumerate(order)}
    cycles = find_cycles(edges)
    ancestor_bits = _collect_ancestors(acyclic, edges, position)
    return Graph(
        order=order,
        prerequisites={node: tuple(sorted(edges[node], key=place.__getitem__)) for node in order},
        next={node: tuple(sorted(dependants[node], key=place.__getitem__)) for node in order},
        reduced={node: _reduce(edges[node], ancestor_bits, position) for node in order},
        layer=assign_layers(acyclic, edges),
        cycles=cycles,
        ancestor_bits=ancestor_bits,
        uncovered=tuple(find_uncovered(edges, cycles)),
    )


def _list_prerequisites(concept: Linked, known: Mapping[str, object]) -> tuple[str, ...]:
    named = (prerequisite.concept.id for prerequisite in concept.prerequisites)
    return tuple(dict.fromkeys(node for node in named if node in known))


def _order_acyclic(
    edges: Mapping[str, tuple[str, ...]],
    dependants: Mapping[str, list[str]],
    sort_key: Mapping[str, tuple[int, str]],
) -> list[str]:
    """Return a topological order, ties broken by `sort_key`, without what rests on a cycle.

    The algorithm is Kahn's with a heap.
    """
    waiting = {node: len(prerequisites) for node, prerequisites in edges.items()}
    ready = [sort_key[node] for node, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        _, node = heapq.heappop(ready)
        order.append(node)
        for dependant in dependants[node]:
            waiting[dependant] -= 1
            if waiting[dependant] == 0:
                heapq.heappush(ready, sort_key[dependant])
    return order


def _collect_ancestors(
    order: Iterable[str], edges: Mapping[str, tuple[str, ...]], position: Mapping[str, int]
) -> dict[str, int]:
    """Return the ancestors of every concept as a bit set.

    Sets of names would cost gigabytes on a chain of ten thousand concepts.
    """
    bits: dict[str, int] = {}
    for node in order:
        own = 0
        for prerequisite in edges[node]:
            own |= bits[prerequisite] | 1 << position[prerequisite]
        bits[node] = own
    return bits


def _reduce(
    prerequisites: tuple[str, ...], ancestor_bits: Mapping[str, int], position: Mapping[str, int]
) -> tuple[str, ...]:
    """Return the prerequisites without those that are ancestors of another of them."""
    implied = 0
    for prerequisite in prerequisites:
        implied |= ancestor_bits.get(prerequisite, 0)
    return tuple(
        node for node in prerequisites if node not in position or not implied >> position[node] & 1
    )
