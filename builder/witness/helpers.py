"""The helper modules of a concept: `name.py` beside its pages, importable from its witness only."""

import sys
from collections.abc import Iterator

from builder.records.atlas import Config
from builder.records.beside import list_helpers
from builder.records.concept import Concept
from builder.records.place import Place
from builder.records.problem import Problem
from builder.witness.imports import is_allowed


def helper_modules(concept: Concept) -> tuple[str, ...]:
    """Return the names under which the concept's own modules are imported."""
    names = (name.removesuffix(".py") for name in list_helpers(concept))
    return tuple(name for name in names if name.isidentifier())


def check_helpers(concept: Concept, config: Config) -> Iterator[Problem]:
    """Yield a problem for each helper module that has the name of another module.

    On its author's machine that name could stand for the other module.
    """
    for name in helper_modules(concept):
        if name in sys.stdlib_module_names or is_allowed(name, config.allow_imports):
            message = f"the helper module '{name}' has the name of another module"
            place = Place(f"{concept.folder}/{name}.py")
            hint = f"rename it, for example to '{name}_of_page.py'"
            yield Problem("helper-distinct", message, place, hint)
