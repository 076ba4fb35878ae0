"""The one command that measures builds: a generated atlas, built from nothing, again, and after edits; prints a table of medians."""

import argparse
import os
import platform
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.measures import (
    BenchmarkError,
    Subject,
    format_table,
    measure_rounds,
    report,
    run_program,
    set_environment,
)
from benchmarks.pages import write_pages
from builder.effects.disk import OWN_THEME
from builder.effects.system import count_cores

REPOSITORY = Path(__file__).parents[1]
CACHE = "plumbline/cache.sqlite"  # below `$XDG_CACHE_HOME`
SETTLED_S = 0.1  # what was just written is not trusted to be old
COLD_RUNS = 200  # pages at most that are run from nothing


@dataclass(slots=True)
class Bench:
    """An atlas in a folder with all that its builds keep; `edits` counts what was edited, so that no edit is one that was seen before.

    `cold` counts the builds from nothing.
    """

    folder: Path
    edits: int = 0
    cold: int = 0
    first: Path = field(init=False)

    def __post_init__(self) -> None:
        self.first = min(self.atlas.glob("concepts/*/*/"))

    @property
    def atlas(self) -> Path:
        """Its files."""
        return self.folder / "atlas"

    def build(self, *arguments: str, cache: Path | None = None) -> float:
        """Seconds of a build, the start of Python included. Raises: `BenchmarkError` where it fails."""
        command = [sys.executable, "-m", "builder", "--root", str(self.atlas), "build", *arguments]
        environment = os.environ | ({"XDG_CACHE_HOME": str(cache)} if cache else {})
        time.sleep(SETTLED_S)
        start = time.perf_counter()
        run_program(command, REPOSITORY, environment)
        return time.perf_counter() - start

    def build_cold(self) -> float:
        """Return the seconds of a build into a new folder, with an empty cache."""
        home = self._make_home()
        return self.build("--output", str(home / "site"), cache=home)

    def build_with_outcomes(self) -> float:
        """Return the seconds of a build into a new folder, with a cache that holds nothing but the outcomes of runs."""
        home = self._make_home()
        copy_outcomes(Path(os.environ["XDG_CACHE_HOME"], CACHE), home / CACHE)
        return self.build("--output", str(home / "site"), cache=home)

    def _make_home(self) -> Path:
        """Return a new folder for a build from nothing.

        Nothing is removed for it: a file system may pass over for minutes what was just freed, and take ten times as long for new files.
        """
        self.cold += 1
        return self.folder / f"cold-{self.cold}"

    def build_edited(self, path: Path, old: str, new: str) -> float:
        """A build after an edit: `new` holds the edit's number. Raises: `BenchmarkError` where there is nothing to edit."""
        self.edits += 1
        text = path.read_text("utf-8")
        if old not in text:
            raise BenchmarkError(f"'{path}' holds no '{old}'")
        path.write_text(text.replace(old, new.format(self.edits), 1), "utf-8", newline="\n")
        return self.build()


def copy_outcomes(whole: Path, part: Path) -> None:
    """Write the outcomes of runs in the cache file `whole` to a new cache file. Raises: `BenchmarkError` without any."""
    part.parent.mkdir(parents=True, mode=0o700)
    with closing(sqlite3.connect(part)) as database, database:
        database.execute("ATTACH ? AS whole", [str(whole)])
        (schema,) = database.execute(
            "SELECT sql FROM whole.sqlite_master WHERE name = 'rows'"
        ).fetchone()
        database.execute(schema)
        copied = database.execute(
            "INSERT INTO rows SELECT * FROM whole.rows WHERE key GLOB 'outcome *'"
        )
        if copied.rowcount < 1:
            raise BenchmarkError(f"'{whole}' holds no outcome of a run")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark and returns its exit code: 0, or 1 where a build fails."""
    options = make_parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="plumbline-benchmark-") as folder:
        set_environment(folder)
        write_pages(Path(folder, "atlas"), options.count)
        shutil.copytree(OWN_THEME, Path(folder, "atlas", "theme"))
        bench = Bench(Path(folder))
        try:
            report("warming up: everything once, unmeasured")
            bench.build()
            rows = measure_rounds(
                tuple(list_subjects(bench, options.count)), options.rounds, report
            )
        except BenchmarkError as error:
            print(f"benchmarks: {error}", file=sys.stderr)
            return 1
    print(describe(options.count, options.rounds))
    print(format_table(f"{options.count} pages", rows), end="")
    print(
        f"{options.count / rows[0].median:.1f} pages per second cold; {read_peak_mib():.0f} MiB at most in one process"
    )
    return 0


def make_parser() -> argparse.ArgumentParser:
    """The parser of the command's arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.builds", description="Measures builds."
    )
    parser.add_argument("--count", type=int, default=100, metavar="N", help="pages (default: 100)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds (default: 5)")
    return parser


def list_subjects(bench: Bench, count: int) -> Iterator[Subject]:
    """What is measured in every round; ratios are to the first."""
    text, record = bench.first / "content.md", bench.first / "concept.yaml"
    yield Subject("from nothing but the outcomes of runs", bench.build_with_outcomes)
    if count <= COLD_RUNS:
        yield Subject("from nothing, every witness run twice", bench.build_cold)
    yield Subject("nothing changed", bench.build)
    yield Subject(
        "a word of prose edited",
        partial(bench.build_edited, text, "## Intuition\n\n", "## Intuition\n\nWord{} "),
    )
    yield Subject(
        "a line of a witness edited",
        partial(
            bench.build_edited, text, "import numpy as np\n", "import numpy as np\n\nspare = {}\n"
        ),
    )
    yield Subject(
        "a title that others show edited",
        partial(bench.build_edited, record, "title: ", "title: Again{} "),
    )
    template = bench.atlas / "theme" / "templates" / "concept.html"
    yield Subject(
        "a template edited", partial(bench.build_edited, template, "<main ", "<main data-edit-{} ")
    )


def describe(count: int, rounds: int) -> str:
    """What was measured with what, for the head of the table."""
    machine = f"{platform.system()} {platform.machine()}, {count_cores()} cores, Python {platform.python_version()}"
    return f"pages: {count}, no seeds or figures; rounds: {rounds}; {machine}\n"


def read_peak_mib() -> float:
    """The most memory that one of the processes has held."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
