"""The witnesses run by Plumbline: by an executor, cold or warm, and recalled by a build."""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measures import BenchmarkError, run_program
from builder.effects.executor import Executor
from builder.effects.world import World
from builder.records.request import Request
from builder.records.run import Outcome


def time_executor(root: Path, requests: Sequence[Request], jobs: int) -> float:
    """Seconds in which a new executor does everything asked, the start and the end of its zygotes included.

    Raises: `BenchmarkError` where a witness fails.
    """
    start = time.perf_counter()
    with Executor(root, jobs=jobs) as executor:
        outcomes = [outcome for _, outcome in executor.run(requests)]
    seconds = time.perf_counter() - start
    require_success(outcomes)
    return seconds


def time_jobs(executor: Executor, requests: Sequence[Request]) -> float:
    """Seconds in which an executor that is there already does everything asked.

    Raises: `BenchmarkError` where a witness fails.
    """
    start = time.perf_counter()
    outcomes = [outcome for _, outcome in executor.run(requests)]
    seconds = time.perf_counter() - start
    require_success(outcomes)
    return seconds


def fill_store(root: Path, requests: Sequence[Request]) -> None:
    """Lets a build run everything asked and keep what it keeps for the next. Raises: `BenchmarkError` where a witness fails."""
    with World(root) as world:
        require_success([outcome for _, outcome in world.run_jobs(requests)])


def time_recalled(root: Path) -> float:
    """Seconds from the planned base runs of the atlas at `root` to their outcomes, in a new process, after `fill_store`.

    Raises: `BenchmarkError` where a witness was run instead.
    """
    told = run_program(
        [sys.executable, "-m", "benchmarks.recalled", str(root)], Path(__file__).parents[1]
    )
    return float(json.loads(told)["seconds"])


def require_success(outcomes: Sequence[Outcome]) -> None:
    """Raises: `BenchmarkError` for a run that ended early or whose checks do not all hold."""
    for outcome in outcomes:
        if outcome.failure is not None:
            raise BenchmarkError(f"a witness ends early: {outcome.failure.message}")
        for tally in outcome.tallies:
            if tally.passed < tally.hits:
                raise BenchmarkError(f"a check fails: {tally.tightest.measured}")
