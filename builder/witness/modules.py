"""What a witness names of its packages, looked up in the packages themselves before it runs.

A table of names cannot know that `matplotlib.widgets.enum.bltns` is Python's own `builtins`. So every chain of names that begins at an
import is followed: no module is reached that the atlas does not allow, and a module stands only before a dot, so that what it is
called in the source is what it is. Imports no records: the process that runs witnesses uses it.
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
    """A dotted name that begins at an import: `numpy.linalg` for `la`. `stands_alone` where it is a value, and no dot follows."""

    source: str
    stands_alone: bool
    line: int


@dataclass(frozen=True, slots=True)
class Foreign:
    """A name that leads to a module where it may not."""

    message: str
    line: int


@dataclass(frozen=True, slots=True)
class Packages:
    """What a witness may import: `allowed` packages, and its helper modules with what each of them imports."""

    allowed: Collection[str]
    helpers: Mapping[str, Imports]

    def find_module(self, source: str) -> str:
        """The name of the module that a dotted name leads to; empty where it leads to something else, or to what was refused already."""
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
        """Whether the module is allowed, or leads to one that is."""
        return (
            module in self.helpers
            or is_allowed(module, self.allowed)
            or any(name.startswith(f"{module}.") for name in self.allowed)
        )


def list_named(nodes: Sequence[ast.AST], imported: Imports) -> tuple[Named, ...]:
    """What the nodes of a tree name of what is imported, each once. `imported` holds the names that all fences import."""
    before_dot = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    found: dict[tuple[str, bool], Named] = {}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            sources = [source for _, source in imported_names((node,))]
        elif isinstance(node, ast.Name | ast.Attribute) and (chain := source_of(node, imported)):
            sources = [chain]
        else:
            continue
        stands_alone = isinstance(node, ast.expr) and id(node) not in before_dot
        for source in sources:
            found.setdefault((source, stands_alone), Named(source, stands_alone, node.lineno))
    return tuple(found.values())


def find_foreign(named: Sequence[Named], packages: Packages) -> Iterator[Foreign]:
    """Every name that leads to a module that is not allowed, or that passes one on. Imports what is named, helper modules left out."""
    known: dict[str, str] = {}
    for name in named:
        module = (
            known[name.source]
            if name.source in known
            else known.setdefault(name.source, packages.find_module(name.source))
        )
        if module and not packages.is_open(module):
            yield Foreign(
                f"'{name.source}' is the module '{module}', which is not among the allowed imports",
                name.line,
            )
        elif module and name.stands_alone:
            yield Foreign(f"'{name.source}' is a module, and stands only before a dot", name.line)


def _look_up(top: str, below: Sequence[str]) -> str:
    """The name of the module at the end of a chain of attributes; empty where there is none."""
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
    """An attribute, or a module below, which an import may have to load first."""
    try:
        return getattr(module, name)
    except Exception:  # some packages answer for names by code of their own
        return _import(f"{module.__name__}.{name}") if hasattr(module, "__path__") else None
