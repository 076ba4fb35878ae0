"""The name by which the program was started, in everything that it prints.

Messages and hints name commands as `plumbline check`. Whoever started `python -m builder` reads
`python -m builder check`.
"""

import re
import sys
from contextvars import ContextVar
from typing import TextIO

from builder.commands.parsers import COMMANDS

NAME = "plumbline"
PROGRAM = ContextVar("PROGRAM", default=NAME)  # "python -m builder"


def show(text: str = "", *, end: str = "\n", file: TextIO | None = None) -> None:
    """Print the text, in which commands have the name of the program that was started."""
    print(name_commands(text), end=end, file=file or sys.stdout, flush=True)


def name_commands(text: str) -> str:
    """Return the text with the started program's name in place of `plumbline` before a command."""
    program = PROGRAM.get()
    if program == NAME:
        return text
    return re.sub(rf"\b{NAME} (?=(?:{'|'.join(COMMANDS)})\b)", f"{program} ", text)
