"""Imports the modules beside a page, and holds them to the witness's allow-list."""

import ast
import importlib.abc
import importlib.machinery
import types
import warnings
from collections.abc import Collection, Mapping, Sequence

from builder.witness.allowed import find_forbidden
from builder.witness.guard import guard_values
from builder.witness.imports import imported_names
from builder.witness.instrument import bind_recorder
from builder.witness.modules import Packages, find_foreign, list_named
from builder.witness.trees import walk

HELPER_FOLDER = "<beside the page>/"  # the folder of helper modules in tracebacks


class HelperImporter(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finder and loader of the concept's own modules, with the guard and the allow-list applied."""

    def __init__(
        self,
        sources: Mapping[str, str],
        packages: Packages,
        token: str,
        guards: Mapping[str, object],
    ) -> None:
        self._sources = sources
        self._packages = packages
        self._token = token
        self._guards = guards

    @property
    def names(self) -> Collection[str]:
        """The names of the modules."""
        return self._sources.keys()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of the module if it is one of the concept's."""
        if fullname not in self._sources:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=f"{fullname}.py")

    def get_source(self, fullname: str) -> str:
        """Return the module's source."""
        return self._sources[fullname]

    def get_code(self, fullname: str) -> types.CodeType:
        """Return the compiled module.

        Raises: `ImportError` if it holds anything that a witness may not hold.
        """
        tree = ast.parse(self._sources[fullname])
        nodes = walk(tree)
        imported = self._packages.helpers[fullname]
        allowed = frozenset(self._packages.allowed) | frozenset(self._sources)
        for forbidden in find_forbidden(nodes, allowed):
            line = getattr(forbidden.node, "lineno", 1)
            raise ImportError(f"{fullname}.py, line {line}: {forbidden.message}")
        for foreign in find_foreign(list_named(nodes, imported), self._packages):
            raise ImportError(f"{fullname}.py, line {foreign.line}: {foreign.message}")
        guard_values((tree,), imported, self._token)
        return bind_recorder(compile_quietly(tree, f"{HELPER_FOLDER}{fullname}.py"), self._guards)


def read_imports(source: str) -> dict[str, str]:
    """Return what a helper module imports; nothing if it cannot be parsed.

    The import of that module reports the syntax error.
    """
    try:
        return dict(imported_names(walk(ast.parse(source))))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}


def compile_quietly(tree: ast.Module | ast.Expression, name: str) -> types.CodeType:
    """Compile the tree without warnings about the author's code; `name` is its file name."""
    mode = "eval" if isinstance(tree, ast.Expression) else "exec"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = compile(tree, name, mode, dont_inherit=True)
    assert isinstance(code, types.CodeType)
    return code
