"""The card of a page: its hero figure as PNG, drawn at build from the very SVG that the page shows, in the theme's light colours.

Words and numbers of the figure are left out: on a card they would be too small to read, and who shows the card shows the page's title
beside it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import dist
from xml.etree.ElementTree import Element, fromstring

from builder.render.exports.png import Colour, write_png
from builder.render.exports.raster import (
    FARTHEST,
    Box,
    Canvas,
    Point,
    TooDetailedError,
    outline_stroke,
)
from builder.render.exports.strokes import cut_dashes, flatten_path
from builder.render.svg import local_name

WIDTH, HEIGHT = 1200, 630  # what Open Graph's readers ask for
_MARGIN = 64
_MOST_DASHES = 10_000  # of one line

_TOKEN = re.compile(
    rb"--([a-z0-9-]+):\s*(?:light-dark\(\s*(#[0-9a-f]{3,6})\s*,|(#[0-9a-f]{3,6})\s*;|var\(--([a-z0-9-]+)\))",
    re.IGNORECASE,
)
_ROLE = re.compile(r"(fill|stroke)-([a-z0-9]+)")
_STROKE = (
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-opacity",
    "stroke-width",
)
_INHERITED = ("fill", "fill-opacity", "opacity", *_STROKE)
_LEFT_OUT = frozenset({"title", "desc", "defs", "clipPath", "text"})


class _UndrawableError(Exception):
    """The figure holds something that is not drawn here, such as an image or a gradient."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """How the figure's coordinates become pixels."""

    scale: float
    left: float
    top: float

    def place(self, point: Point) -> Point:
        return self.left + point[0] * self.scale, self.top + point[1] * self.scale


@lru_cache(maxsize=16)  # a preview renders a page again whenever its text changes
def draw_card(svg: str, colours: tuple[tuple[str, Colour], ...]) -> bytes:
    """The card, or no bytes where the figure holds what cannot be drawn here. `colours` are the theme's, `paper` among them."""
    named = dict(colours)
    try:
        root = fromstring(svg)
        canvas = Canvas(WIDTH, HEIGHT, named["paper"])
        _Painter(canvas, root, named).paint(root, {}, (0.0, 0.0))
    except (
        _UndrawableError,
        TooDetailedError,
        LookupError,
        ValueError,
        ArithmeticError,
    ):  # numbers as an author wrote them
        return b""
    return write_png(WIDTH, bytes(canvas.pixels), canvas.palette)


def read_colours(theme: Mapping[str, bytes]) -> dict[str, Colour]:
    """The theme's light colours by the names of their tokens, those of a plot's series by number: `ink`, `paper`, `1`."""
    found: dict[str, str] = {}
    for path in sorted(path for path in theme if path.startswith("css/")):
        for name, light, single, other in _TOKEN.findall(theme[path]):
            found[name.decode()] = (light or single or b"--" + other).decode()
    colours: dict[str, Colour] = {}
    for name in found:
        value, steps = found[name], 0
        while value.startswith("--") and steps < len(found):
            value, steps = found.get(value[2:], ""), steps + 1
        if value.startswith("#"):
            colours[name.removeprefix("series-")] = _read_hex(value)
    return colours


class _Painter:
    """Walks the drawing in its own order and paints what it meets."""

    def __init__(self, canvas: Canvas, root: Element, colours: Mapping[str, Colour]) -> None:
        self._canvas = canvas
        self._colours = colours
        self._named = {id: element for element in root.iter() if (id := element.get("id"))}
        self._frame = _fit_frame(root)

    def paint(self, element: Element, style: Mapping[str, str], shift: Point) -> None:
        """Paints an element and what is below it; `style` is inherited, `shift` is where a `use` puts it."""
        name = local_name(element.tag)
        classes = element.get("class", "").split()
        if name in _LEFT_OUT or "label" in classes or "legend" in classes:
            return
        if element.get("transform") or name not in ("svg", "g", "path", "use"):
            raise _UndrawableError
        own = {
            **style,
            **{key: value for key in _INHERITED if (value := element.get(key)) is not None},
        }
        own |= {match[1]: match[2] for match in map(_ROLE.fullmatch, classes) if match}
        own |= {"clip": clip} if (clip := element.get("clip-path")) else {}
        if name == "path":
            self._paint_path(element.get("d", ""), own, shift)
        elif name == "use":
            self.paint(
                self._named[element.get("href", "")[1:]],
                own,
                (float(element.get("x", 0)), float(element.get("y", 0))),
            )
        for child in element:
            self.paint(child, own, shift)

    def _paint_path(self, path: str, style: Mapping[str, str], shift: Point) -> None:
        flat = flatten_path(path)
        if flat is None:
            raise _UndrawableError
        lines = [
            ([self._frame.place((x + shift[0], y + shift[1])) for x, y in line], closed)
            for line, closed in flat
        ]
        if not all(
            abs(part) <= FARTHEST for line, _ in lines for point in line for part in point
        ):  # nor are there numbers without end
            raise TooDetailedError
        clip = self._read_clip(style.get("clip", ""))
        opacity = float(style.get("opacity", 1))
        fill, stroke = (
            self._find_colour(style.get("fill", "ink")),
            self._find_colour(style.get("stroke", "none")),
        )
        if fill is not None:
            self._canvas.fill(
                [line for line, _ in lines if len(line) > 2],
                fill,
                opacity * float(style.get("fill-opacity", 1)),
                clip,
            )
        if stroke is not None:
            pieces = [
                piece
                for line, closed in lines
                for piece in self._outline(line, style, closed=closed)
            ]
            self._canvas.fill(pieces, stroke, opacity * float(style.get("stroke-opacity", 1)), clip)

    def _outline(
        self, line: list[Point], style: Mapping[str, str], *, closed: bool
    ) -> Iterator[tuple[Point, ...]]:
        width = max(1.0, float(style.get("stroke-width", 1)) * self._frame.scale)
        dashes = [
            float(part) * self._frame.scale
            for part in style.get("stroke-dasharray", "").replace(",", " ").split()
            if part != "none"
        ]
        whole = [*line, line[0]] if closed else line
        if dashes and (
            min(dashes) < 0 or sum(map(dist, whole, whole[1:])) > _MOST_DASHES * sum(dashes) > 0
        ):
            raise TooDetailedError
        start = float(style.get("stroke-dashoffset", 0)) * self._frame.scale
        for part in cut_dashes(whole, dashes, start):
            round_ends = closed or style.get("stroke-linecap", "butt") != "butt"
            yield from (
                tuple(piece)
                for piece in outline_stroke(part, width, round_ends=round_ends and not dashes)
            )

    def _find_colour(self, name: str) -> Colour | None:
        if name == "none":
            return None
        return _read_hex(name) if name.startswith("#") else self._colours[name]

    def _read_clip(self, reference: str) -> Box:
        """The box of a clip path, which in a plot is that of its axes."""
        if not reference:
            return 0, 0, WIDTH, HEIGHT
        shapes = list(self._named[reference.removeprefix("url(#").removesuffix(")")])
        if len(shapes) != 1 or local_name(shapes[0].tag) != "rect":
            raise _UndrawableError
        x, y, width, height = (
            float(shapes[0].get(key, 0)) for key in ("x", "y", "width", "height")
        )
        (left, top), (right, bottom) = (
            self._frame.place((x, y)),
            self._frame.place((x + width, y + height)),
        )
        return round(left), round(top), round(right), round(bottom)


def _fit_frame(root: Element) -> _Frame:
    """The plots in the middle of the card, as large as its margin lets them be; the whole drawing where it has no axes."""
    patches = [
        axes[0].get("d", "") for axes in root.iter() if axes.get("class") == "axes" and len(axes)
    ]  # the first path spans the axes
    corners = [
        point for patch in patches for line, _ in flatten_path(patch) or () for point in line
    ]
    if not corners:
        x, y, width, height = (float(part) for part in root.get("viewBox", "").split())
        corners = [(x, y), (x + width, y + height)]
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    width, height = max(x for x, _ in corners) - left, max(y for _, y in corners) - top
    scale = min((WIDTH - 2 * _MARGIN) / width, (HEIGHT - 2 * _MARGIN) / height)
    return _Frame(
        scale,
        (WIDTH - width * scale) / 2 - left * scale,
        (HEIGHT - height * scale) / 2 - top * scale,
    )


def _read_hex(text: str) -> Colour:
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:4])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
