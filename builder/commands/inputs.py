"""Read what a build depends on from its command line.

Where the site goes, and the fingerprint of its inputs.
"""

import os
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from builder import __version__
from builder.commands import UsageError
from builder.effects.cache.fingerprint import Fingerprint, take_fingerprint
from builder.effects.files.own_theme import OWN_THEME
from builder.effects.files.theme_setting import list_overlays

BUILDER = Path(__file__).parents[1]
# Paths, which are told apart below, and what changes nothing that is emitted.
_ASIDE = frozenset(
    {"command", "root", "output", "theme", "jobs", "force", "force_run", "profile", "holds"}
)


def find_output(arguments: Namespace) -> Path:
    """Return where the site goes, links followed."""
    return Path(os.path.realpath(vars(arguments).get("output") or arguments.root / "site"))


def require_setting(option: str, name: str, text: str) -> str:
    """Return the text of an option that stands for a setting of `[tool.builder]`.

    Raises: `UsageError` if the setting could not have that text.
    """
    from builder.load.config import find_setting_fault  # a build of what has not changed needs none

    if fault := find_setting_fault(name, text):
        raise UsageError(f"{option}: {fault[0]}; {fault[1]}")
    return text


def wants_second_opinion(arguments: Namespace) -> bool:
    """Return true under `--strict`, and in continuous integration."""
    return bool(arguments.strict or os.environ.get("CI"))


def look_at_inputs(arguments: Namespace) -> Fingerprint:
    """Take the fingerprint of everything that the emitted site depends on."""
    return take_fingerprint(
        dict.fromkeys(map(str, _list_inputs(arguments))), [__version__, *_list_options(arguments)]
    )


def _list_inputs(arguments: Namespace) -> Iterator[Path]:
    root = arguments.root.resolve()
    yield from (root / name for name in ("pyproject.toml", "concepts", "sources"))
    yield from (path.resolve() for path in list_overlays(root, arguments.theme))
    yield from (BUILDER, OWN_THEME)


def _list_options(arguments: Namespace) -> Iterator[str]:
    yield from (
        f"{name}={value}" for name, value in sorted(vars(arguments).items()) if name not in _ASIDE
    )
    yield f"theme={arguments.theme}"  # as it was written, since problems are named by it
    yield f"second opinion={wants_second_opinion(arguments)}"
