"""Where a figure's axes stand: a point placed by them is the point that was drawn."""

import re
from collections.abc import Callable, Iterator

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes

from builder.effects.figures.draw import STYLE, draw_current
from builder.records.axes_frame import AxesFrame, Side
from builder.witness.messages import FrameMessage

mpl.use("Agg")

X, Y = (1.0, 3.0, 40.0, 200.0), (2.0, 0.5, 9.0, 1.25)
LINE = re.compile(
    r'<g id="line2d_\d+">\s*<path d="([^"]+)" clip-path="[^"]+" style="[^"]*stroke: #123456'
)


@pytest.fixture(autouse=True)
def _style() -> Iterator[None]:
    import matplotlib.pyplot as plt

    plt.close("all")
    with mpl.rc_context(STYLE):
        yield
    plt.close("all")


def read_frame(message: FrameMessage) -> AxesFrame:
    sides = [Side(**message[name]) for name in ("x", "y")]
    return AxesFrame(message["left"], message["top"], message["width"], message["height"], *sides)


def draw_names(axes: Axes) -> None:
    axes.plot(X, Y, color="#123456", label="a line")
    axes.set_ylabel("a long name that takes room at the left of the axes")
    axes.legend()


def draw_logarithms(axes: Axes) -> None:
    axes.loglog(X, Y, color="#123456")


def draw_backwards(axes: Axes) -> None:
    axes.semilogx(X, Y, color="#123456")
    axes.invert_xaxis()
    axes.set_ylim(20, -3)


@pytest.mark.parametrize("draw", [draw_names, draw_logarithms, draw_backwards])
def test_a_point_is_placed_where_it_is_drawn(draw: Callable[[Axes], None]) -> None:
    import matplotlib.pyplot as plt

    draw(plt.subplots()[1])
    drawing = draw_current()
    assert len(drawing.frames) == 2
    for svg, frame in zip((drawing.wide, drawing.narrow), drawing.frames, strict=True):
        found = LINE.search(svg)
        assert found is not None
        drawn = [
            tuple(map(float, point.split()))
            for point in re.findall(r"[ML] ([\d.]+ [\d.]+)", found[1])
        ]
        placed = [read_frame(frame).place(x, y) for x, y in zip(X, Y, strict=True)]
        assert drawn == [pytest.approx(point, abs=0.01) for point in placed]


def test_axes_of_another_scale_and_none_at_all_have_no_frame() -> None:
    import matplotlib.pyplot as plt

    plt.subplots()[1].set_yscale("symlog")
    assert draw_current().frames == []
    plt.close("all")
    plt.figure()
    assert draw_current().frames == []
