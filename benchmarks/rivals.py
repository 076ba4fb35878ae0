"""The same witnesses run by what else there is: fresh interpreters, and nbclient with a fresh kernel each."""

import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.measures import Report, run_program
from benchmarks.witnesses import Witness
from builder.effects.arithmetic import pin_arithmetic
from builder.effects.warm import HASH_SEEDS

NOTEBOOKS = Path(__file__).with_name("notebooks.py")
WANTED = ("nbclient", "ipykernel")  # beside numpy in the version that runs our own witnesses
MADE = "made"  # the file that says that the environment is whole


@dataclass(frozen=True, slots=True)
class Notebooks:
    """nbclient in an environment of its own; `folder` holds its notebooks and all that Jupyter keeps."""

    python: Path
    folder: Path
    versions: str


def write_scripts(folder: Path, witnesses: Sequence[Witness]) -> tuple[Path, ...]:
    """Each witness as a program of its own, in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(folder / f"{witness.slug}.py" for witness in witnesses)
    for path, witness in zip(paths, witnesses, strict=True):
        path.write_text(witness.code, encoding="utf-8", newline="\n")
    return paths


def time_interpreters(scripts: Sequence[Path], jobs: int) -> float:
    """Seconds in which every script runs twice in a fresh interpreter, under two hash seeds, `jobs` at once.

    Raises: `BenchmarkError` where a script fails.
    """
    runs = [(script, seed) for script in scripts for seed in HASH_SEEDS]
    start = time.perf_counter()
    if jobs == 1:
        for run in runs:
            _run_script(run)
    else:
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(_run_script, runs))
    return time.perf_counter() - start


def pin_environment() -> dict[str, str]:
    """The environment of this process with the arithmetic that our own runs have: one thread, the same kernels."""
    return {**os.environ, **pin_arithmetic()}


def install_notebooks(cache: Path, folder: Path, report: Report) -> Notebooks:
    """nbclient, installed below `cache` where it is not there already.

    Raises: `BenchmarkError` where it cannot be installed.
    """
    numpy = version("numpy")
    folder.mkdir(parents=True, exist_ok=True)
    home = cache / f"nbclient-python{sys.version_info.major}.{sys.version_info.minor}-numpy{numpy}"
    python = home / "bin" / "python"
    if not (home / MADE).is_file():
        report(f"installing {', '.join(WANTED)} into {home}")
        run_program([sys.executable, "-m", "venv", "--clear", str(home)], folder)
        run_program(
            [
                str(python),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                *WANTED,
                f"numpy=={numpy}",
            ],
            folder,
        )
        listed = run_program(
            [
                str(python),
                "-c",
                f"from importlib.metadata import version; print(*map(version, {WANTED}))",
            ],
            folder,
        )
        (home / MADE).write_text(
            ", ".join(f"{name} {own}" for name, own in zip(WANTED, listed.split(), strict=True)),
            "utf-8",
        )
    return Notebooks(python, folder, (home / MADE).read_text("utf-8"))


def time_notebooks(notebooks: Notebooks, scripts: Sequence[Path]) -> float:
    """Seconds in which nbclient executes each script once, as a notebook with one cell. Its own start and imports do not count.

    Raises: `BenchmarkError` where a notebook fails.
    """
    kept = {
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "share",
        "JUPYTER_RUNTIME_DIR": "runtime",
    }
    folders = {name: str(notebooks.folder / below) for name, below in kept.items()}
    command = [str(notebooks.python), str(NOTEBOOKS), *map(str, scripts)]
    told = run_program(command, notebooks.folder, {**pin_environment(), **folders})
    return float(json.loads(told)["seconds"])


def _run_script(run: tuple[Path, str]) -> None:
    script, hash_seed = run
    run_program(
        [sys.executable, script.name],
        script.parent,
        {**pin_environment(), "PYTHONHASHSEED": hash_seed},
    )
