"""Each wall of the system holds alone what it is there for: the same witnesses, on a machine that lacks the other."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.cases import LIMITS, PRELUDE, Case, read_cases
from tests.sandbox.test_missing_walls import LANDLOCK, SECCOMP, WITHOUT
from tests.sandbox.yard import Yard

RUN_ALL = """
from pathlib import Path
from builder.effects.sandbox.executor import Executor
from builder.records.request import Request
from builder.records.run import Cell, Job, JobKind, RunLimits
from tests.witness.runs import set_parameters

codes, settings, limits = json.loads(sys.argv[3])
requests = [
    Request(Job(JobKind.PLAIN, (Cell(0, set_parameters("\\n".join(pair), settings)),), limits=RunLimits(**limits)), ".") for pair in codes
]
with Executor(Path(sys.argv[2]), jobs=1, trust_content=True) as executor:
    for index, outcome in executor.run(requests):
        print(json.dumps([index, "".join(text for _, text in outcome.outputs)]))
"""
CASES = {
    f"{theme}/{case.name}": case
    for theme in ("reach", "writes", "network", "processes")
    for case in read_cases(theme)
}
LANDLOCK_ALONE = ("reach/files", "reach/places", "reach/proc", "reach/environment", "writes/files")
OUTLIVES = "processes/outlives"  # it writes for as long as it runs, and only Landlock would keep it from that
PROCESSES = tuple(
    name for name in CASES if name.startswith(("network/", "processes/")) and name != OUTLIVES
)
SECCOMP_ALONE = ("writes/names", "writes/marks", *PROCESSES)


def run_without(number: int, cases: list[Case], yard: Yard, root: Path) -> list[str]:
    """Return what each witness prints on a machine whose kernel lacks the system call."""
    limits = {name: getattr(LIMITS, name) for name in LIMITS.__dataclass_fields__}
    told = json.dumps([[(PRELUDE, case.code) for case in cases], yard.settings, limits])
    command = [sys.executable, "-c", WITHOUT + RUN_ALL, json.dumps([number]), str(root), told]
    with yard.watched():
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=Path(__file__).parents[2],
        )
    assert done.stderr == ""
    return [text for _, text in sorted(json.loads(line) for line in done.stdout.splitlines())]


@pytest.mark.parametrize(
    ("missing", "names"),
    [(SECCOMP, LANDLOCK_ALONE), (LANDLOCK, SECCOMP_ALONE)],
    ids=["landlock", "seccomp"],
)
def test_a_wall_holds_alone(
    yard: Yard, missing: int, names: tuple[str, ...], tmp_path: Path
) -> None:
    cases = [CASES[name] for name in names]
    assert run_without(missing, cases, yard, tmp_path) == [case.prints for case in cases]
