"""What every benchmark shares: subjects measured in turn, programs that must not fail, medians, and tables of them."""

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
    """What was to be measured did not happen: the numbers would say nothing. The text says why."""


class LeftOutError(Exception):
    """A subject that cannot be measured here, or was not asked for; the text says why."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to measure: `measure` does it once and returns seconds; `wanted` is what the project demands, in words."""

    name: str
    measure: Callable[[], float]
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A subject as measured, one number of seconds per round; where there are none `note` says why."""

    name: str
    seconds: tuple[float, ...] = ()
    wanted: str = ""
    note: str = ""

    @property
    def median(self) -> float:
        """Seconds."""
        return statistics.median(self.seconds)


def measure_rounds(subjects: Sequence[Subject], rounds: int, report: Report) -> tuple[Row, ...]:
    """Every subject once per round, so that the noise of the machine falls on all alike; each round begins with another one.

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
    """Has what is measured keep its things below the folder, and Python keep what it compiles, as it does unless it is told not to."""
    os.environ |= {"XDG_CACHE_HOME": f"{folder}/cache", "MPLCONFIGDIR": f"{folder}/matplotlib"}
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def report(line: str) -> None:
    """Tells whoever waits how far it is."""
    print(line, file=sys.stderr, flush=True)


def repeat(name: str, measure: Callable[[], float], times: int) -> Row:
    """One subject so many times in a row: for what takes milliseconds."""
    return Row(name, tuple(measure() for _ in range(times)))


def run_program(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> str:
    """What the program prints; `environment` is this process's own where it is `None`. Raises: `BenchmarkError` where it fails."""
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
        last = done.stderr.strip().splitlines()[-1:]
        raise BenchmarkError(
            f"'{' '.join(command)}' fails: {last[0] if last else 'it says nothing'}"
        )
    return done.stdout


def format_table(title: str, rows: Sequence[Row]) -> str:
    """The rows side by side, in milliseconds; a row's ratio is its median over that of the first."""
    wants = any(row.wanted for row in rows)
    head = (
        f"{'':{NAME_WIDTH}}"
        + "".join(f"{head:>11}" for head in HEADS)
        + ("  wanted" if wants else "")
    )
    return "\n".join([title, head, *(_format_row(row, rows[0]) for row in rows)]) + "\n"


def _measure_once(row: Row, subject: Subject) -> Row:
    try:
        return replace(row, seconds=(*row.seconds, subject.measure()))
    except LeftOutError as error:
        return replace(row, seconds=(), note=str(error))


def _format_row(row: Row, first: Row) -> str:
    if not row.seconds:
        return f"{row.name:{NAME_WIDTH}}  {row.note}"
    numbers = [
        f"{seconds * 1000:,.1f}" for seconds in (row.median, min(row.seconds), max(row.seconds))
    ]
    numbers.append(f"{row.median / first.median:,.3f}" if first.seconds else "")
    return (
        f"{row.name:{NAME_WIDTH}}"
        + "".join(f"{number:>11}" for number in numbers)
        + (f"  {row.wanted}" if row.wanted else "")
    )
