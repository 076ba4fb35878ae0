"""`review check --base` in real git repositories, and `verify` against the records of the atlas."""

import shutil
import subprocess
from pathlib import Path

import pytest

from builder.cli import main
from tests.conftest import TESTS

CLAIM = "numbers/halves#below-one"
RECORDS = "concepts/numbers/halves/reviews.yaml"


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Emmy", "-c", "user.email=emmy@example.org")
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


def record(root: Path, criterion: str) -> None:
    said = ("--reviewer", "Emmy", "--kind", "person", "--read", "code and run")
    command = ("review", "record", CLAIM, *said, "--verdict", "supports", "--yes")
    assert main(["--root", str(root), *command, "--criterion", criterion]) == 0


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    """Return an atlas with two records, in a subfolder of a repository that has committed them."""
    root = tmp_path / "repository" / "a b"
    shutil.copytree(TESTS / "sites/small/in", root)
    git(tmp_path, "init", "-q", "-b", "main", str(root.parent))
    record(root, "first")
    record(root, "second")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Records")
    return root


def check(root: Path, base: str = "HEAD") -> int:
    return main(["--root", str(root), "review", "check", f"--base={base}"])


def test_records_that_are_added_are_no_fault(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(atlas, "third")
    capsys.readouterr()
    assert check(atlas) == 0
    assert capsys.readouterr().out == "all 2 review records of HEAD are as they were\n"


def test_an_edit_of_the_last_record_is_seen_at_its_line(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = atlas / RECORDS
    path.write_text(path.read_text().replace("criterion: second", "criterion: anything"))
    assert main(["--root", str(atlas), "check"]) == 0  # nothing in the tree tells
    capsys.readouterr()
    assert check(atlas, "main") == 1
    shown = capsys.readouterr().out
    assert f"{RECORDS}:" in shown
    assert "error[review-kept]: the record" in shown
    assert "is not as main has it" in shown


def test_a_removed_record_and_a_removed_file_are_seen(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = atlas / RECORDS
    text = path.read_text()
    path.write_text(text[: text.rindex("\n- id:") + 1])
    assert check(atlas) == 1
    assert "which HEAD has, was removed" in capsys.readouterr().out
    path.unlink()
    assert check(atlas) == 1
    assert "which HEAD has, was removed" in capsys.readouterr().out


def test_another_layout_of_the_file_is_no_fault(atlas: Path) -> None:
    path = atlas / RECORDS
    path.write_text(path.read_text().replace("criterion: first", "criterion:   'first'  # asked"))
    assert check(atlas) == 0


@pytest.mark.parametrize("base", ["nowhere", "--all", "HEAD~7", ""])
def test_a_base_that_cannot_be_read_is_told(
    atlas: Path, base: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(atlas, base) == 2
    assert "name a commit, a branch or a tag" in capsys.readouterr().err


def test_outside_of_a_repository_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    root = tmp_path / "atlas"
    shutil.copytree(TESTS / "sites/small/in", root)
    assert check(root) == 2
    assert "not a git repository" in capsys.readouterr().err
    monkeypatch.setenv("PATH", "")
    assert check(root) == 2
    assert "git is not installed" in capsys.readouterr().err


def test_verify_misses_the_last_record_that_the_site_was_built_from(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["--root", str(atlas)]
    assert main([*run, "build"]) == 0
    assert main([*run, "verify"]) == 0
    path = atlas / RECORDS
    text = path.read_text()
    record(atlas, "third")
    assert main([*run, "verify"]) == 0
    path.write_text(text.replace("second", "anything"))
    capsys.readouterr()
    assert main([*run, "verify"]) == 1
    assert f"{RECORDS}: the last record that the site was built from" in capsys.readouterr().out
    assert main([*run, "verify", str(atlas / "site")]) == 0  # a site alone has no records
