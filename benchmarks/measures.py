"""The tools of every benchmark: rounds of measurements, subprocesses, and tables of medians."""

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

NAME_WIDTH = 58
HEADS = ("median ms", "min", "max", "ratio")

Report = Callable[[str], None]


class BenchmarkError(Exception):
    """The measured program failed, so that its times would mean nothing; the text says why."""


class LeftOutError(Exception):
    """A subject that cannot be measured here, or was not asked for; the text says why."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject: `measure` runs it once and returns seconds; `wanted` is the target, in words."""

    name: str
    measure: Callable[[], float]
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The seconds of a subject, one number for each round; `note` says why there are none."""

    name: str
    seconds: tuple[float, ...] = ()
    wanted: str = ""
    note: str = ""

    @property
    def median(self) -> float:
        """The median of the seconds."""
        return statistics.median(self.seconds)


def measure_rounds(subjects: Sequence[Subject], rounds: int, report: Report) -> tuple[Row, ...]:
    """Measure every subject once in each round; each round begins with another subject.

    The noise of the machine affects all subjects alike that way.

    Raises: `BenchmarkError` of a subject.
    """
    rows = [Row(subject.name, wanted=subject.wanted) for subject in subjects]
    for turn in range(rounds):
        report(f"round {turn + 1} of {rounds}")
        for step in range(len(subjects)):
            place = (turn + step) % len(subjects)
            if not rows[place].note:
                rows[place] = _measure_once(rows[place], subjects[place])
    return tuple(rows)


def set_environment(folder: str) -> None:
    """Set the caches below the folder, and let Python write bytecode, as it does by default."""
    os.environ |= {"XDG_CACHE_HOME": f"{folder}/cache", "MPLCONFIGDIR": f"{folder}/matplotlib"}
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def report(line: str) -> None:
    """Print a line of progress."""
    print(line, file=sys.stderr, flush=True)


def repeat(name: str, measure: Callable[[], float], times: int) -> Row:
    """Measure a subject of milliseconds several times in a row."""
    return Row(name, tuple(measure() for _ in range(times)))


def run_program(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> str:
    """Run a program and return its output; without `environment` it inherits this process's.

    Raises: `BenchmarkError` if the program fails.
    """
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last, *_ = done.stderr.strip().splitlines()[-1:] or ["it says nothing"]
        raise BenchmarkError(f"'{' '.join(command)}' fails: {last}")
    return done.stdout


def format_table(title: str, rows: Sequence[Row]) -> str:
    """Return the rows as a table in milliseconds; ratios are to the median of the first row."""
    wants = any(row.wanted for row in rows)
    heads = "".join(f"{head:>11}" for head in HEADS)
    head = f"{'':{NAME_WIDTH}}{heads}{'  wanted' if wants else ''}"
    return "\n".join([title, head, *(_format_row(row, rows[0]) for row in rows)]) + "\n"


def _measure_once(row: Row, subject: Subject) -> Row:
    try:
        return replace(row, seconds=(*row.seconds, subject.measure()))
    except LeftOutError as error:
        return replace(row, seconds=(), note=str(error))


def _format_row(row: Row, first: Row) -> str:
    if not row.seconds:
        return f"{row.name:{NAME_WIDTH}}  {row.note}"
    times = (row.median, min(row.seconds), max(row.seconds))
    numbers = [f"{seconds * 1000:,.1f}" for seconds in times]
    numbers.append(f"{row.median / first.median:,.3f}" if first.seconds else "")
    cells = "".join(f"{number:>11}" for number in numbers)
    return f"{row.name:{NAME_WIDTH}}{cells}{f'  {row.wanted}' if row.wanted else ''}"
