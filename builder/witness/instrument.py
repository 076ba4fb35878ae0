"""Rewrites the assertions of a syntax tree so that they report what they compare, and go on.

Every operand is still evaluated once, in Python's order, and only if Python would evaluate it: an expression is replaced by a
call of the recorder in the same place with the same operands. The recorder is called through a constant of the code object, put
there after compiling: no name in any namespace leads to it.

Imports no records: the process that runs witnesses uses it.
"""

import ast
import types
from collections.abc import Iterable, Mapping, Sequence
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
FRAME_BOUND = (
    "super",
    "dir",
)  # they look at the frame that calls them, so they are called where they stand
_LONGEST_SOURCE = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a condition. A part that is evaluated has a `slot`, under which the recorder keeps what it was.

    `kind` is `compare` (with `operator` and two `operands`), `call` (`operands` are the arguments), `truth` (anything else); `chain`,
    `and`, `or`, `not` of `parts`; `all` or `any` over the elements of an array, or of a generator whose elements report to `slot`.
    """

    kind: str
    slot: int
    source: str
    operator: str = ""
    operands: tuple[str, ...] = ()
    parts: tuple["Part", ...] = ()


def find_assertions(nodes: Iterable[ast.AST]) -> list[ast.Assert]:
    """The assertions among the nodes in source order: their numbers follow it."""
    found = [node for node in nodes if isinstance(node, ast.Assert)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def instrument(nodes: Sequence[ast.AST], first_number: int, token: str) -> tuple[Part, ...]:
    """Rewrites every assertion among the nodes of a whole tree, in place, and returns the parts of each condition.

    The calls go to string constants `token + name`, which `bind_recorder` exchanges for functions.
    """
    conditions: list[Part] = []
    rewritten: dict[int, ast.stmt] = {}
    for number, node in enumerate(find_assertions(nodes), start=first_number):
        expression, part = _Condition(token).rewrite(node.test)
        conditions.append(part)
        rewritten[id(node)] = _guard(node, expression, number, token)
    if rewritten:
        _exchange(nodes, rewritten)
    return tuple(conditions)


def trace_locals(
    tree: ast.Module, wanted: Mapping[str, Sequence[tuple[int, str]]], token: str
) -> None:
    """Makes top-level functions report locals when they return. `wanted`: function -> (slot, local's name)."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in wanted:
            reports = [_report_local(slot, name, token) for slot, name in wanted[node.name]]
            has_docstring = ast.get_docstring(node, clean=False) is not None and len(node.body) > 1
            head, body = (node.body[:1], node.body[1:]) if has_docstring else ([], node.body)
            reporting = ast.copy_location(
                ast.Try(body=body, handlers=[], orelse=[], finalbody=reports), node
            )
            node.body = [*head, ast.fix_missing_locations(reporting)]


def replace_parameters(tree: ast.Module, values: Mapping[str, object]) -> None:
    """Replaces the literals that top-level names are bound to; a list stays a list, and the line stays the line."""
    for node in tree.body:
        target = (
            node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
        )
        target = node.target if isinstance(node, ast.AnnAssign) else target
        if (
            isinstance(node, ast.Assign | ast.AnnAssign)
            and isinstance(target, ast.Name)
            and target.id in values
            and node.value is not None
        ):
            new = _literal_node(values[target.id], like=node.value)
            for part in ast.walk(new):
                ast.copy_location(part, node.value)
            node.value = new


def bind_recorder(code: types.CodeType, functions: Mapping[str, object]) -> types.CodeType:
    """The code with each constant that is a key of `functions` exchanged for its function, in nested code too."""
    constants = tuple(
        bind_recorder(constant, functions)
        if isinstance(constant, types.CodeType)
        else functions.get(constant, constant)
        if type(constant) is str
        else constant
        for constant in code.co_consts
    )
    return code.replace(co_consts=constants)


def _guard(node: ast.Assert, expression: ast.expr, number: int, token: str) -> ast.Try:
    """`try: close(open(number), expression)`, and `except: if crash(number): raise`."""
    opened = _call(token, "open", ast.Constant(number))
    closed = ast.Expr(_call(token, "close", opened, expression))
    failed = ast.If(test=_call(token, "crash", ast.Constant(number)), body=[ast.Raise()], orelse=[])
    guard = ast.Try(
        body=[closed],
        handlers=[ast.ExceptHandler(type=None, name=None, body=[failed])],
        orelse=[],
        finalbody=[],
    )
    return ast.fix_missing_locations(ast.copy_location(guard, node))


def _exchange(nodes: Sequence[ast.AST], rewritten: Mapping[int, ast.stmt]) -> None:
    """Puts the guards where the assertions stood, by the assertions' `id`."""
    for node in nodes:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                block[:] = [rewritten.get(id(statement), statement) for statement in block]


def _report_local(slot: int, name: str, token: str) -> ast.stmt:
    """Reports a local, unless it was never bound."""
    report = ast.Expr(_call(token, "trace", ast.Constant(slot), ast.Name(id=name, ctx=ast.Load())))
    unbound = ast.ExceptHandler(
        type=ast.Name(id="NameError", ctx=ast.Load()), name=None, body=[ast.Pass()]
    )
    return ast.Try(body=[report], handlers=[unbound], orelse=[], finalbody=[])


def _call(token: str, name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(func=ast.Constant(token + name), args=list(arguments), keywords=[])


def _literal_node(value: object, *, like: ast.expr | None = None) -> ast.expr:
    if isinstance(value, list | tuple):
        old = like.elts if isinstance(like, ast.List | ast.Tuple) else []
        elements = [
            _literal_node(element, like=old[min(index, len(old) - 1)] if old else None)
            for index, element in enumerate(value)
        ]
        return (
            ast.List(elts=elements, ctx=ast.Load())
            if isinstance(like, ast.List)
            else ast.Tuple(elts=elements, ctx=ast.Load())
        )
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        return ast.UnaryOp(op=ast.USub(), operand=ast.Constant(-value))
    return ast.Constant(value)  # type: ignore[arg-type]  # a literal: truth value, number or text


class _Condition:
    """Rewrites one condition and describes its parts; slots count from 0 within it."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._slots = 0

    def rewrite(self, node: ast.expr) -> tuple[ast.expr, Part]:
        """The expression with recorder calls, and its part."""
        match node:
            case ast.BoolOp():
                kind = "and" if isinstance(node.op, ast.And) else "or"
                pairs = [self.rewrite(value) for value in node.values]
                new: ast.expr = ast.BoolOp(
                    op=node.op, values=[expression for expression, _ in pairs]
                )
                return ast.copy_location(new, node), self._compound(kind, node, pairs)
            case ast.UnaryOp(op=ast.Not()):
                inner, part = self.rewrite(node.operand)
                return ast.copy_location(ast.UnaryOp(op=node.op, operand=inner), node), Part(
                    "not", -1, _source(node), parts=(part,)
                )
            case ast.Compare():
                return self._compare(node)
            case ast.Call():
                return self._reduction(node) or self._plain_call(node)
        return self._truth(node)

    def _compound(self, kind: str, node: ast.expr, pairs: Sequence[tuple[ast.expr, Part]]) -> Part:
        return Part(kind, -1, _source(node), parts=tuple(part for _, part in pairs))

    def _compare(self, node: ast.Compare) -> tuple[ast.expr, Part]:
        """`a < b < c` becomes `compare(0, a, b) and follow(1, c)`: the recorder keeps `b` for the second."""
        operands = [node.left, *node.comparators]
        pairs: list[tuple[ast.expr, Part]] = []
        for position, operator in enumerate(node.ops):
            left, right = operands[position], operands[position + 1]
            sides = (_source(left), _source(right))
            slot = self._next_slot()
            part = Part(
                "compare",
                slot,
                f"{sides[0]} {OPERATORS[type(operator)]} {sides[1]}",
                OPERATORS[type(operator)],
                sides,
            )
            arguments = [left, right] if position == 0 else [right]
            name = "compare" if position == 0 else "follow"
            call = _call(
                self._token,
                name,
                ast.Constant(slot),
                ast.Constant(OPERATORS[type(operator)]),
                *arguments,
            )
            pairs.append((ast.copy_location(call, node), part))
        if len(pairs) == 1:
            return pairs[0]
        new = ast.BoolOp(op=ast.And(), values=[expression for expression, _ in pairs])
        return ast.copy_location(new, node), self._compound("chain", node, pairs)

    def _reduction(self, node: ast.Call) -> tuple[ast.expr, Part] | None:
        """`np.all(x < 1)`, `(x < 1).all()`, `all(a < b for ...)`: measured element by element."""
        match node:
            case ast.Call(
                func=ast.Attribute(attr="all" | "any" as kind, value=inner), args=[], keywords=[]
            ) if _is_elementwise(inner):
                expression, part = self._elementwise(inner)
                call = ast.Call(
                    func=ast.Attribute(value=expression, attr=kind, ctx=ast.Load()),
                    args=[],
                    keywords=[],
                )
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Name(id="np" | "numpy"), attr="all" | "any" as kind
                ) as function,
                args=[inner],
                keywords=[],
            ) if _is_elementwise(inner):  # the allow-list keeps these names for numpy
                expression, part = self._elementwise(inner)
                call = ast.Call(func=function, args=[expression], keywords=[])
            case ast.Call(
                func=ast.Name(id="all" | "any" as kind),
                args=[ast.GeneratorExp() | ast.ListComp() as inner],
                keywords=[],
            ):
                slot = self._next_slot()
                expression, part = self.rewrite(inner.elt)
                item = _call(self._token, "item", ast.Constant(slot), expression)
                comprehension = type(inner)(
                    elt=ast.copy_location(item, inner.elt), generators=inner.generators
                )
                call = ast.Call(
                    func=node.func, args=[ast.copy_location(comprehension, inner)], keywords=[]
                )
                return ast.copy_location(call, node), Part(kind, slot, _source(node), parts=(part,))
            case _:
                return None
        return ast.copy_location(call, node), Part(kind, -1, _source(node), parts=(part,))

    def _elementwise(self, node: ast.expr) -> tuple[ast.expr, Part]:
        match node:
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
                pairs = [self._elementwise(node.left), self._elementwise(node.right)]
                new: ast.expr = ast.BinOp(left=pairs[0][0], op=node.op, right=pairs[1][0])
                kind = "and" if isinstance(node.op, ast.BitAnd) else "or"
                return ast.copy_location(new, node), self._compound(kind, node, pairs)
            case ast.UnaryOp(op=ast.Invert()):
                inner, part = self._elementwise(node.operand)
                return ast.copy_location(ast.UnaryOp(op=node.op, operand=inner), node), Part(
                    "not", -1, _source(node), parts=(part,)
                )
            case ast.Compare(ops=[_]):
                return self._compare(node)
            case ast.Call():
                return self._plain_call(node)
        return self._truth(node)

    def _plain_call(self, node: ast.Call) -> tuple[ast.expr, Part]:
        if isinstance(node.func, ast.Name) and node.func.id in FRAME_BOUND:
            return self._truth(node)
        slot = self._next_slot()
        call = _call(self._token, "call", ast.Constant(slot), node.func, *node.args)
        call.keywords = node.keywords
        operands = tuple(_source(argument) for argument in node.args)
        return ast.copy_location(call, node), Part("call", slot, _source(node), operands=operands)

    def _truth(self, node: ast.expr) -> tuple[ast.expr, Part]:
        slot = self._next_slot()
        call = _call(self._token, "truth", ast.Constant(slot), node)
        return ast.copy_location(call, node), Part(
            "truth", slot, _source(node), operands=(_source(node),)
        )

    def _next_slot(self) -> int:
        self._slots += 1
        return self._slots - 1


def _is_elementwise(node: ast.expr) -> bool:
    """Whether the elements of the array can be measured: a comparison, or comparisons joined by `&`, `|`, `~`."""
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
    """The node as Python would write it, cut to a readable length."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= _LONGEST_SOURCE else text[: _LONGEST_SOURCE - 1] + "…"
