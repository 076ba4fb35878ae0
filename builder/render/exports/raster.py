"""Fills and strokes shapes with smooth edges into a picture of few colours, in plain arithmetic: the same pixels on every machine.

Edges add the area that they cut off, with its sign, to the pixels that they cross; summed along a row this is how much of each pixel is
covered, the method of FreeType's and font-rs's rasterisers. Pixels that no edge crosses are kept nowhere, so flat parts cost nothing.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from builder.render.exports.png import Colour

Point = tuple[float, float]
Box = tuple[int, int, int, int]  # left, top, right, bottom in whole pixels, the last two outside

STEPS = 16  # shades between a colour and what is under it
MOST_CELLS = 2_000_000  # pixels that edges cross; beyond, the drawing is no picture for a card
FARTHEST = 20_000.0  # pixels from the corner

_MOST_COLOURS = 256
_ROUND = 16  # corners of the polygon that stands for a round join
_BLUNT = 0.7  # cosine of the turn from which a join is round
_SEEN = 0.05  # sine of the turn from which a join can be seen


class TooDetailedError(Exception):
    """The drawing holds more than a card can show."""


class Canvas:
    """A picture of `width` by `height` pixels, at first all of the ground's colour; `pixels` are indices into `palette`."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self.width = width
        self.height = height
        self.pixels = bytearray(width * height)
        self.palette = [ground]
        self._shades: dict[tuple[int, Colour, int], int] = {}  # (under, over, step) -> index
        self._cells = 0

    def fill(
        self, polygons: Iterable[Sequence[Point]], colour: Colour, opacity: float, clip: Box
    ) -> None:
        """Fills polygons, which are closed; where those of one direction overlap, they are one.

        Raises: TooDetailedError where they cross too many pixels, or lie too far away.
        """
        left, top, right, bottom = (
            max(clip[0], 0),
            max(clip[1], 0),
            min(clip[2], self.width),
            min(clip[3], self.height),
        )
        rows: dict[int, dict[int, float]] = {}
        for polygon in polygons:
            if max(abs(part) for point in polygon for part in point) > FARTHEST:
                raise TooDetailedError
            for start, end in pairwise([*polygon, polygon[0]]):
                self._cells += _add_edge(rows, start, end, (top, bottom))
                if self._cells > MOST_CELLS:
                    raise TooDetailedError
        for y, cells in rows.items():
            for first, last, covered in _list_spans(cells, left, right):
                step = round(min(1.0, abs(covered)) * opacity * STEPS)
                if step:
                    self._paint(y * self.width + first, y * self.width + last, colour, step)

    def _paint(self, first: int, last: int, colour: Colour, step: int) -> None:
        under = self.pixels[first:last]
        if under.count(under[0]) == len(under):
            self.pixels[first:last] = bytes([self._shade(under[0], colour, step)]) * len(under)
        else:
            self.pixels[first:last] = bytes(self._shade(index, colour, step) for index in under)

    def _shade(self, under: int, over: Colour, step: int) -> int:
        """The index of the mixture; with a full palette, of what makes up most of it."""
        key = (under, over, step)
        if key not in self._shades:
            below = self.palette[under]
            red, green, blue = (
                (below[part] * (STEPS - step) + over[part] * step + STEPS // 2) // STEPS
                for part in range(3)
            )
            mixed = (red, green, blue)
            if mixed not in self.palette and len(self.palette) == _MOST_COLOURS:
                mixed = over if 2 * step >= STEPS and over in self.palette else below
            if mixed not in self.palette:
                self.palette.append(mixed)
            self._shades[key] = self.palette.index(mixed)
        return self._shades[key]


def outline_stroke(
    line: Sequence[Point], width: float, *, round_ends: bool
) -> Iterator[Sequence[Point]]:
    """A stroke along the line as polygons of one direction: one per segment, and what is missing at each turn that can be seen."""
    half = width / 2
    points = [point for index, point in enumerate(line) if index == 0 or point != line[index - 1]]
    ways = [_direct(start, end) for start, end in pairwise(points)]
    for ((x0, y0), (x1, y1)), (dx, dy) in zip(pairwise(points), ways, strict=True):
        nx, ny = -dy * half, dx * half
        yield (x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)
    for point, before, after in zip(points[1:-1], ways, ways[1:], strict=False):
        turn = before[0] * after[1] - before[1] * after[0]
        if before[0] * after[0] + before[1] * after[1] < _BLUNT:
            yield _make_disc(point, half)
        elif abs(turn) > _SEEN:
            yield _make_wedge(point, before, after, math.copysign(half, turn))
    if round_ends and points:
        yield _make_disc(points[0], half)
        yield _make_disc(points[-1], half)


def _direct(start: Point, end: Point) -> Point:
    length = math.sqrt((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2)
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


def _make_wedge(point: Point, before: Point, after: Point, half: float) -> Sequence[Point]:
    """What is missing at the outer side of a slight turn; `half` has the turn's sign."""
    (x, y), (bx, by), (ax, ay) = point, before, after
    corners = (x, y), (x + by * half, y - bx * half), (x + ay * half, y - ax * half)
    return corners if half < 0 else corners[::-1]


def _make_disc(centre: Point, radius: float) -> Sequence[Point]:
    return [(centre[0] + radius * x, centre[1] + radius * y) for x, y in _DISC]


def _add_edge(
    rows: dict[int, dict[int, float]], start: Point, end: Point, bounds: tuple[int, int]
) -> int:
    """Adds what the edge cuts off in the rows within the bounds; how many cells it crossed."""
    if start[1] == end[1]:
        return 0
    sign = 1.0 if start[1] < end[1] else -1.0
    (x0, y0), (x1, y1) = (start, end) if sign > 0 else (end, start)
    slope = (x1 - x0) / (y1 - y0)
    crossed = 0
    for y in range(max(bounds[0], math.floor(y0)), min(bounds[1], math.ceil(y1))):
        above, below = max(y0, float(y)), min(y1, y + 1.0)
        if below > above:
            left, right = x0 + (above - y0) * slope, x0 + (below - y0) * slope
            if left > right:
                left, right = right, left
            crossed += _add_row(rows.setdefault(y, {}), left, right, (below - above) * sign)
    return crossed


def _add_row(row: dict[int, float], left: float, right: float, height: float) -> int:
    """An edge within one row: pixels right of it gain its height, those that it crosses the part of their area right of it."""
    first = math.floor(left)
    last = max(math.ceil(right), first + 1)
    if last == first + 1:
        part = height * (last - (left + right) / 2)
        row[first] = row.get(first, 0.0) + part
        row[last] = row.get(last, 0.0) + height - part
        return 1
    covered = 0.0
    for x in range(first, last):
        total = height * (_sum_right(x + 1, left, right) - _sum_right(x, left, right))
        row[x] = row.get(x, 0.0) + total - covered
        covered = total
    row[last] = row.get(last, 0.0) + height - covered
    return last - first


def _sum_right(x: float, left: float, right: float) -> float:
    """The area between `x` and an edge left of it that goes from `left` at one side of a row of height 1 to `right` at the other."""
    if x <= left:
        return 0.0
    return (x - left) ** 2 / (2 * (right - left)) if x < right else x - (left + right) / 2


def _list_spans(cells: dict[int, float], left: int, right: int) -> Iterator[tuple[int, int, float]]:
    """(first pixel, the one behind the last, how much each is covered) of one row, from left to right."""
    covered = 0.0
    places = sorted(cells)
    for place, after in zip(places, [*places[1:], right], strict=True):
        covered += cells[place]
        first, last = max(place, left), min(after, right)
        if first < last:
            yield first, last, covered


_DISC = tuple(
    (round(math.cos(2 * math.pi * k / _ROUND), 9), round(-math.sin(2 * math.pi * k / _ROUND), 9))
    for k in range(_ROUND)
)
