"""Waits for changes below folders.

At once where the system tells of them, and with a look from time to time in any case.

What the system says is never more than a reason to look. Not every file system tells, and not of
everything.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from watchfiles import watch

LOOK_EVERY_S = 1.0
QUIET_MS = 15  # an editor may write a file in two steps: nothing may have changed for so long
LONGEST_MS = 200  # to wait for quiet, where something changes again and again


def tick(folders: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """Yield when something below the folders may have changed, at least every `LOOK_EVERY_S`.

    Each time it says which files the system has told of: none where it has told of nothing, not all
    where it has missed some.
    """
    yield ()
    there = [folder for folder in folders if folder.is_dir()]
    look_ms = round(LOOK_EVERY_S * 1000)
    told = watch(
        *there,
        watch_filter=None,
        step=QUIET_MS,
        debounce=LONGEST_MS,
        rust_timeout=look_ms,
        yield_on_timeout=True,
    )
    try:
        yield from (tuple(Path(path) for _, path in changes) for changes in told)
    except (OSError, RuntimeError):  # too many folders for this system, or one that is gone
        while True:
            time.sleep(LOOK_EVERY_S)
            yield ()
