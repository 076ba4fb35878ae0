"""Reading of untrusted SVG: bounds its size, refuses entities, and lists its active parts."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from builder.records.hidden import HIDDEN

MOST_CHARACTERS = 3_000_000
MOST_ELEMENTS = 20_000
MOST_DEPTH = 60
MOST_DRAWN = 10 * MOST_ELEMENTS  # an element counts once for each reference to it
MOST_CHAIN = 20  # references from one element to the next
MOST_SIZE = 1_000_000  # along one side of the view box
MOST_IMAGE = 200_000  # characters of an embedded picture

# fmt: off
ELEMENTS = frozenset((
    "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "image", "clipPath", "mask", "marker", "pattern",
    "linearGradient", "radialGradient", "stop",
))
# fmt: on
# Elements that are left out of a page and have no effect in a separate file. All other elements
# run, link, load or style.
_INERT = frozenset({"title", "desc", "metadata", "switch", "textPath", "filter"})
_EFFECT = re.compile(r"fe[A-Z]\w*")

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
# Namespaces other than SVG that a browser renders in a drawing.
_FOREIGN = ("{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/1998/Math/MathML}")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*>")
_ENCODING = re.compile(r"<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([^\"']*)")
_URL = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)")
_FREE_TEXT = frozenset({"id", "class", "aria-label", "font-family"})
_LOADING = re.compile(
    r"\\|@|\b(?:src|image|image-set|cross-fade|element|paint|expression)\s*\(", re.IGNORECASE
)
_EMBEDDED = re.compile(
    r"data:image/(?:png;base64,\s*iVBORw0KGgo|jpeg;base64,\s*/9j/)[A-Za-z0-9+/=\s]*"
)
_LOCAL = re.compile(r"#[\w.:-]+")
_LOCAL_URLS = re.compile(r"(?:[^(]|url\(\s*['\"]?#[^)]*\))*")
_COORDINATE = re.compile(r"[-+]?[\d.]+(?:[eE][-+]?\d{1,2})?")


class SvgError(ValueError):
    """A figure that cannot be shown; the message tells its author why."""


def parse_svg(svg: str) -> ElementTree.Element:
    """Parse a drawing without its comments, and return its root.

    Raises: SvgError if the text is not SVG, is too large, declares entities or an encoding,
    or has hidden characters.
    """
    if len(svg) > MOST_CHARACTERS:
        raise SvgError(
            f"the drawing is {len(svg):,} characters long; "
            f"{MOST_CHARACTERS:,} are shown: draw fewer points"
        )
    text = _DOCTYPE.sub("", svg, count=1)
    if "<!" in re.sub(r"<!--|<!\[CDATA\[", "", text):
        raise SvgError(
            "the drawing declares a document type with content of its own, "
            "which may expand without end"
        )
    if "<?xml-" in text:
        raise SvgError("the drawing holds an instruction that loads a style sheet, '<?xml-'")
    encoding = _ENCODING.match(text)
    if encoding and encoding[1].lower() != "utf-8":
        raise SvgError(f"the drawing is written in '{encoding[1][:40]}', and UTF-8 is read")
    source = text.encode("utf-8", "replace") if text.startswith("<?xml") else text
    try:
        root = ElementTree.fromstring(source)
    except ElementTree.ParseError as error:
        raise SvgError(f"the drawing is no XML: {error}") from None
    if root.tag != f"{_SVG}svg":
        raise SvgError("the drawing's root is not an <svg> element with the SVG namespace")
    _check_bounds(root)
    _check_view_box(root)
    _check_references(root)
    for text in root.itertext():
        if hidden := HIDDEN.search(text):
            code_point = f"U+{ord(hidden.group()):04X}"
            raise SvgError(f"the drawing holds {code_point}, which cannot be seen")
    return root


def local_name(tag: object) -> str:
    """Return the name of an SVG element without its namespace; empty for any other element."""
    return tag.removeprefix(_SVG) if isinstance(tag, str) and tag.startswith(_SVG) else ""


def local_attributes(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes of SVG itself, `xlink:href` as `href`; skip other namespaces."""
    for name, value in element.attrib.items():
        if name == f"{_XLINK}href":
            yield "href", value
        elif not name.startswith("{"):
            yield name, value


def is_safe_reference(element: str, href: str) -> bool:
    """Return true if the address is an id of the drawing or, for an image, bounded image data."""
    if element == "image":
        return len(href) <= MOST_IMAGE and bool(_EMBEDDED.fullmatch(href))
    return bool(_LOCAL.fullmatch(href))


def list_active(root: ElementTree.Element) -> tuple[str, ...]:
    """Return the parts that run, link, load or style: `<script>`, `onclick`, `href="http://..."`.

    Each part is returned once.
    """
    found: dict[str, None] = {}
    for element in root.iter():
        name = local_name(element.tag)
        is_foreign = str(element.tag).startswith(_FOREIGN)
        if is_foreign or (name and name not in ELEMENTS | _INERT and not _EFFECT.fullmatch(name)):
            found[f"<{str(element.tag).rpartition('}')[2]}>"] = None
        for attribute, value in local_attributes(element):
            if attribute.lower().startswith("on"):
                found[attribute] = None
            elif attribute in ("href", "src") and not is_safe_reference(name, value):
                found[f'{attribute}="{value[:40]}"'] = None
            elif "url(" in value.lower() and not _LOCAL_URLS.fullmatch(value):
                found[f"{attribute} with an outside address"] = None
            elif _LOADING.search(value) and attribute not in _FREE_TEXT:
                found[f"{attribute} with a function that loads"] = None
    return tuple(found)


def _check_bounds(root: ElementTree.Element) -> None:
    stack = [(root, 1)]
    count = 0
    while stack:
        element, depth = stack.pop()
        count += 1
        if depth > MOST_DEPTH:
            raise SvgError(f"the drawing is nested more than {MOST_DEPTH} deep")
        if count > MOST_ELEMENTS:
            raise SvgError(
                f"the drawing holds more than {MOST_ELEMENTS:,} elements: "
                "draw fewer points, or with rasterized=True"
            )
        stack += [(child, depth + 1) for child in element]


def _check_view_box(root: ElementTree.Element) -> None:
    box = root.get("viewBox", "0 0 1 1").replace(",", " ").split()
    numbers = [part for part in box if _COORDINATE.fullmatch(part) and part.count(".") < 2]
    sizes = [float(number) for number in numbers]
    if len(box) != 4 or len(sizes) != 4 or not all(0 < size < MOST_SIZE for size in sizes[2:]):
        written = root.get("viewBox", "")[:40]
        raise SvgError(f"its viewBox is '{written}', and not x, y, width and height")


def _check_references(root: ElementTree.Element) -> None:
    """Bound the number of elements when every reference is drawn.

    The number may grow exponentially: forty `use` elements of two each draw 2**40 elements.
    """
    elements = {name: element for element in root.iter() if (name := element.get("id"))}
    sizes: dict[str, int] = {}

    def measure(element: ElementTree.Element, depth: int) -> int:
        if depth > MOST_CHAIN:
            raise SvgError(
                f"references stand more than {MOST_CHAIN} deep in each other, "
                "or one leads back to itself"
            )
        total = 0
        for part in element.iter():
            total += 1
            for name in _list_referred(part):
                if name in elements and name not in sizes:
                    sizes[name] = measure(elements[name], depth + 1)
                total += sizes.get(name, 0)
        return total

    if (drawn := measure(root, 0)) > MOST_DRAWN:
        raise SvgError(
            f"the drawing grows to {drawn:,} elements by what it refers to; "
            f"{MOST_DRAWN:,} are drawn"
        )


def _list_referred(element: ElementTree.Element) -> Iterator[str]:
    for name, value in local_attributes(element):
        if name == "href" and value.startswith("#"):
            yield value[1:]
        elif "url(" in value:
            yield from (match[1] for match in _URL.finditer(value))
