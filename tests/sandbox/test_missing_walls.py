"""A machine without the means of locking runs away: the build says which are missing, and runs nothing unless it is told to.

Such a machine is made here by a filter of system calls that the test's own process puts on itself and its children.
"""

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from builder.effects import LEFT, TRUST
from builder.effects.sandbox.lockdown import seccomp

WITHOUT = """
import ctypes, errno, json, struct, sys
from builder.effects.sandbox.lockdown.seccomp import give_up_privileges

def leave_out(*numbers):
    program = [(0x20, 0, 0, 0)]
    for number in numbers:
        program += [(0x15, 0, 1, number), (0x06, 0, 0, 0x00050000 | errno.ENOSYS)]
    program.append((0x06, 0, 0, 0x7FFF0000))
    filters = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *one) for one in program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program), ctypes.addressof(filters)))
    assert ctypes.CDLL(None).syscall(317, 1, 0, header) == 0

give_up_privileges()
leave_out(*json.loads(sys.argv[1]))
"""
RUN = """
from pathlib import Path
from builder.effects.sandbox.executor import Executor, ExecutorError
from builder.records.request import Request
from builder.records.run import Cell, Job, JobKind, RunLimits

root, code = Path(sys.argv[2]), sys.argv[3]
job = Job(JobKind.PLAIN, (Cell(0, code),), limits=RunLimits(time_s=20))
with Executor(root, trust_content=sys.argv[4] == "trusted") as executor:
    try:
        ((_, outcome),) = executor.run([Request(job, ".")])
        print(json.dumps([outcome.complete, "".join(text for _, text in outcome.outputs)]))
    except ExecutorError as error:
        print(json.dumps(str(error)))
"""
DOCTOR = """
from builder.cli import main
main(["doctor"])
"""
UNSHARE, SECCOMP, LANDLOCK = 272, 317, 444


def doctor_without(numbers: list[int]) -> str:
    """Return what doctor prints on a machine whose kernel lacks these calls."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT + DOCTOR, json.dumps(numbers)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[2],
    ).stdout


def run_without(numbers: list[int], root: Path, code: str, trust: str = "") -> object:
    """Return what came of a run on a machine whose kernel lacks these calls."""
    command = [sys.executable, "-c", WITHOUT + RUN, json.dumps(numbers), str(root), code, trust]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("numbers", "names"),
    [
        ([LANDLOCK], ["landlock"]),
        ([SECCOMP], ["seccomp"]),
        ([LANDLOCK, SECCOMP], ["landlock", "seccomp"]),
    ],
)
def test_nothing_is_run_where_a_wall_is_missing_and_the_build_says_which(
    tmp_path: Path, numbers: list[int], names: list[str]
) -> None:
    told = run_without(numbers, tmp_path, "print('ran')")
    assert isinstance(told, str)
    assert [
        name for name in ("landlock", "seccomp") if f"{name}: the kernel was built" in told
    ] == names
    assert told.endswith(f"{LEFT}. {TRUST}")


def test_doctor_says_what_holds_where_a_wall_is_missing_and_what_trust_means() -> None:
    shown = doctor_without([UNSHARE, LANDLOCK])
    assert "MISSING  landlock" in shown
    assert shown.endswith(f"builds refuse to run them\n{LEFT}\n{TRUST}\n")
    assert "the other walls are enough" not in shown
    assert "the other walls are enough" in doctor_without([UNSHARE])


@pytest.mark.parametrize(
    ("system", "machine", "said"),
    [
        ("darwin", "arm64", "it is a means of Linux, and this is another system"),
        ("linux", "riscv64", "its list of system calls is written for x86_64 and aarch64"),
    ],
)
def test_the_filter_of_calls_says_on_which_machines_it_is_missing(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, said: str
) -> None:
    monkeypatch.setattr(seccomp, "IS_LINUX", system == "linux")
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert seccomp.find_fault().startswith(said)


def test_trusted_content_runs_behind_the_walls_that_there_are(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    code = f"import os\ntry:\n    open({str(tmp_path / 'secret')!r})\nexcept PermissionError as error:\n    print('kept')\nos.getppid()\n"
    assert run_without([SECCOMP], tmp_path, code, "trusted") == [True, "kept\n"]
    assert run_without(
        [LANDLOCK],
        tmp_path,
        "import os\ntry:\n    os.fork()\nexcept PermissionError:\n    print('kept')\n",
        "trusted",
    ) == [
        True,
        "kept\n",
    ]


def test_without_namespaces_the_walls_are_enough(tmp_path: Path) -> None:
    assert run_without([UNSHARE], tmp_path, "print('ran')") == [True, "ran\n"]


def test_a_process_that_trusted_content_forks_neither_holds_the_run_nor_survives_it(
    tmp_path: Path,
) -> None:
    code = (
        "import os, time\nprint(os.getpid(), flush=True)\nif os.fork() == 0:\n    time.sleep(60)\n"
    )
    found = run_without([SECCOMP], tmp_path, code, "trusted")
    assert isinstance(found, list)
    assert found[0] is True
    assert not any(_group_of(path) == int(found[1]) for path in Path("/proc").glob("[0-9]*/stat"))


def test_numpy_runs_on_one_thread(tmp_path: Path) -> None:
    code = "import numpy as np, os\nx = np.ones((400, 400)) @ np.ones((400, 400))\nprint(len(os.listdir('/proc/self/task')))\n"
    assert run_without([LANDLOCK], tmp_path, code, "trusted") == [True, "1\n"]


def _group_of(stat: Path) -> int:
    try:
        text = stat.read_text()
    except OSError:
        return -1
    state, _, group = text.rpartition(") ")[2].split()[:3]
    return -1 if state == "Z" else int(group)
