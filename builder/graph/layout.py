"""Lays out the map: concepts in columns, prerequisites to the left, domains as bands, edges as cubic curves, all in whole pixels."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from builder.graph.labels import measure_px, wrap_label
from builder.graph.layers import Edges, assign_columns, reduce_selection
from builder.graph.net import Net, make_net
from builder.graph.ordering import order_columns
from builder.graph.positions import Spacing, place_nodes
from builder.records.graph import Graph
from builder.records.layout import Band, Box, Layout, Line, Maps, Point, Route, Undrawn

LINE, PADDING = 16, 10  # of a box's label: the height of a line, the space around it
MARK = 16  # before the label, for the sign of the concept's level
BASELINE, MIDDLE = 12, 8  # of a line, from its top: where the letters stand, and their middle
NAME = 20  # from a band's top to the baseline of its domain's name
BEND = 8  # the height that an edge takes where it passes through a column
GAP = 12  # between two nodes of a column
AISLE = 52  # between two columns
MARGIN = 8  # around everything
HEAD, FOOT = 30, 14  # what a band keeps free above its boxes, for the domain's name, and below them
MOST_ON_MAP = (
    1_000,
    10_000,
)  # boxes, and columns that all edges cross: about a megabyte of the page and a second of its build
MOST_NEAR = 200, 1_000  # the same of a concept's own map
LEVELS_UP = 2  # that a concept's own map shows of what it rests on


def lay_out_maps(graph: Graph, labels: Mapping[str, str], domains: Sequence[str]) -> Maps:
    """The drawings of a site: the whole graph and each domain with bands, and each concept's surroundings without.

    `labels` holds the words for every concept; `domains` the ids in the order of the bands, domains not among them come last. A drawing that would be too large for a page is not made.
    """
    rank = {id: index for index, id in enumerate(graph.order)}
    shown = [id for id in graph.order if id in graph.layer]
    members: dict[str, list[str]] = {}
    for id in shown:
        members.setdefault(id.partition("/")[0], []).append(id)

    def draw(ids: Sequence[str]) -> Layout | Undrawn:
        edges = reduce_selection(graph, ids, rank)
        return _find_excess(edges, MOST_ON_MAP) or _lay_out(edges, labels, domains)

    def draw_near(id: str) -> Layout | Undrawn:
        edges = reduce_selection(graph, _near(graph, id, rank), rank)
        return _find_excess(edges, MOST_NEAR) or _lay_out(edges, labels, ())

    return Maps(
        whole=lambda: draw(shown),
        domain=lambda id: draw(_around(graph, members.get(id, []), rank)),
        concept=lambda id: draw_near(id) if id in graph.layer else None,
        near=lambda id: _describe_near(graph, id, rank, labels),
        members=lambda id: tuple(_near(graph, id, rank)) if id in graph.layer else (),
    )


def lay_out(
    graph: Graph, ids: Sequence[str], *, labels: Mapping[str, str], domains: Sequence[str] = ()
) -> Layout:
    """The drawing of these concepts: the reduction of what they rest on among themselves, without what a cycle leaves unordered.

    Without `domains` there are no bands. The order of `ids` and of an author's prerequisites changes nothing.
    """
    rank = {id: index for index, id in enumerate(graph.order)}
    shown = sorted((id for id in set(ids) if id in graph.layer), key=rank.__getitem__)
    return _lay_out(reduce_selection(graph, shown, rank), labels, domains)


def _find_excess(edges: Edges, most: tuple[int, int]) -> Undrawn | None:
    """Return what makes the drawing too large: more than `most` boxes, or more than `most` columns that its edges cross."""
    boxes, crossed = most
    if len(edges) <= boxes:
        column = assign_columns(tuple(edges), edges)
        if (
            sum(column[id] - column[before] for id, own in edges.items() for before in own)
            <= crossed
        ):
            return None
    return Undrawn(len(edges), sum(map(len, edges.values())))


def _around(graph: Graph, ids: Sequence[str], rank: Mapping[str, int]) -> list[str]:
    """The concepts with what they rest on directly, and what rests on them."""
    chosen = set(ids)
    for id in ids:
        chosen.update(
            graph.reduced[id], (other for other in graph.next[id] if id in graph.reduced[other])
        )
    return sorted((id for id in chosen if id in graph.layer), key=rank.__getitem__)


def _near(graph: Graph, id: str, rank: Mapping[str, int]) -> list[str]:
    """The concept, what it rests on to a depth of `LEVELS_UP`, and what names it as a prerequisite."""
    chosen = {id, *graph.next[id]}
    frontier = {id}
    for _ in range(LEVELS_UP):
        frontier = {other for one in frontier for other in graph.prerequisites[one]}
        chosen |= frontier
    return sorted((id for id in chosen if id in graph.layer), key=rank.__getitem__)


def _describe_near(
    graph: Graph, id: str, rank: Mapping[str, int], labels: Mapping[str, str]
) -> tuple[object, ...]:
    ids = _near(graph, id, rank) if id in graph.layer else []
    drawn = (
        (other, labels[other], before)
        for other, before in reduce_selection(graph, ids, rank).items()
    )
    return graph.next[id], graph.count_ancestors(id), *drawn


def _lay_out(
    edges: Edges,
    labels: Mapping[str, str],
    domains: Sequence[str],
) -> Layout:
    """Draw the concepts that the edges name, which stand in the graph's order."""
    ids = tuple(edges)
    lane = _assign_lanes(ids, domains)
    net = make_net(ids, edges, assign_columns(ids, edges), lane)
    lines = [wrap_label(labels[id]) for id in ids]
    heights = [
        *(len(own) * LINE + 2 * PADDING for own in lines),
        *(BEND for _ in net.column[len(ids) :]),
    ]
    spacing = Spacing(heights, GAP, HEAD if domains else MARGIN, FOOT if domains else MARGIN)
    centres, lane_edges = place_nodes(net, order_columns(net), spacing)
    starts, widths = _space_columns(net, lines)
    boxes = tuple(
        _make_box(id, labels[id], lines[node], (starts[at], centres[node], widths[at], at))
        for node, (id, at) in enumerate(zip(ids, net.column, strict=False))
    )
    routes = (_route(chain, net, centres, starts, widths) for chain in net.chains)
    return Layout(
        width=starts[-1] + widths[-1] + MARGIN if ids else 2 * MARGIN,
        height=lane_edges[-1] if ids else 2 * MARGIN,
        boxes=boxes,
        routes=tuple(
            Route(ids[chain[0]], ids[chain[-1]], points)
            for chain, points in zip(net.chains, routes, strict=True)
        ),
        bands=_list_bands(boxes, lane_edges) if domains else (),
    )


def _assign_lanes(ids: Sequence[str], domains: Sequence[str]) -> dict[str, int]:
    """The lane of every concept: its domain's place among those that have concepts here, all in one without domains."""
    if not domains:
        return dict.fromkeys(ids, 0)
    present = {id.partition("/")[0] for id in ids}
    order = [*(domain for domain in domains if domain in present), *sorted(present - set(domains))]
    return {id: order.index(id.partition("/")[0]) for id in ids}


def _space_columns(net: Net, lines: Sequence[Sequence[str]]) -> tuple[list[int], list[int]]:
    """The left edge and the width of every column: as wide as its widest label."""
    widths = [0] * (max(net.column, default=-1) + 1)
    for own, at in zip(lines, net.column, strict=False):
        widths[at] = max(widths[at], MARK + 2 * PADDING + max(map(measure_px, own)))
    starts = [MARGIN]
    for width in widths[:-1]:
        starts.append(starts[-1] + width + AISLE)
    return starts, widths


def _make_box(id: str, label: str, lines: Sequence[str], frame: tuple[int, int, int, int]) -> Box:
    """`frame` is the left edge, the centre's height, the width and the column."""
    x, centre, width, column = frame
    height = len(lines) * LINE + 2 * PADDING
    y = centre - height // 2
    first = y + PADDING
    return Box(
        id=id,
        label=label,
        x=x,
        y=y,
        width=width,
        height=height,
        column=column,
        lines=tuple(
            Line(text, (x + PADDING + MARK, first + index * LINE + BASELINE))
            for index, text in enumerate(lines)
        ),
        mark=(x + PADDING + MARK // 4, first + MIDDLE),
    )


def _route(
    chain: Sequence[int],
    net: Net,
    centres: Sequence[int],
    starts: Sequence[int],
    widths: Sequence[int],
) -> tuple[Point, ...]:
    """From the right side of a box to the left side of the other: a level curve across every aisle, straight through every column."""
    points: list[Point] = []
    for node, other in pairwise(chain):
        at = net.column[node]
        left, right = starts[at] + widths[at], starts[at + 1]
        here, there = centres[node], centres[other]
        if points:
            points += [(starts[at], here), (left, here), (left, here)]
        else:
            points.append((left, here))
        middle = (left + right) // 2
        points += [(middle, here), (middle, there), (right, there)]
    return tuple(points)


def _list_bands(boxes: Sequence[Box], edges: Sequence[int]) -> tuple[Band, ...]:
    first: dict[str, int] = {}
    for box in sorted(boxes, key=lambda box: box.y):
        domain = box.id.partition("/")[0]
        first[domain] = min(first.get(domain, box.x), box.x)
    stripes = zip(first.items(), pairwise(edges), strict=True)
    return tuple(
        Band(domain, upper, lower - upper, (x, upper + NAME))
        for (domain, x), (upper, lower) in stripes
    )
