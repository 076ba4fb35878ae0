"""The order that a choice of concepts keeps among itself: its reduction, and how deep each concept stands."""

from collections.abc import Iterable, Mapping, Sequence

from builder.records.graph import Graph

Edges = Mapping[str, Sequence[str]]  # concept -> what it rests on


def assign_layers(order: Iterable[str], edges: Edges) -> dict[str, int]:
    """0 for concepts without prerequisites, else one more than the deepest of them; `order` holds prerequisites first."""
    layer: dict[str, int] = {}
    for id in order:
        layer[id] = max((layer[prerequisite] + 1 for prerequisite in edges[id]), default=0)
    return layer


def assign_columns(order: Sequence[str], edges: Edges) -> dict[str, int]:
    """The layers, where a concept that more rests on than it rests on is moved right, up to the first of what rests on it.

    That shortens its edges, and a foundation stands where it is first needed rather than far to the left of it.
    """
    column = assign_layers(order, edges)
    dependants: dict[str, list[str]] = {id: [] for id in order}
    for id in order:
        for prerequisite in edges[id]:
            dependants[prerequisite].append(id)
    for id in reversed(order):
        if len(dependants[id]) > len(edges[id]):
            column[id] = min(column[dependant] for dependant in dependants[id]) - 1
    return column


def reduce_selection(
    graph: Graph, ids: Sequence[str], rank: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """What each of the concepts rests on among the others, directly or by way of concepts left out, implied ones left out.

    Of all concepts it is the reduction of the graph. `ids` stand in the graph's order, and none lies on a cycle or rests on one;
    `rank` is each concept's place in `graph.order`.
    """
    chosen = 0
    reduced = {}
    for id in ids:
        left = graph.ancestor_bits[id] & chosen
        chosen |= 1 << rank[id]
        kept = []
        while left:  # the last in order is implied by none of the others
            last = left.bit_length() - 1
            kept.append(graph.order[last])
            left &= ~(1 << last | graph.ancestor_bits[graph.order[last]])
        reduced[id] = tuple(reversed(kept))
    return reduced
