"""The commands: short functions over the pipeline, one module for each group."""

from pathlib import Path


class UsageError(Exception):
    """The command cannot do what was asked; its text is for the person who typed it."""


def find_atlas(root: Path) -> Path:
    """The folder, made absolute. Raises: `UsageError` where it holds no `concepts/`."""
    if not (root / "concepts").is_dir():
        raise UsageError(f"'{root}' is no atlas: it holds no folder 'concepts'; start one with: python -m builder new domain/slug")
    return root.resolve()
