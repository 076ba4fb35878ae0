"""The cost of one job in parts: fork, sandbox, zygote, figure, each beside a fresh interpreter."""

import os
import sys
import time
from pathlib import Path

from benchmarks.measures import BenchmarkError, Row, repeat, run_program
from benchmarks.ours import time_jobs
from benchmarks.rivals import pin_environment
from builder.effects.sandbox.executor import Executor
from builder.effects.sandbox.lockdown import OpenPaths, SandboxLayers
from builder.effects.sandbox.lockdown.ground import find_devices, find_readable
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
    """Measure a trivial cell: warm, its sandbox, the start of its zygote, a fresh interpreter.

    `root` is the folder of the atlas, and `folder` that of a concept, as in `Request`.
    """
    request = Request(Job(JobKind.BASE, (Cell(0, CELL),), allow_imports=IMPORTS), folder)
    walls = SandboxLayers(OpenPaths(find_readable(), find_devices(), str(root)))
    subjects = (
        ("of which raising the walls around it", lambda: _time_walls(walls), WALLS),
        ("the same with the start of its zygote", lambda: _time_start(root, request), STARTS),
        ("the same cell in a fresh interpreter", lambda: time_program(root, CELL), FRESH),
    )
    with Executor(root, jobs=1) as executor:
        time_jobs(executor, [request])
        name = "one job in a warm zygote, from order to outcome"
        warm = repeat(name, lambda: time_jobs(executor, [request]), FORKS * rounds)
    return warm, *(repeat(name, measure, times * rounds) for name, measure, times in subjects)


def measure_figure(root: Path, folder: str, rounds: int) -> tuple[Row, ...]:
    """Measure one figure: in a zygote that has drawn one, and in a fresh interpreter."""
    job = Job(JobKind.FIGURE, (Cell(0, CELL),), figure=Cell(1, FIGURE), allow_imports=IMPORTS)
    requests = [Request(job, folder)]
    with Executor(root, jobs=1) as executor:
        time_jobs(executor, requests)
        name = "one figure in a warm zygote"
        warm = repeat(name, lambda: time_jobs(executor, requests), DRAWN * rounds)
    program = ALONE + CELL + FIGURE + SAVING
    time_program(root, program)  # the first run finds the machine's fonts
    name = "the same figure in a fresh interpreter"
    return warm, repeat(name, lambda: time_program(root, program), FRESH * rounds)


def _time_walls(walls: SandboxLayers) -> float:
    """Return the seconds that a new process takes to enter the sandbox, which it cannot leave."""
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
        seconds = pipe.read()
    os.waitpid(pid, 0)
    if not seconds:
        raise BenchmarkError("the walls around a run do not rise")
    return float(seconds)


def _time_start(root: Path, request: Request) -> float:
    start = time.perf_counter()
    with Executor(root, jobs=1) as executor:
        time_jobs(executor, [request])
        return time.perf_counter() - start


def time_program(root: Path, code: str) -> float:
    """Return the seconds of the code in a fresh interpreter. Raises: `BenchmarkError`."""
    (root / "part.py").write_text(code, encoding="utf-8", newline="\n")
    start = time.perf_counter()
    run_program([sys.executable, "part.py"], root, pin_environment())
    return time.perf_counter() - start
