"""The edits that make a mutant: small mistakes in one expression, as an author could make them."""

import ast
import io
import math
import tokenize
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from builder.witness.code_offsets import CodeOffsets
from builder.witness.fences import ParsedFence
from builder.witness.trees import last_name

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
# A function or method -> the one that it is easily mistaken for.
MISTAKEN: dict[str, str] = {
    "sin": "cos",
    "cos": "sin",
    "sinh": "cosh",
    "cosh": "sinh",
    "sum": "mean",
    "mean": "sum",
    "median": "mean",
    "std": "var",
    "var": "std",
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "argmax": "argmin",
    "argmin": "argmax",
}
FORGOTTEN = frozenset({"sqrt", "square", "exp", "log", "abs"})  # calls whose argument stays
# To subtract a draw from one of these distributions is as good as to add it.
SYMMETRIC = frozenset({"standard_normal", "standard_cauchy", "standard_t"})
_ATOMS = (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript)
MOST_BITS = 1000  # of an integer: Python refuses to write out much longer ones


@dataclass(frozen=True, slots=True)
class Edit:
    """The range of a fence's code, in characters, that is replaced by `after`."""

    start: int
    stop: int
    after: str


class Source(CodeOffsets):
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


def list_edits(source: Source, node: ast.AST, own: Collection[str]) -> Iterator[Edit]:
    """Yield the mistakes in one node; `own` are the functions that the witness defines."""
    yield from _change_sign(source, node)
    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), left=left):
            yield from _keep_part(source, node, left)  # a term or a factor is missing
        case ast.Attribute(attr="T", value=value):
            yield from _keep_part(source, node, value)
        case ast.Call():
            yield from _change_call(source, node, own)


def _change_sign(source: Source, node: ast.AST) -> Iterator[Edit]:
    """Yield another number, operator or comparison in the place of the node's own."""
    match node:
        case ast.Constant(value=bool() | int() | float() | complex() as value):
            if after := _change_number(value):
                yield Edit(source.start_of(node), source.end_of(node), after)
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


def _change_call(source: Source, node: ast.Call, own: Collection[str]) -> Iterator[Edit]:
    """Yield another function, axis or end of a range, swapped arguments, or the argument alone."""
    name = last_name(node.func)
    if name in MISTAKEN and name not in own:
        stop = source.end_of(node.func)
        yield Edit(stop - len(name), stop, MISTAKEN[name])
    if name in FORGOTTEN and len(node.args) == 1 and not node.keywords:
        yield from _keep_part(source, node, node.args[0])
    if name == "range" and node.args:
        end = node.args[min(len(node.args), 2) - 1]
        if isinstance(end, _ATOMS) and not isinstance(end, ast.Constant):  # others are changed
            yield from _replace(source, end, f"{_bracket(source, end)} - 1")
    for keyword in node.keywords:
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            value = keyword.value.value
            if value in (0, 1):
                yield from _replace(source, keyword.value, str(1 - value))
    if name in own and len(node.args) > 1:
        first, second = node.args[:2]
        if ast.dump(first) != ast.dump(second):
            start, stop = source.start_of(first), source.end_of(second)
            texts = [
                source.code[source.start_of(one) : source.end_of(one)] for one in node.args[:2]
            ]
            if "\n" not in source.code[start:stop]:
                yield Edit(start, stop, f"{texts[1]}, {texts[0]}")


def _keep_part(source: Source, node: ast.expr, part: ast.expr) -> Iterator[Edit]:
    """Yield the part in the place of the whole."""
    yield from _replace(source, node, _bracket(source, part))


def _replace(source: Source, node: ast.expr, after: str) -> Iterator[Edit]:
    """Yield the text in the place of the node, if that stands on one line."""
    start, stop = source.start_of(node), source.end_of(node)
    if "\n" not in source.code[start:stop]:
        yield Edit(start, stop, after)


def _bracket(source: Source, node: ast.expr) -> str:
    text = source.code[source.start_of(node) : source.end_of(node)]
    return text if isinstance(node, _ATOMS) else f"({text})"


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


def _swap(source: Source, start: int, stop: int) -> Iterator[Edit]:
    """Yield the replacements of the operator between two offsets, unless it spans two lines."""
    words = source.words_between(start, stop)
    name = " ".join(word for _, word in words)
    for after in SWAPS.get(name, ()):
        first, (last, word) = words[0][0], words[-1]
        if "\n" not in source.code[first:last]:
            yield Edit(first, last + len(word), after)


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
