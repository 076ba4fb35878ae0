"""Which fences a job runs: the witness, or what a figure needs."""

import ast
from collections.abc import Sequence
from functools import lru_cache

from builder.records.run import Cell
from builder.records.text import Fence
from builder.witness.names import bound_names
from builder.witness.trees import walk


def witness_cells(fences: Sequence[Fence]) -> tuple[Cell, ...]:
    """The witness proper, in order."""
    return tuple(Cell(fence.index, fence.code) for fence in fences if fence.kind == "witness")


def figure_cells(fences: Sequence[Fence], figure: Fence) -> tuple[Cell, ...]:
    """The witness's fences before a figure's, and those of earlier figures that bind a name which it needs.

    Copied out, all fences are one module, so `plt` may have been imported where the first figure was drawn. Where a figure
    needs no more than imports of an earlier one, only those lines are run: drawing one figure then draws no other.
    """
    before = [fence for fence in fences if fence.index < figure.index]
    needed = set(_loaded(figure.code)) - {
        name for fence in before if fence.kind == "witness" for name in _bound(fence.code)
    }
    kept: dict[int, str] = {fence.index: fence.code for fence in before if fence.kind == "witness"}
    for fence in reversed(before):
        if fence.kind == "figure" and needed & _bound(fence.code):
            imports = _keep_imports(fence.code)
            only_imports = needed & _bound(fence.code) <= _bound(imports)
            kept[fence.index] = imports if only_imports else fence.code
            needed |= frozenset() if only_imports else _loaded(fence.code)
    return tuple(Cell(index, kept[index]) for index in sorted(kept))


@lru_cache(maxsize=512)
def _loaded(code: str) -> frozenset[str]:
    """The names that the code reads before it has bound them at its top level, as far as the order of statements shows."""
    found: set[str] = set()
    bound: set[str] = set()
    for statement in ast.parse(code).body:
        found |= {
            part.id
            for part in walk(statement)
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
        } - bound
        bound |= set(bound_names(ast.Module(body=[statement], type_ignores=[])))
    return frozenset(found)


@lru_cache(maxsize=512)
def _bound(code: str) -> frozenset[str]:
    return frozenset(bound_names(ast.parse(code)))


def _keep_imports(code: str) -> str:
    """The code with every line blanked that belongs to no top-level import, so that lines keep their numbers."""
    kept = {
        line
        for node in ast.parse(code).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return "".join(
        line + "\n" if number in kept else "\n"
        for number, line in enumerate(code.split("\n"), start=1)
    )
