"""The picture by which other sites show a page: the card drawn from its hero figure, or the hero itself where that is a picture.

Open Graph wants a whole address and PNG, JPEG or WebP, so without a `base_url`, or where nothing can be drawn, there is none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from builder.records.atlas import Config
from builder.records.concept import Concept, Figure
from builder.render.exports.citation import find_address
from builder.render.exports.colours import Colour
from builder.render.known import View
from builder.render.pictures import measure_picture
from builder.render.svg import FigureError

FOLDER = "assets/cards"  # not beside the page, where an author's picture may have the same name


@dataclass(frozen=True, slots=True)
class Picture:
    """`address` is whole; `files` holds what has to be published for it, by path."""

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
    """The page's picture; `hero` is its hero figure as the page shows it."""
    figure = next((figure for figure in concept.figures if figure.hero), None)
    if not config.base_url or hero is None or figure is None:
        return None
    html = str(hero["html"])
    if html.startswith("<svg"):
        return _draw(concept, figure, html, config, colours)
    if figure.file is None:
        return None
    try:
        width, height = measure_picture(read(f"{concept.folder}/{figure.file.id}"))
    except FigureError:
        return None
    return Picture(find_address(concept, config) + quote(figure.file.id), width, height, figure.alt)


def _draw(
    concept: Concept, figure: Figure, svg: str, config: Config, colours: Mapping[str, Colour]
) -> Picture | None:
    from builder.render.exports.card import HEIGHT, WIDTH, draw_card  # imports Pillow: 15 ms

    content = draw_card(svg, tuple(sorted(colours.items())))
    if not content:
        return None
    path = f"{FOLDER}/{concept.id}.png"
    return Picture(
        f"{config.base_url.rstrip('/')}/{path}", WIDTH, HEIGHT, figure.alt, {path: content}
    )
