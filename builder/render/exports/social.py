"""Find the picture by which other sites show a page, named in the page's `og:image`.

The picture is the card drawn from the hero figure, or the hero itself if it is PNG, JPEG or WebP.
Open Graph wants an absolute URL, so a site without a `base_url` has no pictures.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from builder.records.atlas import Config
from builder.records.concept import Concept, Figure
from builder.render.exports.citation import find_address
from builder.render.exports.light_scheme import Colour
from builder.render.figures.pictures import measure_picture
from builder.render.figures.read_svg import SvgError
from builder.render.render_context import View

FOLDER = "assets/cards"  # not beside the page, where an author's picture may have the same name


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a page: its absolute URL, and the files to publish for it by path."""

    address: str
    width: int
    height: int
    alt: str
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def find_picture(
    concept: Concept,
    hero: View | None,
    config: Config,
    colours: Mapping[str, Colour],
    read: Callable[[str], bytes],
) -> Picture | None:
    """Return the picture of the page; `hero` is the view of its hero figure."""
    figure = next((figure for figure in concept.figures if figure.hero), None)
    if not config.base_url or hero is None or figure is None:
        return None
    html = str(hero["html"])
    if html.startswith("<svg"):
        return _draw_picture(concept, figure, html, config, colours)
    if figure.file is None:
        return None
    try:
        width, height = measure_picture(read(f"{concept.folder}/{figure.file.id}"))
    except SvgError:
        return None
    return Picture(find_address(concept, config) + quote(figure.file.id), width, height, figure.alt)


def _draw_picture(
    concept: Concept, figure: Figure, svg: str, config: Config, colours: Mapping[str, Colour]
) -> Picture | None:
    from builder.render.exports.card import HEIGHT, WIDTH, draw_card  # imports Pillow: 15 ms

    content = draw_card(svg, tuple(sorted(colours.items())))
    if not content:
        return None
    path = f"{FOLDER}/{concept.id}.png"
    address = f"{config.base_url.rstrip('/')}/{path}"
    return Picture(address, WIDTH, HEIGHT, figure.alt, {path: content})
