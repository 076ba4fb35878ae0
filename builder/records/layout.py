"""Where the map's boxes, bands and edges stand.

Whole pixels, so that every machine draws the same.
"""

from collections.abc import Callable
from dataclasses import dataclass

Point = tuple[int, int]  # x to the right, y downwards


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """A line of a label and where its baseline begins."""

    text: str
    at: Point


@dataclass(frozen=True, slots=True)
class Box:
    """One concept of a drawing: the top left corner and the size of its box, and its column from 0.

    `label` is its title in full, `lines` what of it fits into two lines; `mark` is the centre of
    the sign before them.
    """

    id: str
    label: str
    x: int
    y: int
    width: int
    height: int
    column: int
    lines: tuple[EdgeLine, ...]
    mark: Point


@dataclass(frozen=True, slots=True)
class Route:
    """The line from a prerequisite to what rests on it.

    A start, then two control points and an end for each cubic.
    """

    before: str
    after: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The stripe of a domain over the whole width.

    Its name stands at `name`, above its first box.
    """

    domain: str
    y: int
    height: int
    name: Point


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing of concepts, prerequisites left of what rests on them.

    Boxes in reading order, routes by their ends, bands from the top.
    """

    width: int
    height: int
    boxes: tuple[Box, ...] = ()
    routes: tuple[Route, ...] = ()
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A drawing that is too large for a page: the numbers of its concepts and edges."""

    concepts: int
    edges: int


@dataclass(frozen=True, slots=True)
class Maps:
    """Every drawing of the site.

    The whole graph, each domain with what it rests on and leads to, each concept with its
    neighbours.

    They are made when they are asked for, domains and concepts by their ids. `near` is what a
    concept's drawing is made of, in plain values, with the concepts that rest on it and the number
    of those that it rests on; `members` are the concepts in it.
    """

    whole: Callable[[], Layout | Undrawn]
    domain: Callable[[str], Layout | Undrawn]
    concept: Callable[[str], Layout | Undrawn | None]
    near: Callable[[str], tuple[object, ...]]
    members: Callable[[str], tuple[str, ...]]
