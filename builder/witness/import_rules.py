"""Checks the imports of a witness against the modules that the atlas allows.

Imports no records, since the process that runs witnesses uses this module.
"""

import ast
import difflib
from collections.abc import Collection, Iterator, Mapping

from builder.witness.closed import BY_NAME, DECIDING, HIDDEN_MODULES, ONLY_DECORATE, USUAL_NAMES
from builder.witness.imports import bound_by, is_allowed, is_library
from builder.witness.reach import (
    Forbidden,
    check_bound,
    check_closed,
    check_name,
    check_private,
    check_reach,
    forbid_name,
)

_KEEP_THEIR_NAME = {*BY_NAME, *ONLY_DECORATE, "load"}  # the rules on calls know them by name


def check_import(
    node: ast.Import | ast.ImportFrom, allowed: Collection[str], modules: Mapping[str, str]
) -> Iterator[Forbidden]:
    """Yield what is forbidden in an import.

    `allowed` holds module names, `modules` maps the names that the witness imports to what they
    stand for.
    """
    if isinstance(node, ast.ImportFrom) and node.level:
        message = "a witness is no package, so nothing is imported relative to it"
        yield Forbidden(node, "import-allowed", message, "name the module alone")
        return
    for alias in node.names:
        is_from = isinstance(node, ast.ImportFrom)
        module = node.module or "" if isinstance(node, ast.ImportFrom) else alias.name
        if not is_allowed(module, allowed):
            message = f"'{module}' is not among the allowed imports"
            yield Forbidden(alias, "import-allowed", message, _hint_import(module, allowed))
        elif alias.name == "*":
            message = f"'*' hides which names come from '{module}'"
            yield Forbidden(alias, "import-allowed", message, "import the names that are used")
        else:
            for name in (*module.split(".")[1:], *([alias.name] if is_from else [])):
                yield from check_reach(alias, name)
                yield from check_private(alias, name)
                if is_library(module):
                    yield from check_closed(alias, name)
        yield from _check_bound_name(alias, *bound_by(node, alias), modules)


def _hint_import(module: str, allowed: Collection[str]) -> str:
    root = module.partition(".")[0]
    others = [name for name in allowed if name != root]
    close = difflib.get_close_matches(root, others, n=1, cutoff=0.8)
    if close:
        return f"did you mean '{close[0]}'?"
    if root in HIDDEN_MODULES:
        return "do without it: witnesses are mathematics, not systems programs"
    return (
        f'add "{root}" to allow_imports under [tool.builder.witness] in pyproject.toml,'
        " or do without it"
    )


def _check_bound_name(
    alias: ast.alias, name: str, source: str, modules: Mapping[str, str]
) -> Iterator[Forbidden]:
    """Check that the name that an import binds stands for one thing only, here `source`."""
    if alias.asname:
        yield from check_name(alias, name)
        last = source.rpartition(".")[2]
        if last in _KEEP_THEIR_NAME:
            yield forbid_name(alias, f"'{last}' keeps its name", "leave out 'as'")
        elif name in DECIDING:
            yield from check_bound(alias, name, {})
    if USUAL_NAMES.get(name, source) != source:
        yield from check_bound(alias, name, {})
    if modules[name] != source and not (is_library(source) and is_library(modules[name])):
        message = f"'{name}' stands for '{modules[name]}', and here for '{source}'"
        yield forbid_name(alias, message, "import one of them under another name")
