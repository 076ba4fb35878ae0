"""What a witness binds at its top level: names, parameters, functions.

A parameter is what a run may replace, so it has to be one value that is written once and seen by the reader.
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
    """Every top-level binding of a witness, in order: name -> how often and where it is bound."""

    counts: dict[str, int]
    parameters: tuple[Parameter, ...]
    functions: tuple[Function, ...]
    locals: dict[str, frozenset[str]]  # "error_curve" -> {"X", "error", "rng", ...}
    imported: dict[str, str]  # "np" -> "numpy"

    def why_no_parameter(self, name: str) -> str:
        """Why a name that is bound is no parameter: the end of the sentence 'name …'."""
        if self.counts[name] > 1:
            return f"is bound {self.counts[name]} times"
        if any(function.name == name for function in self.functions):
            return "is a function"
        return "is not bound to a plain number, text, tuple or list on a line of its own"


def read_bindings(fences: Sequence[ParsedFence]) -> Bindings:
    """The bindings of the witness's fences, taken as one module."""
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
                functions[node.name] = Function(
                    node.name, _read_defaults(node, values), parsed.place_of(node)
                )
                locals_[node.name] = frozenset(_local_names(node))
    imported = dict(pair for parsed in fences for pair in imported_names(parsed.nodes))
    return Bindings(counts, parameters, tuple(functions.values()), locals_, imported)


def literal_bindings(tree: ast.Module) -> Iterator[tuple[ast.Assign | ast.AnnAssign, str, Literal]]:
    """Top-level statements that bind one name to a literal."""
    for node in tree.body:
        target = (
            node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
        )
        target = node.target if isinstance(node, ast.AnnAssign) else target
        if (
            isinstance(node, ast.Assign | ast.AnnAssign)
            and isinstance(target, ast.Name)
            and node.value is not None
        ):
            value = read_literal(node.value)
            if value is not None:
                yield node, target.id, value


def read_literal(node: ast.expr) -> Literal | None:
    """The value of a literal: truth value, number, text, or tuple or list of them, both as tuples; `None` for anything else."""
    match node:
        case ast.Constant(value=bool() | int() | float() | str()):
            return node.value  # type: ignore[return-value]  # the pattern has tested it
        case ast.UnaryOp(
            op=ast.USub() | ast.UAdd(), operand=ast.Constant(value=int() | float() as value)
        ) if not isinstance(value, bool):
            return -value if isinstance(node.op, ast.USub) else value
        case ast.Tuple() | ast.List():
            parts = [read_literal(part) for part in node.elts]
            # deeper than its type says where the code is: then it is worked out in every process, and loses nothing else
            return tuple(part for part in parts if part is not None) if None not in parts else None  # type: ignore[misc]
    return None


def bound_names(tree: ast.AST) -> Iterator[str]:
    """Every binding of a name in the scope of `tree`, repeats included; functions' own names are left out, their `global` ones not."""
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
    """The nodes below `tree` that belong to its scope: bodies of functions and classes and targets of comprehensions are not."""
    stack = list(children(tree))
    while stack:
        node = stack.pop()
        yield node
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                defaults = [
                    *node.args.defaults,
                    *(default for default in node.args.kw_defaults if default is not None),
                ]
                stack += [*defaults, *(() if isinstance(node, ast.Lambda) else node.decorator_list)]
            case ast.ClassDef():
                stack += [
                    *node.bases,
                    *(keyword.value for keyword in node.keywords),
                    *node.decorator_list,
                ]
            case ast.comprehension():
                stack += [node.iter, *node.ifs]
            case _:
                stack += children(node)


def _global_names(function: Nested) -> Iterator[str]:
    """Names that a function declares `global`: it may rebind them whenever it is called."""
    for node in walk(function):
        if isinstance(node, ast.Global):
            yield from node.names


def _read_defaults(
    function: ast.FunctionDef, values: dict[str, Literal]
) -> tuple[tuple[str, Literal | None], ...]:
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    with_default = positional[len(positional) - len(arguments.defaults) :]
    pairs: list[tuple[ast.arg, ast.expr | None]] = [
        *(
            (argument, default)
            for argument, default in zip(with_default, arguments.defaults, strict=True)
            if argument in arguments.args
        ),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return tuple(
        (argument.arg, _read_default(default, values))
        for argument, default in pairs
        if default is not None
    )


def _read_default(default: ast.expr, values: dict[str, Literal]) -> Literal | None:
    return values.get(default.id) if isinstance(default, ast.Name) else read_literal(default)


def _local_names(function: ast.FunctionDef) -> Iterator[str]:
    arguments = function.args
    for argument in (
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ):
        if argument is not None:
            yield argument.arg
    body = ast.Module(body=function.body, type_ignores=[])
    yield from bound_names(body)
