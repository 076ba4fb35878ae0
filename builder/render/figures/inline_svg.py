"""Rewriting of a drawing as inline SVG: only safe parts, themed by classes, ids unique on the page.

The classes in the result, which css/components/figure.css styles:

- `drawing` on the root element, and `drawing-narrow` as well on the one for a narrow column;
- `fill-*` and `stroke-*` for series 1 to 10 and for the roles ink, quiet, hair and paper;
- on groups of matplotlib: `axes`, `axis`, `tick`, `legend`, `label`;
- `small` on text that must be enlarged in a column narrower than the drawing's own.
"""

import html
import math
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from builder.render.figures.colour_roles import normalise_colour, role_of
from builder.render.figures.read_svg import (
    ELEMENTS,
    MOST_SIZE,
    SvgError,
    is_safe_reference,
    local_attributes,
    local_name,
)

PLOT_DECIMALS = 2  # of points, at matplotlib's 72 to the inch: finer than any screen shows
FILE_DECIMALS = 4  # an author's drawing may use any unit
SMALLEST_SIZE = 8.4  # points; smaller text of matplotlib is enlarged to this size
PLAIN_SIZE = 10.0  # points; smaller text of matplotlib gets the class `small`
LEAST_PIXELS = 11  # height of the smallest text that can be read
LEAST_COLUMN = 285  # pixels, the column on a screen of 320 pixels
MOST_WIDTH = 2_000  # pixels
_UNSET_SIZE = 16.0  # of text in an author's drawing that sets no size

_PAINT = ("fill", "stroke")
# fmt: off
_ATTRIBUTES = frozenset((
    "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height",
    "d", "points", "transform", "offset", "clip-path", "clip-rule", "fill-rule", "fill-opacity",
    "stroke-opacity", "opacity", "stroke-width", "stroke-linecap", "stroke-linejoin",
    "stroke-dasharray", "stroke-dashoffset", "stroke-miterlimit", "font-size", "font-style",
    "font-weight", "text-anchor", "dominant-baseline", "baseline-shift", "rotate", "textLength",
    "lengthAdjust", "image-rendering", "viewBox", "preserveAspectRatio", "clipPathUnits",
    "gradientUnits", "gradientTransform", "patternUnits", "patternTransform", "markerWidth",
    "markerHeight", "markerUnits", "refX", "refY", "orient", "marker-start", "marker-mid",
    "marker-end", "mask", "maskUnits", "spreadMethod", "fx", "fy", "stop-opacity",
    "patternContentUnits", "maskContentUnits", "id", "href",
))
# fmt: on
_TRANSFORMS = frozenset({"transform", "gradientTransform", "patternTransform"})
_GROUPS = {  # id of a matplotlib group, without its number -> class
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
_GROUP = re.compile(r"(.+)_\d+")
_SPACES = re.compile(r"\s+")


class SvgRewriter:
    """Rewrites one drawing. Only the elements and attributes in the tables above are copied."""

    def __init__(self, root: Element, figure_id: str, decimals: int) -> None:
        self._root = root
        self._id = f"fig-{figure_id}"
        self._decimals = decimals
        self._is_plot = decimals == PLOT_DECIMALS
        self._names = {  # id in the drawing -> id on the page
            name: f"{self._id}-{number}"
            for number, name in enumerate(_list_referenced(root), start=1)
        }

    def write(self, title: str, description: str, classes: str = "drawing") -> str:
        """Return the drawing as an `<svg>` element that is named by the title and description.

        Raises: SvgError if the drawing has no size.
        """
        title_id, description_id = f"{self._id}-title", f"{self._id}-desc"
        box = self._view_box()
        attributes = (
            'xmlns="http://www.w3.org/2000/svg"',
            f'class="{classes}" viewBox="{box}"{self._write_width(box)}',
            f'role="img" aria-labelledby="{title_id} {description_id}"',
            'stroke-linejoin="round"',
        )
        title = f'<title id="{title_id}">{html.escape(title)}</title>'
        description = f'<desc id="{description_id}">{html.escape(description)}</desc>'
        body = "".join(part for child in self._root for part in self._write_element(child))
        group = f'<g id="{self._id}-body">{body}</g>'
        return f"<svg {' '.join(attributes)}>{title}{description}{group}</svg>"

    def _view_box(self) -> str:
        box = self._root.get("viewBox", "")
        if not re.fullmatch(r"[-+\d.eE,\s]+", box):
            sizes = [_SIZE.match(self._root.get(name, "")) for name in ("width", "height")]
            if not all(size and 0 < float(size[0]) < MOST_SIZE for size in sizes):
                raise SvgError("it has neither a viewBox nor a width and a height")
            box = "0 0 " + " ".join(size[0] for size in sizes if size)
        return self._shorten(" ".join(box.replace(",", " ").split()))

    def _write_width(self, box: str) -> str:
        """Return a `width` attribute at which the smallest text is `LEAST_PIXELS` high.

        Return an empty text if the text can be read in the narrowest column.
        """
        sizes = [size for part in self._root.iter() if (size := self._size_of(part)) is not None]
        if not sizes or min(sizes) <= 0:
            return ""
        width = math.ceil(LEAST_PIXELS * float(box.split()[2]) / min(sizes))
        return f' width="{width}"' if LEAST_COLUMN < width <= MOST_WIDTH else ""

    def _size_of(self, element: Element) -> float | None:
        """Return the font size that the element sets, or the default size of an author's text."""
        attributes = dict(local_attributes(element))
        style = dict(_read_style(attributes.get("style", "")))
        written = (
            style.get("font-size")
            or _read_font(style.get("font", "")).get("font-size")
            or attributes.get("font-size", "")
        )
        size = _SIZE.match(written)
        if size is None:
            return _UNSET_SIZE if local_name(element.tag) == "text" and not self._is_plot else None
        return max(float(size[0]), SMALLEST_SIZE) if self._is_plot else float(size[0])

    def _write_element(self, element: Element) -> Iterator[str]:
        name = local_name(element.tag)
        if name == "a":
            name = "g"
        if name not in ELEMENTS:
            return
        attributes = dict(self._read_attributes(element, name))
        if name in ("use", "image") and "href" not in attributes:
            return
        is_text = name in ("text", "tspan")
        content = [_escape_text(element.text)] if is_text else []
        for child in element:
            content += self._write_element(child)
            if is_text:
                content.append(_escape_text(child.tail))
        inside = "".join(content)
        if name in ("g", "defs") and not inside:
            return
        if name == "g" and not attributes:
            yield inside
            return
        written = "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items())
        yield f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"

    def _read_attributes(self, element: Element, name: str) -> Iterator[tuple[str, str]]:
        """Yield the class, then the other attributes by name; styles become attributes."""
        found = dict(local_attributes(element))
        for key, value in _read_style(found.pop("style", "")):
            found |= _read_font(value) if key == "font" else {key: value}
        group = _GROUP.fullmatch(found.get("id", ""))
        classes = [_GROUPS[group[1]]] if group and group[1] in _GROUPS else []
        if self._is_plot and name in ("text", "tspan"):
            size = self._size_of(element)
            if size is not None:
                found["font-size"] = f"{size:g}"
                classes += ["small"] if size < PLAIN_SIZE else []
        copied: dict[str, str] = {}
        for paint in _PAINT:
            if paint not in found:
                continue
            colour = found[paint]
            if role := role_of(colour):
                classes.append(f"{paint}-{role}")
            elif "url(" in colour:
                copied[paint] = self._localise(colour)
            else:
                copied[paint] = normalise_colour(colour)
        if "stop-color" in found:
            copied["stop-color"] = normalise_colour(found["stop-color"])
        for key in _ATTRIBUTES & found.keys():
            copied[key] = self._read_value(name, key, found[key])
        if classes:
            yield "class", " ".join(classes)
        yield from sorted((key, value) for key, value in copied.items() if value)

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
        return self._shorten(value, is_transform=key in _TRANSFORMS)

    def _localise(self, value: str) -> str:
        match = _URL.fullmatch(value.strip())
        return f"url(#{self._names[match[1]]})" if match and match[1] in self._names else ""

    def _shorten(self, value: str, *, is_transform: bool = False) -> str:
        """Round the numbers in the value.

        The flags of a path may stand without spaces, so paths of an author's drawing are not
        changed.
        """
        if not self._is_plot and not is_transform:
            return value
        decimals = FILE_DECIMALS + 2 if is_transform else self._decimals
        rounded = _NUMBER.sub(lambda match: _format_number(match[0], decimals), value)
        return rounded.replace(" L ", "L").replace(" C ", "C")


def _list_referenced(root: Element) -> tuple[str, ...]:
    """Return the ids that the drawing refers to, in the order of their elements."""
    used: set[str] = set()
    for element in root.iter():
        for name, value in local_attributes(element):
            if name == "href" and value.startswith("#"):
                used.add(value[1:])
            elif "url(" in value:
                used.update(match[1] for match in _URL.finditer(value))
    ids = [element_id for element in root.iter() if (element_id := element.get("id"))]
    return tuple(dict.fromkeys([*(one for one in ids if one in used), *sorted(used)]))


def _read_style(style: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of each declaration."""
    for declaration in style.split(";"):
        key, _, value = declaration.partition(":")
        yield key.strip(), value.strip()


def _read_font(value: str) -> dict[str, str]:
    match = _FONT.match(value.strip())
    if match is None:
        return {}
    named = {"font-style": match[1], "font-weight": match[2], "font-size": match[3]}
    return {name: part for name, part in named.items() if part}


def _escape_text(text: str | None) -> str:
    return html.escape(text, quote=False) if text and text.strip() else ""


def _format_number(number: str, decimals: int) -> str:
    value = f"{float(number):.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if value in ("-0", "") else value
