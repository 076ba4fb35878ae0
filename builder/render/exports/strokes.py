"""Flatten SVG paths into straight lines, and cut the lines into dashes."""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from builder.render.exports.canvas import Point

_MOST_PIECES = 16  # of a curve
_PART = re.compile(r"[MLCQZz]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[A-Za-z]")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3, "Z": 0, "z": 0}  # command -> points that it takes

Line = tuple[list[Point], bool]  # the points of the line, and true if it is closed


def flatten_path(path: str) -> list[Line] | None:
    """Return the lines of an SVG path, or `None` if it holds an unsupported command.

    Supported are absolute M, L, Q, C and Z, the commands that matplotlib writes.
    """
    lines: list[Line] = []
    command = ""
    numbers: list[float] = []
    for part in _PART.findall(path):
        if part.isalpha():
            if part not in _POINTS:
                return None
            command = part
            if part in "Zz" and lines:
                lines[-1] = (lines[-1][0], True)
            continue
        numbers.append(float(part))
        if command and len(numbers) == 2 * _POINTS[command]:
            points = list(zip(numbers[::2], numbers[1::2], strict=True))
            numbers = []
            if command == "M":
                lines.append((points, False))
            elif not lines:
                return None
            else:
                lines[-1][0].extend(_cut_curve(lines[-1][0][-1], points))
    return lines


def cut_dashes(
    line: Sequence[Point], dashes: Sequence[float], start: float
) -> Iterator[list[Point]]:
    """Yield the parts of the line that are drawn.

    `dashes` are the lengths of dashes and gaps in turn, and `start` is the distance into this
    pattern at which the line begins. Without dashes the whole line is drawn.
    """
    if not dashes or sum(dashes) <= 0:
        yield list(line)
        return
    pattern = [*dashes, *dashes] if len(dashes) % 2 else list(dashes)
    index, left = _enter_pattern(pattern, start)
    part = [line[0]]
    for (x0, y0), (x1, y1) in pairwise(line):
        length = math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2)
        done = 0.0
        while length - done > left:
            done += left
            point = (x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length)
            if index % 2 == 0:
                yield [*part, point]
            part, index = [point], (index + 1) % len(pattern)
            left = pattern[index]
        left -= length - done
        part.append((x1, y1))
    if index % 2 == 0:
        yield part


def _enter_pattern(pattern: Sequence[float], start: float) -> tuple[int, float]:
    """Return the index of the piece at distance `start`, and the length left of that piece."""
    left = start % sum(pattern)
    for index, length in enumerate(pattern):
        if left < length:
            return index, length - left
        left -= length
    return 0, pattern[0]


def _cut_curve(start: Point, points: Sequence[Point]) -> Iterator[Point]:
    """Yield the points after `start` of a line, or of a Bézier curve of degree 2 or 3.

    Source: de Casteljau's algorithm.
    """
    if len(points) == 1:
        yield points[0]
        return
    length = sum(
        math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2)
        for (x0, y0), (x1, y1) in pairwise([start, *points])
    )
    pieces = min(_MOST_PIECES, max(2, math.ceil(math.sqrt(length))))
    for step in range(1, pieces + 1):
        along = step / pieces
        level = [start, *points]
        while len(level) > 1:
            level = [
                (a[0] + (b[0] - a[0]) * along, a[1] + (b[1] - a[1]) * along)
                for a, b in pairwise(level)
            ]
        yield level[0]
