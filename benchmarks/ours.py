"""Times of witnesses run by Plumbline: by a new or a warm executor, and from the cache."""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measures import BenchmarkError, run_program
from builder.effects.sandbox.executor import Executor
from builder.effects.world import World
from builder.records.request import Request
from builder.records.run import Outcome


def time_executor(root: Path, requests: Sequence[Request], jobs: int) -> float:
    """Return the seconds of all requests in a new executor, with its zygotes' start and end.

    Raises: `BenchmarkError` if a witness fails.
    """
    start = time.perf_counter()
    with Executor(root, jobs=jobs) as executor:
        outcomes = [outcome for _, outcome in executor.run(requests)]
    seconds = time.perf_counter() - start
    require_success(outcomes)
    return seconds


def time_jobs(executor: Executor, requests: Sequence[Request]) -> float:
    """Return the seconds of all requests in a running executor.

    Raises: `BenchmarkError` if a witness fails.
    """
    start = time.perf_counter()
    outcomes = [outcome for _, outcome in executor.run(requests)]
    seconds = time.perf_counter() - start
    require_success(outcomes)
    return seconds


def fill_store(root: Path, requests: Sequence[Request]) -> None:
    """Run all requests as a build, and fill its cache. Raises: `BenchmarkError`."""
    with World(root) as world:
        require_success([one for _, (one,) in world.run_plans([[one] for one in requests])])


def time_cached(root: Path) -> float:
    """Return the seconds that a new process takes to read all outcomes from the cache.

    `fill_store` must have filled the cache of the atlas at `root`.

    Raises: `BenchmarkError` if a witness was run instead.
    """
    command = [sys.executable, "-m", "benchmarks.cached_runs", str(root)]
    output = run_program(command, Path(__file__).parents[1])
    return float(json.loads(output)["seconds"])


def require_success(outcomes: Sequence[Outcome]) -> None:
    """Require that every run has ended with all checks passed. Raises: `BenchmarkError`."""
    for outcome in outcomes:
        if outcome.failure is not None:
            raise BenchmarkError(f"a witness ends early: {outcome.failure.message}")
        for tally in outcome.tallies:
            if tally.passed < tally.hits:
                raise BenchmarkError(f"a check fails: {tally.tightest.measured}")
