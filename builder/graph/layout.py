"""Lays out a map of concepts, in whole pixels.

Concepts stand in columns, prerequisites to the left; domains are bands, edges cubic curves.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from builder.graph.labels import measure_px, wrap_label
from builder.graph.layers import Edges, assign_columns, reduce_selection
from builder.graph.net import Net, make_net
from builder.graph.ordering import order_columns
from builder.graph.positions import Spacing, place_nodes
from builder.records.graph import Graph
from builder.records.layout import Band, Box, EdgeLine, Layout, Maps, Point, Route, Undrawn

# Pixels:
LINE, PADDING = 16, 10  # the height of a label's line, the space around a label
MARK = 16  # the width before the label, for the sign of the concept's level
BASELINE, MIDDLE = 12, 8  # from the top of a line to its baseline and to the middle of its letters
NAME = 20  # from a band's top to the baseline of its domain's name
BEND = 8  # the height of an edge where it passes through a column
GAP = 12  # between two nodes of a column
AISLE = 52  # between two columns
MARGIN = 8  # around the drawing
HEAD, FOOT = 30, 14  # free space in a band above its boxes, for the domain's name, and below

# The most boxes, and the most columns that all edges cross together. The limits of the site's map
# come to about a megabyte of the page and a second of its build.
MOST_ON_MAP = (1_000, 10_000)
MOST_NEAR = (200, 1_000)  # on a concept's own map
LEVELS_UP = 2  # levels of prerequisites on a concept's own map


def lay_out_maps(graph: Graph, labels: Mapping[str, str], domains: Sequence[str]) -> Maps:
    """Return the drawings of a site: the graph, each domain, each concept's neighbourhood.

    The first two have bands, in the order of `domains`; other domains come last. `labels` holds
    the label of every concept. A drawing that is too large for a page is not made.
    """
    rank = {node: index for index, node in enumerate(graph.order)}
    shown = [node for node in graph.order if node in graph.layer]
    members: dict[str, list[str]] = {}
    for node in shown:
        members.setdefault(_domain_of(node), []).append(node)

    def draw(ids: Sequence[str]) -> Layout | Undrawn:
        edges = reduce_selection(graph, ids, rank)
        return _find_excess(edges, MOST_ON_MAP) or _lay_out(edges, labels, domains)

    def draw_near(concept: str) -> Layout | Undrawn:
        edges = reduce_selection(graph, _list_near(graph, concept, rank), rank)
        return _find_excess(edges, MOST_NEAR) or _lay_out(edges, labels, ())

    return Maps(
        whole=lambda: draw(shown),
        domain=lambda domain: draw(_list_around(graph, members.get(domain, []), rank)),
        concept=lambda concept: draw_near(concept) if concept in graph.layer else None,
        near=lambda concept: _describe_near(graph, concept, rank, labels),
        members=lambda concept: (
            tuple(_list_near(graph, concept, rank)) if concept in graph.layer else ()
        ),
    )


def lay_out(
    graph: Graph, ids: Sequence[str], *, labels: Mapping[str, str], domains: Sequence[str] = ()
) -> Layout:
    """Return the drawing of these concepts with the transitive reduction of their edges.

    It leaves out concepts that lie on a cycle or rest on one. Without `domains` there are no
    bands. The order of `ids` and of a concept's prerequisites changes nothing.
    """
    rank = {node: index for index, node in enumerate(graph.order)}
    shown = _sort_ordered(graph, set(ids), rank)
    return _lay_out(reduce_selection(graph, shown, rank), labels, domains)


def _find_excess(edges: Edges, most: tuple[int, int]) -> Undrawn | None:
    """Return the size of the drawing if it is too large, else `None`.

    `most` is the limit of boxes, and of the columns that all edges cross together.
    """
    most_boxes, most_crossed = most
    if len(edges) <= most_boxes:
        column = assign_columns(tuple(edges), edges)
        crossed = sum(column[box] - column[before] for box in edges for before in edges[box])
        if crossed <= most_crossed:
            return None
    return Undrawn(len(edges), sum(map(len, edges.values())))


def _list_around(graph: Graph, ids: Sequence[str], rank: Mapping[str, int]) -> list[str]:
    """Return the concepts with their neighbours in the reduced graph."""
    chosen = set(ids)
    for node in ids:
        chosen.update(graph.reduced[node])
        chosen.update(other for other in graph.next[node] if node in graph.reduced[other])
    return _sort_ordered(graph, chosen, rank)


def _list_near(graph: Graph, concept: str, rank: Mapping[str, int]) -> list[str]:
    """Return the concept, its prerequisites up to `LEVELS_UP` levels, and its dependants."""
    chosen = {concept, *graph.next[concept]}
    frontier = {concept}
    for _ in range(LEVELS_UP):
        frontier = {other for node in frontier for other in graph.prerequisites[node]}
        chosen |= frontier
    return _sort_ordered(graph, chosen, rank)


def _sort_ordered(graph: Graph, ids: Iterable[str], rank: Mapping[str, int]) -> list[str]:
    """Return the concepts in the graph's order, without those on a cycle or resting on one."""
    return sorted((node for node in ids if node in graph.layer), key=rank.__getitem__)


def _describe_near(
    graph: Graph, concept: str, rank: Mapping[str, int], labels: Mapping[str, str]
) -> tuple[object, ...]:
    """Return all that the drawing of the concept's neighbourhood depends on."""
    ids = _list_near(graph, concept, rank) if concept in graph.layer else []
    edges = reduce_selection(graph, ids, rank)
    drawn = ((node, labels[node], before) for node, before in edges.items())
    return graph.next[concept], graph.count_ancestors(concept), *drawn


def _lay_out(
    edges: Edges,
    labels: Mapping[str, str],
    domains: Sequence[str],
) -> Layout:
    """Return the drawing of the keys of `edges`, which stand in the graph's order."""
    ids = tuple(edges)
    lane = _assign_lanes(ids, domains)
    net = make_net(ids, edges, assign_columns(ids, edges), lane)
    lines = [wrap_label(labels[box]) for box in ids]
    heights = [len(own) * LINE + 2 * PADDING for own in lines]
    heights += [BEND] * (len(net.column) - len(ids))
    spacing = Spacing(heights, GAP, HEAD if domains else MARGIN, FOOT if domains else MARGIN)
    centres, lane_edges = place_nodes(net, order_columns(net), spacing)
    starts, widths = _space_columns(net, lines)
    boxes = tuple(
        _make_box(box, labels[box], lines[node], (starts[at], centres[node], widths[at], at))
        for node, (box, at) in enumerate(zip(ids, net.column, strict=False))
    )
    routes = tuple(
        Route(ids[chain[0]], ids[chain[-1]], _route(chain, net, centres, starts, widths))
        for chain in net.chains
    )
    return Layout(
        width=starts[-1] + widths[-1] + MARGIN if ids else 2 * MARGIN,
        height=lane_edges[-1] if ids else 2 * MARGIN,
        boxes=boxes,
        routes=routes,
        bands=_list_bands(boxes, lane_edges) if domains else (),
    )


def _assign_lanes(ids: Sequence[str], domains: Sequence[str]) -> dict[str, int]:
    """Return the lane of every concept: its domain's place among those drawn, 0 without domains."""
    if not domains:
        return dict.fromkeys(ids, 0)
    present = set(map(_domain_of, ids))
    order = [*(domain for domain in domains if domain in present), *sorted(present - set(domains))]
    return {node: order.index(_domain_of(node)) for node in ids}


def _domain_of(concept: str) -> str:
    return concept.partition("/")[0]


def _space_columns(net: Net, lines: Sequence[Sequence[str]]) -> tuple[list[int], list[int]]:
    """Return the left edge and the width of every column, which is that of its widest label."""
    widths = [0] * (max(net.column, default=-1) + 1)
    for own, at in zip(lines, net.column, strict=False):
        widths[at] = max(widths[at], MARK + 2 * PADDING + max(map(measure_px, own)))
    starts = [MARGIN]
    for width in widths[:-1]:
        starts.append(starts[-1] + width + AISLE)
    return starts, widths


def _make_box(
    concept: str, label: str, lines: Sequence[str], frame: tuple[int, int, int, int]
) -> Box:
    """Return the box; `frame` is its left edge, vertical centre, width and column."""
    x, centre, width, column = frame
    height = len(lines) * LINE + 2 * PADDING
    y = centre - height // 2
    first = y + PADDING
    return Box(
        id=concept,
        label=label,
        x=x,
        y=y,
        width=width,
        height=height,
        column=column,
        lines=tuple(
            EdgeLine(text, (x + PADDING + MARK, first + index * LINE + BASELINE))
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
    """Return the points of an edge, from the right side of a box to the left side of another.

    The edge is a curve with level ends across every aisle, and straight through every column.
    """
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
        domain = _domain_of(box.id)
        first[domain] = min(first.get(domain, box.x), box.x)
    stripes = zip(first.items(), pairwise(edges), strict=True)
    return tuple(
        Band(domain, upper, lower - upper, (x, upper + NAME))
        for (domain, x), (upper, lower) in stripes
    )
