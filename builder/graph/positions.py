"""The vertical positions of ordered nodes, as close to their neighbours as sizes allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from builder.graph.net import Lists, Net

SWEEPS = 10  # to the right and to the left in turn, then to both sides
_PULLS = (1, 2, 8)  # the weight of a link with 0, 1 and 2 bends at its ends: long edges run level


@dataclass(frozen=True, slots=True)
class Spacing:
    """Sizes in pixels: node heights, the gap between two nodes, a lane's free head and foot."""

    heights: Sequence[int]  # even
    gap: int
    head: int
    foot: int


class _Pull(NamedTuple):
    """The nodes that pull at another, the weight of each, and their total weight."""

    nodes: tuple[int, ...]
    shares: tuple[int, ...]
    weight: int


def place_nodes(
    net: Net, columns: Lists, spacing: Spacing
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the centre of every node, and the edges of the lanes from the top down."""
    stacks = [stack for nodes in columns for stack in _split_lanes(net, nodes)]
    edges = _stack_lanes(stacks, spacing)
    centres = [0] * len(net.column)
    for lane, nodes in stacks:
        limits = (edges[lane], edges[lane + 1])
        _place_stack(nodes, [0] * len(nodes), [1] * len(nodes), limits, spacing, centres)
    views = (0, 1, SWEEPS - 2, SWEEPS - 1)  # the turns with pulls of their own
    pulls_by_view = [_list_pulls(net, _choose_sides(net, turn)) for turn in views]
    for turn in range(SWEEPS):
        pulls = pulls_by_view[turn % 2 + (2 if turn >= SWEEPS - 2 else 0)]
        for lane, nodes in reversed(stacks) if turn % 2 else stacks:
            wanted = [_find_wanted(pulls[node], centres) for node in nodes]
            weights = [pulls[node].weight for node in nodes]
            limits = (edges[lane], edges[lane + 1])
            _place_stack(nodes, wanted, weights, limits, spacing, centres)
    return tuple(centres), edges


def _choose_sides(net: Net, turn: int) -> Lists:
    """Return the neighbours that pull in a sweep: those on the side that the sweep comes from.

    In the last two sweeps all neighbours pull, but of a bend only the next bend of its own line.
    If boxes pulled at bends there too, long edges would waver instead of running level.
    """
    came, ahead = (net.right, net.left) if turn % 2 else (net.left, net.right)
    if turn < SWEEPS - 2:
        return came
    sides: list[tuple[int, ...]] = []
    for node, (own, others) in enumerate(zip(came, ahead, strict=True)):
        bends = _find_bends(net, own) or _find_bends(net, others) if node >= net.boxes else ()
        sides.append(bends or own + others)
    return tuple(sides)


def _find_bends(net: Net, nodes: Sequence[int]) -> tuple[int, ...]:
    return tuple(node for node in nodes if node >= net.boxes)


def _split_lanes(net: Net, nodes: Sequence[int]) -> list[tuple[int, list[int]]]:
    lanes: dict[int, list[int]] = {}
    for node in nodes:
        lanes.setdefault(net.lane[node], []).append(node)
    return list(lanes.items())


def _stack_lanes(stacks: Sequence[tuple[int, Sequence[int]]], spacing: Spacing) -> tuple[int, ...]:
    """Return the edges of the lanes, each as high as its fullest column needs."""
    heights = [0] * (max((lane for lane, _ in stacks), default=-1) + 1)
    for lane, nodes in stacks:
        needed = sum(spacing.heights[node] + spacing.gap for node in nodes) - spacing.gap
        heights[lane] = max(heights[lane], needed)
    edges = [0]
    for height in heights:
        edges.append(edges[-1] + spacing.head + height + spacing.foot)
    return tuple(edges)


def _list_pulls(net: Net, sides: Lists) -> list[_Pull]:
    """Return the pull at every node: of its neighbours in `sides`, else of the node itself."""
    pulls = []
    for node, others in enumerate(sides):
        shares = tuple(_PULLS[(node >= net.boxes) + (other >= net.boxes)] for other in others)
        pulls.append(_Pull(others, shares, sum(shares)) if others else _Pull((node,), (1,), 1))
    return pulls


def _find_wanted(pull: _Pull, centres: Sequence[int]) -> int:
    """Return the weighted mean centre of the pulling nodes."""
    if len(pull.nodes) == 1:
        return centres[pull.nodes[0]]
    pairs = zip(pull.nodes, pull.shares, strict=True)
    return sum([share * centres[other] for other, share in pairs]) // pull.weight


def _place_stack(
    nodes: Sequence[int],
    wanted: Sequence[int],
    weights: Sequence[int],
    lane: tuple[int, int],
    spacing: Spacing,
    centres: list[int],
) -> None:
    """Set the centres of the nodes, top to bottom, as near to the wanted ones as gaps allow.

    Without the heights above each node, this is an isotonic regression; adjacent violators are
    pooled.

    Source: M. Best, N. Chakravarti, Active set algorithms for isotonic regression,
    Math. Programming 47, 1990.
    """
    above, offsets = lane[0] + spacing.head, []
    for node in nodes:
        offsets.append(above + spacing.heights[node] // 2)
        above += spacing.heights[node] + spacing.gap
    most = lane[1] - spacing.foot - (above - spacing.gap)
    pools: list[tuple[int, int, int]] = []  # (weighted sum, weight, number of nodes)
    for target, weight, offset in zip(wanted, weights, offsets, strict=True):
        pool = ((target - offset) * weight, weight, 1)
        while pools and pools[-1][0] * pool[1] > pool[0] * pools[-1][1]:
            before = pools.pop()
            pool = (before[0] + pool[0], before[1] + pool[1], before[2] + pool[2])
        pools.append(pool)
    shifts = [
        min(max(total // weight, 0), most) for total, weight, number in pools for _ in range(number)
    ]
    for node, offset, shift in zip(nodes, offsets, shifts, strict=True):
        centres[node] = offset + shift
