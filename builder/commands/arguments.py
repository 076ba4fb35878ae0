"""The arguments that several commands take."""

import argparse
from pathlib import Path

FORMATS = ("text", "json", "github")


def add_shared(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `build` and `check`."""
    parser.add_argument("--strict", action="store_true", help="count warnings as errors")
    parser.add_argument("--drafts", action="store_true", help="build drafts too")
    add_theme(parser)
    add_running(parser)
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="FILE",
        help="write where the time went, per stage and per concept",
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="how problems are shown")


def add_theme(parser: argparse.ArgumentParser) -> None:
    """Add the argument of every command that reads the theme."""
    parser.add_argument(
        "--theme",
        type=Path,
        metavar="DIR",
        help="a folder whose files replace those of the packaged theme (default: theme/)",
    )


def add_running(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of every command that runs witnesses."""
    add_sandbox(parser)
    parser.add_argument(
        "--force-run",
        action="store_true",
        help="run every witness anew, whatever was kept of earlier runs",
    )


def add_sandbox(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of every command that starts the sandbox."""
    parser.add_argument(
        "--jobs",
        type=positive,
        default=0,
        metavar="N",
        help="processes at once (default: one per core)",
    )
    parser.add_argument(
        "--trust-content",
        action="store_true",
        help="run witnesses even where this machine cannot lock them away",
    )


def positive(text: str) -> int:
    """Read a whole number above 0. Raises: `ArgumentTypeError`."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number above 0")
    return int(text)
