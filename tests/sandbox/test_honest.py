"""Honest witnesses pass untouched: what they print is what a plain interpreter prints, and all their checks hold."""

import subprocess
import sys
from pathlib import Path

import pytest

from builder.records.run import RunLimits
from tests.sandbox.cases import WITNESSES, judge_page
from tests.sandbox.yard import Yard

PROGRAMS = sorted((WITNESSES / "honest").glob("*.py"))
ROOMY = RunLimits(time_s=20)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_an_honest_witness_does_what_it_does_in_a_plain_interpreter(
    yard: Yard, program: Path, tmp_path: Path
) -> None:
    code = program.read_text("utf-8")
    files = [
        ("draws.csv", "1.5,2.5\n3.5,4.5\n"),
        ("shapes.py", "def area(x):\n    assert x > 0\n    return x * x\n"),
    ]
    for name, content in [*files, ("plain.py", code)]:
        (tmp_path / name).write_text(content, "utf-8")
    command = [sys.executable, "-X", "utf8", "plain.py"]
    plain = subprocess.run(
        command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, check=True, text=True
    )
    with yard.files(files):
        evidence, problems = judge_page(yard, code, limits=ROOMY)
    assert problems == ()
    assert evidence.is_checked
    assert "".join(text for _, text in evidence.outputs) == plain.stdout
    assert [(check.id, check.passed) for check in evidence.checks] == [("holds", True)]


def test_there_is_a_program_for_everything_that_mathematics_needs() -> None:
    assert len(PROGRAMS) >= 10


def test_threads_that_are_allowed_run(yard: Yard) -> None:
    code = (
        "import threading\nimport numpy as np\nfound = []\n"
        "threads = [threading.Thread(target=lambda: found.append(float((np.ones((200, 200)) @ np.ones((200, 200))).sum()))) "
        "for _ in range(6)]\nfor one in threads:\n    one.start()\nfor one in threads:\n    one.join()\nprint(set(found))\n"
    )
    with yard.watched():
        assert yard.runner.run(
            code, allow=("threading",), limits=RunLimits(time_s=10, threads=8)
        ).outputs == ((0, "{8000000.0}\n"),)
