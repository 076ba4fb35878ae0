"""A progress bar for terminals; other streams get no output."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Progress = Callable[[str, int, int], None]


@contextmanager
def show_progress(stream: TextIO) -> Iterator[Progress]:
    """Yield a function that reports progress as (stage, done, total); an unknown total is 0.

    If `stream` is a terminal, a bar shows the stage, the number of finished items, the total
    and the time left. The bar is cleared at the end.
    """
    if not stream.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console  # the import takes 60 ms, which only a terminal needs
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
