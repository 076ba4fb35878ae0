"""Selects the fences that a job runs: the witness, or those that a figure needs."""

import ast
from collections.abc import Sequence
from functools import lru_cache

from builder.records.run import Cell
from builder.records.text import Fence
from builder.witness.names import bound_names
from builder.witness.trees import walk


def witness_cells(fences: Sequence[Fence]) -> tuple[Cell, ...]:
    """Return the fences of the witness itself, in order."""
    return tuple(Cell(fence.index, fence.code) for fence in fences if fence.kind == "witness")


def figure_cells(fences: Sequence[Fence], figure: Fence) -> tuple[Cell, ...]:
    """Return the witness's fences before a figure's, and those of earlier figures that it needs.

    An earlier figure is needed if it binds a name that this one reads: the author sees all fences
    as one module, so `plt` may have been imported for the first figure. If only imports of the
    earlier figure are needed, only those lines are run, so that drawing one figure draws no other.
    """
    before = [fence for fence in fences if fence.index < figure.index]
    cells = {fence.index: fence.code for fence in before if fence.kind == "witness"}
    needed = _loaded(figure.code).difference(*map(_bound, cells.values()))
    for fence in reversed([fence for fence in before if fence.kind == "figure"]):
        found = needed & _bound(fence.code)
        if not found:
            continue
        imports = _keep_imports(fence.code)
        if found <= _bound(imports):
            cells[fence.index] = imports
        else:
            cells[fence.index] = fence.code
            needed |= _loaded(fence.code)
    return tuple(Cell(index, cells[index]) for index in sorted(cells))


@lru_cache(maxsize=512)
def _loaded(code: str) -> frozenset[str]:
    """Return the names that the code reads before it binds them at its top level.

    The order is that of the statements.
    """
    found: set[str] = set()
    bound: set[str] = set()
    for statement in ast.parse(code).body:
        names = [part for part in walk(statement) if isinstance(part, ast.Name)]
        found |= {name.id for name in names if isinstance(name.ctx, ast.Load)} - bound
        bound |= set(bound_names(ast.Module(body=[statement], type_ignores=[])))
    return frozenset(found)


@lru_cache(maxsize=512)
def _bound(code: str) -> frozenset[str]:
    return frozenset(bound_names(ast.parse(code)))


def _keep_imports(code: str) -> str:
    """Return the code with blank lines for all but top-level imports, so that numbers stay."""
    lines = {
        line
        for node in ast.parse(code).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return "".join(
        line + "\n" if number in lines else "\n"
        for number, line in enumerate(code.split("\n"), start=1)
    )
