"""Layers, columns and the transitive reduction of a selection of concepts."""

from collections.abc import Iterable, Mapping, Sequence

from builder.records.graph import Graph

Edges = Mapping[str, Sequence[str]]  # concept -> its prerequisites


def reverse_edges(edges: Edges) -> dict[str, list[str]]:
    """Return the dependants of every concept, in the order of `edges`."""
    dependants: dict[str, list[str]] = {node: [] for node in edges}
    for node, prerequisites in edges.items():
        for prerequisite in prerequisites:
            dependants[prerequisite].append(node)
    return dependants


def assign_layers(order: Iterable[str], edges: Edges) -> dict[str, int]:
    """Return 0 for concepts without prerequisites, else one more than the deepest of these.

    `order` holds prerequisites first.
    """
    layer: dict[str, int] = {}
    for node in order:
        layer[node] = max((layer[prerequisite] + 1 for prerequisite in edges[node]), default=0)
    return layer


def assign_columns(order: Sequence[str], edges: Edges) -> dict[str, int]:
    """Return the layers, with each concept of more dependants than prerequisites moved right.

    Such a concept moves up to the first of its dependants. That shortens its edges: a foundation
    stands beside the concept that first needs it, and not far to the left.
    """
    column = assign_layers(order, edges)
    dependants = reverse_edges(edges)
    for node in reversed(order):
        if len(dependants[node]) > len(edges[node]):
            column[node] = min(column[dependant] for dependant in dependants[node]) - 1
    return column


def reduce_selection(
    graph: Graph, ids: Sequence[str], rank: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """Return the transitive reduction of the ancestor relation among these concepts.

    A path through concepts outside the selection counts as an edge. `ids` stand in the graph's
    order, and none lies on a cycle or rests on one; `rank` is the place in `graph.order`.
    """
    chosen = 0
    reduced = {}
    for node in ids:
        left = graph.ancestor_bits[node] & chosen
        chosen |= 1 << rank[node]
        kept = []
        while left:  # the last in order is an ancestor of none of the others
            last = left.bit_length() - 1
            kept.append(graph.order[last])
            left &= ~(1 << last | graph.ancestor_bits[graph.order[last]])
        reduced[node] = tuple(reversed(kept))
    return reduced
