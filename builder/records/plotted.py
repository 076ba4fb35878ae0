"""What a figure shows, as numbers.

The series that were plotted, with the names that their author gave.
"""

from dataclasses import dataclass
from typing import TypeAlias

Cell: TypeAlias = int | float | str | None  # None where there is no number


@dataclass(frozen=True, slots=True)
class Column:
    """The values along one axis, numbers rounded to 6 significant digits.

    Words where the axis has words or dates.
    """

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What was plotted under one name, in columns of one length.

    `plot` names one of several plots and is else empty. `kind` is `line`, `points`, `bars`, `band`,
    `image`, `mark` (one value across the whole plot) or another word. The columns hold every
    `every`th of its `points`.
    """

    plot: str
    name: str
    kind: str
    points: int
    every: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Plotted:
    """All series of a figure in the order in which they were drawn.

    `untold` names what is not told as numbers.
    """

    series: tuple[Series, ...] = ()
    untold: tuple[str, ...] = ()


NOTHING_PLOTTED = Plotted()
