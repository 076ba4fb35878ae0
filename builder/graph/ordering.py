"""Orders the nodes within the columns of a net so that few links cross: barycentre sweeps, then exchanges of neighbours.

Source: K. Sugiyama, S. Tagawa, M. Toda, Methods for visual understanding of hierarchical system structures, IEEE Trans. SMC 11(2), 1981;
E. Gansner, E. Koutsofios, S. North, K. Vo, A technique for drawing directed graphs, IEEE Trans. Softw. Eng. 19(3), 1993, for exchanges.
"""

from bisect import bisect_right, insort

from builder.graph.net import Lists, Net

SWEEPS = 12  # to the right and to the left in turn; after each two, equals change their order
EXCHANGES = 2  # rounds over all columns after each sweep
_SCALE = 5040  # places are compared as whole numbers: multiples of a number that most counts of neighbours divide


def order_columns(net: Net) -> Lists:
    """The nodes of every column from the top, lane by lane; of all orders met on the way the first with the fewest crossings."""
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
    """How many pairs of links cross between neighbouring columns."""
    place = _place_all(columns, len(net.column))
    crossings = 0
    for nodes in columns:
        seen: list[int] = []
        for node in nodes:
            ends = [place[other] for other in net.right[node]]
            crossings += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return crossings


def _sweep(net: Net, columns: Lists, turn: int) -> Lists:
    """The columns, one after another, each by lane, then by the mean place of its neighbours in the column before it.

    Of equals the upper stays above in two sweeps and goes below in the next two, without which some crossings are never undone. A node
    without neighbours keeps its place.
    """
    neighbours, step = (net.right, -1) if turn % 2 else (net.left, 1)
    sign = -1 if turn % 4 > 1 else 1
    place = _place_all(columns, len(net.column))

    def sort_key(node: int) -> tuple[int, int, int]:
        others = neighbours[node]
        mean = sum(place[other] for other in others) * _SCALE // len(others) if others else place[node] * _SCALE
        return net.lane[node], mean, sign * place[node]

    swept = []
    for nodes in columns[::step]:
        swept.append(tuple(sorted(nodes, key=sort_key)))
        for index, node in enumerate(swept[-1]):
            place[node] = index
    return tuple(swept[::step])


def _exchange(net: Net, columns: Lists) -> Lists:
    """The columns after neighbours of one lane have changed places wherever that leaves fewer crossings."""
    place = _place_all(columns, len(net.column))
    working = [list(nodes) for nodes in columns]
    for _ in range(EXCHANGES):
        changed = False
        for nodes in working:
            for index in range(len(nodes) - 1):
                upper, lower = nodes[index : index + 2]
                if net.lane[upper] == net.lane[lower] and _gain(net, place, upper, lower) > 0:
                    nodes[index], nodes[index + 1] = lower, upper
                    place[upper], place[lower] = index + 1, index
                    changed = True
        if not changed:
            break
    return tuple(map(tuple, working))


def _gain(net: Net, place: list[int], upper: int, lower: int) -> int:
    """How many crossings fewer there are when the two change places."""
    gain = 0
    for neighbours in (net.left, net.right):
        above = sorted(place[other] for other in neighbours[upper])
        below = sorted(place[other] for other in neighbours[lower])
        gain += _count_inversions(above, below) - _count_inversions(below, above)
    return gain


def _count_inversions(above: list[int], below: list[int]) -> int:
    """How many pairs stand the wrong way round: an end of `above` below one of `below`."""
    return sum(len(above) - bisect_right(above, end) for end in below)


def _place_all(columns: Lists, nodes: int) -> list[int]:
    place = [0] * nodes
    for column in columns:
        for index, node in enumerate(column):
            place[node] = index
    return place
