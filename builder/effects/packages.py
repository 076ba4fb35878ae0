"""The versions of Python, of the packages that witnesses may import, and of Plumbline."""

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
    """List the version of Python, of each package that has one of the modules, and of Plumbline.

    The packages come in the order of the modules. Modules of the standard library have Python's
    version. A module that is not installed is left out; importing it fails.
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
    """Yield the packages that install the module, with their versions.

    Most packages have the module's name, and a record whose file name holds the version. Others
    need `importlib.metadata`, whose import takes as long as the rest of a plan.
    """
    records = (name.split("-") for name in _list_records())
    recorded = [record[1] for record in records if record[0] == module.lower()]
    if len(recorded) == 1:
        yield module, recorded[0]
        return
    from importlib.metadata import PackageNotFoundError, packages_distributions, version

    try:
        yield module, version(module)
    except PackageNotFoundError:
        for name in sorted(set(packages_distributions().get(module, ()))):
            yield name, version(name)


@cache
def _list_records() -> tuple[str, ...]:
    """List the records of the installed packages, each like `numpy-2.3.1`.

    Source: "Recording installed projects" of the Python Packaging User Guide.
    """
    found: list[str] = []
    for folder in sys.path:
        with contextlib.suppress(OSError):
            names = os.listdir(folder or ".")
            found += (name.removesuffix(_RECORD) for name in names if name.endswith(_RECORD))
    return tuple(found)
