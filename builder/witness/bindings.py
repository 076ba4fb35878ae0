"""Lists the names that nodes of a syntax tree bind, whatever the scope.

Imports no records, since the process that runs witnesses uses this module.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence

from builder.witness.trees import walk


def list_bound(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Yield every name that one of the nodes binds."""
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.arg(arg=name) | ast.MatchMapping(rest=str() as name):
                yield name
            case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                yield name
            case ast.ExceptHandler(name=str() as name) | ast.ClassDef(name=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.alias():
                yield node.asname or node.name.partition(".")[0]


def list_stored(targets: Iterable[ast.expr]) -> list[str]:
    """Return the names among the targets of a binding."""
    nodes = (node for target in targets for node in walk(target))
    return [
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]


def list_parameters(arguments: ast.arguments) -> list[str]:
    """Return the names of a function's parameters, without those of `*` and `**`.

    The items that these two gather are checked where they are taken apart.
    """
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return [argument.arg for argument in every]


def list_with_targets(items: Sequence[ast.withitem]) -> list[ast.expr]:
    """Return what stands behind each `as` of a `with` statement."""
    return [item.optional_vars for item in items if item.optional_vars is not None]


def can_bind_in_part(targets: Sequence[ast.expr]) -> bool:
    """Return true if a binding may fail when some of its names are bound and others are not.

    That needs several targets, targets within targets, or an attribute or item among them.
    """
    if len(targets) > 1:
        return True
    parts = targets[0].elts if targets and isinstance(targets[0], ast.Tuple | ast.List) else []
    inner = (part.value if isinstance(part, ast.Starred) else part for part in parts)
    return not all(isinstance(part, ast.Name) for part in inner)
