"""Fill and stroke shapes with smooth edges, and write the picture as PNG.

Pillow draws each shape into a mask of `_SCALE` by `_SCALE` points a pixel, as large as the shape.
The mean of a pixel's points is the share of the pixel that the shape covers. Equal calls give equal
bytes with one version of Pillow: its PNG holds no time, no text and no other varying chunk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from math import floor

from PIL import Image, ImageDraw

from builder.render.exports.light_scheme import Colour

Point = tuple[float, float]
Box = tuple[int, int, int, int]  # left, top, right, bottom in whole pixels, the last two outside

# The worst picture within these limits takes about two seconds.
FARTHEST = 20_000.0  # pixels from the corner
MOST_LENGTH = 12_000_000.0  # pixels, of all outlines of a picture
MOST_PIXELS = 200_000_000  # of all masks of a picture
_POINT_LENGTH = 30.0  # pixels; drawing so much takes as long as preparing one point

_SCALE = 4
_JOINED_WIDTH = 6  # mask points; the gap at a turn of a thinner stroke cannot be seen

_ToMask = Callable[[Sequence[Point]], list[Point]]


class TooDetailedError(Exception):
    """The drawing holds more than a card can show."""


@dataclass(frozen=True, slots=True)
class Paint:
    """How a shape is painted; `opacity` is at most 1, and nothing is painted outside of `clip`."""

    colour: Colour
    opacity: float
    clip: Box


class Canvas:
    """A picture of `width` by `height` pixels, at first all of the background's colour."""

    def __init__(self, width: int, height: int, background: Colour) -> None:
        self._image = Image.new("RGB", (width, height), background)
        self._length = 0.0
        self._pixels = 0

    def fill(self, rings: Sequence[Sequence[Point]], paint: Paint) -> None:
        """Fill the rings of one path; a ring against the direction of the largest is a hole.

        Raises: TooDetailedError if the picture holds too much, or a point lies too far away.
        """
        areas = [(_measure_area(ring), ring) for ring in rings]
        areas.sort(key=lambda area_ring: -abs(area_ring[0]))

        def draw_rings(draw: ImageDraw.ImageDraw, to_mask: _ToMask) -> None:
            for area, ring in areas:
                is_hole = area * areas[0][0] < 0
                draw.polygon(to_mask(ring), fill=0 if is_hole else 255)

        self._paint(rings, 0.0, paint, draw_rings)

    def stroke(
        self, lines: Sequence[Sequence[Point]], width: float, paint: Paint, *, round_ends: bool
    ) -> None:
        """Draw lines of this width with round joins.

        Raises: TooDetailedError if the picture holds too much, or a point lies too far away.
        """
        points_wide = round(width * _SCALE)
        radius = (points_wide - 1) / 2

        def draw_lines(draw: ImageDraw.ImageDraw, to_mask: _ToMask) -> None:
            for line in lines:
                points = to_mask(line)
                draw.line(points, fill=255, width=points_wide)
                if points_wide < _JOINED_WIDTH:
                    continue
                for x, y in points if round_ends else points[1:-1]:
                    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)

        self._paint(lines, width, paint, draw_lines)

    def write_png(self) -> bytes:
        """Return the picture as PNG."""
        content = BytesIO()
        self._image.save(content, "PNG")
        return content.getvalue()

    def _paint(
        self,
        lines: Sequence[Sequence[Point]],
        margin: float,
        paint: Paint,
        draw_mask: Callable[[ImageDraw.ImageDraw, _ToMask], None],
    ) -> None:
        """Paint what `draw_mask` draws, within `margin` pixels of the lines."""
        box = self._find_box(lines, margin, paint.clip)
        if box is None or paint.opacity <= 0:
            return
        left, top, right, bottom = box
        mask = Image.new("L", ((right - left) * _SCALE, (bottom - top) * _SCALE))

        def to_mask(line: Sequence[Point]) -> list[Point]:
            return [
                (round((x - left) * _SCALE - 0.5), round((y - top) * _SCALE - 0.5)) for x, y in line
            ]

        draw_mask(ImageDraw.Draw(mask), to_mask)
        covered = mask.reduce(_SCALE)
        if paint.opacity < 1:
            covered = covered.point([round(share * paint.opacity) for share in range(256)])
        self._image.paste(paint.colour, (left, top), covered)

    def _find_box(self, lines: Sequence[Sequence[Point]], margin: float, clip: Box) -> Box | None:
        """Return the pixels near the lines, or `None` if none of them is shown."""
        xs = [x for line in lines for x, _ in line]
        ys = [y for line in lines for _, y in line]
        if not xs:
            return None
        corners = min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin
        if not all(abs(part) <= FARTHEST for part in corners):
            raise TooDetailedError
        longest = self._image.width + self._image.height  # Pillow skips what is outside
        steps = (
            abs(x1 - x0) + abs(y1 - y0) for line in lines for (x0, y0), (x1, y1) in pairwise(line)
        )
        self._length += sum(min(step, longest) for step in steps)
        self._length += len(xs) * (_POINT_LENGTH + min(margin, longest))
        if self._length > MOST_LENGTH:
            raise TooDetailedError
        left, top = max(clip[0], floor(corners[0]), 0), max(clip[1], floor(corners[1]), 0)
        right = min(clip[2], floor(corners[2]) + 1, self._image.width)
        bottom = min(clip[3], floor(corners[3]) + 1, self._image.height)
        if left >= right or top >= bottom:
            return None
        self._pixels += (right - left) * (bottom - top)
        if self._pixels > MOST_PIXELS:
            raise TooDetailedError
        return left, top, right, bottom


def _measure_area(ring: Sequence[Point]) -> float:
    """Return twice the area of the ring, whose sign is its direction."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]]))
