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
    """The names under which the concept's own modules are imported."""
    return tuple(
        name.removesuffix(".py")
        for name in list_helpers(concept)
        if name.removesuffix(".py").isidentifier()
    )


def check_helpers(concept: Concept, config: Config) -> Iterator[Problem]:
    """A helper module that had the name of another module would be one on its author's machine and the other here."""
    for name in helper_modules(concept):
        if name in sys.stdlib_module_names or is_allowed(name, config.allow_imports):
            message = f"the helper module '{name}' has the name of another module"
            yield Problem(
                "helper-distinct",
                message,
                Place(f"{concept.folder}/{name}.py"),
                f"rename it, for example to '{name}_of_page.py'",
            )
