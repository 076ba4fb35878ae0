"""The versions of what runs the witnesses: Python, the packages that they may import, and Plumbline as the engine."""

import sys
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, version

from builder import __version__

Versions = tuple[tuple[str, str], ...]  # (package, version)


@cache
def list_versions(modules: Sequence[str]) -> Versions:
    """Python, each package that one of the top-level modules comes from, in their order, and Plumbline.

    Modules of the standard library have Python's version; one that is not installed has none, and importing it fails.
    """
    python = ".".join(str(part) for part in sys.version_info[:3])
    roots = dict.fromkeys(module.partition(".")[0] for module in modules)
    outside = [root for root in roots if root not in sys.stdlib_module_names]
    return (("python", python), *(pair for root in outside for pair in _find_versions(root)), ("plumbline", __version__))


def _find_versions(module: str) -> Iterator[tuple[str, str]]:
    """The versions of the packages that bring the module; most have its name."""
    try:
        yield module, version(module)
    except PackageNotFoundError:
        for name in sorted(set(packages_distributions().get(module, ()))):
            yield name, version(name)
