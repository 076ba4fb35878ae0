"""Looks up the dotted names of a witness in its packages before the witness runs.

A table of names cannot know that `matplotlib.widgets.enum.bltns` is Python's own `builtins`. So
every dotted name that begins at an import is followed. No module is reached that the atlas does not
allow. A module stands only before a dot, so that its name in the source is its own.
Imports no records, since the process that runs witnesses uses this module.
"""

import ast
import importlib
import types
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from builder.witness.imports import imported_names, is_allowed, source_of

Imports = Mapping[str, str]  # name -> what it stands for: "np" -> "numpy"


@dataclass(frozen=True, slots=True)
class Named:
    """A dotted name that begins at an import: `numpy.linalg` for `la`."""

    source: str
    stands_alone: bool  # the name is used as a value: no dot follows
    line: int


@dataclass(frozen=True, slots=True)
class Foreign:
    """A name that stands for a module and is not allowed there."""

    message: str
    line: int


@dataclass(frozen=True, slots=True)
class Packages:
    """The packages that a witness may import, and its helper modules with their imports."""

    allowed: Collection[str]
    helpers: Mapping[str, Imports]

    def find_module(self, source: str) -> str:
        """Return the name of the module that a dotted name stands for.

        It is empty for other objects, and for packages that the allow-list has refused.
        """
        seen: set[str] = set()
        while source not in seen:
            seen.add(source)
            top, *below = source.split(".")
            if top not in self.helpers:
                return _look_up(top, below) if self._has(top) else ""
            if not below:
                return top
            source = ".".join([self.helpers[top].get(below[0], ""), *below[1:]])
        return ""

    def _has(self, top: str) -> bool:
        return any(name.partition(".")[0] == top for name in self.allowed)

    def is_open(self, module: str) -> bool:
        """Return true if the module is allowed, or is a package above an allowed one."""
        if module in self.helpers or is_allowed(module, self.allowed):
            return True
        return any(name.startswith(f"{module}.") for name in self.allowed)


def list_named(nodes: Sequence[ast.AST], imported: Imports) -> tuple[Named, ...]:
    """Return the dotted names among the nodes of a tree that begin at an import, each once.

    `imported` holds the names that all fences import.
    """
    before_dot = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    found: dict[tuple[str, bool], Named] = {}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            sources = [source for _, source in imported_names((node,))]
        elif isinstance(node, ast.Name | ast.Attribute) and (dotted := source_of(node, imported)):
            sources = [dotted]
        else:
            continue
        stands_alone = isinstance(node, ast.expr) and id(node) not in before_dot
        for source in sources:
            found.setdefault((source, stands_alone), Named(source, stands_alone, node.lineno))
    return tuple(found.values())


def find_foreign(named: Sequence[Named], packages: Packages) -> Iterator[Foreign]:
    """Yield every name that stands for a module that is not allowed, or is used as a value.

    The packages of the names are imported, helper modules are not.
    """
    modules: dict[str, str] = {}
    for name in named:
        if name.source not in modules:
            modules[name.source] = packages.find_module(name.source)
        module = modules[name.source]
        if module and not packages.is_open(module):
            message = f"is the module '{module}', which is not among the allowed imports"
            yield Foreign(f"'{name.source}' {message}", name.line)
        elif module and name.stands_alone:
            yield Foreign(f"'{name.source}' is a module, and stands only before a dot", name.line)


def _look_up(top: str, below: Sequence[str]) -> str:
    """Return the name of the module at the end of a chain of attributes, or ""."""
    value: object = _import(top)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in below:
            if not isinstance(value, types.ModuleType):
                return ""
            value = _read(value, name)
    return value.__name__ if isinstance(value, types.ModuleType) else ""


def _import(name: str) -> object:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _read(module: types.ModuleType, name: str) -> object:
    """Return an attribute of a module, or the module below it that must be imported first."""
    try:
        return getattr(module, name)
    except Exception:  # some packages compute their attributes by code of their own
        return _import(f"{module.__name__}.{name}") if hasattr(module, "__path__") else None
