"""The table of plot kinds: how the series of a demo are drawn.

To add a kind is to add a row here, and a function to `builder/render/figures/plot/series.py`. The
loader, the schema, the check of the demo's series and the plots read the table.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlotKind:
    """A kind of plot. `draw` is a function below `builder.render`, as `module:function`.

    It gets the axes, the points of one series and its index, and returns SVG path data: of the
    outline or line, and of the dots. With `has_bands`, the x axis has a band for each value, which
    may be a text. With `from_zero`, a linear y axis holds zero.
    """

    draw: str
    has_bands: bool = False
    from_zero: bool = False


PLOT_KINDS: dict[str, PlotKind] = {
    "line": PlotKind("figures.plot.series:draw_line"),
    "scatter": PlotKind("figures.plot.series:draw_scatter"),
    "bar": PlotKind("figures.plot.series:draw_bars", has_bands=True, from_zero=True),
}
