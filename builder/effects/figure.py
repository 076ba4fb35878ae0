"""Draws figures: matplotlib in plain defaults, and the same SVG for the same figure on every machine.

Imports matplotlib only where it draws, since not every process that imports this does.
"""

import inspect
import io
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from builder.records.frame import SCALES
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
    "font.family": "DejaVu Sans",  # comes with matplotlib: text is measured alike everywhere
    "font.size": 10,
    "legend.edgecolor": "none",
    "legend.facecolor": "white",  # paper, so that no line runs through its words
    "savefig.transparent": True,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "plumbline",  # ids do not differ between runs
}
LARGEST_SVG = 8 * 1024 * 1024  # characters
MOST_FORMULAS = 1000  # that a run remembers
_DECADES = range(-6, 7)  # powers of ten that are known before a run draws


class FigureError(Exception):
    """The fence drew nothing that can be shown; the text says why."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as SVG for a wide column and for a narrow one, empty where it cannot be laid out so; what it shows, and its axes in both."""

    wide: str
    narrow: str
    plotted: PlottedMessage
    frames: list[FrameMessage]


def prepare_drawing() -> None:
    """Imports matplotlib, sets the style and draws one figure, so that what is slow the first time is done."""
    import matplotlib
    import matplotlib._mathtext

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.style.use(STYLE)
    matplotlib._mathtext.SHRINK_FACTOR = (
        0.84  # raised and lowered signs at 11 pixels too: nothing public says it
    )
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
    """Lets every drawing use what any other has read of a formula.

    Reading `10^2` takes 8 ms; matplotlib remembers it for one renderer only, of which a figure needs five, and for fifty formulas at most.
    """
    from matplotlib.mathtext import MathTextParser

    parsers = lru_cache(lambda kind, output: object.__new__(kind))
    remember = lru_cache(MOST_FORMULAS)(inspect.unwrap(vars(MathTextParser)["_parse_cached"]))
    for name, value in {"__new__": parsers, "_parse_cached": remember}.items():
        setattr(MathTextParser, name, value)


def draw_current() -> Drawing:
    """The current figure. Raises: `FigureError` where there is none, or more than one."""
    import matplotlib.pyplot as plt

    drawing = draw_again()
    narrow = _draw_narrow()
    return replace(
        drawing,
        narrow=narrow,
        frames=[*drawing.frames, *(_find_frames(plt.gcf()) if narrow else [])],
    )


def draw_again() -> Drawing:
    """The current figure as a repeated run is compared by: without the narrow drawing, which shows the same in other places.

    Raises: `FigureError` where there is none, or more than one.
    """
    import matplotlib.pyplot as plt

    from builder.effects.narrow import fit_wide

    if not plt.get_fignums():
        raise FigureError("the fence leaves no figure open")
    if len(plt.get_fignums()) > 1:
        raise FigureError(f"the fence draws {len(plt.get_fignums())} figures; a fence draws one")
    figure = plt.gcf()
    fit_wide(figure)
    wide = _write_svg(figure)
    if len(wide) > LARGEST_SVG:
        raise FigureError(
            f"the drawing is larger than {LARGEST_SVG // 2**20} MiB; plot fewer points, or an image of them"
        )
    return Drawing(wide, "", _list_plotted(figure), _find_frames(figure))


def _list_plotted(figure: "Figure") -> PlottedMessage:
    from builder.effects.plotted import list_plotted

    try:
        return list_plotted(figure)
    except Exception as error:  # whatever a witness has made of matplotlib, its figure is shown
        return {"series": [], "untold": [f"this figure ({type(error).__name__})"]}


def _find_frames(figure: "Figure") -> list[FrameMessage]:
    """The first axes as they stand in the drawing that was just written; none where their scales are others."""
    axes = next(iter(figure.axes), None)
    if (
        axes is None
        or axes.name != "rectilinear"
        or not {axes.get_xscale(), axes.get_yscale()} <= set(SCALES)
    ):
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
    """The current figure anew for a narrow column; what cannot be laid out so is shown as it is drawn for a wide one."""
    import matplotlib.pyplot as plt

    from builder.effects.narrow import fit_narrow

    try:
        fit_narrow(plt.gcf())
        svg = _write_svg(plt.gcf())
    except Exception:  # the wide drawing is there
        return ""
    return svg if len(svg) <= LARGEST_SVG else ""


def _write_svg(figure: "Figure") -> str:
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()
