"""`--profile`: where the time went, per stage and per concept; and the progress of a build on a terminal."""

import io
import re
import shutil
from pathlib import Path

import pytest

from builder.cli import main
from builder.effects.profile import Profile
from builder.report.progress import show_progress

SMALL = Path(__file__).parents[1] / "sites" / "small" / "in"


@pytest.fixture
def atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(SMALL, tmp_path / "atlas")
    return tmp_path / "atlas"


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_profile_names_every_stage_and_every_concept_with_its_work(
    atlas: Path, tmp_path: Path, command: str
) -> None:
    path = tmp_path / "profile.txt"
    assert main(["--root", str(atlas), command, "--profile", str(path)]) == 0
    stages, concepts = path.read_text().split("\n\n")
    names = [line.split("  ")[0] for line in stages.splitlines()]
    published = ["publish"] if command == "build" else []
    assert names == [
        "stage",
        "load",
        "check",
        "plan",
        "run",
        "judge",
        "render",
        "check pages",
        *published,
    ]
    head, *rows = concepts.splitlines()
    assert set(re.split(" {2,}", head)) == {
        "concept",
        "all",
        "sources",
        "draft",
        "run",
        "assessment",
        "entry",
        "page",
        "site page",
    }
    figures = {row.split()[0]: [float(cell) for cell in row.split()[1:]] for row in rows}
    assert "numbers/halves" in figures
    sums = [cells[0] for cells in figures.values()]
    assert sums == sorted(sums, reverse=True)
    assert all(cells[0] == pytest.approx(sum(cells[1:]), abs=0.5) for cells in figures.values())


def test_a_profile_is_written_where_nothing_has_changed_too(atlas: Path, tmp_path: Path) -> None:
    path = tmp_path / "profile.txt"
    for _ in range(2):
        assert main(["--root", str(atlas), "build", "--profile", str(path)]) == 0
        assert path.exists()
        path.unlink()


def test_a_profile_that_cannot_be_written_is_said(
    atlas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(
            ["--root", str(atlas), "check", "--profile", str(tmp_path / "nowhere" / "profile.txt")]
        )
        == 2
    )
    assert "the profile cannot be written: No such file or directory" in capsys.readouterr().err


TAKEN = {
    "notes.txt": "is there already, and is no profile",
    "edited.txt": "is there already, and is no profile",
    "atlas/concepts/numbers/halves/concept.yaml": "lies within 'concepts' of the atlas",
    "atlas/concepts/new.txt": "lies within 'concepts' of the atlas",
    "atlas/theme": "is 'theme' of the atlas",
    "atlas/pyproject.toml": "is the configuration of the atlas",
    "atlas/site/profile.txt": "lies within the site",
    "atlas": "holds 'concepts' of the atlas",
    "folder": "is no file",
    "link": "is there already, and is no profile",
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_profile_is_written_over_nothing_but_an_older_profile(
    atlas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """It is said before any work is done: the error of the atlas is not shown."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "edited.txt").write_text(f"{Profile().write()}remember: slow\n")
    (tmp_path / "link").symlink_to("notes.txt")
    (atlas / "concepts/numbers/domain.yaml").write_text("title: [\n")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert main(["--root", str(atlas), "check", "--profile", str(tmp_path / name)]) == 2
    shown = capsys.readouterr()
    assert TAKEN[name] in shown.err
    assert f"try: --profile '{atlas}/profile.txt'" in shown.err
    assert shown.out == ""
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("content", ["", None])
def test_an_older_profile_and_an_empty_file_give_way(
    atlas: Path, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "profile.txt"
    if content is None:
        assert main(["--root", str(atlas), "check", "--profile", str(path)]) == 0
    else:
        path.write_text(content)
    assert main(["--root", str(atlas), "check", "--profile", str(path)]) == 0
    assert "check pages" in path.read_text()


def test_work_of_one_stage_adds_up() -> None:
    profile = Profile()
    for seconds in (0.25, 0.5):
        profile.add("load", "a/b", seconds)
    assert profile.write().splitlines()[-1].split() == ["a/b", "750.0", "750.0"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_shown_the_stage_and_how_many_of_how_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with show_progress(stream) as progress:
        progress("load", 0, 0)
        progress("run", 3, 10)
    assert "run" in stream.getvalue()
    assert "3/10" in stream.getvalue()


def test_what_is_no_terminal_is_shown_nothing() -> None:
    stream = io.StringIO()
    with show_progress(stream) as progress:
        progress("run", 3, 10)
    assert stream.getvalue() == ""
