"""Reads imports in a syntax tree: the names they bind, what these stand for, what is allowed.

Imports no records, since the process that runs witnesses uses this module.
"""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence

from builder.witness.closed import LIBRARIES


def imported_names(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, str]]:
    """Yield the names that the imports among the nodes bind, with what they stand for.

    Examples: `np` -> `numpy`, `norm` -> `numpy.linalg.norm`.
    """
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield bound_by(node, alias)


def is_allowed(module: str, allowed: Collection[str]) -> bool:
    """Return true if the module, or a package above it, is among the allowed."""
    parts = module.split(".")
    return any(".".join(parts[:count]) in allowed for count in range(1, len(parts) + 1))


def source_of(node: ast.expr, modules: Mapping[str, str]) -> str:
    """Return what a dotted name stands for: `numpy.linalg.norm`; "" if it begins at no import."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in modules:
        return ""
    return ".".join([modules[node.id], *attributes])


def bound_by(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> tuple[str, str]:
    """Return the name that one part of an import binds, and what it stands for."""
    if isinstance(node, ast.ImportFrom):
        return alias.asname or alias.name, f"{node.module or ''}.{alias.name}"
    return (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2


def is_library(source: str) -> bool:
    """Return true if a dotted name begins at a library whose closed names are known."""
    return source.partition(".")[0] in LIBRARIES
