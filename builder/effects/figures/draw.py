"""Draws figures with matplotlib, with the same SVG for the same figure on every machine.

Functions import matplotlib themselves, because not every process that imports this module draws.
"""

import inspect
import io
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from builder.records.axes_frame import SCALES
from builder.witness.messages import FrameMessage, PlottedMessage, SideMessage

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 72  # points to the inch: units of the drawing
STYLE = {
    "axes.grid": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": True,
    "figure.constrained_layout.use": True,
    "figure.dpi": DPI,
    "figure.figsize": (6.8, 3.6),
    "font.family": "DejaVu Sans",  # ships with matplotlib, so text has one size everywhere
    "font.size": 10,
    "legend.edgecolor": "none",
    "legend.facecolor": "white",  # opaque, so that no line runs through the labels
    "savefig.transparent": True,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "plumbline",  # the same ids in every run
}
LARGEST_SVG = 8 * 1024 * 1024  # characters
MOST_FORMULAS = 1000  # in the cache of parsed formulas
_DECADES = range(-6, 7)  # powers of ten that are parsed before a run draws


class DrawingError(Exception):
    """The code block drew nothing that can be shown; the text says why."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as SVG for a wide and a narrow column, its plotted values, and its axes in both.

    `narrow` is empty if the figure cannot be laid out for a narrow column.
    """

    wide: str
    narrow: str
    plotted: PlottedMessage
    frames: list[FrameMessage]


def prepare_drawing() -> None:
    """Import matplotlib, set the style and draw one figure, so that later figures draw fast."""
    import matplotlib
    import matplotlib._mathtext

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.style.use(STYLE)
    # Superscripts and subscripts must have 11 pixels too; matplotlib has no public setting for it.
    matplotlib._mathtext.SHRINK_FACTOR = 0.84
    _share_formulas()
    figure, axes = plt.subplots()
    axes.loglog([1, 10, 100], [1, 2, 3], label="a")
    axes.set_xlabel("x")
    axes.legend()
    for decade in _DECADES:
        figure.text(0, 0, f"$\\mathdefault{{10^{{{decade}}}}}$")
    draw_current()
    plt.close("all")


def _share_formulas() -> None:
    """Share the cache of parsed formulas between all drawings.

    Parsing `10^2` takes 8 ms. Matplotlib caches at most fifty formulas, and for one renderer only;
    a figure needs five renderers.
    """
    from matplotlib.mathtext import MathTextParser

    parsers = lru_cache(lambda kind, output: object.__new__(kind))
    cached = lru_cache(MOST_FORMULAS)(inspect.unwrap(vars(MathTextParser)["_parse_cached"]))
    for name, value in {"__new__": parsers, "_parse_cached": cached}.items():
        setattr(MathTextParser, name, value)


def draw_current() -> Drawing:
    """Draw the current figure for both columns.

    Raises: `DrawingError` if no figure is open, or more than one.
    """
    import matplotlib.pyplot as plt

    drawing = draw_again()
    narrow = _draw_narrow()
    if not narrow:
        return drawing
    return replace(drawing, narrow=narrow, frames=drawing.frames + _find_frames(plt.gcf()))


def draw_again() -> Drawing:
    """Draw the current figure for the wide column only.

    Repeated runs are compared by it, because the narrow drawing shows the same values.

    Raises: `DrawingError` if no figure is open, or more than one.
    """
    import matplotlib.pyplot as plt

    from builder.effects.figures.column_layout import fit_wide

    count = len(plt.get_fignums())
    if not count:
        raise DrawingError("the fence leaves no figure open")
    if count > 1:
        raise DrawingError(f"the fence draws {count} figures; a fence draws one")
    figure = plt.gcf()
    fit_wide(figure)
    wide = _write_svg(figure)
    if len(wide) > LARGEST_SVG:
        most = f"{LARGEST_SVG // 2**20} MiB"
        raise DrawingError(
            f"the drawing is larger than {most}; plot fewer points, or an image of them"
        )
    return Drawing(wide, "", _list_plotted(figure), _find_frames(figure))


def _list_plotted(figure: "Figure") -> PlottedMessage:
    from builder.effects.figures.plotted import list_plotted

    try:
        return list_plotted(figure)
    except Exception as error:  # a witness may have changed matplotlib; its figure is still shown
        return {"series": [], "untold": [f"this figure ({type(error).__name__})"]}


def _find_frames(figure: "Figure") -> list[FrameMessage]:
    """Find the box and scales of the first axes in the drawing that was just written.

    The list is empty if the axes are not rectilinear or have other scales than `SCALES`.
    """
    axes = next(iter(figure.axes), None)
    if axes is None or axes.name != "rectilinear":
        return []
    if not {axes.get_xscale(), axes.get_yscale()} <= set(SCALES):
        return []
    width, height = (float(inches) * DPI for inches in figure.get_size_inches())
    box = axes.get_position()
    return [
        {
            "left": box.x0 * width,
            "top": (1 - box.y1) * height,
            "width": box.width * width,
            "height": box.height * height,
            "x": _write_side(axes.get_xscale(), axes.get_xlim()),
            "y": _write_side(axes.get_yscale(), axes.get_ylim()),
        }
    ]


def _write_side(scale: str, limits: tuple[float, float]) -> SideMessage:
    return {"scale": scale, "first": float(limits[0]), "last": float(limits[1])}


def _draw_narrow() -> str:
    """Draw the current figure for a narrow column; empty if it cannot be laid out so."""
    import matplotlib.pyplot as plt

    from builder.effects.figures.column_layout import fit_narrow

    try:
        fit_narrow(plt.gcf())
        svg = _write_svg(plt.gcf())
    except Exception:  # the page then shows the wide drawing
        return ""
    return svg if len(svg) <= LARGEST_SVG else ""


def _write_svg(figure: "Figure") -> str:
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()
