"""The command that measures builds of a generated atlas: cold, unchanged, and after edits."""

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
from builder.effects.files.own_theme import OWN_THEME
from builder.effects.files.system import count_cores

REPOSITORY = Path(__file__).parents[1]
CACHE = "plumbline/cache.sqlite"  # below `$XDG_CACHE_HOME`
SETTLED_S = 0.1  # wait before a build, which distrusts the times of files just written
COLD_RUNS = 200  # the most pages for which a build without cached outcomes is measured


@dataclass(slots=True)
class Bench:
    """An atlas in a folder, with the outputs and caches of its builds.

    `edits` counts the edits, so that no edit repeats another; `cold` counts the cold builds.
    """

    folder: Path
    edits: int = 0
    cold: int = 0
    first: Path = field(init=False)

    def __post_init__(self) -> None:
        self.first = min(self.atlas.glob("concepts/*/*/"))

    @property
    def atlas(self) -> Path:
        """The folder of the atlas."""
        return self.folder / "atlas"

    def build(self, *arguments: str, cache: Path | None = None) -> float:
        """Return the seconds of a build, Python's start included. Raises: `BenchmarkError`."""
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
        """Return the seconds of a build into a new folder.

        Its cache holds outcomes of runs only.
        """
        home = self._make_home()
        copy_outcomes(Path(os.environ["XDG_CACHE_HOME"], CACHE), home / CACHE)
        return self.build("--output", str(home / "site"), cache=home)

    def _make_home(self) -> Path:
        """Return a new folder for a build from nothing.

        No files are removed first: for minutes after that, a file system may take ten times as
        long to write new files.
        """
        self.cold += 1
        return self.folder / f"cold-{self.cold}"

    def build_edited(self, path: Path, old: str, new: str) -> float:
        """Return the seconds of a build after an edit; `{}` in `new` becomes the edit's number.

        Raises: `BenchmarkError` if the file does not hold `old`, or the build fails.
        """
        self.edits += 1
        text = path.read_text("utf-8")
        if old not in text:
            raise BenchmarkError(f"'{path}' holds no '{old}'")
        path.write_text(text.replace(old, new.format(self.edits), 1), "utf-8", newline="\n")
        return self.build()


def copy_outcomes(whole: Path, part: Path) -> None:
    """Write the outcomes of runs in the cache file `whole` to a new cache file.

    Raises: `BenchmarkError` without any.
    """
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
    """Run the benchmark and return its exit code: 0, or 1 if a build fails."""
    options = make_parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="plumbline-benchmark-") as folder:
        set_environment(folder)
        write_pages(Path(folder, "atlas"), options.count)
        shutil.copytree(OWN_THEME, Path(folder, "atlas", "theme"))
        bench = Bench(Path(folder))
        try:
            report("warming up: everything once, unmeasured")
            bench.build()
            subjects = tuple(list_subjects(bench, options.count))
            rows = measure_rounds(subjects, options.rounds, report)
        except BenchmarkError as error:
            print(f"benchmarks: {error}", file=sys.stderr)
            return 1
    print(describe(options.count, options.rounds))
    print(format_table(f"{options.count} pages", rows), end="")
    rate = f"{options.count / rows[0].median:.1f} pages per second cold"
    print(f"{rate}; {read_peak_mib():.0f} MiB at most in one process")
    return 0


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command's arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.builds", description="Measures builds."
    )
    parser.add_argument("--count", type=int, default=100, metavar="N", help="pages (default: 100)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds (default: 5)")
    return parser


def list_subjects(bench: Bench, count: int) -> Iterator[Subject]:
    """Yield the subjects of every round; ratios are to the first."""
    text, record = bench.first / "content.md", bench.first / "concept.yaml"
    yield Subject("from nothing but the outcomes of runs", bench.build_with_outcomes)
    if count <= COLD_RUNS:
        yield Subject("from nothing, every witness run twice", bench.build_cold)
    yield Subject("nothing changed", bench.build)
    template = bench.atlas / "theme" / "templates" / "concept.html"
    head, imports = "## Intuition\n\n", "import numpy as np\n"
    edits = (
        ("a word of prose edited", text, head, head + "Word{} "),
        ("a line of a witness edited", text, imports, imports + "\nspare = {}\n"),
        ("a title that others show edited", record, "title: ", "title: Again{} "),
        ("a template edited", template, "<main ", "<main data-edit-{} "),
    )
    for name, path, old, new in edits:
        yield Subject(name, partial(bench.build_edited, path, old, new))


def describe(count: int, rounds: int) -> str:
    """Return the head of the table: the atlas, the rounds and the machine."""
    machine = f"{platform.system()} {platform.machine()}, {count_cores()} cores"
    python = f"Python {platform.python_version()}"
    return f"pages: {count}, no seeds or figures; rounds: {rounds}; {machine}, {python}\n"


def read_peak_mib() -> float:
    """Return the peak memory of the largest child process."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
