"""Makes a witness ready to run: its fences as trees that record what they assert, and what they name of their packages.

Nothing is run and nothing compiled: so a zygote does it, warm as it is, and each child finds it done. Compiling can take memory without
bound, of `finally` within `finally`, and is left to the child and its limits. The runs of a concept differ in their settings, which the
child puts in, so a zygote prepares the same fences once: on the seven pages it takes 10 to 17 ms, of runs of 40 to 140 ms
(`tests/witness/test_prepare.py`). Imports no records: the process that runs witnesses uses it.
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
    """What is known of a job before it runs.

    `cells` are its fences, the figure's last. `trees` are theirs, assertions instrumented and values guarded, parameters as written;
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
    """Return the job, prepared. Raises: what parsing raises; the build has parsed the same source before."""
    if job["kind"] == "plain":
        return Prepared(secrets.token_hex(8), (), (), (), (), {}, {})
    figure = (job["figure"],) if job["figure"] is not None else ()
    asked = [
        (slot, one["source"])
        for slot, one in enumerate(job["expressions"])
        if one["mode"] == "shape"
    ]
    witness, drawn = (
        tuple((cell["index"], cell["code"]) for cell in cells) for cells in (job["cells"], figure)
    )
    return _prepare_fences(witness, drawn, tuple(asked))


@lru_cache(maxsize=MOST_KEPT)
def _prepare_fences(
    witness: Fences, figure: Fences, asked: tuple[tuple[int, str], ...]
) -> Prepared:
    """As in `prepare`, of the fences and of the (slot, source) of the shapes that are asked for."""
    token = secrets.token_hex(8)
    cells: list[CellMessage] = [
        {"index": index, "code": code} for index, code in (*witness, *figure)
    ]
    trees = tuple(ast.parse(cell["code"]) for cell in cells)
    nodes = [walk(tree) for tree in trees]
    imported = dict(pair for part in nodes for pair in imported_names(part))
    named = tuple(list_named(part, imported) for part in nodes)
    own = trees[: len(witness)]  # a figure's fence asserts nothing, and is drawn as it is written
    traced = _find_traced(asked, own)
    conditions: list[Part] = []
    for tree, part in zip(own, nodes, strict=False):
        conditions += instrument(part, len(conditions), token)
        trace_locals(tree, traced, token)
    guard_values(trees, imported, token)
    return Prepared(token, tuple(cells), trees, tuple(conditions), named, imported, traced)


def _find_traced(asked: Sequence[tuple[int, str]], trees: Sequence[ast.Module]) -> Traced:
    """The functions whose locals are asked for."""
    functions = {
        node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)
    }
    found: dict[str, list[tuple[int, str]]] = {}
    for slot, source in asked:
        function, _, local = source.strip().partition(".")
        if function in functions and local.isidentifier():
            found.setdefault(function, []).append((slot, local))
    return found
