"""`builder verify --rerun`: the published programs of a site are run again by plain Python, in the sandbox, without the atlas."""

import json
from collections.abc import Iterator
from pathlib import Path

from builder.effects.executor import Executor
from builder.records.manifest import Manifest
from builder.records.request import Request
from builder.records.run import Cell, Job, JobKind, Outcome, RunLimits

PROGRAMS = ("program.py", "page-program.py")
FILES = "files"  # below a page's folder: what its program needs
LIMITS = RunLimits(
    time_s=120, memory_mib=4096, output_kib=1024, files_mib=256
)  # several times what a page may ask for


def rerun_site(
    folder: Path, manifest: Manifest, *, jobs: int, trust_content: bool
) -> Iterator[tuple[str, str]]:
    """Yield (path, what is wrong) for each program that stops, or prints something else than the site's evidence says.

    Raises: `ExecutorError` where no program can be locked away on this machine.
    """
    found = {
        path: _plan(folder, manifest, path)
        for path in sorted(manifest.files)
        if _is_program(manifest, path)
    }
    with Executor(folder, jobs=jobs, trust_content=trust_content) as executor:
        outcomes = dict(executor.run(list(found.values())))
    for index, path in enumerate(found):
        if fault := _compare(
            outcomes[index], found[path].job.cells[0].code, _read_printed(folder, path)
        ):
            yield path, fault


def count_programs(manifest: Manifest) -> int:
    """Return how many programs the site publishes."""
    return sum(_is_program(manifest, path) for path in manifest.files)


def _is_program(manifest: Manifest, path: str) -> bool:
    page, _, name = path.rpartition("/")
    return page in manifest.evidence and name in PROGRAMS


def _plan(folder: Path, manifest: Manifest, path: str) -> Request:
    beside = f"{path.rpartition('/')[0]}/{FILES}"
    files = {
        name.removeprefix(f"{beside}/"): digest
        for name, digest in manifest.files.items()
        if name.startswith(f"{beside}/")
    }
    program = (folder / path).read_text("utf-8")
    return Request(
        Job(JobKind.PLAIN, (Cell(0, program),), files=tuple(sorted(files.items())), limits=LIMITS),
        beside,
    )


def _read_printed(folder: Path, path: str) -> list[str]:
    """Return what each block of the page's code printed in the build, in its order."""
    evidence = json.loads((folder / path).with_name("evidence.json").read_bytes())
    return [output["text"] for output in evidence["outputs"]] if evidence["checked"] else []


def _compare(outcome: Outcome, program: str, printed: list[str]) -> str:
    """Return what is wrong; only where the program draws figures may it print more than the page shows."""
    if outcome.failure is not None:
        return f"run again, it stops at line {outcome.failure.line}: {outcome.failure.message}"
    left = "".join(text for _, text in outcome.outputs)
    if left != "".join(printed) and ": figure " not in program:
        return f"run again, it prints {left.strip()[:80]!r}, and the page shows {''.join(printed).strip()[:80]!r}"
    for text in printed:
        _, told, left = left.partition(text)
        if not told:
            return f"run again, it does not print {text.strip()[:80]!r}"
    return ""
