"""Rewrites the assertions of a syntax tree so that they report what they compare, and go on.

The recorder is called through a constant of the code object, put there after compiling, so that no
name in any namespace leads to it. `conditions` rewrites the condition of each assertion.
Imports no records, since the process that runs witnesses uses this module.
"""

import ast
import types
from collections.abc import Iterable, Mapping, Sequence

from builder.witness.conditions import Part, call_recorder, rewrite_condition


def find_assertions(nodes: Iterable[ast.AST]) -> list[ast.Assert]:
    """Return the assertions among the nodes in source order, by which they are numbered."""
    found = [node for node in nodes if isinstance(node, ast.Assert)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def instrument(nodes: Sequence[ast.AST], first_number: int, token: str) -> tuple[Part, ...]:
    """Rewrite every assertion among the nodes of a whole tree, in place; return their conditions.

    The calls go to string constants `token + name`, which `bind_recorder` replaces by functions.
    """
    conditions: list[Part] = []
    rewritten: dict[int, ast.stmt] = {}  # by the `id` of the assertion
    for number, node in enumerate(find_assertions(nodes), start=first_number):
        expression, part = rewrite_condition(node.test, token)
        conditions.append(part)
        rewritten[id(node)] = _record_assertion(node, expression, number, token)
    if rewritten:
        _replace_statements(nodes, rewritten)
    return tuple(conditions)


def trace_locals(
    tree: ast.Module, wanted: Mapping[str, Sequence[tuple[int, str]]], token: str
) -> None:
    """Make top-level functions report some of their locals when they return.

    `wanted` maps the name of a function to pairs (slot, name of the local).
    """
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in wanted:
            reports = [_report_local(slot, name, token) for slot, name in wanted[node.name]]
            has_docstring = ast.get_docstring(node, clean=False) is not None and len(node.body) > 1
            start = 1 if has_docstring else 0
            reporting = ast.Try(body=node.body[start:], handlers=[], orelse=[], finalbody=reports)
            ast.fix_missing_locations(ast.copy_location(reporting, node))
            node.body = [*node.body[:start], reporting]


def replace_parameters(tree: ast.Module, values: Mapping[str, object]) -> None:
    """Replace the literals that top-level names are bound to; a list stays a list."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) if name in values:
                old = node.value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as old) if name in values:
                pass
            case _:
                continue
        new = _literal_node(values[name], like=old)
        for part in ast.walk(new):
            ast.copy_location(part, old)
        node.value = new


def bind_recorder(code: types.CodeType, functions: Mapping[str, object]) -> types.CodeType:
    """Return the code, and all code within it, with the keys of `functions` replaced by functions.

    The keys are string constants of the code.
    """

    def bind(constant: object) -> object:
        if isinstance(constant, types.CodeType):
            return bind_recorder(constant, functions)
        return functions.get(constant, constant) if type(constant) is str else constant

    return code.replace(co_consts=tuple(map(bind, code.co_consts)))


def _record_assertion(node: ast.Assert, expression: ast.expr, number: int, token: str) -> ast.Try:
    """Return `try: close(open(number), expression)`, and `except: if crash(number): raise`."""
    opened = call_recorder(token, "open", ast.Constant(number))
    closed = ast.Expr(call_recorder(token, "close", opened, expression))
    crashed = call_recorder(token, "crash", ast.Constant(number))
    failed = ast.If(test=crashed, body=[ast.Raise()], orelse=[])
    handler = ast.ExceptHandler(type=None, name=None, body=[failed])
    recorded = ast.Try(body=[closed], handlers=[handler], orelse=[], finalbody=[])
    return ast.fix_missing_locations(ast.copy_location(recorded, node))


def _replace_statements(nodes: Sequence[ast.AST], rewritten: Mapping[int, ast.stmt]) -> None:
    """Put the new statements in the places of those with these `id`s."""
    for node in nodes:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                block[:] = [rewritten.get(id(statement), statement) for statement in block]


def _report_local(slot: int, name: str, token: str) -> ast.stmt:
    """Return a statement that reports a local, unless the local was never bound."""
    local = ast.Name(id=name, ctx=ast.Load())
    report = ast.Expr(call_recorder(token, "trace", ast.Constant(slot), local))
    name_error = ast.Name(id="NameError", ctx=ast.Load())
    unbound = ast.ExceptHandler(type=name_error, name=None, body=[ast.Pass()])
    return ast.Try(body=[report], handlers=[unbound], orelse=[], finalbody=[])


def _literal_node(value: object, *, like: ast.expr | None = None) -> ast.expr:
    """Return the syntax tree of a literal; a sequence is written like the one at its place."""
    if isinstance(value, list | tuple):
        old = like.elts if isinstance(like, ast.List | ast.Tuple) else []
        elements = [
            _literal_node(element, like=old[min(index, len(old) - 1)] if old else None)
            for index, element in enumerate(value)
        ]
        kind = ast.List if isinstance(like, ast.List) else ast.Tuple
        return kind(elts=elements, ctx=ast.Load())
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        return ast.UnaryOp(op=ast.USub(), operand=ast.Constant(-value))
    return ast.Constant(value)  # type: ignore[arg-type]  # a literal: truth value, number or text
