"""The record of one plotted series, as columns of values, and how its columns are named."""

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.patches import Patch

Values: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.generic]]"
# The name, the values, and the axis along which they are drawn.
Column: TypeAlias = tuple[str, Values, Axis | None]
_UNNAMED = re.compile(r"|_child\d+|_nolegend_|_container\d+|None")


class UnreadableError(Exception):
    """An artist whose values cannot be listed; the text names it."""


@dataclass(frozen=True, slots=True)
class PlottedColumns:
    """One series: columns of one length.

    `kind` is `line`, `points`, `bars`, `band`, `image` or another word. `look` describes colour
    and style; series of one look are drawn alike.
    """

    kind: str
    label: str
    columns: tuple[Column, ...]
    look: str = ""

    def __len__(self) -> int:
        return len(self.columns[0][1]) if self.columns else 0

    def check(self) -> "PlottedColumns":
        """Return the series itself.

        Raises: `UnreadableError` if its columns differ in length, or hold anything but numbers
        or text.
        """
        lengths = {len(values) for _, values, _ in self.columns}
        if len(lengths) != 1 or any(v.dtype.kind not in "biufU" for _, v, _ in self.columns):
            raise UnreadableError(name_artist(self.label, f"{self.kind} without numbers"))
        return self

    def join(self, other: "PlottedColumns") -> "PlottedColumns":
        """Return the series with the rows of both."""
        pairs = zip(self.columns, other.columns, strict=True)
        columns = ((name, np.concatenate((one, two[1])), axis) for (name, one, axis), two in pairs)
        return replace(self, columns=tuple(columns))


def label_of(artist: object) -> str:
    """Return the label that the author or matplotlib gave the artist; empty if it has none."""
    if isinstance(artist, Artist) or hasattr(artist, "get_label"):
        return str(artist.get_label())
    return ""


def is_named(label: str) -> bool:
    """Return true if the author chose the label; one that begins with `_` is in no legend."""
    return not _UNNAMED.fullmatch(label)


def name_artist(label: str, kind: str) -> str:
    """Return the author's label, or the kind of the artist if the author gave none."""
    return label if is_named(label) else kind


def name_axes(axes: Axes) -> tuple[str, str]:
    """Return different names for the x and y axes.

    A name is the axis label, else the label of an axis that shares it, else a letter.
    """
    x, y = _name_axis(axes, "x"), _name_axis(axes, "y")
    return (x, y) if x != y else (f"{x} (x)", f"{y} (y)")


def moves_with_data(axes: Axes, artist: Artist) -> tuple[bool, bool]:
    """Return whether data values place the artist along x, and along y.

    Otherwise a fraction of the plot's width or height places it.
    """
    transform = artist.get_data_transform() if isinstance(artist, Patch) else artist.get_transform()
    x, y = transform.contains_branch_seperately(axes.transData)  # matplotlib spells it so
    return bool(x), bool(y)


def flatten(values: object) -> Values:
    """Return the values as one row, with NaN for masked ones."""
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
