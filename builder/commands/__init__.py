"""The commands: short functions over the pipeline, one module for each group."""

import argparse
from pathlib import Path
from typing import NoReturn, TypeAlias


class UsageError(Exception):
    """The command cannot do what was asked; the text is for the person who typed the command."""


class Parser(argparse.ArgumentParser):
    """A command-line parser that makes hidden characters visible in its error messages."""

    def error(self, message: str) -> NoReturn:
        """End the process with the message."""
        from builder.records.hidden import make_visible  # imported only for errors

        super().error(make_visible(message))


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def find_atlas(root: Path) -> Path:
    """Return the atlas folder as an absolute path.

    Raises: `UsageError` if the folder holds no `concepts/`.
    """
    if not (root / "concepts").is_dir():
        raise UsageError(
            f"'{root}' is no atlas: it holds no folder 'concepts'; start one with: plumbline init"
        )
    return root.resolve()
