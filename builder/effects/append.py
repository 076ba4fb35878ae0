"""Adds to files that only ever grow: all that was there stays, byte for byte, and a file is never seen half written."""

import os
import tempfile
from pathlib import Path

from builder.effects import WorldError


class AppendError(WorldError):
    """A file could not be added to; it stands as it was."""


def append_text(path: Path, seen: bytes | None, added: str) -> None:
    """Writes the file with the text after what was `seen` in it (`None` where there was no file).

    Raises: `AppendError` where the file is no longer what was seen, or the disk refuses.
    """
    try:
        if (path.read_bytes() if path.exists() else None) != seen:
            raise AppendError(f"'{path}' has changed meanwhile; nothing was written, try again")
        _replace(path, extend(seen, added))
    except OSError as error:
        raise AppendError(f"'{path}' was not written: {error.strerror}") from error


def extend(seen: bytes | None, added: str) -> bytes:
    """What the file will hold: line ends as it has them, a line end before what is added."""
    before = seen or b""
    text = added.replace("\n", "\r\n") if b"\r\n" in before else added
    return before + (b"\n" if before and not before.endswith(b"\n") else b"") + text.encode()


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
