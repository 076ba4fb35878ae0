"""Appends to files that only grow: earlier bytes stay, and no reader sees a half-written file.

What was appended last can be taken back while nothing follows it.
"""

import os
import tempfile
from pathlib import Path

from builder.effects import WorldError


class AppendError(WorldError):
    """A file could not be appended to; it is unchanged."""


def append_text(path: Path, seen: bytes | None, added: str) -> None:
    """Append the text to the file, whose content was `seen` before (`None` if there was no file).

    Raises: `AppendError` if the file has changed since, or the disk refuses.
    """
    try:
        if (path.read_bytes() if path.exists() else None) != seen:
            raise AppendError(f"'{path}' has changed meanwhile; nothing was written, try again")
        _replace(path, extend(seen, added))
    except OSError as error:
        raise AppendError(f"'{path}' was not written: {error.strerror}") from error


def extend(seen: bytes | None, added: str) -> bytes:
    """Return the new content of the file, with its line ends and one before the added text."""
    before = seen or b""
    text = added.replace("\n", "\r\n") if b"\r\n" in before else added
    return before + (b"\n" if before and not before.endswith(b"\n") else b"") + text.encode()


def take_back(path: Path, before: bytes | None, after: bytes) -> None:
    """Put the file back as it was `before` (`None`: there was none); it holds `after` now.

    Raises: `AppendError` if the file has changed since, or the disk refuses.
    """
    try:
        if not path.exists() or path.read_bytes() != after:
            raise AppendError(f"'{path}' has changed meanwhile; it stays as it is")
        if before is None:
            path.unlink()
        else:
            _replace(path, before)
    except OSError as error:
        raise AppendError(f"'{path}' was not put back: {error.strerror}") from error


def _replace(path: Path, content: bytes) -> None:
    handle, spare = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(spare, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(spare, path)
    except OSError:
        Path(spare).unlink(missing_ok=True)
        raise
