"""A person at a real terminal: the program in a pseudo-terminal, its screen as pyte shows it."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyte

REPOSITORY = Path(__file__).parents[1]
PATIENCE_S = 60  # for what takes a moment on an idle machine
CTRL_C, CTRL_D = "\x03", "\x04"


class Typist:
    """Types at the program, and waits until its screen shows what is expected."""

    def __init__(self, process: int, terminal: int, columns: int, lines: int) -> None:
        self._process = process
        self._terminal = terminal
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self.code: int | None = None

    @property
    def screen(self) -> str:
        """The lines that the terminal shows."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def find_style(self, words: str) -> set[tuple[bool, bool]]:
        """Return (bold, reversed) of each character of the first such words on the screen."""
        for number, line in enumerate(self._screen.display):
            start = line.find(words)
            if start >= 0:
                row = self._screen.buffer[number]
                columns = range(start, start + len(words))
                return {(row[column].bold, row[column].reverse) for column in columns}
        raise AssertionError(f"{words!r} is not shown:\n{self.screen}")

    def wait(self, *words: str) -> str:
        """Return the screen as soon as it shows all the words, white space folded."""
        end = time.monotonic() + PATIENCE_S
        self.read_on(0)
        while not all(word in " ".join(self.screen.split()) for word in words):
            if not self._read(end - time.monotonic()):
                raise AssertionError(f"{words} never came:\n{self.screen}")
        return self.screen

    def type(self, keys: str) -> None:
        """Type the keys."""
        os.write(self._terminal, keys.encode())

    def read_on(self, seconds: float) -> str:
        """Return the screen after all that is written in the next seconds."""
        end = time.monotonic() + seconds
        while self.code is None and self._read(end - time.monotonic()):
            pass
        return self.screen

    def leave(self) -> int:
        """Wait until the program has ended, and return its exit code."""
        end = time.monotonic() + PATIENCE_S
        while self._read(end - time.monotonic()):
            pass
        assert self.code is not None, f"it goes on:\n{self.screen}"
        return self.code

    def end(self) -> None:
        """End the program if it still runs."""
        if self.code is None:
            os.kill(self._process, 9)
            os.waitpid(self._process, 0)
        os.close(self._terminal)

    def _read(self, patience_s: float) -> bool:
        """Take what the program has written; return false if it has ended or is silent."""
        ready = select.select([self._terminal], [], [], max(patience_s, 0))[0]
        try:
            chunk = os.read(self._terminal, 65536) if ready else b""
        except OSError:  # Linux: the program has closed its terminal
            chunk = b""
            self.code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        self._stream.feed(chunk)
        return bool(chunk)


@contextmanager
def at_terminal(
    *arguments: str, columns: int, lines: int, environment: Mapping[str, str]
) -> Iterator[Typist]:
    """Run the program in a terminal of this size; end it if it still runs at the end."""
    process, terminal = pty.fork()
    if process == 0:  # pragma: no cover: the child
        variables = {**os.environ, "TERM": "xterm-256color", **environment}
        for name in ("COLUMNS", "LINES", "EDITOR", "VISUAL"):
            if name not in environment:
                variables.pop(name, None)
        command = [sys.executable, str(REPOSITORY / "builder"), *arguments]
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        os.execve(command[0], command, variables)
    typist = Typist(process, terminal, columns, lines)
    try:
        yield typist
    finally:
        typist.end()
