"""List the mutants of a witness: each makes one small mistake in it.

A mutant is text: one range of one fence is replaced in place and no line moves. So the code that
runs is the code that a reader sees at that line. These parts are never changed: the parameters and
the seed, assertions, imports, texts, annotations, decorators, and what is only printed.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from builder.records.concept import Concept
from builder.records.mutant import Mutant
from builder.records.outline import Outline
from builder.records.place import Place
from builder.records.run import Cell
from builder.witness.declared_values import SEED
from builder.witness.fences import ParsedFence, parse_fence
from builder.witness.mutant_edits import Edit, Source, list_edits
from builder.witness.names import bound_names, literal_bindings
from builder.witness.trees import children

# Another argument of these functions is another seed, not a fault.
SEEDED = frozenset({"default_rng", "SeedSequence", "RandomState", "Random", "seed"})
# An argument of a call that is at least this counts samples, steps or points: one more is no fault.
LEAST_COUNT = 10


def list_mutants(concept: Concept, outline: Outline) -> tuple[tuple[Mutant, Cell], ...]:
    """Return every mutant of the witness in source order, with the changed fence; each compiles."""
    parameters = {parameter.name for parameter in outline.parameters} | {SEED}
    own = {function.name for function in outline.functions}
    found: list[tuple[Mutant, Cell]] = []
    for fence in concept.content.fences if concept.content is not None else ():
        parsed = parse_fence(fence)
        if fence.kind != "witness" or not isinstance(parsed, ParsedFence):
            continue
        for edit in _list_edits(parsed, parameters, own):
            code = fence.code[: edit.start] + edit.after + fence.code[edit.stop :]
            if isinstance(parse_fence(replace(fence, code=code)), ParsedFence):
                found.append((_name_mutant(len(found), parsed, edit), Cell(fence.index, code)))
    return tuple(found)


def _list_edits(parsed: ParsedFence, parameters: set[str], own: set[str]) -> list[Edit]:
    source, nodes = Source(parsed), _walk_proper(parsed, parameters)
    edits = (edit for node in nodes for edit in list_edits(source, node, own))
    return sorted(edits, key=lambda edit: (edit.start, edit.stop, edit.after))


def _name_mutant(number: int, parsed: ParsedFence, edit: Edit) -> Mutant:
    fence = parsed.fence
    before = fence.code[: edit.start]
    line = before.count("\n")
    column = edit.start - (before.rfind("\n") + 1)
    place = Place(
        fence.place.path,
        fence.place.line + line,
        fence.place.column + column,
        edit.stop - edit.start,
    )
    return Mutant(
        number, fence.index, line + 1, fence.code[edit.start : edit.stop], edit.after, place
    )


def _walk_proper(parsed: ParsedFence, parameters: set[str]) -> Iterator[ast.AST]:
    """Yield the nodes that may be changed."""
    fixed = {id(part) for node in parsed.nodes for part in _fixed_parts(node)}
    fixed |= {id(node) for node, name, _ in literal_bindings(parsed.tree) if name in parameters}
    fixed |= {
        id(node)
        for node in parsed.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and SEED in bound_names(node)
    }
    stack: list[ast.AST] = [parsed.tree]
    while stack:
        node = stack.pop()
        if id(node) not in fixed and not _is_excluded(node):
            yield node
            stack += children(node)


def _is_excluded(node: ast.AST) -> bool:
    match node:
        # Python 3.11 gives wrong positions inside f-strings (JoinedStr).
        case ast.Assert() | ast.Import() | ast.ImportFrom() | ast.JoinedStr():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in SEEDED
    return False


def _fixed_parts(node: ast.AST) -> list[ast.expr]:
    """Return the annotations, the decorators, and the counts among arguments and defaults."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [*node.decorator_list, *([node.returns] if node.returns is not None else [])]
        case ast.ClassDef():
            return node.decorator_list
        case ast.AnnAssign(annotation=annotation) | ast.arg(annotation=ast.expr() as annotation):
            return [annotation]
        case ast.Call():
            axes = [keyword.value for keyword in node.keywords if keyword.arg == "axis"]
            return [*_find_counts([*node.args, *(one.value for one in node.keywords)]), *axes]
        case ast.arguments():
            keyword_defaults = [value for value in node.kw_defaults if value is not None]
            return _find_counts([*node.defaults, *keyword_defaults])
    return []


def _find_counts(values: Sequence[ast.expr]) -> list[ast.expr]:
    found: list[ast.expr] = []
    for value in values:
        for part in value.elts if isinstance(value, ast.Tuple) else [value]:
            number = part.value if isinstance(part, ast.Constant) else None
            if type(number) is int and number >= LEAST_COUNT:
                found.append(part)
    return found
