"""`plumbline verify --rerun`: run the published programs of a site again, without the atlas."""

import json
from collections.abc import Iterator
from pathlib import Path

from builder.effects.sandbox.executor import Executor
from builder.records.manifest import Manifest
from builder.records.request import Request
from builder.records.run import Cell, Job, JobKind, Outcome, RunLimits

PROGRAMS = ("program.py", "page-program.py")
FILES = "files"  # the folder of the files that a page's program reads, in the page's folder
# Several times the limits that a page may ask for.
LIMITS = RunLimits(time_s=120, memory_mib=4096, output_kib=1024, files_mib=256)


def rerun_site(
    folder: Path, manifest: Manifest, *, jobs: int, trust_content: bool
) -> Iterator[tuple[str, str]]:
    """Yield (path, fault) for each program that stops, or whose output is not in the evidence.

    Plain Python runs the programs in the sandbox.

    Raises: `ExecutorError` if this machine cannot run the sandbox.
    """
    paths = [path for path in sorted(manifest.files) if _is_program(manifest, path)]
    requests = [_plan(folder, manifest, path) for path in paths]
    with Executor(folder, jobs=jobs, trust_content=trust_content) as executor:
        outcomes = dict(executor.run(requests))
    for index, (path, request) in enumerate(zip(paths, requests, strict=True)):
        program = request.job.cells[0].code
        if fault := _compare(outcomes[index], program, _read_printed(folder, path)):
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
    cells = (Cell(0, program),)
    job = Job(JobKind.PLAIN, cells, files=tuple(sorted(files.items())), limits=LIMITS)
    return Request(job, beside)


def _read_printed(folder: Path, path: str) -> list[str]:
    """Return the output of each code block of the page in the build, in page order."""
    evidence = json.loads((folder / path).with_name("evidence.json").read_bytes())
    return [output["text"] for output in evidence["outputs"]] if evidence["checked"] else []


def _compare(outcome: Outcome, program: str, printed: list[str]) -> str:
    """Return the fault, empty if there is none.

    Only a program that draws figures may print more than the page shows.
    """
    if outcome.failure is not None:
        return f"run again, it stops at line {outcome.failure.line}: {outcome.failure.message}"
    left, shown = "".join(text for _, text in outcome.outputs), "".join(printed)
    if left != shown and ": figure " not in program:
        both = f"{left.strip()[:80]!r}, and the page shows {shown.strip()[:80]!r}"
        return f"run again, it prints {both}"
    for text in printed:
        _, match, left = left.partition(text)
        if not match:
            return f"run again, it does not print {text.strip()[:80]!r}"
    return ""
