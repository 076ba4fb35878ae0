"""Checks single names against the tables of `closed`: names and attributes, read or bound.

Imports no records, since the process that runs witnesses uses this module.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from builder.witness.closed import (
    BY_NAME,
    CLOSED,
    DECIDING,
    FORBIDDEN_NAMES,
    FRAME_ATTRIBUTES,
    HIDDEN_MODULES,
    PLAIN_DUNDERS,
    USUAL_NAMES,
)

DUNDER = re.compile(r"__\w+__\Z")


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A name or an import that a witness may not hold; `code` is that of the problem."""

    node: ast.AST
    code: str
    message: str
    hint: str


def forbid_name(node: ast.AST, message: str, hint: str) -> Forbidden:
    """Return what is wrong with the name at the node."""
    return Forbidden(node, "name-allowed", message, hint)


def check_named_reach(node: ast.AST, name: str) -> Iterator[Forbidden]:
    """Check an attribute of any object that is given by its name."""
    yield from check_reach(node, name)
    yield from check_private(node, name)
    yield from check_closed(node, name)


def check_reach(node: ast.AST, name: str) -> Iterator[Forbidden]:
    """Check an attribute of any object: special names, modules of the system, frames."""
    if DUNDER.match(name):
        if name not in PLAIN_DUNDERS:
            hint = "use the operator or function it stands for"
            yield forbid_name(node, f"'{name}' reaches into the interpreter", hint)
    elif name in HIDDEN_MODULES:
        hint = "witnesses are mathematics; rename it if it is your own"
        yield forbid_name(node, f"'{name}' reaches into the system", hint)
    elif name in FRAME_ATTRIBUTES:
        hint = "do without frames and code objects"
        yield forbid_name(node, f"'{name}' reaches into the system", hint)


def check_private(node: ast.AST, name: str) -> Iterator[Forbidden]:
    """Check an attribute of a module for a leading underscore."""
    if name.startswith("_") and not DUNDER.match(name):
        hint = "use what the module offers in public"
        yield forbid_name(node, f"'{name}' is private to its module", hint)


def check_closed(node: ast.AST, name: str) -> Iterator[Forbidden]:
    """Check an attribute of a library against the denylist."""
    if name in CLOSED:
        yield forbid_name(node, f"'{name}' is closed to witnesses", CLOSED[name])


def check_new_name(node: ast.AST, name: str, modules: Mapping[str, str]) -> Iterator[Forbidden]:
    """Check a name that is bound without an `ast.Name`: by a definition, an argument, a pattern.

    `modules` holds the imported names.
    """
    yield from check_name(node, name)
    yield from check_bound(node, name, modules)


def check_bound(node: ast.AST, name: str, modules: Mapping[str, str]) -> Iterator[Forbidden]:
    """Check that a name that is bound has no other meaning to readers."""
    hint = "choose another name"
    if name in modules:
        yield forbid_name(node, f"'{name}' is imported, and stays what it is", hint)
    elif name in USUAL_NAMES:
        yield forbid_name(node, f"readers take '{name}' for {USUAL_NAMES[name]}", hint)
    elif name in DECIDING:
        message = f"'{name}' is Python's own, and readers rely on it"
        yield forbid_name(node, message, f"choose another name, such as '{name}_'")


def check_name(node: ast.AST, name: str) -> Iterator[Forbidden]:
    """Check a name that is read or bound."""
    if name in FORBIDDEN_NAMES:
        message = f"'{name}' makes code that cannot be read off the page"
        yield forbid_name(node, message, "write the code itself")
    elif DUNDER.match(name) and name not in PLAIN_DUNDERS:
        yield forbid_name(node, f"'{name}' reaches into the interpreter", "do without it")
    elif (name in ("open", "type") or name in BY_NAME) and _is_loaded(node):
        hint = f"call {name}(...) where it is needed"
        yield forbid_name(node, f"'{name}' is only called, not passed on", hint)


def _is_loaded(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
