"""Heights for the ordered nodes of a net: as close to their neighbours as their order, their sizes and their lanes let them stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from builder.graph.net import Lists, Net

SWEEPS = 10  # to the right and to the left in turn, then to both sides
_PULLS = (
    1,
    2,
    8,
)  # how much a link matters by the number of bends at its ends: a long edge is to run straight through


@dataclass(frozen=True, slots=True)
class Spacing:
    """Pixels: the height of every node, the gaps between two, and what a lane keeps free above and below its nodes."""

    heights: Sequence[int]  # even
    gap: int
    head: int
    foot: int


class _Pull(NamedTuple):
    """Nodes that pull at another, how much each of them does, and all together."""

    nodes: tuple[int, ...]
    shares: tuple[int, ...]
    weight: int


def place_nodes(
    net: Net, columns: Lists, spacing: Spacing
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The centre of every node, and the upper edge of every lane followed by the lower edge of the last."""
    stacks = [stack for nodes in columns for stack in _split_lanes(net, nodes)]
    edges = _stack_lanes(stacks, spacing)
    centres = [0] * len(net.column)
    for lane, nodes in stacks:
        _place_stack(
            nodes,
            [0] * len(nodes),
            [1] * len(nodes),
            (edges[lane], edges[lane + 1]),
            spacing,
            centres,
        )
    pulls_by_view = [
        _list_pulls(net, _choose_sides(net, turn)) for turn in (0, 1, SWEEPS - 2, SWEEPS - 1)
    ]
    for turn in range(SWEEPS):
        pulls = pulls_by_view[turn % 2 + (2 if turn >= SWEEPS - 2 else 0)]
        for lane, nodes in reversed(stacks) if turn % 2 else stacks:
            wanted = [_want(pulls[node], centres) for node in nodes]
            _place_stack(
                nodes,
                wanted,
                [pulls[node].weight for node in nodes],
                (edges[lane], edges[lane + 1]),
                spacing,
                centres,
            )
    return tuple(centres), edges


def _choose_sides(net: Net, turn: int) -> Lists:
    """The neighbours that a sweep looks at: those it comes from; in the last two all, but of a bend the next bend of its own line alone.

    Were the last sweeps to look at the boxes at the ends too, long edges would waver instead of running level.
    """
    came, ahead = (net.right, net.left) if turn % 2 else (net.left, net.right)
    if turn < SWEEPS - 2:
        return came
    bends = (
        _find_bends(net, own) or _find_bends(net, others)
        for own, others in zip(came[net.boxes :], ahead[net.boxes :], strict=True)
    )
    both = [own + others for own, others in zip(came, ahead, strict=True)]
    return (
        *both[: net.boxes],
        *(own or others for own, others in zip(bends, both[net.boxes :], strict=True)),
    )


def _find_bends(net: Net, nodes: Sequence[int]) -> tuple[int, ...]:
    return tuple(node for node in nodes if node >= net.boxes)


def _split_lanes(net: Net, nodes: Sequence[int]) -> list[tuple[int, list[int]]]:
    lanes: dict[int, list[int]] = {}
    for node in nodes:
        lanes.setdefault(net.lane[node], []).append(node)
    return list(lanes.items())


def _stack_lanes(stacks: Sequence[tuple[int, Sequence[int]]], spacing: Spacing) -> tuple[int, ...]:
    """The edges of the lanes, each as high as its fullest column needs."""
    heights = [0] * (max((lane for lane, _ in stacks), default=-1) + 1)
    for lane, nodes in stacks:
        heights[lane] = max(
            heights[lane], sum(spacing.heights[node] + spacing.gap for node in nodes) - spacing.gap
        )
    edges = [0]
    for height in heights:
        edges.append(edges[-1] + spacing.head + height + spacing.foot)
    return tuple(edges)


def _list_pulls(net: Net, sides: Lists) -> list[_Pull]:
    """What pulls at every node: its neighbours on the sides that are looked at, or itself where it has none there."""
    pulls = []
    for node, others in enumerate(sides):
        shares = tuple(_PULLS[(node >= net.boxes) + (other >= net.boxes)] for other in others)
        pulls.append(_Pull(others, shares, sum(shares)) if others else _Pull((node,), (1,), 1))
    return pulls


def _want(pull: _Pull, centres: Sequence[int]) -> int:
    """Where the node would stand if it were alone."""
    if len(pull.nodes) == 1:
        return centres[pull.nodes[0]]
    return (
        sum([share * centres[other] for other, share in zip(pull.nodes, pull.shares, strict=True)])
        // pull.weight
    )


def _place_stack(
    nodes: Sequence[int],
    wanted: Sequence[int],
    weights: Sequence[int],
    lane: tuple[int, int],
    spacing: Spacing,
    centres: list[int],
) -> None:
    """Sets the centres of the nodes, top to bottom, as near to the wanted ones as they can stand without touching.

    That is an isotonic regression once the heights above each node are taken off; adjacent violators are pooled.
    Source: M. Best, N. Chakravarti, Active set algorithms for isotonic regression, Math. Programming 47, 1990.
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
