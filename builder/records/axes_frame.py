"""The place of a figure's axes in its drawing, with which data coordinates are found."""

import math
from dataclasses import dataclass

SCALES = ("linear", "log")


@dataclass(frozen=True, slots=True)
class Side:
    """One axis.

    `scale` is one of `SCALES`; `first` and `last` are its values at the left and right, or at the
    bottom and the top.
    """

    scale: str
    first: float
    last: float

    def place(self, value: float) -> float | None:
        """From 0 at the first value to 1 at the last.

        Nothing for what a logarithmic axis cannot show.
        """
        if self.scale == "log":
            return (
                math.log(value / self.first) / math.log(self.last / self.first)
                if value > 0
                else None
            )
        return (value - self.first) / (self.last - self.first)


@dataclass(frozen=True, slots=True)
class AxesFrame:
    """The first axes of a figure in units of its drawing, y downwards."""

    left: float
    top: float
    width: float
    height: float
    x: Side
    y: Side

    def place(self, x: float, y: float) -> tuple[float, float] | None:
        """Return where the point is drawn; `None` outside the axes."""
        across, upwards = self.x.place(x), self.y.place(y)
        if across is None or upwards is None or not (0 <= across <= 1 and 0 <= upwards <= 1):
            return None
        return self.left + across * self.width, self.top + (1 - upwards) * self.height
