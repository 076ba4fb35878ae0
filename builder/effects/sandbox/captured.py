"""Captures the standard output of a run, up to a limit.

Instrumented runs and plain runs share it.
"""

import io
from collections.abc import Callable


class Captured(io.BufferedIOBase):
    """The standard output of a run, held in memory up to a limit."""

    def __init__(self, most_bytes: int, on_flood: Callable[[], None]) -> None:
        self._left = most_bytes
        self._on_flood = on_flood
        self._chunks: list[bytes] = []

    def writable(self) -> bool:
        """Return true: the stream is writable."""
        return True

    def write(self, data: object, /) -> int:
        """Append the bytes; call `on_flood`, which ends the run, if they exceed the limit."""
        chunk = bytes(data)  # type: ignore[call-overload]  # the text layer writes bytes
        self._left -= len(chunk)
        if self._left < 0:
            self._on_flood()
        self._chunks.append(chunk)
        return len(chunk)

    def take(self) -> str:
        """Return the text written since the last call."""
        chunks, self._chunks = self._chunks, []
        return b"".join(chunks).decode("utf-8", "replace")
