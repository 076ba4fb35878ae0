"""The program of a page: all that its fences run, as one file that plain Python runs."""

from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.text import Fence


def write_program(concept: Concept) -> str:
    """Return the page's witness and figures in the order of the page, as Python source.

    Empty where the page runs nothing.
    """
    return "".join(f"{_head(concept, fence)}{fence.code}\n\n" for fence in _list_run(concept))


def find_line(concept: Concept, line: int) -> tuple[int, int]:
    """Return (index of the fence, line in the fence) of a line of the program, both lines from 1.

    (-1, 0) where there is none.
    """
    first = 1
    for fence in _list_run(concept):
        length = fence.code.count("\n") + 1
        if first < line <= first + length:
            return fence.index, line - first
        first += length + 2
    return -1, 0


def _list_run(concept: Concept) -> Iterator[Fence]:
    fences = concept.content.fences if concept.content is not None else ()
    return (fence for fence in fences if fence.kind in ("witness", "figure"))


def _head(concept: Concept, fence: Fence) -> str:
    what = f"figure {fence.figure}" if fence.kind == "figure" else "witness"
    return f"# {concept.id}: {what}\n"
