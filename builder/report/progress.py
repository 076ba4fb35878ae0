"""Progress on a terminal; nothing elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Progress = Callable[[str, int, int], None]


@contextmanager
def show_progress(stream: TextIO) -> Iterator[Progress]:
    """A function to call with (stage, done, in all); 0 in all where nobody knows.

    If `stream` is a terminal, a bar shows the stage, how many of how many, and the time left; it is cleared at the end.
    """
    if not stream.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console  # 60 ms that a build without a terminal need not pay
    from rich.progress import MofNCompleteColumn
    from rich.progress import Progress as Bars

    with Bars(
        *Bars.get_default_columns(),
        MofNCompleteColumn(),
        console=Console(file=stream),
        transient=True,
    ) as bars:
        task = bars.add_task("", total=None)
        yield lambda stage, done, total: bars.update(
            task, description=stage, completed=done, total=total or None
        )
