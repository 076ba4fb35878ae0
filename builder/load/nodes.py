"""Located YAML nodes: the text of each value and its place. No value is converted here.

They are named tuples, since an atlas has about a million of them, and a frozen dataclass takes four
times as long to create.
"""

from typing import NamedTuple

from builder.records.place import Place

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Spot(NamedTuple):
    """A stretch of one line, 0-based. It is converted to a `Place` only on demand."""

    path: str
    line: int
    column: int
    width: int

    @property
    def place(self) -> Place:
        """The stretch as a place."""
        return Place(self.path, self.line + 1, self.column + 1, self.width)


class Scalar(NamedTuple):
    """A single value as text. `style` is empty for a plain value, else one of the signs ' " | >.

    `start` and `stop` are its bounds in the text of the file, with its quotes.
    """

    text: str
    style: str
    spot: Spot
    start: int
    stop: int

    @property
    def place(self) -> Place:
        """The place of the value."""
        return self.spot.place

    @property
    def is_null(self) -> bool:
        """True if the value is empty or is YAML's null."""
        return not self.style and self.text in _NULLS


class Sequence(NamedTuple):
    """A list of nodes; `flow` is true if it is written in brackets."""

    items: tuple["Node", ...]
    spot: Spot
    flow: bool

    @property
    def place(self) -> Place:
        """The place of its beginning."""
        return self.spot.place


class Mapping(NamedTuple):
    """Distinct keys with nodes in the order written; `flow` is true if written in braces."""

    pairs: tuple[tuple[Scalar, "Node"], ...]
    spot: Spot
    flow: bool

    @property
    def place(self) -> Place:
        """The place of its first key, or of its brace."""
        return self.spot.place


class Unreadable(NamedTuple):
    """A value that has been reported already; the reader adds no second problem."""

    spot: Spot

    @property
    def place(self) -> Place:
        """The place of the value."""
        return self.spot.place


Node = Scalar | Sequence | Mapping | Unreadable
