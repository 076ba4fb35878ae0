"""Selects the part of the graph around one concept."""

from builder.records.graph import Graph


def select_concepts(
    graph: Graph, focus: str, *, direction: str = "both", depth: int | None = None
) -> tuple[str, ...]:
    """The concepts within `depth` steps of `focus` (all where `None`), in the graph's order, `focus` among them.

    `direction`: `up` follows prerequisites, `down` what comes next, `both` either, never turning on the way.
    """
    selected = {focus}
    for name, edges in (("up", graph.prerequisites), ("down", graph.next)):
        if direction not in (name, "both"):
            continue
        seen = {focus}
        frontier: tuple[str, ...] = (focus,)
        step = 0
        while frontier and (depth is None or step < depth):
            frontier = tuple(
                dict.fromkeys(other for id in frontier for other in edges[id] if other not in seen)
            )
            seen.update(frontier)
            step += 1
        selected |= seen
    return tuple(id for id in graph.order if id in selected)
