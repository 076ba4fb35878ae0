"""Where data coordinates stand in a drawing."""

import pytest

from builder.records.axes_frame import AxesFrame, Side

FRAME = AxesFrame(
    left=50, top=10, width=400, height=200, x=Side("log", 1, 1000), y=Side("linear", -1, 1)
)


@pytest.mark.parametrize(
    ("at", "drawn"),
    [
        ((1, -1), (50, 210)),
        ((1000, 1), (450, 10)),
        ((10, 0), (50 + 400 / 3, 110)),
        ((0.5, 0), None),
        ((0, 0), None),
        ((-3, 0), None),
        ((10, 1.01), None),
    ],
)
def test_a_point_on_the_axes_stands_in_the_drawing(
    at: tuple[float, float], drawn: tuple[float, float] | None
) -> None:
    assert FRAME.place(*at) == pytest.approx(drawn) if drawn else FRAME.place(*at) is None


def test_an_axis_may_run_backwards() -> None:
    assert Side("linear", 4, 0).place(1) == 0.75
