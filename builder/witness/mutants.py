"""List the mutants of a witness: each changes one operator, constant, sign or comparison.

A mutant is text: one range of one fence is replaced in place and no line moves. So the code that
runs is the code that a reader sees at that line. These parts are never changed: the parameters and
the seed, assertions, imports, texts, annotations, decorators, and what is only printed.
"""

import ast
import io
import math
import tokenize
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from builder.records.concept import Concept
from builder.records.mutant import Mutant
from builder.records.outline import Outline
from builder.records.place import Place
from builder.records.run import Cell
from builder.witness.code_offsets import CodeOffsets
from builder.witness.declared_values import SEED
from builder.witness.fences import ParsedFence, parse_fence
from builder.witness.names import bound_names, literal_bindings
from builder.witness.trees import children

# Operator -> its replacements. An ordering has two: one moves its boundary, one negates it.
SWAPS: dict[str, tuple[str, ...]] = {
    "+": ("-",),
    "-": ("+",),
    "*": ("/",),
    "/": ("*",),
    "//": ("/",),
    "%": ("*",),
    "**": ("*",),
    "&": ("|",),
    "|": ("&",),
    "<<": (">>",),
    ">>": ("<<",),
    "+=": ("-=",),
    "-=": ("+=",),
    "*=": ("/=",),
    "/=": ("*=",),
    "//=": ("/=",),
    "%=": ("*=",),
    "**=": ("*=",),
    "&=": ("|=",),
    "|=": ("&=",),
    "<<=": (">>=",),
    ">>=": ("<<=",),
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "in": ("not in",),
    "not in": ("in",),
    "is": ("is not",),
    "is not": ("is",),
    "and": ("or",),
    "or": ("and",),
    "not": ("",),
}
# Another argument of these functions is another seed, not a fault.
SEEDED = frozenset({"default_rng", "SeedSequence", "RandomState", "Random", "seed"})
# To subtract a draw from one of these distributions is as good as to add it.
SYMMETRIC = frozenset({"standard_normal", "standard_cauchy", "standard_t"})
# An argument of a call that is at least this counts samples, steps or points: one more is no fault.
LEAST_COUNT = 10
MOST_BITS = 1000  # of an integer: Python refuses to write out much longer ones


def list_mutants(concept: Concept, outline: Outline) -> tuple[tuple[Mutant, Cell], ...]:
    """Return every mutant of the witness in source order, with the changed fence; each compiles."""
    parameters = {parameter.name for parameter in outline.parameters} | {SEED}
    found: list[tuple[Mutant, Cell]] = []
    for fence in concept.content.fences if concept.content is not None else ():
        parsed = parse_fence(fence)
        if fence.kind != "witness" or not isinstance(parsed, ParsedFence):
            continue
        for edit in _list_edits(parsed, parameters):
            code = fence.code[: edit.start] + edit.after + fence.code[edit.stop :]
            if isinstance(parse_fence(replace(fence, code=code)), ParsedFence):
                found.append((_name_mutant(len(found), parsed, edit), Cell(fence.index, code)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Edit:
    """The range of a fence's code, in characters, that is replaced by `after`."""

    start: int
    stop: int
    after: str


class _Source(CodeOffsets):
    """A fence's code with its operators and keywords."""

    def __init__(self, parsed: ParsedFence) -> None:
        super().__init__(parsed)
        tokens = tokenize.generate_tokens(io.StringIO(self.code).readline)
        self._words = [
            (self.starts[token.start[0] - 1] + token.start[1], token.string)
            for token in tokens
            if token.type in (tokenize.OP, tokenize.NAME) and token.string not in ("(", ")")
        ]

    def words_between(self, start: int, stop: int) -> list[tuple[int, str]]:
        """Return (offset, text) of the operators and keywords there, without round brackets."""
        first, last = (bisect_left(self._words, (offset, "")) for offset in (start, stop))
        return self._words[first:last]


def _list_edits(parsed: ParsedFence, parameters: set[str]) -> list[_Edit]:
    source = _Source(parsed)
    edits = (edit for node in _walk_proper(parsed, parameters) for edit in _edit_node(source, node))
    return sorted(edits, key=lambda edit: (edit.start, edit.stop, edit.after))


def _name_mutant(number: int, parsed: ParsedFence, edit: _Edit) -> Mutant:
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
            return _find_counts([*node.args, *(keyword.value for keyword in node.keywords)])
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


def _edit_node(source: _Source, node: ast.AST) -> Iterator[_Edit]:
    match node:
        case ast.Constant(value=bool() | int() | float() | complex() as value):
            if after := _change_number(value):
                yield _Edit(source.start_of(node), source.end_of(node), after)
        case ast.BinOp(left=left, right=right) | ast.AugAssign(target=left, value=right):
            if not (isinstance(node.op, ast.Add | ast.Sub) and _is_symmetric(right)):
                yield from _swap(source, source.end_of(left), source.start_of(right))
        case ast.Compare() | ast.BoolOp():
            operands = (
                node.values if isinstance(node, ast.BoolOp) else [node.left, *node.comparators]
            )
            for left, right in pairwise(operands):
                yield from _swap(source, source.end_of(left), source.start_of(right))
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            yield from _swap(source, source.start_of(node), source.start_of(operand))


def _is_symmetric(node: ast.expr) -> bool:
    """Return true if the value is a multiple of a draw whose distribution is symmetric about 0."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in SYMMETRIC
        case ast.BinOp(op=ast.Mult() | ast.MatMult(), left=left, right=right):
            return _is_symmetric(left) or _is_symmetric(right)
        case ast.BinOp(op=ast.Div(), left=left):
            return _is_symmetric(left)
    return False


def _swap(source: _Source, start: int, stop: int) -> Iterator[_Edit]:
    """Yield the replacements of the operator between two offsets, unless it spans two lines."""
    words = source.words_between(start, stop)
    name = " ".join(word for _, word in words)
    for after in SWAPS.get(name, ()):
        first, (last, word) = words[0][0], words[-1]
        if "\n" not in source.code[first:last]:
            yield _Edit(first, last + len(word), after)


def _change_number(value: complex) -> str:
    """Return one more than an integer, twice another number, or the other truth value.

    The text is empty if the number is too large to write.
    """
    if isinstance(value, bool):
        return str(not value)
    if isinstance(value, int):
        return str(value + 1) if value.bit_length() < MOST_BITS else ""
    doubled = 2 * value if value else 1.0
    return repr(doubled) if math.isfinite(abs(doubled)) else ""
