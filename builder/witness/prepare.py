"""Makes a witness ready to run: its fences as trees that record what they assert, and what they name of their packages.

Nothing is run and nothing compiled: so a zygote does it, warm as it is, and each child finds it done. Compiling can take memory without
bound, of `finally` within `finally`, and is left to the child and its limits. Imports no records: the process that runs witnesses uses it.
"""

import ast
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from builder.witness.allowed import imported_names
from builder.witness.guard import guard_values
from builder.witness.instrument import Part, instrument, replace_parameters, trace_locals
from builder.witness.messages import CellMessage, JobMessage
from builder.witness.modules import Named, list_named
from builder.witness.trees import walk

Traced = Mapping[str, Sequence[tuple[int, str]]]  # function -> (slot, local)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known of a job before it runs.

    `cells` are its fences, the figure's last. `trees` are theirs, parameters replaced, assertions instrumented, values guarded;
    `conditions` are the assertions' own in their order; `named` is what each cell names of what the cells import, `imported` how.
    `token` begins the names of the functions that the trees call, and nobody knows it.
    """

    token: str
    cells: tuple[CellMessage, ...]
    trees: tuple[ast.Module, ...]
    conditions: tuple[Part, ...]
    named: tuple[tuple[Named, ...], ...]
    imported: Mapping[str, str]
    traced: Traced


def prepare(job: JobMessage) -> Prepared:
    """The job, prepared. Raises: what parsing raises; the build has parsed the same source before."""
    token = secrets.token_hex(8)
    if job["kind"] == "plain":
        return Prepared(token, (), (), (), (), {}, {})
    cells = (*job["cells"], *([job["figure"]] if job["figure"] is not None else []))
    trees = tuple(ast.parse(cell["code"]) for cell in cells)
    nodes = [walk(tree) for tree in trees]
    imported = dict(pair for part in nodes for pair in imported_names(part))
    named = tuple(list_named(part, imported) for part in nodes)
    witness = trees[: len(job["cells"])]  # a figure's fence asserts nothing, and is drawn as it is written
    traced = _find_traced(job, witness)
    conditions: list[Part] = []
    for tree, part in zip(witness, nodes, strict=False):
        replace_parameters(tree, dict(job["settings"]))
        conditions += instrument(part, len(conditions), token)
        trace_locals(tree, traced, token)
    guard_values(trees, imported, token)
    return Prepared(token, cells, trees, tuple(conditions), named, imported, traced)


def _find_traced(job: JobMessage, trees: Sequence[ast.Module]) -> Traced:
    """The functions whose locals are asked for."""
    functions = {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}
    found: dict[str, list[tuple[int, str]]] = {}
    for slot, expression in enumerate(job["expressions"]):
        function, _, local = expression["source"].strip().partition(".")
        if expression["mode"] == "shape" and function in functions and local.isidentifier():
            found.setdefault(function, []).append((slot, local))
    return found
