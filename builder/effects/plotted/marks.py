"""One thing that was plotted, as columns of numbers, and the names of its axes."""

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.patches import Patch

Values: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.generic]]"
Column: TypeAlias = tuple[
    str, Values, Axis | None
]  # the name, the values, and the axis along which they are drawn
_UNNAMED = re.compile(r"|_child\d+|_nolegend_|_container\d+|None")


class UntoldError(Exception):
    """Something is not told as numbers; the text names it."""


@dataclass(frozen=True, slots=True)
class Marks:
    """One series: columns of one length. `kind` is `line`, `points`, `bars`, `band`, `image` or another word; `look` is how it is drawn."""

    kind: str
    label: str
    columns: tuple[Column, ...]
    look: str = ""

    def __len__(self) -> int:
        return len(self.columns[0][1]) if self.columns else 0

    def check(self) -> "Marks":
        """The same. Raises: `UntoldError` where its columns hold anything but numbers or words, or not equally many."""
        if len({len(values) for _, values, _ in self.columns}) != 1 or any(
            values.dtype.kind not in "biufU" for _, values, _ in self.columns
        ):
            raise UntoldError(
                self.label if is_named(self.label) else f"{self.kind} without numbers"
            )
        return self

    def join(self, other: "Marks") -> "Marks":
        """The rows of both."""
        pairs = zip(self.columns, other.columns, strict=True)
        return replace(
            self,
            columns=tuple(
                (name, np.concatenate((one, two[1])), axis) for (name, one, axis), two in pairs
            ),
        )


def label_of(artist: object) -> str:
    """The name that the author gave it, or that matplotlib did."""
    return (
        str(artist.get_label())
        if isinstance(artist, Artist) or hasattr(artist, "get_label")
        else ""
    )


def is_named(label: str) -> bool:
    """Whether the author named it; a name that begins with `_` stands in no legend."""
    return not _UNNAMED.fullmatch(label)


def name_axes(axes: Axes) -> tuple[str, str]:
    """The names of both axes, told apart: their labels, those of the axes that they share, or letters."""
    x, y = _name_axis(axes, "x"), _name_axis(axes, "y")
    return (x, y) if x != y else (f"{x} (x)", f"{y} (y)")


def moves_with_data(axes: Axes, artist: Artist) -> tuple[bool, bool]:
    """Whether it is placed by values along x, and along y, and not by its share of the plot."""
    transform = artist.get_data_transform() if isinstance(artist, Patch) else artist.get_transform()
    x, y = transform.contains_branch_seperately(axes.transData)  # matplotlib spells it so
    return bool(x), bool(y)


def flatten(values: object) -> Values:
    """The values in one row; what is masked is no number."""
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        return np.asarray(np.ma.filled(values.astype(float), np.nan)).ravel()
    return np.asarray(values).ravel()


def _name_axis(axes: Axes, which: str) -> str:
    own = getattr(axes, f"{which}axis")
    shared = getattr(axes, f"get_shared_{which}_axes")().get_siblings(axes)
    others = [getattr(other, f"{which}axis") for other in axes.figure.axes if other in shared]
    default = {"x": "angle", "y": "radius"}[which] if axes.name == "polar" else which
    return next(
        (text for axis in (own, *others) if (text := " ".join(axis.get_label_text().split()))),
        default,
    )
