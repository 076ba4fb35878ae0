"""Selects the part of the graph around one concept."""

from builder.records.graph import Graph


def select_concepts(
    graph: Graph, focus: str, *, direction: str = "both", depth: int | None = None
) -> tuple[str, ...]:
    """Return the concepts within `depth` steps of `focus`, itself included, in the graph's order.

    Without `depth` there is no limit. `direction` is `up` along prerequisites, `down` along
    dependants, or `both`: all concepts of the two, but no path that turns.
    """
    selected = {focus}
    for name, edges in (("up", graph.prerequisites), ("down", graph.next)):
        if direction not in (name, "both"):
            continue
        seen = {focus}
        frontier: tuple[str, ...] = (focus,)
        step = 0
        while frontier and (depth is None or step < depth):
            reached = (other for node in frontier for other in edges[node])
            frontier = tuple(dict.fromkeys(other for other in reached if other not in seen))
            seen.update(frontier)
            step += 1
        selected |= seen
    return tuple(node for node in graph.order if node in selected)
