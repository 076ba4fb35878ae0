"""Draw the card of a page: its hero figure as PNG, from the SVG of the page, in light colours.

The words and numbers of the figure are left out: on a card they are too small to read, and sites
that show the card show the page's title beside it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import dist
from xml.etree.ElementTree import Element, fromstring

from builder.render.exports.canvas import FARTHEST, Box, Canvas, Paint, Point, TooDetailedError
from builder.render.exports.light_scheme import Colour, read_hex
from builder.render.exports.strokes import Line, cut_dashes, flatten_path
from builder.render.figures.read_svg import local_name

WIDTH, HEIGHT = 1200, 630  # pixels, the size that Open Graph's readers ask for
_MARGIN = 64
_MOST_DASHES = 10_000  # of one line

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
    """The mapping of the figure's coordinates to pixels."""

    scale: float
    left: float
    top: float

    def place(self, point: Point) -> Point:
        """Return the pixel coordinates of a point of the figure."""
        return self.left + point[0] * self.scale, self.top + point[1] * self.scale


@lru_cache(maxsize=16)  # a preview renders a page again whenever its text changes
def draw_card(svg: str, colours: tuple[tuple[str, Colour], ...]) -> bytes:
    """Return the card, or no bytes if the figure holds what cannot be drawn here.

    `colours` are the theme's, `paper` among them.
    """
    named = dict(colours)
    try:
        root = fromstring(svg)
        canvas = Canvas(WIDTH, HEIGHT, named["paper"])
        _Painter(canvas, root, named).paint(root, {}, (0.0, 0.0))
    except (_UndrawableError, TooDetailedError, LookupError, ValueError, ArithmeticError):
        return b""  # the last three stand for numbers and names as an author wrote them
    return canvas.write_png()


class _Painter:
    """Paint the elements of a drawing in document order."""

    def __init__(self, canvas: Canvas, root: Element, colours: Mapping[str, Colour]) -> None:
        self._canvas = canvas
        self._colours = colours
        self._by_id = {key: element for element in root.iter() if (key := element.get("id"))}
        self._frame = _fit_frame(root)

    def paint(self, element: Element, style: Mapping[str, str], shift: Point) -> None:
        """Paint an element and its children; `style` is inherited, `shift` comes from a `use`."""
        name = local_name(element.tag)
        classes = element.get("class", "").split()
        if name in _LEFT_OUT or "label" in classes or "legend" in classes:
            return
        if element.get("transform") or name not in ("svg", "g", "path", "use"):
            raise _UndrawableError
        own = {**style, **_read_style(element, classes)}
        if name == "path":
            self._paint_path(element.get("d", ""), own, shift)
        elif name == "use":
            used = self._by_id[element.get("href", "")[1:]]
            self.paint(used, own, (float(element.get("x", 0)), float(element.get("y", 0))))
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
        if not all(abs(part) <= FARTHEST for line, _ in lines for point in line for part in point):
            raise TooDetailedError  # dashes are cut from lines of bounded length only
        fill = self._make_paint(style, "fill", "ink")
        if fill:
            self._canvas.fill([line for line, _ in lines if len(line) > 2], fill)
        stroke = self._make_paint(style, "stroke", "none")
        if stroke:
            self._stroke(lines, style, stroke)

    def _stroke(self, lines: list[Line], style: Mapping[str, str], paint: Paint) -> None:
        scale = self._frame.scale
        width = max(1.0, float(style.get("stroke-width", 1)) * scale)
        numbers = style.get("stroke-dasharray", "").replace(",", " ").split()
        dashes = [float(number) * scale for number in numbers if number != "none"]
        start = float(style.get("stroke-dashoffset", 0)) * scale
        is_round = style.get("stroke-linecap", "butt") != "butt"
        for line, closed in lines:
            whole = [*line, line[0]] if closed else line
            if dashes:
                _check_dashes(whole, dashes)
            parts = list(cut_dashes(whole, dashes, start))
            round_ends = (closed or is_round) and not dashes
            self._canvas.stroke(parts, width, paint, round_ends=round_ends)

    def _make_paint(self, style: Mapping[str, str], kind: str, default: str) -> Paint | None:
        """Return the paint of the fill or the stroke, or `None` if there is none."""
        name = style.get(kind, default)
        if name == "none":
            return None
        colour = read_hex(name) if name.startswith("#") else self._colours[name]
        opacity = float(style.get("opacity", 1)) * float(style.get(f"{kind}-opacity", 1))
        return Paint(colour, opacity, self._read_clip(style.get("clip", "")))

    def _read_clip(self, reference: str) -> Box:
        """Return the box of a clip path, which in a plot is the box of its axes."""
        if not reference:
            return 0, 0, WIDTH, HEIGHT
        shapes = list(self._by_id[reference.removeprefix("url(#").removesuffix(")")])
        if len(shapes) != 1 or local_name(shapes[0].tag) != "rect":
            raise _UndrawableError
        x, y, width, height = (
            float(shapes[0].get(key, 0)) for key in ("x", "y", "width", "height")
        )
        left, top = self._frame.place((x, y))
        right, bottom = self._frame.place((x + width, y + height))
        return round(left), round(top), round(right), round(bottom)


def _read_style(element: Element, classes: list[str]) -> dict[str, str]:
    """Return the style that an element sets itself; a class such as `stroke-ink` names a colour."""
    style = {key: value for key in _INHERITED if (value := element.get(key)) is not None}
    style |= {match[1]: match[2] for match in map(_ROLE.fullmatch, classes) if match}
    if clip := element.get("clip-path"):
        style["clip"] = clip
    return style


def _check_dashes(line: list[Point], dashes: list[float]) -> None:
    """Raise TooDetailedError if the line has too many dashes, or one of negative length."""
    length = sum(map(dist, line, line[1:]))
    if min(dashes) < 0 or length > _MOST_DASHES * sum(dashes) > 0:
        raise TooDetailedError


def _fit_frame(root: Element) -> _Frame:
    """Return the mapping that centres the axes on the card as large as its margin allows.

    A drawing without axes is centred whole.
    """
    axes = [group[0] for group in root.iter() if group.get("class") == "axes" and len(group)]
    corners = [
        point
        for patch in axes  # the first path of a group spans its axes
        for line, _ in flatten_path(patch.get("d", "")) or ()
        for point in line
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
