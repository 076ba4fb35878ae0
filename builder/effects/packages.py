"""The versions of what runs the witnesses: Python, the packages that they may import, and Plumbline as the engine."""

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from functools import cache

from builder import __version__

Versions = tuple[tuple[str, str], ...]  # (package, version)
_RECORD = ".dist-info"


@cache
def list_versions(modules: Sequence[str]) -> Versions:
    """Python, each package that one of the top-level modules comes from, in their order, and Plumbline.

    Modules of the standard library have Python's version; one that is not installed has none, and importing it fails.
    """
    python = ".".join(str(part) for part in sys.version_info[:3])
    roots = dict.fromkeys(module.partition(".")[0] for module in modules)
    outside = [root for root in roots if root not in sys.stdlib_module_names]
    return (
        ("python", python),
        *(pair for root in outside for pair in _find_versions(root)),
        ("plumbline", __version__),
    )


def _find_versions(module: str) -> Iterator[tuple[str, str]]:
    """The versions of the packages that bring the module; most have its name, and a record whose name says the version."""
    recorded = [
        name.split("-")[1] for name in _list_records() if name.partition("-")[0] == module.lower()
    ]
    if len(recorded) == 1:
        yield module, recorded[0]
        return
    from importlib.metadata import (
        PackageNotFoundError,
        packages_distributions,
        version,
    )  # it takes as long as all else of a plan

    try:
        yield module, version(module)
    except PackageNotFoundError:
        for name in sorted(set(packages_distributions().get(module, ()))):
            yield name, version(name)


@cache
def _list_records() -> tuple[str, ...]:
    """`numpy-2.3.1` for each package installed. Source: "Recording installed projects" of the Python Packaging User Guide."""
    found: list[str] = []
    for folder in sys.path:
        with contextlib.suppress(OSError):
            found += (
                name.removesuffix(_RECORD)
                for name in os.listdir(folder or ".")
                if name.endswith(_RECORD)
            )
    return tuple(found)
