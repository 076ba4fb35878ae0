"""One broken project for every problem code, with the exact text that its author sees."""

import os
from pathlib import Path

import pytest

from builder.cli import main
from builder.report.explain import read_explanations

BROKEN = Path(__file__).parent / "broken"
CASES = sorted(path for path in BROKEN.iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_project_gives_its_exact_text(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if (
        case / "refused.txt"
    ).exists():  # permissions are nothing that git keeps, nor that binds the superuser
        refused = {
            case.resolve() / "in" / path
            for path in (case / "refused.txt").read_text("utf-8").split("\n")
        }
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path) not in refused)
    command = (
        case / "command.txt"
    )  # what shows it, where that is another than `check`; its paths are relative to the case's folder
    monkeypatch.chdir(case)
    code = main(
        [
            "--root",
            "in",
            *(command.read_text("utf-8").split() if command.exists() else ("check", "--drafts")),
        ]
    )
    text = capsys.readouterr().out
    shown = (
        "\n".join(text.rstrip("\n").split("\n")[:-1]) + "\n"
    )  # less the summary, which holds a time
    expected = case / "expected.txt"
    if os.environ.get("UPDATE_GOLDEN") and not os.environ.get("CI"):
        expected.write_text(shown, "utf-8")
    assert expected.read_text("utf-8") == shown
    assert f"[{case.name}]" in shown
    assert code == (1 if "error[" in shown else 0)


def test_every_code_has_its_broken_project_and_every_project_its_code() -> None:
    told_elsewhere = {"review-kept"}  # by `review check`, in test_review_history.py
    assert {case.name for case in CASES} == set(read_explanations()) - told_elsewhere
