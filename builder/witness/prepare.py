"""Parses, instruments and guards the fences of a witness, so that they are ready to run.

Nothing is run and nothing is compiled here, so a warm zygote prepares the fences and each child
inherits them. Compiling can take memory without bound, for `finally` within `finally`, and is left
to the child and its limits. The runs of a concept differ in their settings, which the child puts
in, so a zygote prepares the same fences once: on the seven pages that takes 10 to 17 ms, of runs of
40 to 140 ms (`tests/witness/test_prepare.py`).
Imports no records, since the process that runs witnesses uses this module.
"""

import ast
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from builder.witness.conditions import Part
from builder.witness.guard import guard_values
from builder.witness.imports import imported_names
from builder.witness.instrument import instrument, trace_locals
from builder.witness.messages import CellMessage, JobMessage
from builder.witness.modules import Named, list_named
from builder.witness.trees import walk

MOST_KEPT = 8  # sets of fences: a witness, what is asked of it, and its figures
Fences = tuple[tuple[int, str], ...]  # (index, code)
Traced = Mapping[str, Sequence[tuple[int, str]]]  # function -> (slot, local)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A job that is ready to be compiled and run."""

    token: str  # the names of the functions that the trees call begin with it; it is secret
    cells: tuple[CellMessage, ...]  # the fences of the job, the figure's last
    trees: tuple[ast.Module, ...]  # of the cells: instrumented and guarded, parameters as written
    conditions: tuple[Part, ...]  # of the assertions, in their order
    named: tuple[tuple[Named, ...], ...]  # for each cell the dotted names that begin at an import
    imported: Mapping[str, str]  # the names that the cells import -> what they stand for
    traced: Traced


def prepare(job: JobMessage) -> Prepared:
    """Return the job, ready to run.

    Raises: what parsing raises; the build has parsed the same source before.
    """
    if job["kind"] == "plain":
        return Prepared(secrets.token_hex(8), (), (), (), (), {}, {})
    figure = (job["figure"],) if job["figure"] is not None else ()
    shapes = tuple(
        (slot, expression["source"])
        for slot, expression in enumerate(job["expressions"])
        if expression["mode"] == "shape"
    )
    return _prepare_fences(_fences_from_cells(job["cells"]), _fences_from_cells(figure), shapes)


def _fences_from_cells(cells: Sequence[CellMessage]) -> Fences:
    return tuple((cell["index"], cell["code"]) for cell in cells)


@lru_cache(maxsize=MOST_KEPT)
def _prepare_fences(
    witness: Fences, figure: Fences, shapes: tuple[tuple[int, str], ...]
) -> Prepared:
    """Prepare fences; `shapes` are the (slot, source) of the expressions that ask for a shape."""
    token = secrets.token_hex(8)
    cells: list[CellMessage] = [
        {"index": index, "code": code} for index, code in (*witness, *figure)
    ]
    trees = tuple(ast.parse(cell["code"]) for cell in cells)
    nodes = [walk(tree) for tree in trees]
    imported = dict(pair for part in nodes for pair in imported_names(part))
    named = tuple(list_named(part, imported) for part in nodes)
    own = trees[: len(witness)]  # a figure's fence asserts nothing, and is not instrumented
    traced = _find_traced(shapes, own)
    conditions: list[Part] = []
    for tree, part in zip(own, nodes, strict=False):
        conditions += instrument(part, len(conditions), token)
        trace_locals(tree, traced, token)
    guard_values(trees, imported, token)
    return Prepared(token, tuple(cells), trees, tuple(conditions), named, imported, traced)


def _find_traced(shapes: Sequence[tuple[int, str]], trees: Sequence[ast.Module]) -> Traced:
    """Return the functions some of whose locals are asked for, with these locals."""
    functions = {
        node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)
    }
    found: dict[str, list[tuple[int, str]]] = {}
    for slot, source in shapes:
        function, _, local = source.strip().partition(".")
        if function in functions and local.isidentifier():
            found.setdefault(function, []).append((slot, local))
    return found
