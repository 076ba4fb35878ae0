"""Figures for a page: matplotlib's and authors' SVG made inline, safe and themed; pictures with their true size.

Classes of what comes out, which css/components/figure.css styles: `drawing` on the root, and `drawing-narrow` on that for a narrow
column; `fill-*` and `stroke-*` for series 1 to 10 and the roles ink, quiet, hair, paper; on groups of matplotlib `axes`, `axis`, `tick`,
`legend`, `label`; `small` on words that a narrower column than the drawing's own must enlarge.
"""

import html
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote
from xml.etree.ElementTree import Element

from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.render.colours import normalise_colour, role_of
from builder.render.known import View
from builder.render.pictures import measure_picture
from builder.render.svg import (
    ELEMENTS,
    MOST_SIZE,
    FigureError,
    is_safe_reference,
    list_active,
    local_attributes,
    local_name,
    parse_svg,
)

DRAWN_DECIMALS = 2  # of points, at matplotlib's 72 to the inch: finer than any screen shows
MADE_DECIMALS = 4  # a drawing made by hand may count in any unit
SMALLEST_SIZE, PLAIN_SIZE = (
    8.4,
    10.0,
)  # of matplotlib's words: no smaller ones are written, and those below the second are `small`
LEAST_PIXELS, LEAST_COLUMN = 11, 285  # words are read at so many pixels, on a screen of 320
MOST_WIDTH = 2_000  # pixels
_UNSET_SIZE = 16.0  # of words in a drawing made by hand whose size is said nowhere

_PAINT = ("fill", "stroke")
_KEPT = frozenset(
    {
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "dx",
        "dy",
        "width",
        "height",
        "d",
        "points",
        "transform",
        "offset",
    }
    | {
        "clip-path",
        "clip-rule",
        "fill-rule",
        "fill-opacity",
        "stroke-opacity",
        "opacity",
        "stroke-width",
        "stroke-linecap",
    }
    | {
        "stroke-linejoin",
        "stroke-dasharray",
        "stroke-dashoffset",
        "stroke-miterlimit",
        "font-size",
        "font-style",
        "font-weight",
    }
    | {
        "text-anchor",
        "dominant-baseline",
        "baseline-shift",
        "rotate",
        "textLength",
        "lengthAdjust",
        "image-rendering",
        "viewBox",
    }
    | {
        "preserveAspectRatio",
        "clipPathUnits",
        "gradientUnits",
        "gradientTransform",
        "patternUnits",
        "patternTransform",
        "markerWidth",
    }
    | {
        "markerHeight",
        "markerUnits",
        "refX",
        "refY",
        "orient",
        "marker-start",
        "marker-mid",
        "marker-end",
        "mask",
        "maskUnits",
    }
    | {
        "spreadMethod",
        "fx",
        "fy",
        "stop-opacity",
        "patternContentUnits",
        "maskContentUnits",
        "id",
        "href",
    }
)
_GROUPS = {
    "axes": "axes",
    "matplotlib.axis": "axis",
    "xtick": "tick",
    "ytick": "tick",
    "legend": "legend",
    "text": "label",
}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_PLAIN_VALUE = re.compile(r"[\w\s.,%#()+\-:/=;]*")
_URL = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)")
_FONT = re.compile(r"(?:(italic|oblique)\s+)?(?:(bold|[1-9]00)\s+)?([\d.]+)px")
_SIZE = re.compile(r"\d{1,9}(?:\.\d+)?|\.\d+")
_HEAD = re.compile(r'<svg [^>]*viewBox="([^"]+)"(?: width="(\d+)")?')
_GROUP = re.compile(r"(.+)_\d+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class FigureSource:
    """What a figure is made of: the SVG that its fence drew, for a wide column and a narrow one, or else the bytes of its file.

    The file is published at `name` beside the page.
    """

    id: str
    title: str
    description: str
    place: Place
    svg: str = field(default="", repr=False)
    narrow: str = field(default="", repr=False)
    file: bytes = field(default=b"", repr=False)
    name: str = ""


def restyle_svg(svg: str, id: str, *, title: str, description: str) -> str:
    """A drawing of matplotlib as inline SVG: themed, without styles, ids prefixed `fig-<id>-`, named by title and description.

    What would run, link or load is left out. Text stays text; the root keeps its view box, and for its width the least at which its words
    can be read. Raises: FigureError where the drawing cannot be read or is too large.
    """
    return _Restyler(parse_svg(svg), id, DRAWN_DECIMALS).write(title, description)


def render_figure(source: FigureSource) -> tuple[str, Problems]:
    """The figure as HTML, and a problem where it cannot be shown; nothing of both where nothing has been drawn."""
    try:
        if source.svg:
            return restyle_svg(
                source.svg, source.id, title=source.title, description=source.description
            ), ()
        return (_show_file(source), ()) if source.file else ("", ())
    except FigureError as error:
        hint = _FILE_HINT if source.file and not source.svg else _DRAW_HINT
        return "", (
            Problem(
                "figure-safe",
                f"the figure '{source.id}' cannot be shown: {error}",
                source.place,
                hint,
            ),
        )


def render_narrow(source: FigureSource) -> str:
    """The drawing for a narrow column, which stands after the other and takes its place there; nothing where there is none."""
    try:
        if not source.svg or not source.narrow:
            return ""
        restyler = _Restyler(parse_svg(source.narrow), f"{source.id}-narrow", DRAWN_DECIMALS)
        return restyler.write(source.title, source.description, "drawing drawing-narrow")
    except FigureError:
        return ""


def view_again(html: str, id: str) -> View | None:
    """How a drawing that stands on the page is shown in another place of it, without its bytes; nothing for a picture."""
    head = _HEAD.match(html)
    if head is None:
        return None
    return {
        "body": f"#fig-{id}-body",
        "names": f"fig-{id}-title fig-{id}-desc",
        "view_box": head[1],
        "width": head[2] or "",
    }


def keeps_width(html: str) -> bool:
    """Whether the figure is a drawing that a narrow column shows a part of, so that its words can be read."""
    return html.startswith("<svg") and ' width="' in html[: html.index(">")]


_DRAW_HINT = "let its fence draw one matplotlib figure with fewer points"
_FILE_HINT = "export it as plain SVG without scripts, styles and links, or as PNG, JPEG or WebP"


def _show_file(source: FigureSource) -> str:
    """An SVG inline, which its page can theme; a PNG, JPEG or WebP as `img` with its size."""
    if not source.file.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        width, height = measure_picture(source.file)
        address, alt = html.escape(quote(source.name)), html.escape(source.description)
        return (
            f'<img class="picture" src="{address}" alt="{alt}" width="{width}" height="{height}" />'
        )
    try:
        root = parse_svg(source.file.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FigureError("it is no UTF-8 text") from None
    active = list_active(root)
    if active:
        raise FigureError(f"it holds {', '.join(active[:5])}")
    return _Restyler(root, source.id, MADE_DECIMALS).write(source.title, source.description)


class _Restyler:
    """Writes one drawing anew; only what the tables above name comes through."""

    def __init__(self, root: Element, id: str, decimals: int) -> None:
        self._root = root
        self._id = f"fig-{id}"
        self._decimals = decimals
        self._is_drawn = decimals == DRAWN_DECIMALS
        self._names = {
            name: f"{self._id}-{number}"
            for number, name in enumerate(_list_referenced(root), start=1)
        }

    def write(self, title: str, description: str, classes: str = "drawing") -> str:
        names = f"{self._id}-title {self._id}-desc"
        box = self._view_box()
        shape = f'class="{classes}" viewBox="{box}"{self._write_width(box)}'
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {shape} role="img" aria-labelledby="{names}"'
        )
        words = f'<title id="{self._id}-title">{html.escape(title)}</title><desc id="{self._id}-desc">{html.escape(description)}</desc>'
        body = "".join(part for child in self._root for part in self._write_element(child))
        return f'{head} stroke-linejoin="round">{words}<g id="{self._id}-body">{body}</g></svg>'

    def _view_box(self) -> str:
        box = self._root.get("viewBox", "")
        if not re.fullmatch(r"[-+\d.eE,\s]+", box):
            sizes = [_SIZE.match(self._root.get(name, "")) for name in ("width", "height")]
            if not all(size and 0 < float(size[0]) < MOST_SIZE for size in sizes):
                raise FigureError("it has neither a viewBox nor a width and a height")
            box = "0 0 " + " ".join(size[0] for size in sizes if size)
        return self._shorten(" ".join(box.replace(",", " ").split()))

    def _write_width(self, box: str) -> str:
        """The width at which the smallest words have `LEAST_PIXELS`, where the narrowest column has less."""
        sizes = [
            size for element in self._root.iter() if (size := self._size_of(element)) is not None
        ]
        width = (
            math.ceil(LEAST_PIXELS * float(box.split()[2]) / min(sizes))
            if sizes and min(sizes) > 0
            else 0
        )
        return f' width="{width}"' if LEAST_COLUMN < width <= MOST_WIDTH else ""

    def _size_of(self, element: Element) -> float | None:
        """The size of the words of a text whose size is said, or of one in whose drawing no size is said."""
        found = dict(local_attributes(element))
        style = {
            key.strip(): value.strip()
            for key, _, value in (part.partition(":") for part in found.get("style", "").split(";"))
        }
        said = (
            style.get("font-size")
            or _read_font(style.get("font", "")).get("font-size")
            or found.get("font-size", "")
        )
        size = _SIZE.match(said)
        if size is None:
            return _UNSET_SIZE if local_name(element.tag) == "text" and not self._is_drawn else None
        return self._enlarge(float(size[0]))

    def _enlarge(self, size: float) -> float:
        return max(size, SMALLEST_SIZE) if self._is_drawn else size

    def _write_element(self, element: Element) -> Iterator[str]:
        name = local_name(element.tag)
        if name == "a":
            name = "g"
        if name not in ELEMENTS:
            return
        attributes = dict(self._read_attributes(element, name))
        if name in ("use", "image") and "href" not in attributes:
            return
        text = (
            element.text
            if name in ("text", "tspan") and element.text and element.text.strip()
            else ""
        )
        children = [
            part
            for child in element
            for part in self._write_child(child, inside_text=name in ("text", "tspan"))
        ]
        if name in ("g", "defs") and not children:
            return
        if name == "g" and not attributes:
            yield from children
            return
        opened = f"<{name}" + "".join(
            f' {key}="{html.escape(value)}"' for key, value in attributes.items()
        )
        if not children and not text:
            yield f"{opened}/>"
        else:
            yield f"{opened}>{html.escape(text, quote=False)}{''.join(children)}</{name}>"

    def _write_child(self, child: Element, *, inside_text: bool) -> Iterator[str]:
        yield from self._write_element(child)
        if inside_text and child.tail and child.tail.strip():
            yield html.escape(child.tail, quote=False)

    def _read_attributes(self, element: Element, name: str) -> Iterator[tuple[str, str]]:
        """Attributes in a fixed order: class, then the drawing's own by name; styles have become attributes and classes."""
        found = dict(local_attributes(element))
        for declaration in found.pop("style", "").split(";"):
            key, _, value = declaration.partition(":")
            found |= _read_font(value) if key.strip() == "font" else {key.strip(): value.strip()}
        classes = [
            _GROUPS[group[1]]
            for group in [_GROUP.fullmatch(found.get("id", ""))]
            if group and group[1] in _GROUPS
        ]
        kept: dict[str, str] = {}
        if (
            self._is_drawn
            and name in ("text", "tspan")
            and (size := self._size_of(element)) is not None
        ):
            found["font-size"] = f"{size:g}"
            classes += ["small"] if size < PLAIN_SIZE else []
        for paint in _PAINT:
            if paint in found:
                role = role_of(found[paint])
                if role:
                    classes.append(f"{paint}-{role}")
                else:
                    kept[paint] = (
                        self._localise(found[paint])
                        if "url(" in found[paint]
                        else normalise_colour(found[paint])
                    )
        if "stop-color" in found:
            kept["stop-color"] = normalise_colour(found["stop-color"])
        for key in _KEPT & found.keys():
            kept[key] = self._read_value(name, key, found[key])
        if classes:
            yield "class", " ".join(classes)
        yield from sorted((key, value) for key, value in kept.items() if value)

    def _read_value(self, element: str, key: str, value: str) -> str:
        value = _SPACES.sub(" ", value.strip())
        if key == "id":
            return self._names.get(value, "")
        if key == "href":
            if not is_safe_reference(element, value):
                return ""
            return _SPACES.sub("", value) if element == "image" else f"#{self._names[value[1:]]}"
        if not _PLAIN_VALUE.fullmatch(value):
            return ""
        if "url(" in value.lower():
            return self._localise(value)
        if key == "font-size":
            value = value.removesuffix("px")
        return self._shorten(
            value, fine=key in ("transform", "gradientTransform", "patternTransform")
        )

    def _localise(self, value: str) -> str:
        match = _URL.fullmatch(value.strip())
        return f"url(#{self._names[match[1]]})" if match and match[1] in self._names else ""

    def _shorten(self, value: str, *, fine: bool = False) -> str:
        """Numbers rounded; a path made by hand is left as it is, since its flags may stand without spaces."""
        if self._decimals == MADE_DECIMALS and not fine:
            return value
        decimals = MADE_DECIMALS + 2 if fine else self._decimals
        return (
            _NUMBER.sub(lambda match: _format_number(match[0], decimals), value)
            .replace(" L ", "L")
            .replace(" C ", "C")
        )


def _list_referenced(root: Element) -> tuple[str, ...]:
    """The ids that something in the drawing refers to, in the order of their elements."""
    used: set[str] = set()
    for element in root.iter():
        for name, value in local_attributes(element):
            if name == "href" and value.startswith("#"):
                used.add(value[1:])
            elif "url(" in value:
                used.update(match[1] for match in _URL.finditer(value))
    existing = [id for element in root.iter() if (id := element.get("id"))]
    return tuple(dict.fromkeys([*(id for id in existing if id in used), *sorted(used)]))


def _read_font(value: str) -> dict[str, str]:
    match = _FONT.match(value.strip())
    if match is None:
        return {}
    named = {"font-style": match[1], "font-weight": match[2], "font-size": match[3]}
    return {name: part for name, part in named.items() if part}


def _format_number(number: str, decimals: int) -> str:
    value = f"{float(number):.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if value in ("-0", "") else value
