"""Reads the top-level bindings of a witness: names, parameters, functions.

A run may replace the value of a parameter. So a parameter is a name bound once, to a literal that
the reader sees.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.records.literal import Literal
from builder.records.outline import Function, Parameter
from builder.witness.fences import ParsedFence
from builder.witness.imports import imported_names
from builder.witness.trees import children, walk

Nested = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Bindings:
    """The top-level bindings of a witness, in order."""

    counts: dict[str, int]  # name -> how often it is bound
    parameters: tuple[Parameter, ...]
    functions: tuple[Function, ...]
    locals: dict[str, frozenset[str]]  # "error_curve" -> {"X", "error", "rng", ...}
    imported: dict[str, str]  # "np" -> "numpy"

    def why_no_parameter(self, name: str) -> str:
        """Return why a bound name is no parameter, as the end of the sentence 'name …'."""
        if self.counts[name] > 1:
            return f"is bound {self.counts[name]} times"
        if any(function.name == name for function in self.functions):
            return "is a function"
        return "is not bound to a plain number, text, tuple or list on a line of its own"


def read_bindings(fences: Sequence[ParsedFence]) -> Bindings:
    """Return the bindings of the witness's fences, taken as one module."""
    counts: dict[str, int] = {}
    for parsed in fences:
        for name in bound_names(parsed.tree):
            counts[name] = counts.get(name, 0) + 1
    parameters = tuple(
        Parameter(name, value, parsed.place_of(node))
        for parsed in fences
        for node, name, value in literal_bindings(parsed.tree)
        if counts[name] == 1
    )
    values = {parameter.name: parameter.value for parameter in parameters}
    functions: dict[str, Function] = {}
    locals_: dict[str, frozenset[str]] = {}
    for parsed in fences:
        for node in parsed.tree.body:
            if isinstance(node, ast.FunctionDef):
                defaults, place = _read_defaults(node, values), parsed.place_of(node)
                functions[node.name] = Function(node.name, defaults, place)
                locals_[node.name] = frozenset(_local_names(node))
    imported = dict(pair for parsed in fences for pair in imported_names(parsed.nodes))
    return Bindings(counts, parameters, tuple(functions.values()), locals_, imported)


def literal_bindings(tree: ast.Module) -> Iterator[tuple[ast.Assign | ast.AnnAssign, str, Literal]]:
    """Yield the top-level statements that bind one name to a literal, with the name and value."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]):
                value = read_literal(node.value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as expression):
                value = read_literal(expression)
            case _:
                continue
        if value is not None:
            yield node, name, value


def read_literal(node: ast.expr) -> Literal | None:
    """Return the value of a literal, or `None` for any other expression.

    A literal is a truth value, a number, a text, or a tuple or list of literals; a list becomes a
    tuple.
    """
    match node:
        case ast.Constant(value=bool() | int() | float() | str()):
            return node.value  # type: ignore[return-value]  # the pattern has tested it
        case ast.UnaryOp(
            op=ast.USub() | ast.UAdd(), operand=ast.Constant(value=int() | float() as value)
        ) if not isinstance(value, bool):
            return -value if isinstance(node.op, ast.USub) else value
        case ast.Tuple() | ast.List():
            parts = [read_literal(part) for part in node.elts]
            if None in parts:
                return None
            # deeper than its type says if the code nests deeper
            return tuple(part for part in parts if part is not None)  # type: ignore[misc]
    return None


def bound_names(tree: ast.AST) -> Iterator[str]:
    """Yield the name of every binding in the scope of `tree`, repeats included.

    Of the names bound inside functions and classes, only those declared `global` are yielded.
    """
    for node in walk_scope(tree):
        match node:
            case ast.Name(ctx=ast.Store() | ast.Del()):
                yield node.id
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
                yield from _global_names(node)
            case ast.alias():
                yield node.asname or node.name.partition(".")[0]
            case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar() if node.name:
                yield node.name
            case ast.MatchMapping() if node.rest:
                yield node.rest


def walk_scope(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes below `tree` that belong to its scope.

    Bodies of functions and classes and targets of comprehensions do not belong to it.
    """
    stack = list(children(tree))
    while stack:
        node = stack.pop()
        yield node
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                stack += node.args.defaults
                stack += (default for default in node.args.kw_defaults if default is not None)
                if not isinstance(node, ast.Lambda):
                    stack += node.decorator_list
            case ast.ClassDef():
                stack += node.bases
                stack += (keyword.value for keyword in node.keywords)
                stack += node.decorator_list
            case ast.comprehension():
                stack += [node.iter, *node.ifs]
            case _:
                stack += children(node)


def _global_names(function: Nested) -> Iterator[str]:
    """Yield the names that a function declares `global`, since each call may rebind them."""
    for node in walk(function):
        if isinstance(node, ast.Global):
            yield from node.names


def _read_defaults(
    function: ast.FunctionDef, values: dict[str, Literal]
) -> tuple[tuple[str, Literal | None], ...]:
    """Return the arguments that can be given by name and have a default, with the default.

    The default is a literal or the value of a parameter; it is `None` if it is neither.
    """
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    with_default = positional[len(positional) - len(arguments.defaults) :]
    pairs: list[tuple[ast.arg, ast.expr | None]] = [
        *zip(with_default, arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return tuple(
        (argument.arg, _read_default(default, values))
        for argument, default in pairs
        if default is not None and argument not in arguments.posonlyargs
    )


def _read_default(default: ast.expr, values: dict[str, Literal]) -> Literal | None:
    return values.get(default.id) if isinstance(default, ast.Name) else read_literal(default)


def _local_names(function: ast.FunctionDef) -> Iterator[str]:
    arguments = function.args
    named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    for argument in (*named, arguments.vararg, arguments.kwarg):
        if argument is not None:
            yield argument.arg
    yield from bound_names(ast.Module(body=function.body, type_ignores=[]))
