"""The mutants of a witness: which operators, constants, signs and comparisons of its code can be changed, and into what.

A mutant is text: one stretch of one fence is exchanged at its exact place and no line moves, so that what is run is what a
reader sees at that line. Changed is the witness proper, never what it is told or asked: not the parameters and the seed, not the
assertions, not imports, texts, annotations and decorators, not what is only printed.
"""

import ast
import io
import math
import tokenize
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from builder.records.concept import Concept
from builder.records.mutant import Mutant
from builder.records.outline import Outline
from builder.records.place import Place
from builder.records.run import Cell
from builder.witness.fences import ParsedFence, parse_fence
from builder.witness.names import bound_names, literal_bindings
from builder.witness.settings import SEED
from builder.witness.trees import children

# Operator -> what it is exchanged for. An ordering has two mutants: its boundary moves, and it is negated.
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
SEEDED = frozenset(
    {"default_rng", "SeedSequence", "RandomState", "Random", "seed"}
)  # another number there is another seed, no fault
SYMMETRIC = frozenset(
    {"standard_normal", "standard_cauchy", "standard_t"}
)  # less such a draw is as good as plus such a draw
LEAST_COUNT = 10  # such numbers, handed to a call, count samples, steps or points: one more of them is no fault either
MOST_BITS = 1000  # of a whole number: Python refuses to write out much longer ones


def list_mutants(concept: Concept, outline: Outline) -> tuple[tuple[Mutant, Cell], ...]:
    """Every mutant of the witness in source order, with the fence that it changes as it then reads; each compiles."""
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
    """The stretch of a fence's code that becomes `after`, in characters."""

    start: int
    stop: int
    after: str


class _Source:
    """A fence's code by characters: syntax trees count bytes of a line."""

    def __init__(self, parsed: ParsedFence) -> None:
        self.code = parsed.fence.code
        self._lines = parsed.lines
        self._starts = (0, *accumulate(len(line) + 1 for line in self.code.split("\n")))
        tokens = tokenize.generate_tokens(io.StringIO(self.code).readline)
        self._words = [
            (self._starts[token.start[0] - 1] + token.start[1], token.string)
            for token in tokens
            if token.type in (tokenize.OP, tokenize.NAME) and token.string not in ("(", ")")
        ]

    def start_of(self, node: ast.expr) -> int:
        """Where the node begins."""
        return self._offset(node.lineno, node.col_offset)

    def end_of(self, node: ast.expr) -> int:
        """Where the node ends."""
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def words_between(self, start: int, stop: int) -> list[tuple[int, str]]:
        """(offset, text) of the operators and keywords there, without round brackets and comments."""
        first, last = (bisect_left(self._words, (offset, "")) for offset in (start, stop))
        return self._words[first:last]

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._lines[line - 1][:column].decode(errors="replace"))


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
    """The nodes that may be changed."""
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
        if id(node) not in fixed and not _is_left_alone(node):
            yield node
            stack += children(node)


def _is_left_alone(node: ast.AST) -> bool:
    match node:
        case (
            ast.Assert() | ast.Import() | ast.ImportFrom() | ast.JoinedStr()
        ):  # places inside f-strings are wrong on Python 3.11
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in SEEDED
    return False


def _fixed_parts(node: ast.AST) -> list[ast.expr]:
    """Annotations, decorators, and the counts that are handed to calls or stand as defaults."""
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
            return _find_counts(
                [*node.defaults, *(default for default in node.kw_defaults if default is not None)]
            )
    return []


def _find_counts(values: Sequence[ast.expr]) -> list[ast.expr]:
    parts = [
        part
        for value in values
        for part in (value.elts if isinstance(value, ast.Tuple) else [value])
    ]
    return [
        part
        for part in parts
        if isinstance(part, ast.Constant) and type(part.value) is int and part.value >= LEAST_COUNT
    ]


def _edit_node(source: _Source, node: ast.AST) -> Iterator[_Edit]:
    match node:
        case ast.Constant(value=bool() | int() | float() | complex() as value):
            after = _change_number(value)
            if after:
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
    """Whether the value is a draw from a distribution that is symmetric about zero, times or divided by something."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in SYMMETRIC
        case ast.BinOp(op=ast.Mult() | ast.MatMult(), left=left, right=right):
            return _is_symmetric(left) or _is_symmetric(right)
        case ast.BinOp(op=ast.Div(), left=left):
            return _is_symmetric(left)
    return False


def _swap(source: _Source, start: int, stop: int) -> Iterator[_Edit]:
    """The operator between two places, exchanged; one that is written over two lines is left as it is."""
    words = source.words_between(start, stop)
    name = " ".join(word for _, word in words)
    for after in SWAPS.get(name, ()):
        first, (last, word) = words[0][0], words[-1]
        if "\n" not in source.code[first:last]:
            yield _Edit(first, last + len(word), after)


def _change_number(value: complex) -> str:
    """One more than a whole number, twice any other, the other truth value; empty where that cannot be written."""
    if isinstance(value, bool):
        return str(not value)
    if isinstance(value, int):
        return str(value + 1) if value.bit_length() < MOST_BITS else ""
    doubled = 2 * value if value else 1.0
    return repr(doubled) if math.isfinite(abs(doubled)) else ""
