"""`build --keep-going` publishes the pages without errors, says what it leaves out, and exits with 1."""

import json
import shutil
from pathlib import Path

import pytest

from builder.cli import main

EXAMPLE = Path(__file__).parent / "sites/example/in"
BROKEN = "monte-carlo-error"


@pytest.fixture
def atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(EXAMPLE, tmp_path / "atlas")
    return tmp_path / "atlas"


def break_page(atlas: Path) -> None:
    path = atlas / "concepts/statistics" / BROKEN / "content.md"
    path.write_text(path.read_text().replace("## Math", "Broken [@nobody2020].\n\n## Math", 1))


def build(atlas: Path, *options: str) -> int:
    return main(["--root", str(atlas), "build", *options])


def test_the_broken_page_is_left_out_with_every_link_to_it(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    break_page(atlas)
    assert build(atlas) == 1
    assert not (atlas / "site").exists()
    capsys.readouterr()
    assert build(atlas, "--keep-going", "--format", "json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found["left_out"] == [f"statistics/{BROKEN}"]
    assert {claim["level"] for claim in found["claims"] if BROKEN in claim["concept"]} == {
        "not run"
    }
    pages = [path.read_text() for path in (atlas / "site").rglob("*.html")]
    assert not (atlas / f"site/statistics/{BROKEN}").exists()
    assert len(pages) > 5
    assert not [page for page in pages if f"{BROKEN}/" in page]
    assert main(["--root", str(atlas), "verify"]) == 0


def test_the_mended_page_is_published_again_by_any_build(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = {}
    for number in range(2):
        assert build(atlas) == 0
        files = sorted((atlas / "site").rglob("*"))
        whole[number] = {path: path.read_bytes() for path in files if path.is_file()}
        content = atlas / f"concepts/statistics/{BROKEN}/content.md"
        sound = content.read_text()
        break_page(atlas)
        assert build(atlas, "--keep-going") == 1
        assert f"left out: statistics/{BROKEN}" in capsys.readouterr().out
        content.write_text(sound)
    assert whole[0] == whole[1]


@pytest.mark.parametrize("path", ["pyproject.toml", "sources/atlas.bib"])
def test_an_error_that_concerns_every_page_publishes_nothing(
    atlas: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    file = atlas / path
    file.write_text(file.read_text() + ("\n[" if path.endswith("toml") else "\n@book{x,"))
    assert build(atlas, "--keep-going") == 1
    assert not (atlas / "site").exists()
    assert "not published: an error concerns more than one page" in capsys.readouterr().out


def test_check_of_one_concept_reports_the_circle_that_it_closes(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = atlas / "concepts/statistics/expectation/concept.yaml"
    needs = f"prerequisites: [{{concept: statistics/{BROKEN}, why: a circle}}]\n"
    record.write_text(record.read_text() + needs)
    for name in ("expectation", BROKEN):
        assert main(["--root", str(atlas), "check", f"statistics/{name}"]) == 1
        assert "prerequisites run in a circle" in capsys.readouterr().out
