"""The layered graph of a drawing: boxes in columns and lanes, long edges cut into short links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from builder.graph.layers import Edges

Lists = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Net:
    """Nodes, numbered from 0: the boxes, then the bends where long edges pass through a column.

    A link joins two neighbouring columns.
    """

    boxes: int  # how many of the nodes are boxes
    column: tuple[int, ...]  # of every node
    lane: tuple[int, ...]  # of every node
    left: Lists  # every node's neighbours one column to the left
    right: Lists  # the same to the right
    chains: Lists  # the nodes along every edge, from box to box

    def list_columns(self) -> Lists:
        """Return the nodes of every column, sorted by lane, then number."""
        columns: list[list[int]] = [[] for _ in range(max(self.column, default=-1) + 1)]
        for node in sorted(range(len(self.column)), key=lambda node: (self.lane[node], node)):
            columns[self.column[node]].append(node)
        return tuple(map(tuple, columns))


def make_net(
    ids: Sequence[str], edges: Edges, column: Mapping[str, int], lane: Mapping[str, int]
) -> Net:
    """Return the net of the boxes `ids`.

    Edges from one box into one lane share their bends, so that they run as one line.
    A bend's lane is interpolated between the lanes of its ends, as its column is.
    """
    number = {box: index for index, box in enumerate(ids)}
    last_columns: dict[tuple[int, int], int] = {}  # (box, target lane) -> the last column reached
    for box in ids:
        for before in edges[box]:
            trunk = (number[before], lane[box])
            last_columns[trunk] = max(last_columns.get(trunk, 0), column[box])
    columns, lanes = [column[box] for box in ids], [lane[box] for box in ids]
    bends: dict[tuple[int, int, int], int] = {}  # (box, target lane, column) -> the node
    for (start, target), last in sorted(last_columns.items()):
        first = columns[start]
        for at in range(first + 1, last):
            bends[start, target, at] = len(columns)
            columns.append(at)
            lanes.append(_lane_between(lanes[start], target, at - first, last - first))
    chains = []
    for box in ids:
        for start in sorted(number[before] for before in edges[box]):
            crossed = range(columns[start] + 1, column[box])
            own_bends = (bends[start, lane[box], at] for at in crossed)
            chains.append((start, *own_bends, number[box]))
    links = sorted({pair for chain in chains for pair in pairwise(chain)})
    left: list[list[int]] = [[] for _ in columns]
    right: list[list[int]] = [[] for _ in columns]
    for start, stop in links:
        right[start].append(stop)
        left[stop].append(start)
    return Net(
        len(ids),
        tuple(columns),
        tuple(lanes),
        tuple(map(tuple, left)),
        tuple(map(tuple, right)),
        tuple(chains),
    )


def _lane_between(start: int, stop: int, part: int, whole: int) -> int:
    return start + (2 * (stop - start) * part + whole) // (2 * whole)
