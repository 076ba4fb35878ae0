"""Single names against the tables of `closed`: attributes that are reached, names that are read or bound."""

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
    """Something that a witness may not hold."""

    node: ast.AST
    code: str
    message: str
    hint: str


def check_named_reach(node: ast.AST, name: str) -> Iterator[Forbidden]:
    """An attribute that is reached by its name, of whatever it may be."""
    yield from check_reach(node, name)
    yield from check_private(node, name)
    yield from check_closed(node, name)


def check_reach(node: ast.AST, name: str) -> Iterator[Forbidden]:
    """An attribute by its name."""
    if DUNDER.match(name):
        if name not in PLAIN_DUNDERS:
            yield Forbidden(
                node,
                "name-allowed",
                f"'{name}' reaches into the interpreter",
                "use the operator or function it stands for",
            )
    elif name in HIDDEN_MODULES or name in FRAME_ATTRIBUTES:
        hint = (
            "witnesses are mathematics; rename it if it is your own"
            if name in HIDDEN_MODULES
            else "do without frames and code objects"
        )
        yield Forbidden(node, "name-allowed", f"'{name}' reaches into the system", hint)


def check_private(node: ast.AST, name: str) -> Iterator[Forbidden]:
    """An attribute of a module."""
    if name.startswith("_") and not DUNDER.match(name):
        yield Forbidden(
            node,
            "name-allowed",
            f"'{name}' is private to its module",
            "use what the module offers in public",
        )


def check_closed(node: ast.AST, name: str) -> Iterator[Forbidden]:
    """An attribute of a library."""
    if name in CLOSED:
        yield Forbidden(node, "name-allowed", f"'{name}' is closed to witnesses", CLOSED[name])


def check_new_name(node: ast.AST, name: str, modules: Mapping[str, str]) -> Iterator[Forbidden]:
    """A name that is bound where no `ast.Name` stands: by a definition, an argument, a pattern. `modules` holds the imported names."""
    yield from check_name(node, name)
    yield from check_bound(node, name, modules)


def check_bound(node: ast.AST, name: str, modules: Mapping[str, str]) -> Iterator[Forbidden]:
    """A name that is bound: what readers know it for, it stays."""
    if name in modules:
        yield Forbidden(
            node,
            "name-allowed",
            f"'{name}' is imported, and stays what it is",
            "choose another name",
        )
    elif name in USUAL_NAMES:
        yield Forbidden(
            node,
            "name-allowed",
            f"readers take '{name}' for {USUAL_NAMES[name]}",
            "choose another name",
        )
    elif name in DECIDING:
        yield Forbidden(
            node,
            "name-allowed",
            f"'{name}' is Python's own, and readers rely on it",
            f"choose another name, such as '{name}_'",
        )


def check_name(node: ast.AST, name: str) -> Iterator[Forbidden]:
    """A name, read or bound."""
    if name in FORBIDDEN_NAMES:
        yield Forbidden(
            node,
            "name-allowed",
            f"'{name}' makes code that cannot be read off the page",
            "write the code itself",
        )
    elif DUNDER.match(name) and name not in PLAIN_DUNDERS:
        yield Forbidden(
            node, "name-allowed", f"'{name}' reaches into the interpreter", "do without it"
        )
    elif (
        (name in ("open", "type") or name in BY_NAME)
        and isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Load)
    ):
        yield Forbidden(
            node,
            "name-allowed",
            f"'{name}' is only called, not passed on",
            f"call {name}(...) where it is needed",
        )
