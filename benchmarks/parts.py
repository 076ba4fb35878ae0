"""What one job costs, part by part: a fork, its walls, a zygote, a figure, each beside a fresh interpreter."""

import os
import sys
import time
from pathlib import Path

from benchmarks.measures import BenchmarkError, Row, repeat, run_program
from benchmarks.ours import time_jobs
from benchmarks.rivals import pin_environment
from builder.effects.executor import Executor
from builder.effects.lockdown import Ground, Walls
from builder.effects.lockdown.ground import find_devices, find_readable
from builder.records.request import Request
from builder.records.run import Cell, Job, JobKind

CELL = """\
import numpy as np

total = float(np.arange(10).sum())
assert total == 45, "sum: the first ten numbers add up to 45"
"""
FIGURE = """\
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot(np.arange(50), np.sqrt(np.arange(50)))
ax.set_xlabel("n")
ax.set_ylabel("root of n")
"""
ALONE = 'import matplotlib\n\nmatplotlib.use("Agg")\n'
SAVING = 'fig.savefig("figure.svg")\n'
FORKS, WALLS, STARTS, DRAWN, FRESH = 40, 40, 2, 8, 4  # measured per round
IMPORTS = ("numpy", "matplotlib")


def measure_job(root: Path, folder: str, rounds: int) -> tuple[Row, ...]:
    """One trivial cell: warm, its walls, the start of its zygote, and in a fresh interpreter.

    `root` is the atlas's folder and `folder` that of one of its concepts, as in `Request`.
    """
    request = Request(Job(JobKind.BASE, (Cell(0, CELL),), allow_imports=IMPORTS), folder)
    walls = Walls(Ground(find_readable(), find_devices(), str(root)))
    with Executor(root, jobs=1) as executor:
        time_jobs(executor, [request])
        warm = repeat(
            "one job in a warm zygote, from order to outcome",
            lambda: time_jobs(executor, [request]),
            FORKS * rounds,
        )
    return (
        warm,
        repeat("of which raising the walls around it", lambda: _time_walls(walls), WALLS * rounds),
        repeat(
            "the same with the start of its zygote",
            lambda: _time_start(root, request),
            STARTS * rounds,
        ),
        repeat(
            "the same cell in a fresh interpreter", lambda: time_program(root, CELL), FRESH * rounds
        ),
    )


def measure_figure(root: Path, folder: str, rounds: int) -> tuple[Row, ...]:
    """One figure: in a zygote that has drawn one, and in a fresh interpreter."""
    job = Job(JobKind.FIGURE, (Cell(0, CELL),), figure=Cell(1, FIGURE), allow_imports=IMPORTS)
    with Executor(root, jobs=1) as executor:
        time_jobs(executor, [Request(job, folder)])
        warm = repeat(
            "one figure in a warm zygote",
            lambda: time_jobs(executor, [Request(job, folder)]),
            DRAWN * rounds,
        )
    program = ALONE + CELL + FIGURE + SAVING
    time_program(root, program)  # the first one finds the machine's fonts
    return warm, repeat(
        "the same figure in a fresh interpreter",
        lambda: time_program(root, program),
        FRESH * rounds,
    )


def _time_walls(walls: Walls) -> float:
    """Seconds in which a process locks itself away; it must be one of its own, since it cannot come back."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            start = time.perf_counter()
            walls.rise()
            os.write(writing, str(time.perf_counter() - start).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(pid, 0)
    if not told:
        raise BenchmarkError("the walls around a run do not rise")
    return float(told)


def _time_start(root: Path, request: Request) -> float:
    start = time.perf_counter()
    with Executor(root, jobs=1) as executor:
        time_jobs(executor, [request])
        return time.perf_counter() - start


def time_program(root: Path, code: str) -> float:
    """Seconds of the code in a fresh interpreter. Raises: `BenchmarkError` where it fails."""
    (root / "part.py").write_text(code, encoding="utf-8", newline="\n")
    start = time.perf_counter()
    run_program([sys.executable, "part.py"], root, pin_environment())
    return time.perf_counter() - start
