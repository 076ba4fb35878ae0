"""Captures the standard output of a run, up to a limit: the part of the sandbox that both kinds of run share."""

import io
from collections.abc import Callable


class Captured(io.BufferedIOBase):
    """Standard output of the run, kept in memory up to a limit."""

    def __init__(self, most_bytes: int, on_flood: Callable[[], None]) -> None:
        self._left = most_bytes
        self._on_flood = on_flood
        self._chunks: list[bytes] = []

    def writable(self) -> bool:
        """Return True: it is written to."""
        return True

    def write(self, data: object, /) -> int:
        """Keep the bytes, or end the run."""
        chunk = bytes(data)  # type: ignore[call-overload]  # the text layer writes bytes
        self._left -= len(chunk)
        if self._left < 0:
            self._on_flood()
        self._chunks.append(chunk)
        return len(chunk)

    def take(self) -> str:
        """Return what was written since it was last taken."""
        chunks, self._chunks = self._chunks, []
        return b"".join(chunks).decode("utf-8", "replace")
