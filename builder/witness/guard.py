"""Guards attributes while a witness runs: no other name of a module or of its class opens what the allow-list keeps closed.

The allow-list sees `np.mean = f`. It cannot see that `m` is numpy, or that `C` is `Fraction`. So what stands before the dot is asked
first wherever an attribute is changed, and wherever one is read that libraries keep to themselves. The guards are called through
constants, as the recorder is. Imports no records: the process that runs witnesses uses it.
"""

import ast
import types
from collections.abc import Callable, Collection, Mapping, Sequence

from builder.witness.closed import CLOSED, ONLY_DECORATE
from builder.witness.trees import walk

_READ = CLOSED.keys() | ONLY_DECORATE | {"load"}


def guard_attributes(nodes: Sequence[ast.AST], imported: Collection[str], token: str) -> None:
    """Puts a guard before the dot, in place, among the nodes of a whole tree.

    `imported` are names whose attributes the allow-list has seen; calls go to `token + name`. Patterns hold no calls: in them the
    allow-list refuses private names.
    """
    patterns = {id(part) for node in nodes if isinstance(node, ast.MatchValue) for part in walk(node)}
    for node in nodes:
        if isinstance(node, ast.Attribute) and id(node) not in patterns:
            is_read = isinstance(node.ctx, ast.Load)
            if not is_read or ((node.attr in _READ or _is_private(node.attr)) and not _is_seen(node, imported)):
                owner = node.value
                function, name = ast.Constant(token + ("read" if is_read else "change")), ast.Constant(node.attr)
                guard = ast.Call(func=function, args=[owner, name], keywords=[])
                for made in (guard, function, name):
                    ast.copy_location(made, owner)
                node.value = guard


def guard_functions(token: str, own: Collection[str]) -> Mapping[str, object]:
    """What stands behind the constants. `own` names the witness's modules, whose classes are its own to change."""
    names = frozenset(own)

    def change(owner: object, name: str) -> object:
        if isinstance(owner, types.ModuleType) or (isinstance(owner, type) and owner.__module__ not in names):
            raise TypeError(f"'.{name}' of '{owner.__name__}' is not the witness's to change")
        return owner

    def read(owner: object, name: str) -> object:
        if isinstance(owner, types.ModuleType) and owner.__name__ not in names:
            raise TypeError(f"'.{name}' of '{owner.__name__}' is closed to witnesses")
        return owner

    functions: dict[str, Callable[[object, str], object]] = {"change": change, "read": read}
    return {token + name: function for name, function in functions.items()}


def _is_seen(node: ast.expr, imported: Collection[str]) -> bool:
    """Whether it is reached from an imported name by dots alone."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in imported


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")
