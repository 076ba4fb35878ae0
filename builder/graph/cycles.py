"""Finds cycles of a graph: enough that every edge on a cycle lies on one of those found."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping

from builder.records.graph import Uncovered

MOST_CYCLES = 100  # per strongly connected component; the number of cycles can be exponential

Edges = Mapping[str, tuple[str, ...]]


def find_cycles(edges: Edges) -> tuple[tuple[str, ...], ...]:
    """Return cycles along `edges`, sorted, each from its smallest id.

    Every edge on a cycle lies on one of them, up to `MOST_CYCLES` for each strongly connected
    component; `find_uncovered` lists the other edges. Each is a shortest through its first edge.
    """
    cycles: set[tuple[str, ...]] = set()
    for component in find_components(edges):
        inner = {
            node: tuple(other for other in edges[node] if other in component)
            for node in sorted(component)
        }
        covered: set[tuple[str, str]] = set()
        found = 0
        for start, targets in inner.items():
            for target in targets:
                if (start, target) in covered or found == MOST_CYCLES:
                    continue
                cycle = (start, *_find_path(inner, target, start)[:-1])
                covered.update(_list_edges(cycle))
                cycles.add(_rotate(cycle))
                found += 1
    return tuple(sorted(cycles))


def find_uncovered(edges: Edges, cycles: Collection[tuple[str, ...]]) -> Iterator[Uncovered]:
    """Yield one edge of each strongly connected component that lies on none of these cycles.

    It comes with the number of such edges; each of them lies on another cycle.
    """
    if len(cycles) < MOST_CYCLES:
        return
    covered = {edge for cycle in cycles for edge in _list_edges(cycle)}
    for component in sorted(find_components(edges), key=min):
        rest = [
            (node, other)
            for node in sorted(component)
            for other in edges[node]
            if other in component and (node, other) not in covered
        ]
        if rest:
            yield Uncovered(*rest[0], len(rest))


def find_components(edges: Edges) -> tuple[frozenset[str], ...]:
    """Return the strongly connected components that hold a cycle.

    Source: R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1(2), 1972;
    here without recursion.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    components: list[frozenset[str]] = []
    for root in sorted(edges):
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(edges[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component = _pop_component(stack, on_stack, node)
                    if len(component) > 1 or node in edges[node]:
                        components.append(component)
    return tuple(components)


def _pop_component(stack: list[str], on_stack: set[str], root: str) -> frozenset[str]:
    component: set[str] = set()
    while root not in component:
        node = stack.pop()
        on_stack.discard(node)
        component.add(node)
    return frozenset(component)


def _find_path(edges: Edges, start: str, goal: str) -> tuple[str, ...]:
    """Return a shortest path from `start` to `goal`, both included and in one component."""
    came_from: dict[str, str] = {start: start}
    queue = deque([start])
    while goal not in came_from:
        node = queue.popleft()
        for other in edges[node]:
            if other not in came_from:
                came_from[other] = node
                queue.append(other)
    path = [goal]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))


def _list_edges(cycle: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return zip(cycle, (*cycle[1:], cycle[0]), strict=True)


def _rotate(cycle: tuple[str, ...]) -> tuple[str, ...]:
    smallest = cycle.index(min(cycle))
    return cycle[smallest:] + cycle[:smallest]
