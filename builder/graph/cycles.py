"""Finds the cycles of a graph: enough of them that every edge on a cycle is seen on one."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping

from builder.records.graph import Uncovered

MOST_CYCLES = 100  # per strongly connected component; the number of cycles can be exponential

Edges = Mapping[str, tuple[str, ...]]


def find_cycles(edges: Edges) -> tuple[tuple[str, ...], ...]:
    """Cycles in the direction of `edges`, each from its smallest id, sorted; every edge that lies on a cycle lies on one of them.

    At most `MOST_CYCLES` for each strongly connected component, shortest through their first edge; see `find_uncovered` for the rest.
    """
    cycles: set[tuple[str, ...]] = set()
    for component in find_components(edges):
        inner = {
            id: tuple(other for other in edges[id] if other in component)
            for id in sorted(component)
        }
        covered: set[tuple[str, str]] = set()
        found = 0
        for start, targets in inner.items():
            for target in targets:
                if (start, target) in covered or found == MOST_CYCLES:
                    continue
                cycle = (start, *_find_path(inner, target, start)[:-1])
                covered.update(zip(cycle, (*cycle[1:], cycle[0]), strict=True))
                cycles.add(_rotate(cycle))
                found += 1
    return tuple(sorted(cycles))


def find_uncovered(edges: Edges, cycles: Collection[tuple[str, ...]]) -> Iterator[Uncovered]:
    """For each strongly connected component, the edges on none of these cycles; each of them lies on another."""
    if len(cycles) < MOST_CYCLES:
        return
    covered = {pair for cycle in cycles for pair in zip(cycle, (*cycle[1:], cycle[0]), strict=True)}
    for component in sorted(find_components(edges), key=min):
        rest = [
            (id, other)
            for id in sorted(component)
            for other in edges[id]
            if other in component and (id, other) not in covered
        ]
        if rest:
            yield Uncovered(*rest[0], len(rest))


def find_components(edges: Edges) -> tuple[frozenset[str], ...]:
    """The strongly connected components that hold a cycle, by Tarjan's algorithm without recursion.

    Source: R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1(2), 1972.
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
            id, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(edges[target])))
                    break
                if target in on_stack:
                    low[id] = min(low[id], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[id])
                if low[id] == index[id]:
                    component = _pop_component(stack, on_stack, id)
                    if len(component) > 1 or id in edges[id]:
                        components.append(component)
    return tuple(components)


def _pop_component(stack: list[str], on_stack: set[str], root: str) -> frozenset[str]:
    component: set[str] = set()
    while root not in component:
        id = stack.pop()
        on_stack.discard(id)
        component.add(id)
    return frozenset(component)


def _find_path(edges: Edges, start: str, goal: str) -> tuple[str, ...]:
    """A shortest path from `start` to `goal`, both included; there is one, since both lie in one component."""
    came_from: dict[str, str] = {start: start}
    queue = deque([start])
    while goal not in came_from:
        id = queue.popleft()
        for other in edges[id]:
            if other not in came_from:
                came_from[other] = id
                queue.append(other)
    path = [goal]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))


def _rotate(cycle: tuple[str, ...]) -> tuple[str, ...]:
    smallest = cycle.index(min(cycle))
    return cycle[smallest:] + cycle[:smallest]
