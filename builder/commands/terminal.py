"""A terminal that somebody types at: keys, lines, an editor, and screens that are drawn anew."""

import os
import select
import shlex
import shutil
import subprocess
import sys
import tempfile
import termios
import textwrap
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from builder.commands.program import name_commands, show
from builder.records.hidden import make_visible

END_OF_INPUT = "end of input"
_ESCAPE_S = 0.05  # how long the rest of a key's escape sequence may take to arrive
_ROOM = 8  # columns that a question leaves at least for its answer
_SEQUENCES = {
    "\x1b[A": "up",
    "\x1b[B": "down",
    "\x1bOA": "up",
    "\x1bOB": "down",
    "\x1b[5~": "pageup",
    "\x1b[6~": "pagedown",
}
_NOTE = "# Lines that begin with # are left out."


class CancelledError(Exception):
    """The person left a question without an answer, by Ctrl-C or Ctrl-D."""


class Terminal:
    """The terminal of standard input and output."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self._lines: list[Any] | None = None  # as termios gives it: how lines are read
        self._is_plain = os.environ.get("TERM", "dumb") in ("", "dumb")

    @staticmethod
    def is_there() -> bool:
        """Return true if standard input and output are a terminal."""
        return sys.stdin.isatty() and sys.stdout.isatty()

    @property
    def size(self) -> tuple[int, int]:
        """The present number of columns and of lines."""
        width, height = shutil.get_terminal_size()
        return max(width, 20), max(height, 8)

    @contextmanager
    def open_screen(self) -> Iterator[None]:
        """Take single keys, and draw on the second screen of the terminal, up to the end.

        Keys that were typed before are dropped, since nothing was shown then.
        """
        descriptor = sys.stdin.fileno()
        self._lines = termios.tcgetattr(descriptor)
        self._write("\x1b[?1049h")
        tty.setcbreak(descriptor, termios.TCSAFLUSH)
        try:
            yield
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, self._lines)
            self._lines = None
            self._write("\x1b[H\x1b[2J\x1b[?1049l")

    def draw(self, lines: Sequence[Text]) -> None:
        """Clear the screen and show the lines from its top."""
        self._write("\x1b[H\x1b[2J")
        with self._console.capture() as captured:
            self._console.print(
                Text("\n").join(lines), end="", soft_wrap=True, no_wrap=True, overflow="ignore"
            )
        sys.stdout.write(captured.get())
        sys.stdout.flush()

    def read_key(self) -> str:
        """Wait for one key, and return its character or its name: `up`, `pagedown`."""
        return self._read_character(sys.stdin.fileno())

    def ask(self, question: str, proposal: str = "") -> str:
        """Ask for a line, which the proposal is the beginning of, and return it.

        Raises: `CancelledError`.
        """
        columns = self.size[0]
        if len(question) + _ROOM > columns:
            self.tell(question)
            question = "> "
        try:
            with self._take_lines(), _propose(proposal):
                return input(question).strip()
        except (EOFError, KeyboardInterrupt):
            show()
            raise CancelledError from None

    def tell(self, words: str) -> None:
        """Print the words, which may be wider than the terminal."""
        show("\n".join(textwrap.wrap(make_visible(name_commands(words)), self.size[0])))

    def choose(self, question: str, choices: Sequence[str], proposal: str = "") -> str:
        """Ask for one of the choices by its number or its name; an empty line is the proposal.

        Raises: `CancelledError`.
        """
        numbered = ", ".join(f"{number} {name}" for number, name in enumerate(choices, 1))
        hint = f" [{proposal}]" if proposal in choices else ""
        while True:
            answer = self.ask(f"{question}: {numbered}{hint}? ") or proposal
            if answer.isdecimal() and 0 < int(answer) <= len(choices):
                return choices[int(answer) - 1]
            if answer in choices:
                return answer
            self.tell(f"'{answer}' is none of these; type a number from 1 to {len(choices)}")

    def ask_words(self, question: str, proposal: str = "") -> str:
        """Ask for a text in `$VISUAL` or `$EDITOR`, or for a line if neither is set.

        Raises: `CancelledError`, also if the editor fails.
        """
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        if not editor:
            return self.ask(f"{question}? ", proposal)
        with tempfile.TemporaryDirectory(prefix="plumbline-") as folder:
            path = Path(folder, "summary.txt")
            path.write_text(f"{proposal}\n\n# {question}\n{_NOTE}\n", "utf-8")
            try:
                with self._take_lines():
                    subprocess.run([*shlex.split(editor), str(path)], check=True)
                lines = path.read_text("utf-8").splitlines()
            except (OSError, ValueError, subprocess.CalledProcessError) as error:
                self.tell(f"the editor '{editor}' failed: {error}")
                return self.ask(f"{question}? ", proposal)
            except KeyboardInterrupt:
                raise CancelledError from None
        return " ".join(" ".join(line for line in lines if not line.startswith("#")).split())

    @contextmanager
    def _take_lines(self) -> Iterator[None]:
        """Take whole lines instead of single keys, where single keys are taken."""
        if self._lines is None:
            yield
            return
        descriptor = sys.stdin.fileno()
        termios.tcsetattr(descriptor, termios.TCSADRAIN, self._lines)
        try:
            yield
        finally:
            tty.setcbreak(descriptor, termios.TCSADRAIN)

    def _read_character(self, descriptor: int) -> str:
        taken = os.read(descriptor, 1)
        if taken in (b"", b"\x04"):
            return END_OF_INPUT
        if taken == b"\x1b":
            while not _is_whole(taken) and select.select([descriptor], [], [], _ESCAPE_S)[0]:
                taken += os.read(descriptor, 1)
        while len(taken) < 4 and taken[0] >= 0xC0 and len(taken) < _count_bytes(taken[0]):
            taken += os.read(descriptor, 1)
        key = taken.decode(errors="replace")
        return _SEQUENCES.get(key, key)

    def _write(self, codes: str) -> None:
        if not self._is_plain:
            sys.stdout.write(codes)
            sys.stdout.flush()


def _is_whole(taken: bytes) -> bool:
    """Return true if the bytes are a whole escape sequence.

    Source: ECMA-48, 5.4, control sequences.
    """
    opened = taken[1:2] in (b"", b"[", b"O")
    return not opened or (len(taken) > 2 and 0x40 <= taken[-1] <= 0x7E) or len(taken) > 16


def _count_bytes(first: int) -> int:
    """Return how many bytes a character of UTF-8 has. Source: RFC 3629, section 3."""
    return 4 if first >= 0xF0 else 3 if first >= 0xE0 else 2


@contextmanager
def _propose(words: str) -> Iterator[None]:
    """Let the line begin with the words, if this Python can edit lines."""
    try:
        import readline
    except ImportError:
        yield
        return
    readline.set_startup_hook(lambda: readline.insert_text(words))
    try:
        yield
    finally:
        readline.set_startup_hook(None)
