"""The layout of the map: boxes apart, edges of the reduction only, few crossings, determinism."""

import itertools
import math
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.graph import build_graph, lay_out, lay_out_maps
from builder.graph.labels import MOST_PX, measure_px, wrap_label
from builder.graph.layers import assign_columns
from builder.graph.net import Net, make_net
from builder.graph.ordering import count_crossings, order_columns
from builder.records.atlas import Atlas
from builder.records.graph import Graph
from builder.records.layout import Box, Layout
from tests.atlases import make_atlas
from tests.field import draw_edges

DOMAINS = ("a", "b", "c")

Edges = dict[str, list[str]]


@st.composite
def edge_lists(draw: st.DrawFn, most: int = 14) -> Edges:
    """Draw concepts of three domains, each with prerequisites among those before it."""
    ids = [
        f"{draw(st.sampled_from(DOMAINS))}/{number}" for number in range(draw(st.integers(1, most)))
    ]
    return {
        node: draw(st.lists(st.sampled_from(ids[:at]), max_size=4, unique=True)) if at else []
        for at, node in enumerate(ids)
    }


def draw_map(
    edges: Mapping[str, Sequence[str]], domains: Sequence[str] = DOMAINS
) -> tuple[Graph, Layout]:
    graph = build_graph(make_atlas(edges))
    return graph, lay_out(graph, graph.order, labels=name_all(graph), domains=domains)


def name_all(graph: Graph) -> dict[str, str]:
    """Return labels of one and two lines."""
    return {
        node: f"Concept {node}" if number % 3 else f"A concept with a longer name {node}"
        for number, node in enumerate(graph.order)
    }


def touch(one: Box, other: Box) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


@given(edge_lists())
def test_no_two_boxes_touch_and_all_stand_inside(edges: Edges) -> None:
    _, layout = draw_map(edges)
    assert not any(touch(one, other) for one, other in itertools.combinations(layout.boxes, 2))
    for box in layout.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= layout.width
        assert box.y + box.height <= layout.height


@given(edge_lists())
def test_every_edge_runs_rightwards_from_box_to_box(edges: Edges) -> None:
    _, layout = draw_map(edges)
    boxes = {box.id: box for box in layout.boxes}
    for route in layout.routes:
        before, after = boxes[route.before], boxes[route.after]
        assert route.points[0] == (before.x + before.width, before.y + before.height // 2)
        assert route.points[-1] == (after.x, after.y + after.height // 2)
        assert all(start[0] <= stop[0] for start, stop in pairwise(route.points))
        assert before.column < after.column
        assert len(route.points) % 3 == 1


@given(edge_lists())
def test_no_edge_runs_through_a_box(edges: Edges) -> None:
    _, layout = draw_map(edges)
    for route in layout.routes:
        for start, stop in pairwise(route.points[::3]):
            for box in layout.boxes:
                inside = start[0] < box.x + box.width and box.x < stop[0]
                assert not inside or not box.y <= start[1] <= box.y + box.height


@given(edge_lists())
def test_the_whole_map_draws_the_reduction_and_nothing_else(edges: Edges) -> None:
    graph, layout = draw_map(edges)
    assert sorted((route.before, route.after) for route in layout.routes) == sorted(
        (before, node) for node, kept in graph.reduced.items() for before in kept
    )


@given(edge_lists(), st.data())
def test_a_part_draws_the_reduction_of_its_own_order(edges: Edges, data: st.DataObject) -> None:
    graph = build_graph(make_atlas(edges))
    chosen = data.draw(st.sets(st.sampled_from(sorted(edges)), min_size=1))
    layout = lay_out(graph, sorted(chosen), labels=name_all(graph))
    above = {node: set(graph.ancestors(node)) & chosen for node in chosen}
    implied = {node: set().union(*(above[other] for other in above[node])) for node in chosen}
    assert {(route.before, route.after) for route in layout.routes} == {
        (before, node) for node in chosen for before in above[node] - implied[node]
    }


@given(edge_lists())
def test_bands_hold_their_domains_and_nothing_else(edges: Edges) -> None:
    _, layout = draw_map(edges)
    domains = {node.partition("/")[0] for node in edges}
    assert [band.domain for band in layout.bands] == sorted(domains)
    lower = [band.y + band.height for band in layout.bands]
    assert [band.y for band in layout.bands] == [0, *lower][:-1]
    for band in layout.bands:
        for box in layout.boxes:
            is_inside = band.y <= box.y and box.y + box.height <= band.y + band.height
            assert is_inside == (box.id.partition("/")[0] == band.domain)


@given(edge_lists(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(edges: Edges, shuffler: random.Random) -> None:
    graph, layout = draw_map(edges)
    mixed = list(edges.items())
    shuffler.shuffle(mixed)
    atlas = make_atlas({node: shuffler.sample(before, len(before)) for node, before in mixed})
    other = build_graph(shuffle(atlas, shuffler))
    ids = list(other.order)
    shuffler.shuffle(ids)
    assert lay_out(other, ids, labels=name_all(graph), domains=DOMAINS) == layout


def shuffle(atlas: Atlas, shuffler: random.Random) -> Atlas:
    concepts = list(atlas.concepts)
    shuffler.shuffle(concepts)
    domains = sorted(atlas.domains, key=lambda domain: domain.id)
    return replace(atlas, concepts=tuple(concepts), domains=tuple(domains))


@given(edge_lists())
def test_every_number_is_whole(edges: Edges) -> None:
    _, layout = draw_map(edges)
    numbers = [layout.width, layout.height]
    numbers += [
        number
        for box in layout.boxes
        for number in (box.x, box.y, box.width, box.height, *box.mark)
    ]
    numbers += [number for route in layout.routes for point in route.points for number in point]
    assert {type(number) for number in numbers} == {int}


@given(edge_lists())
def test_columns_are_the_layers_but_for_what_is_needed_later(edges: Edges) -> None:
    graph, layout = draw_map(edges)
    column = {box.id: box.column for box in layout.boxes}
    for node, at in column.items():
        after = [column[other] for other in graph.order if node in graph.reduced[other]]
        if len(after) > len(graph.reduced[node]):
            assert at == min(after) - 1
        else:
            assert at == graph.layer[node]


def test_what_rests_on_a_cycle_is_left_out() -> None:
    _, layout = draw_map({"a/1": ["a/2"], "a/2": ["a/1"], "a/3": ["a/2"], "a/4": []})
    assert [box.id for box in layout.boxes] == ["a/4"]


def test_an_atlas_without_concepts_has_an_empty_map() -> None:
    _, layout = draw_map({})
    assert layout.boxes == layout.routes == layout.bands == ()
    assert layout.width > 0
    assert layout.height > 0


def test_a_long_edge_runs_level_where_nothing_is_in_its_way() -> None:
    edges = {
        "a/start": [],
        "a/1": [],
        "a/2": ["a/1"],
        "a/3": ["a/2"],
        "a/4": ["a/3"],
        "a/end": ["a/4", "a/start"],
        "a/x": ["a/start"],
    }
    _, layout = draw_map(edges, ("a",))
    route = next(
        route for route in layout.routes if (route.before, route.after) == ("a/start", "a/end")
    )
    assert len({y for _, y in route.points[3:-3]}) == 1


def test_edges_from_one_concept_into_one_domain_share_their_bends() -> None:
    chain = {f"a/{number}": [f"a/{number - 1}"] if number else [] for number in range(6)}
    _, layout = draw_map(
        {
            **chain,
            "b/root": [],
            "b/x": ["b/root", "a/4"],
            "b/y": ["b/root", "a/4"],
            "b/z": ["b/root"],
        },
        ("a", "b"),
    )
    first, second = (
        route
        for route in layout.routes
        if route.before == "b/root" and route.after in ("b/x", "b/y")
    )
    assert first.points[:-3] == second.points[:-3]


def test_a_concepts_own_map_holds_two_levels_above_it_and_what_comes_next() -> None:
    chain = {f"a/{number}": [f"a/{number - 1}"] if number else [] for number in range(7)}
    graph = build_graph(make_atlas(chain))
    maps = lay_out_maps(graph, name_all(graph), ("a",))
    near = maps.concept("a/3")
    assert near is not None
    assert [box.id for box in near.boxes] == ["a/1", "a/2", "a/3", "a/4"]
    assert near.bands == ()


def test_a_domains_map_holds_what_it_rests_on_and_leads_to() -> None:
    graph = build_graph(
        make_atlas({"a/0": [], "a/1": ["a/0"], "b/2": ["a/1"], "c/3": ["b/2"], "c/4": ["c/3"]})
    )
    maps = lay_out_maps(graph, name_all(graph), DOMAINS)
    assert [box.id for box in maps.domain("b").boxes] == ["a/1", "b/2", "c/3"]
    assert [band.domain for band in maps.domain("b").bands] == ["a", "b", "c"]


def make_tiny(seed: int) -> Net:
    """Return a net of eight boxes in one lane, with random edges, reduced."""
    generator = random.Random(seed)
    ids = [f"a/{number}" for number in range(8)]
    edges = {
        node: [other for other in ids[:at] if generator.random() < 0.45][:3]
        for at, node in enumerate(ids)
    }
    reduced = build_graph(make_atlas(edges)).reduced
    return make_net(ids, reduced, assign_columns(ids, reduced), dict.fromkeys(ids, 0))


def count_orders(net: Net) -> int:
    return math.prod(math.factorial(len(nodes)) for nodes in net.list_columns())


def fewest_crossings(net: Net) -> int:
    choices = (list(itertools.permutations(nodes)) for nodes in net.list_columns())
    return min(count_crossings(net, columns) for columns in itertools.product(*choices))


def test_tiny_graphs_cross_hardly_more_than_any_order_must() -> None:
    nets = [net for net in map(make_tiny, range(120)) if count_orders(net) < 3000]
    found = [count_crossings(net, order_columns(net)) for net in nets]
    fewest = [fewest_crossings(net) for net in nets]
    assert len(nets) > 90
    assert all(own >= least for own, least in zip(found, fewest, strict=True))
    missed = sum(own > least for own, least in zip(found, fewest, strict=True))
    assert missed <= 2  # only an exhaustive search finds the fewest crossings of these


def test_crossings_are_counted_as_pairs_of_links() -> None:
    ids = ["a/0", "a/1", "a/2", "a/3"]
    net = make_net(
        ids,
        {"a/0": (), "a/1": (), "a/2": ("a/0", "a/1"), "a/3": ("a/0", "a/1")},
        dict(zip(ids, (0, 0, 1, 1), strict=True)),
        dict.fromkeys(ids, 0),
    )
    assert count_crossings(net, ((0, 1), (2, 3))) == 1


def test_a_thousand_concepts_take_a_bounded_number_of_calls() -> None:
    generator = random.Random(1)
    ids = [f"{DOMAINS[number // 334]}/{number}" for number in range(1000)]
    edges = {
        node: [ids[at - 1 - int(generator.random() * min(at, 40))] for _ in range(2)] if at else []
        for at, node in enumerate(ids)
    }
    unique = {node: list(dict.fromkeys(before)) for node, before in edges.items()}
    graph = build_graph(make_atlas(unique))
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        layout = lay_out(graph, graph.order, labels=name_all(graph), domains=DOMAINS)
    finally:
        sys.setprofile(None)
    assert len(layout.boxes) == 1000
    # Comparing all pairs of a column's links, instead of sorting, takes hundreds of millions.
    assert calls < 10_000_000


def test_sixty_concepts_of_six_domains_cross_little() -> None:
    edges = draw_edges(3)
    graph = build_graph(make_atlas(edges))
    ids = list(graph.order)
    net = make_net(
        ids,
        graph.reduced,
        assign_columns(ids, graph.reduced),
        {node: list(DOMAIN_ORDER).index(node.partition("/")[0]) for node in ids},
    )
    assert count_crossings(net, order_columns(net)) * 2 < count_crossings(net, net.list_columns())


DOMAIN_ORDER = tuple(dict.fromkeys(node.partition("/")[0] for node in draw_edges(3)))


@given(st.text(max_size=80))
def test_a_label_breaks_into_at_most_two_lines_that_fit(label: str) -> None:
    lines = wrap_label(label)
    assert 1 <= len(lines) <= 2
    for line in lines:
        assert measure_px(line) <= MOST_PX or len(line) == 1


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=9), min_size=1, max_size=4))
def test_a_label_that_fits_loses_nothing(words: list[str]) -> None:
    label = " ".join(words)
    lines = wrap_label(label)
    if not lines[-1].endswith("…"):
        assert " ".join(lines) == label


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Neural tangent kernel", ("Neural", "tangent kernel")),
        ("Grokking", ("Grokking",)),
        ("Compute-optimal training", ("Compute-", "optimal training")),
        ("", ("",)),
        ("Donaudampfschifffahrtsgesellschaft", ("Donaudampfschifff", "ahrtsgesellschaft")),
        (
            "Emergence and the choice of a metric that nobody has chosen",
            ("Emergence and", "the choice of a…"),
        ),
        ("神経接線核と二重降下の関係について", ("神経接線核と二重降", "下の関係について")),
    ],
)
def test_labels_break_where_both_lines_are_shortest(label: str, lines: tuple[str, ...]) -> None:
    assert wrap_label(label) == lines
