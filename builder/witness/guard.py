"""Guards attributes while a witness runs: no other name of a module or of its class opens what the allow-list keeps closed.

The allow-list sees `np.mean = f`. It cannot see that `m` is numpy, or that `C` is `Fraction`. So what stands before the dot is asked
first wherever an attribute is changed, and wherever one is read that libraries keep to themselves. The guards are called through
constants, as the recorder is. Imports no records: the process that runs witnesses uses it.
"""

import ast
import types
from collections.abc import Callable, Collection, Mapping

from builder.witness.closed import CLOSED, ONLY_DECORATE

_READ = CLOSED.keys() | ONLY_DECORATE | {"load"}


def guard_attributes(tree: ast.Module, imported: Collection[str], token: str) -> None:
    """Rewrites the tree in place. `imported` are names whose attributes the allow-list has seen; calls go to `token + name`."""
    _Guards(frozenset(imported), token).visit(tree)
    ast.fix_missing_locations(tree)


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


class _Guards(ast.NodeTransformer):
    """Puts a guard before the dot."""

    def __init__(self, imported: frozenset[str], token: str) -> None:
        self._imported = imported
        self._token = token

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Guards one attribute."""
        self.generic_visit(node)
        is_read = isinstance(node.ctx, ast.Load)
        if is_read and (self._is_seen(node) or not (node.attr in _READ or _is_private(node.attr))):
            return node
        function = ast.Constant(self._token + ("read" if is_read else "change"))
        guard = ast.Call(func=function, args=[node.value, ast.Constant(node.attr)], keywords=[])
        node.value = ast.copy_location(guard, node.value)
        return node

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.MatchValue:
        """A pattern holds no calls; the allow-list refuses private names there."""
        return node

    def _is_seen(self, node: ast.expr) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self._imported


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")
