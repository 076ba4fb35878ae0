"""Rewrites the condition of one assertion so that it reports what it compares.

Every operand is still evaluated once, in Python's order, and only if Python would evaluate it. An
expression is replaced by a call of the recorder in the same place with the same operands.
Imports no records, since the process that runs witnesses uses this module.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

OPERATORS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
FRAME_BOUND = ("super", "dir")  # they look at the frame that calls them, so no call wraps theirs
_LONGEST_SOURCE = 200  # characters of an expression in the record


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a condition.

    A part that is evaluated has a `slot`, the key under which the recorder stores its values; other
    parts have slot -1. Kinds that are evaluated: `compare` (with `operator` and two `operands`),
    `call` (`operands` are the arguments) and `truth` (anything else). Kinds that join `parts`:
    `chain`, `and`, `or` and `not`. The kinds `all` and `any` join the elements of an array, or of a
    generator whose elements report to `slot`.
    """

    kind: str
    slot: int
    source: str
    operator: str = ""
    operands: tuple[str, ...] = ()
    parts: tuple["Part", ...] = ()


Rewritten = tuple[ast.expr, Part]  # an expression with recorder calls, and its description


def call_recorder(token: str, name: str, *arguments: ast.expr) -> ast.Call:
    """Return a call of the constant that stands for a function of the recorder."""
    return ast.Call(func=ast.Constant(token + name), args=list(arguments), keywords=[])


def rewrite_condition(node: ast.expr, token: str) -> Rewritten:
    """Return the condition with recorder calls, and its parts; slots count from 0 within it."""
    return _Condition(token).rewrite(node)


class _Condition:
    """Rewrites one condition, and numbers the slots of its parts."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._slots = 0

    def rewrite(self, node: ast.expr) -> Rewritten:
        """Return the expression with recorder calls, and its part."""
        match node:
            case ast.BoolOp():
                kind = "and" if isinstance(node.op, ast.And) else "or"
                pairs = [self.rewrite(value) for value in node.values]
                new = ast.BoolOp(op=node.op, values=[expression for expression, _ in pairs])
                return _join(node, kind, new, pairs)
            case ast.UnaryOp(op=ast.Not()):
                pair = self.rewrite(node.operand)
                return _join(node, "not", ast.UnaryOp(op=node.op, operand=pair[0]), [pair])
            case ast.Compare():
                return self._compare(node)
            case ast.Call():
                return self._reduction(node) or self._plain_call(node)
        return self._truth(node)

    def _compare(self, node: ast.Compare) -> Rewritten:
        """Rewrite `a < b < c` as `compare(0, a, b) and follow(1, c)`.

        The recorder stores the value of `b` for the second comparison.
        """
        operands = [node.left, *node.comparators]
        pairs: list[Rewritten] = []
        for position, operator in enumerate(node.ops):
            left, right = operands[position], operands[position + 1]
            sign = OPERATORS[type(operator)]
            sides = (_source(left), _source(right))
            part = Part("compare", self._next_slot(), f"{sides[0]} {sign} {sides[1]}", sign, sides)
            name, arguments = ("follow", [right]) if position else ("compare", [left, right])
            call = self._call(name, part.slot, ast.Constant(sign), *arguments)
            pairs.append((ast.copy_location(call, node), part))
        if len(pairs) == 1:
            return pairs[0]
        new = ast.BoolOp(op=ast.And(), values=[expression for expression, _ in pairs])
        return _join(node, "chain", new, pairs)

    def _reduction(self, node: ast.Call) -> Rewritten | None:
        """Rewrite `all` or `any` so that it is measured element by element, if its form allows it.

        The forms are `np.all(x < 1)`, `(x < 1).all()` and `all(a < b for ...)`.
        """
        match node:
            case ast.Call(
                func=ast.Attribute(attr="all" | "any" as kind, value=inner), args=[], keywords=[]
            ) if _is_elementwise(inner):
                pair = self._elementwise(inner)
                method = ast.Attribute(value=pair[0], attr=kind, ctx=ast.Load())
                return _join(node, kind, ast.Call(func=method, args=[], keywords=[]), [pair])
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Name(id="np" | "numpy"), attr="all" | "any" as kind
                ) as function,
                args=[inner],
                keywords=[],
            ) if _is_elementwise(inner):  # the allow-list reserves these names for numpy
                pair = self._elementwise(inner)
                new = ast.Call(func=function, args=[pair[0]], keywords=[])
                return _join(node, kind, new, [pair])
            case ast.Call(
                func=ast.Name(id="all" | "any" as kind),
                args=[ast.GeneratorExp() | ast.ListComp() as inner],
                keywords=[],
            ):
                slot = self._next_slot()
                pair = self.rewrite(inner.elt)
                item = ast.copy_location(self._call("item", slot, pair[0]), inner.elt)
                items = ast.copy_location(type(inner)(item, inner.generators), inner)
                new = ast.Call(func=node.func, args=[items], keywords=[])
                return _join(node, kind, new, [pair], slot)
        return None

    def _elementwise(self, node: ast.expr) -> Rewritten:
        match node:
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
                kind = "and" if isinstance(node.op, ast.BitAnd) else "or"
                left, right = self._elementwise(node.left), self._elementwise(node.right)
                new = ast.BinOp(left=left[0], op=node.op, right=right[0])
                return _join(node, kind, new, [left, right])
            case ast.UnaryOp(op=ast.Invert()):
                pair = self._elementwise(node.operand)
                return _join(node, "not", ast.UnaryOp(op=node.op, operand=pair[0]), [pair])
            case ast.Compare(ops=[_]):
                return self._compare(node)
            case ast.Call():
                return self._plain_call(node)
        return self._truth(node)

    def _plain_call(self, node: ast.Call) -> Rewritten:
        if isinstance(node.func, ast.Name) and node.func.id in FRAME_BOUND:
            return self._truth(node)
        slot = self._next_slot()
        call = self._call("call", slot, node.func, *node.args)
        call.keywords = node.keywords
        operands = tuple(_source(argument) for argument in node.args)
        return ast.copy_location(call, node), Part("call", slot, _source(node), operands=operands)

    def _truth(self, node: ast.expr) -> Rewritten:
        slot = self._next_slot()
        call = ast.copy_location(self._call("truth", slot, node), node)
        return call, Part("truth", slot, _source(node), operands=(_source(node),))

    def _call(self, name: str, slot: int, *arguments: ast.expr) -> ast.Call:
        return call_recorder(self._token, name, ast.Constant(slot), *arguments)

    def _next_slot(self) -> int:
        self._slots += 1
        return self._slots - 1


def _join(
    node: ast.expr, kind: str, new: ast.expr, pairs: Sequence[Rewritten], slot: int = -1
) -> Rewritten:
    """Return `new` at the place of `node`, and a part that joins those of the pairs."""
    parts = tuple(part for _, part in pairs)
    return ast.copy_location(new, node), Part(kind, slot, _source(node), parts=parts)


def _is_elementwise(node: ast.expr) -> bool:
    """Return true if the elements of the array can be measured.

    The array is a comparison, a call of `isclose`, or some of these joined by `&`, `|` and `~`.
    """
    match node:
        case ast.Compare(ops=[_]):
            return True
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            return _is_elementwise(node.left) and _is_elementwise(node.right)
        case ast.UnaryOp(op=ast.Invert()):
            return _is_elementwise(node.operand)
        case ast.Call(func=ast.Attribute(attr="isclose")):
            return True
    return False


def _source(node: ast.expr) -> str:
    """Return the source of the node as Python would write it, cut to a readable length."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= _LONGEST_SOURCE else text[: _LONGEST_SOURCE - 1] + "…"
