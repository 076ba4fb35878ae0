"""The command line: arguments, exit codes, and the one place where exceptions are caught."""

import argparse
import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from builder import __version__
from builder.commands import Parser, UsageError
from builder.commands.parsers import COMMANDS
from builder.commands.program import NAME, PROGRAM, show
from builder.effects import ACTIVATE, WorldError

IS_POSIX = os.name == "posix"
CLEAN, PROBLEMS, WRONG_USE, OUR_BUG, INTERRUPTED = 0, 1, 2, 3, 130
GARBAGE_THRESHOLD = 1_000_000  # at Python's 700, looking for cycles takes a third of a large load


def main(arguments: Sequence[str] | None = None, program: str = NAME) -> int:
    """Run one command and return its exit code; `program` is how the user started the program."""
    PROGRAM.set(program)
    if not IS_POSIX:
        message = "runs on Linux and macOS; on Windows, use it in WSL (wsl --install)"
        show(f"{NAME}: {message}", file=sys.stderr)
        return WRONG_USE
    given = sys.argv[1:] if arguments is None else arguments
    options = make_parser(_find_command(given)).parse_args(given)
    gc.set_threshold(GARBAGE_THRESHOLD)  # records hold no reference cycles
    module, _, function = options.command.partition(":")
    try:
        run = getattr(import_module(f"builder.commands.{module}"), function)
        code: int = run(options)
        sys.stdout.flush()
        return code
    except (UsageError, WorldError) as error:
        from builder.records.hidden import make_visible  # imported only for errors

        show(f"{NAME}: {make_visible(str(error))}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        show(f"{NAME}: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except Exception as error:
        return _explain_exception(error)


def _explain_exception(error: Exception) -> int:
    """Say what an exception means that no command expects, and return the exit code."""
    missing = (error.name or "").partition(".")[0] if isinstance(error, ImportError) else ""
    if missing not in ("", "builder") and isinstance(error, ModuleNotFoundError):
        show(f"{NAME}: the package '{missing}' is missing; {ACTIVATE}", file=sys.stderr)
        return WRONG_USE
    import traceback

    traceback.print_exception(error)
    show(
        f"{NAME}: this is a bug in plumbline {__version__}, not in your pages; "
        "please report it with the lines above",
        file=sys.stderr,
    )
    return OUR_BUG


def leave(program: str = NAME) -> NoReturn:
    """Run the command of `sys.argv`, and end the process without freeing memory.

    Freeing the records of a large atlas takes half a second.
    """
    code = main(program=program)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # the reader has closed the stream
            stream.flush()
    os._exit(code)


def make_parser(command: str = "") -> argparse.ArgumentParser:
    """Return the parser of one command, or of all where `command` names none.

    Making the parsers of all commands takes longer than some commands run.
    Each parser sets `command` to `module:function` below `builder.commands`.
    """
    parser = Parser(prog=PROGRAM.get(), description="Builds concept pages that check themselves.")
    parser.add_argument("--version", action="version", version=f"plumbline {__version__}")
    parser.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the atlas's folder (default: this one)",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    adders = (COMMANDS[command],) if command in COMMANDS else dict.fromkeys(COMMANDS.values())
    for add in adders:
        add(commands)
    return parser


def _find_command(arguments: Sequence[str]) -> str:
    """Return the word that stands where most commands do, or an empty string."""
    rest = arguments[2:] if arguments[:1] == ["--root"] else arguments
    return rest[0] if rest else ""
