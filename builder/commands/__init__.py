"""The commands: short functions over the pipeline, one module for each group."""

import argparse
from pathlib import Path
from typing import NoReturn


class UsageError(Exception):
    """The command cannot do what was asked; its text is for the person who typed it."""


class Parser(argparse.ArgumentParser):
    """A parser of the command line that shows what it quotes as it is."""

    def error(self, message: str) -> NoReturn:
        """Ends the process with the message."""
        from builder.records.hidden import make_visible  # where something is wrong

        super().error(make_visible(message))


def find_atlas(root: Path) -> Path:
    """The folder, made absolute. Raises: `UsageError` where it holds no `concepts/`."""
    if not (root / "concepts").is_dir():
        raise UsageError(
            f"'{root}' is no atlas: it holds no folder 'concepts'; start one with: python -m builder new domain/slug"
        )
    return root.resolve()
