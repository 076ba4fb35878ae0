"""Times of the same witnesses in the alternatives: fresh interpreters, and nbclient."""

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
from builder.effects.sandbox.arithmetic import pin_arithmetic
from builder.effects.sandbox.zygote_client import HASH_SEEDS

NOTEBOOKS = Path(__file__).with_name("notebooks.py")
WANTED = ("nbclient", "ipykernel")  # beside the version of numpy that runs our own witnesses
MADE = "made"  # the marker file of a complete environment


@dataclass(frozen=True, slots=True)
class Notebooks:
    """nbclient in its own environment; `folder` holds its notebooks and Jupyter's files."""

    python: Path
    folder: Path
    versions: str


def write_scripts(folder: Path, witnesses: Sequence[Witness]) -> tuple[Path, ...]:
    """Write each witness as a program into the folder, and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(folder / f"{witness.slug}.py" for witness in witnesses)
    for path, witness in zip(paths, witnesses, strict=True):
        path.write_text(witness.code, encoding="utf-8", newline="\n")
    return paths


def time_interpreters(scripts: Sequence[Path], jobs: int) -> float:
    """Return the seconds of running every script under two hash seeds, `jobs` at once.

    Each run has a fresh interpreter.

    Raises: `BenchmarkError` if a script fails.
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
    """Return the environment with the arithmetic of our own runs: one thread, the same kernels."""
    return {**os.environ, **pin_arithmetic()}


def install_notebooks(cache: Path, folder: Path, report: Report) -> Notebooks:
    """Return nbclient, installed below `cache` if it is not there yet.

    Raises: `BenchmarkError` if it cannot be installed.
    """
    numpy = version("numpy")
    folder.mkdir(parents=True, exist_ok=True)
    home = cache / f"nbclient-python{sys.version_info.major}.{sys.version_info.minor}-numpy{numpy}"
    python = home / "bin" / "python"
    if not (home / MADE).is_file():
        report(f"installing {', '.join(WANTED)} into {home}")
        run_program([sys.executable, "-m", "venv", "--clear", str(home)], folder)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run_program([*pip, *WANTED, f"numpy=={numpy}"], folder)
        code = f"from importlib.metadata import version; print(*map(version, {WANTED}))"
        installed = zip(WANTED, run_program([str(python), "-c", code], folder).split(), strict=True)
        (home / MADE).write_text(", ".join(map(" ".join, installed)), "utf-8")
    return Notebooks(python, folder, (home / MADE).read_text("utf-8"))


def time_notebooks(notebooks: Notebooks, scripts: Sequence[Path]) -> float:
    """Return the seconds in which nbclient executes each script once, as a notebook of one cell.

    The start and the imports of nbclient do not count.

    Raises: `BenchmarkError` if a notebook fails.
    """
    kept = {
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "share",
        "JUPYTER_RUNTIME_DIR": "runtime",
    }
    folders = {name: str(notebooks.folder / below) for name, below in kept.items()}
    command = [str(notebooks.python), str(NOTEBOOKS), *map(str, scripts)]
    output = run_program(command, notebooks.folder, {**pin_environment(), **folders})
    return float(json.loads(output)["seconds"])


def _run_script(run: tuple[Path, str]) -> None:
    script, hash_seed = run
    environment = {**pin_environment(), "PYTHONHASHSEED": hash_seed}
    run_program([sys.executable, script.name], script.parent, environment)
