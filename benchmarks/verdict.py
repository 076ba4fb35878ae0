"""The wait for the first failing check of `builder run`, beside plain Python on the same code."""

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measures import BenchmarkError, Row
from benchmarks.parts import time_program

REPOSITORY = Path(__file__).parents[1]
MARK = "```python\n"
FAILING = (  # the number differs each time, so that no outcome is cached
    "assert {number} < 0, "
    '"never-holds: a number of its own each time, so that nothing is recalled"\n'
)
TIMES = 5  # measurements in each round


def measure_verdict(root: Path, folder: str, rounds: int) -> tuple[Row, ...]:
    """Measure the witness of a concept with a failing check before it, the two ways in turn.

    `root` is the folder of the atlas, and `folder` that of the concept.
    """
    page = root / folder / "content.md"
    written = page.read_text("utf-8")
    code = written.partition(MARK)[2].partition("```")[0]
    plain, ours = [], []
    for number in range(TIMES * rounds):
        failing = FAILING.format(number=number)
        page.write_text(written.replace(MARK, MARK + failing, 1), "utf-8")
        caught = f"try:\n    {failing}except AssertionError:\n    pass\n"
        plain.append(time_program(root, caught + code))
        ours.append(_time_first(root, folder.removeprefix("concepts/")))
    page.write_text(written, "utf-8")
    beyond = tuple(one - other for one, other in zip(ours, plain, strict=True))
    return (
        Row("the witness in a fresh interpreter, imports included", tuple(plain)),
        Row("`builder run`, from the command to the first failing check", tuple(ours)),
        Row("what it takes beyond the witness's own time", beyond, wanted="below 300 ms"),
    )


def _time_first(root: Path, concept: str) -> float:
    """Return the seconds until the line of the failing check; wait for the rest uncounted."""
    command = [sys.executable, "-m", "builder", "--root", str(root), "run", concept]
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("FAILS  never-holds"):
                found = time.perf_counter() - start
                process.communicate()
                return found
    raise BenchmarkError(f"'{' '.join(command)}' shows no failing check")
