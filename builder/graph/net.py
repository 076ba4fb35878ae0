"""A drawing taken apart: boxes in columns and lanes, and long edges cut into links that span one column each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from builder.graph.layers import Edges

Lists = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Net:
    """Boxes, then bends (where a long edge passes through a column), numbered from 0; links join neighbouring columns only."""

    boxes: int  # how many of the nodes are boxes
    column: tuple[int, ...]  # of every node
    lane: tuple[int, ...]
    left: Lists  # every node's neighbours one column to the left
    right: Lists
    chains: Lists  # the nodes along every edge, from box to box

    def list_columns(self) -> Lists:
        """The nodes of every column by lane, then number."""
        columns: list[list[int]] = [[] for _ in range(max(self.column, default=-1) + 1)]
        for node in sorted(range(len(self.column)), key=lambda node: (self.lane[node], node)):
            columns[self.column[node]].append(node)
        return tuple(map(tuple, columns))


def make_net(
    ids: Sequence[str], edges: Edges, column: Mapping[str, int], lane: Mapping[str, int]
) -> Net:
    """The net of the boxes `ids`. The edges that lead from one box into one lane share their bends, so that they run as one line.

    A bend's lane lies as far between those of its ends as its column does.
    """
    number = {id: index for index, id in enumerate(ids)}
    reach: dict[
        tuple[str, int], int
    ] = {}  # a box and a lane -> the last column that its edges into the lane end in
    for id in ids:
        for before in edges[id]:
            trunk = (before, lane[id])
            reach[trunk] = max(reach.get(trunk, 0), column[id])
    columns, lanes = [column[id] for id in ids], [lane[id] for id in ids]
    bends: dict[tuple[str, int, int], int] = {}  # a box, a lane and a column -> the node
    for (before, target), last in sorted(
        reach.items(), key=lambda item: (number[item[0][0]], item[0][1])
    ):
        for at in range(column[before] + 1, last):
            bends[before, target, at] = len(columns)
            columns.append(at)
            lanes.append(
                _lane_between(lane[before], target, at - column[before], last - column[before])
            )
    chains = [
        (
            number[before],
            *(bends[before, lane[id], at] for at in range(column[before] + 1, column[id])),
            number[id],
        )
        for id in ids
        for before in sorted(edges[id], key=number.__getitem__)
    ]
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
