"""Waiting for changes: at once where the system tells of them, in time where it does not."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.effects.preview import changes


def wait_for_tick(
    ticks: Iterator[tuple[Path, ...]], act: threading.Thread
) -> tuple[tuple[Path, ...], float]:
    """Return what the next tick says, and the seconds until it, from when the thread is started."""
    start = time.monotonic()
    act.start()
    changed = next(ticks)
    act.join()
    return changed, time.monotonic() - start


def test_it_ticks_at_once_then_when_a_file_is_written_and_from_time_to_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "LOOK_EVERY_S", 30.0)
    (tmp_path / "below").mkdir()
    ticks = changes.tick([tmp_path, tmp_path / "nowhere"])
    next(ticks)
    write = threading.Timer(0.3, (tmp_path / "below" / "file.md").write_text, ["a"])
    changed, seconds = wait_for_tick(ticks, write)
    assert changed == (tmp_path / "below" / "file.md",)
    assert seconds < 20
    monkeypatch.setattr(changes, "LOOK_EVERY_S", 0.1)
    quiet = changes.tick([tmp_path])
    for _ in range(3):
        next(quiet)


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), RuntimeError("it is gone")]
)
def test_a_system_that_tells_nothing_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*folders: Path, **options: object) -> Iterator[None]:
        raise error
        yield

    monkeypatch.setattr(changes, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(changes, "watch", refuse)
    ticks = changes.tick([tmp_path])
    for _ in range(4):
        next(ticks)
