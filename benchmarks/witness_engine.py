"""The command that measures the witness engine and its alternatives, as tables of medians."""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from benchmarks.atlas import plan_base_runs, write_atlas
from benchmarks.measures import (
    BenchmarkError,
    LeftOutError,
    Subject,
    format_table,
    measure_rounds,
    report,
    set_environment,
)
from benchmarks.ours import fill_store, time_cached, time_executor
from benchmarks.parts import measure_figure, measure_job
from benchmarks.rivals import (
    Notebooks,
    install_notebooks,
    time_interpreters,
    time_notebooks,
    write_scripts,
)
from benchmarks.verdict import measure_verdict
from benchmarks.witnesses import make_witnesses
from builder.commands.arguments import positive
from builder.effects import WorldError
from builder.effects.files.system import count_cores
from builder.records.request import Request

MOST_NOTEBOOKS = 10  # witnesses run as notebooks: a kernel for each would dominate the benchmark


@dataclass(frozen=True, slots=True)
class Bench:
    """The inputs of all measurements."""

    root: Path
    requests: tuple[Request, ...]
    scripts: tuple[Path, ...]
    notebooks: Notebooks | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return its exit code: 0, or 1 if a subject fails or cannot run here."""
    options = make_parser().parse_args(arguments)
    cache = find_cache()
    with tempfile.TemporaryDirectory(prefix="plumbline-benchmark-") as folder:
        set_environment(folder)
        try:
            bench = set_up(Path(folder), options.count, None if options.without_nbclient else cache)
            print(describe(bench, options.count, options.rounds))
            rows = measure_rounds(list_subjects(bench), options.rounds, report)
            print(format_table("all witnesses", rows), flush=True)
            concept = bench.requests[0].folder
            print(format_table("one job", measure_job(bench.root, concept, options.rounds)))
            print(format_table("one figure", measure_figure(bench.root, concept, options.rounds)))
            rows = measure_verdict(bench.root, concept, options.rounds)
            print(format_table("the first verdict", rows), end="")
        except (BenchmarkError, WorldError) as error:
            print(f"benchmarks: {error}", file=sys.stderr)
            return 1
    return 0


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command's arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.witness_engine", description="Measures the witness engine."
    )
    parser.add_argument(
        "--count", type=positive, default=100, metavar="N", help="witnesses (default: 100)"
    )
    parser.add_argument(
        "--rounds", type=positive, default=5, metavar="N", help="rounds (default: 5)"
    )
    parser.add_argument(
        "--without-nbclient",
        action="store_true",
        help="measure nothing that has to be installed first",
    )
    return parser


def set_up(folder: Path, count: int, cache: Path | None) -> Bench:
    """Write the witnesses as an atlas and as scripts; install nbclient below `cache`, if given."""
    witnesses = make_witnesses(count)
    root = folder / "atlas"
    write_atlas(root, witnesses)
    scripts = write_scripts(folder / "scripts", witnesses)
    notebooks = None
    if cache is not None:
        notebooks = install_notebooks(cache, folder / "notebooks", report)
    report("warming up: everything once, unmeasured")
    requests = plan_base_runs(root)
    fill_store(root, requests)
    time_interpreters(scripts[:1], 1)
    if notebooks is not None:
        time_notebooks(notebooks, scripts[:1])
    return Bench(root, requests, scripts, notebooks)


def list_subjects(bench: Bench) -> tuple[Subject, ...]:
    """Return the subjects of every round; ratios are to the first."""
    cores = count_cores()
    ours = partial(time_executor, bench.root, bench.requests)
    fresh = partial(time_interpreters, bench.scripts)
    taken = len(bench.scripts[:MOST_NOTEBOOKS])
    return (
        Subject(f"ours, {cores} at once, zygotes started anew", partial(ours, cores)),
        Subject("ours, one at a time, zygotes started anew", partial(ours, 1)),
        Subject("fresh interpreters, one at a time", partial(fresh, 1), "ratio of 10 or more"),
        Subject(f"fresh interpreters, {cores} at once", partial(fresh, cores)),
        Subject(
            f"nbclient, once each, scaled from {taken} witnesses",
            partial(_time_scaled, bench),
            "ratio of 50 or more",
        ),
        Subject(
            "ours, cached: what all runs add to a build",
            partial(time_cached, bench.root),
            "below 50 ms for 100 witnesses",
        ),
    )


def describe(bench: Bench, count: int, rounds: int) -> str:
    """Return the head of the tables: the witnesses, the rounds, the machine and the versions."""
    others = f", {bench.notebooks.versions}" if bench.notebooks is not None else ""
    return (
        f"witnesses: {count}, base run twice each; rounds: {rounds}\n"
        f"{platform.system()} {platform.machine()}, {count_cores()} cores, "
        f"Python {platform.python_version()}, "
        f"numpy {version('numpy')}, matplotlib {version('matplotlib')}{others}\n"
    )


def find_cache() -> Path:
    """Return the folder that keeps the environment of nbclient between runs."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "plumbline-benchmarks"


def _time_scaled(bench: Bench) -> float:
    if bench.notebooks is None:
        raise LeftOutError("left out, as asked")
    taken = bench.scripts[:MOST_NOTEBOOKS]
    return time_notebooks(bench.notebooks, taken) * len(bench.scripts) / len(taken)


if __name__ == "__main__":
    sys.exit(main())
