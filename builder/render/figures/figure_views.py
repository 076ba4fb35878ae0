"""Figures of a page: SVG becomes part of the page, a raster picture an `img` with its size."""

import html
import re
from dataclasses import dataclass, field
from urllib.parse import quote

from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.render.figures.inline_svg import FILE_DECIMALS, PLOT_DECIMALS, SvgRewriter
from builder.render.figures.pictures import measure_picture
from builder.render.figures.read_svg import SvgError, list_active, parse_svg
from builder.render.render_context import View

_HEAD = re.compile(r'<svg [^>]*viewBox="([^"]+)"(?: width="(\d+)")?')
_DRAW_HINT = "let its fence draw one matplotlib figure with fewer points"
_FILE_HINT = "export it as plain SVG without scripts, styles and links, or as PNG, JPEG or WebP"


@dataclass(frozen=True, slots=True)
class FigureSource:
    """The content of a figure: the SVG that its fence drew, or else the bytes of its file.

    `svg` is for a wide column, `narrow` for a narrow one. The file is published at `name` beside
    the page.
    """

    id: str
    title: str
    description: str
    place: Place
    svg: str = field(default="", repr=False)
    narrow: str = field(default="", repr=False)
    file: bytes = field(default=b"", repr=False)
    name: str = ""


def restyle_svg(svg: str, figure_id: str, *, title: str, description: str) -> str:
    """Return a drawing of matplotlib as themed inline SVG with a title and a description.

    Ids are prefixed `fig-<figure_id>-`. Styles and anything that runs, links or loads are left
    out. Text stays text. The root keeps its view box, and its width is the least at which its
    text can be read. Raises: SvgError if the drawing cannot be read or is too large.
    """
    return SvgRewriter(parse_svg(svg), figure_id, PLOT_DECIMALS).write(title, description)


def render_figure(source: FigureSource) -> tuple[str, Problems]:
    """Return the figure as HTML, empty if nothing was drawn, and the problem if it is unsafe."""
    try:
        if source.svg:
            title, description = source.title, source.description
            return restyle_svg(source.svg, source.id, title=title, description=description), ()
        return (_show_file(source), ()) if source.file else ("", ())
    except SvgError as error:
        message = f"the figure '{source.id}' cannot be shown: {error}"
        hint = _DRAW_HINT if source.svg else _FILE_HINT
        return "", (Problem("figure-safe", message, source.place, hint),)


def render_narrow(source: FigureSource) -> str:
    """Return the drawing that replaces the other in a narrow column, empty if there is none."""
    try:
        if not source.svg or not source.narrow:
            return ""
        rewriter = SvgRewriter(parse_svg(source.narrow), f"{source.id}-narrow", PLOT_DECIMALS)
        return rewriter.write(source.title, source.description, "drawing drawing-narrow")
    except SvgError:
        return ""


def view_again(html: str, figure_id: str) -> View | None:
    """Return the view that shows a drawing a second time on its page by reference.

    Return nothing for a picture, which has no SVG to refer to.
    """
    head = _HEAD.match(html)
    if head is None:
        return None
    return {
        "body": f"#fig-{figure_id}-body",
        "names": f"fig-{figure_id}-title fig-{figure_id}-desc",
        "view_box": head[1],
        "width": head[2] or "",
    }


def keeps_width(html: str) -> bool:
    """Return true if the drawing scrolls in a narrow column, so that its text can be read."""
    return html.startswith("<svg") and ' width="' in html[: html.index(">")]


def _show_file(source: FigureSource) -> str:
    """Return an SVG as inline SVG, which the theme colours; a PNG, JPEG or WebP as `img`."""
    if not source.file.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        width, height = measure_picture(source.file)
        address, alt = html.escape(quote(source.name)), html.escape(source.description)
        size = f'width="{width}" height="{height}"'
        return f'<img class="picture" src="{address}" alt="{alt}" {size} />'
    try:
        root = parse_svg(source.file.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SvgError("it is no UTF-8 text") from None
    active = list_active(root)
    if active:
        raise SvgError(f"it holds {', '.join(active[:5])}")
    return SvgRewriter(root, source.id, FILE_DECIMALS).write(source.title, source.description)
