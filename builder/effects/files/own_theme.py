"""The theme that comes with the builder. Imports nothing heavy."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[2]


def _find() -> Path:
    """Return `theme/` in the installed package, or beside the package in a checkout."""
    installed = _PACKAGE / "theme"
    return installed if installed.is_dir() else _PACKAGE.parent / "theme"


OWN_THEME = _find()
