"""Orders the nodes within the columns of a net so that few links cross.

Barycentre sweeps alternate with exchanges of neighbouring nodes.

Source: K. Sugiyama, S. Tagawa, M. Toda, Methods for visual understanding of hierarchical system
structures, IEEE Trans. SMC 11(2), 1981, for sweeps; E. Gansner, E. Koutsofios, S. North, K. Vo,
A technique for drawing directed graphs, IEEE Trans. Softw. Eng. 19(3), 1993, for exchanges.
"""

from bisect import bisect_left, bisect_right, insort

from builder.graph.net import Lists, Net

SWEEPS = 12  # to the right and to the left in turn; after every two, ties change their order
EXCHANGES = 2  # rounds over all columns after each sweep
_Ends = tuple[list[int], list[int]]  # ascending places of a node's left and right neighbours
_SCALE = 5040  # makes means whole numbers: most counts of neighbours divide it


def order_columns(net: Net) -> Lists:
    """Return the nodes of every column from the top, lane by lane.

    The result is the first with the fewest crossings of all orders that the sweeps give.
    """
    columns = net.list_columns()
    best, fewest = columns, count_crossings(net, columns)
    for turn in range(SWEEPS):
        if not fewest:
            break
        columns = _exchange(net, _sweep(net, columns, turn))
        crossings = count_crossings(net, columns)
        if crossings < fewest:
            best, fewest = columns, crossings
    return best


def count_crossings(net: Net, columns: Lists) -> int:
    """Return the number of pairs of links that cross between neighbouring columns."""
    place = _place_all(columns, len(net.column))
    crossings = 0
    for nodes in columns:
        seen: list[int] = []
        for node in nodes:
            ends = [place[other] for other in net.right[node]]
            for end in ends:
                crossings += len(seen) - bisect_right(seen, end)
            for end in ends:
                insort(seen, end)
    return crossings


def _sweep(net: Net, columns: Lists, turn: int) -> Lists:
    """Sort each column by lane, then by the mean place of a node's neighbours in the one before.

    Ties keep their order in two sweeps and reverse it in the next two; otherwise some crossings
    would never be undone. A node without neighbours keeps its place.
    """
    neighbours, step = (net.right, -1) if turn % 2 else (net.left, 1)
    sign = -1 if turn % 4 > 1 else 1
    place = _place_all(columns, len(net.column))

    def sort_key(node: int) -> tuple[int, int, int]:
        others = neighbours[node] or (node,)
        mean = sum([place[other] for other in others]) * _SCALE // len(others)
        return net.lane[node], mean, sign * place[node]

    swept = []
    for nodes in columns[::step]:
        swept.append(tuple(sorted(nodes, key=sort_key)))
        for index, node in enumerate(swept[-1]):
            place[node] = index
    return tuple(swept[::step])


def _exchange(net: Net, columns: Lists) -> Lists:
    """Swap neighbouring nodes of one lane wherever that leaves fewer crossings."""
    place = _place_all(columns, len(net.column))
    working = [list(nodes) for nodes in columns]
    open_columns = set(range(len(columns)))  # changed, or beside a change, since the last look
    for _ in range(EXCHANGES):
        for number, nodes in enumerate(working):
            if number in open_columns:
                open_columns.remove(number)
                if _exchange_in(net, nodes, place):
                    open_columns.update((number - 1, number, number + 1))
    return tuple(map(tuple, working))


def _exchange_in(net: Net, nodes: list[int], place: list[int]) -> bool:
    """Swap nodes of one column, and return true if any were swapped."""
    changed = False
    ends = [  # no swap here moves them
        (_find_ends(net.left[node], place), _find_ends(net.right[node], place)) for node in nodes
    ]
    for index in range(len(nodes) - 1):
        upper, lower = nodes[index], nodes[index + 1]
        if net.lane[upper] == net.lane[lower] and _gain(ends[index], ends[index + 1]) > 0:
            nodes[index], nodes[index + 1] = lower, upper
            ends[index], ends[index + 1] = ends[index + 1], ends[index]
            place[upper], place[lower] = index + 1, index
            changed = True
    return changed


def _find_ends(neighbours: tuple[int, ...], place: list[int]) -> list[int]:
    return sorted([place[other] for other in neighbours])


def _gain(upper: _Ends, lower: _Ends) -> int:
    """Return by how many crossings a swap of the two nodes lowers the count."""
    gain = 0
    for above, below in zip(upper, lower, strict=True):
        if above and below and above[-1] > below[0]:
            crossing = sum([len(above) - bisect_right(above, end) for end in below])
            gain += crossing - sum([bisect_left(above, end) for end in below])
        else:
            gain -= sum([bisect_left(above, end) for end in below])
    return gain


def _place_all(columns: Lists, nodes: int) -> list[int]:
    place = [0] * nodes
    for column in columns:
        for index, node in enumerate(column):
            place[node] = index
    return place
