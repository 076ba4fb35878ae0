"""The prerequisite graph: order, reduction, layers, ancestors, cycles."""

import itertools
import time
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from builder.graph import build_graph, select_concepts
from builder.graph.cycles import find_cycles
from builder.records.graph import Graph
from tests.atlases import make_atlas


def test_prerequisites_come_first_and_ties_go_by_id() -> None:
    graph = build_graph(make_atlas({"x/c": ["x/a"], "x/b": [], "x/a": []}))
    assert graph.order == ("x/a", "x/b", "x/c")


def test_next_is_derived_from_prerequisites() -> None:
    graph = build_graph(make_atlas({"x/a": [], "x/b": ["x/a"], "x/c": ["x/a", "x/b"]}))
    assert graph.next["x/a"] == ("x/b", "x/c")


def test_reduction_leaves_out_what_another_prerequisite_implies() -> None:
    graph = build_graph(make_atlas({"x/a": [], "x/b": ["x/a"], "x/c": ["x/a", "x/b"]}))
    assert graph.reduced["x/c"] == ("x/b",)


def test_ancestors_are_all_that_a_concept_rests_on() -> None:
    graph = build_graph(make_atlas({"x/a": [], "x/b": ["x/a"], "x/c": ["x/b"], "x/d": []}))
    assert graph.ancestors("x/c") == ("x/a", "x/b")
    assert graph.layer == {"x/a": 0, "x/b": 1, "x/c": 2, "x/d": 0}


def test_a_cycle_is_found_and_what_is_beside_it_is_still_ordered() -> None:
    graph = build_graph(make_atlas({"x/a": ["x/b"], "x/b": ["x/a"], "x/c": [], "x/d": ["x/a"]}))
    assert graph.cycles == (("x/a", "x/b"),)
    assert graph.order == ("x/c", "x/a", "x/b", "x/d")
    assert "x/d" not in graph.layer


def test_a_self_loop_is_a_cycle() -> None:
    assert find_cycles({"a": ("a",)}) == (("a",),)


def test_every_edge_on_a_cycle_is_on_one_that_is_shown() -> None:
    assert find_cycles({"a": ("b",), "b": ("a", "c"), "c": ("a",)}) == (("a", "b"), ("a", "b", "c"))


def test_a_chain_of_five_thousand_takes_no_recursion_and_little_time() -> None:
    names = [f"x/c{number:04}" for number in range(5000)]
    atlas = make_atlas(
        {
            name: [before] if before else []
            for before, name in zip([None, *names], names, strict=False)
        }
    )
    start = time.process_time()
    graph = build_graph(atlas)
    spent = time.process_time() - start
    assert graph.order == tuple(names)
    assert len(graph.ancestors(names[-1])) == 4999
    assert spent < 20  # a tenth is typical; quadratic set copying takes minutes


def test_focus_follows_one_direction_to_a_depth() -> None:
    graph = build_graph(make_atlas({"x/a": [], "x/b": ["x/a"], "x/c": ["x/b"], "x/d": ["x/c"]}))
    assert select_concepts(graph, "x/c", direction="up") == ("x/a", "x/b", "x/c")
    assert select_concepts(graph, "x/b", direction="down", depth=1) == ("x/b", "x/c")
    assert select_concepts(graph, "x/b", depth=1) == ("x/a", "x/b", "x/c")


edges = st.integers(2, 9).flatmap(
    lambda size: st.tuples(
        st.just(size),
        st.sets(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=25),
    )
)


@given(edges)
def test_the_order_is_sound_and_cycles_are_exactly_what_cannot_be_ordered(
    drawn: tuple[int, set[tuple[int, int]]],
) -> None:
    size, pairs = drawn
    named = {
        f"x/{index}": [f"x/{other}" for start, other in sorted(pairs) if start == index]
        for index in range(size)
    }
    graph = build_graph(make_atlas(named))
    acyclic = [node for node in graph.order if node in graph.layer]
    assert sorted(graph.order) == sorted(named)
    assert has_sound_order(graph, acyclic)
    assert all(
        graph.layer[before] < graph.layer[node]
        for node in acyclic
        for before in graph.prerequisites[node]
    )
    reachable = closure(named)
    on_cycle = {
        (a, b) for a, targets in named.items() for b in targets if b == a or a in reachable[b]
    }
    shown = {
        pair for cycle in graph.cycles for pair in zip(cycle, (*cycle[1:], cycle[0]), strict=True)
    }
    assert shown == on_cycle


@given(edges)
def test_the_reduction_reaches_what_the_graph_reaches(
    drawn: tuple[int, set[tuple[int, int]]],
) -> None:
    size, pairs = drawn
    named = {
        f"x/{index}": [
            f"x/{other}" for start, other in sorted(pairs) if start == index and other < start
        ]
        for index in range(size)
    }
    graph = build_graph(make_atlas(named))
    assert closure(graph.reduced) == closure(named)
    for node, kept in graph.reduced.items():
        for one in kept:
            fewer = {**graph.reduced, node: tuple(other for other in kept if other != one)}
            assert closure(fewer) != closure(named)


def closure(edges: dict[str, list[str]]) -> dict[str, set[str]]:
    reach = {node: set(targets) for node, targets in edges.items()}
    for middle, start in itertools.product(reach, reach):
        if middle in reach[start]:
            reach[start] |= reach[middle]
    return reach


def has_sound_order(graph: Graph, reading: Sequence[str]) -> bool:
    """Return true if no concept of `reading` stands before one of its ancestors."""
    seen: set[str] = set()
    inside = set(reading)
    for node in reading:
        if any(ancestor in inside and ancestor not in seen for ancestor in graph.ancestors(node)):
            return False
        seen.add(node)
    return True
