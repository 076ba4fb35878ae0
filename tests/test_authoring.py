"""`docs/authoring.md` followed word by word gives a page that passes `check`."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from builder.cli import main

GUIDE = (Path(__file__).parents[1] / "docs" / "authoring.md").read_text("utf-8")


def block_of(language: str, words: str) -> str:
    """Return the guide's block of code in this language that holds these words."""
    fences = [
        token
        for token in MarkdownIt().parse(GUIDE)
        if token.type == "fence" and token.info == language
    ]
    return next(token.content for token in fences if words in token.content)


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    assert main(["--root", str(tmp_path), "new", "statistics/birthday"]) == 0
    folder = tmp_path / "concepts/statistics/birthday"
    (folder / "content.md").write_text(block_of("markdown", "## Intuition"), "utf-8")
    (folder / "concept.yaml").write_text(block_of("yaml", "title: The birthday problem"), "utf-8")
    return tmp_path


def test_the_guide_gives_a_page_without_errors(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["--root", str(atlas), "check", "statistics/birthday"]) == 0
    shown = capsys.readouterr().out
    assert re.findall(r"(\w+)\[([a-z-]+)\]", shown) == [
        ("warning", "demo-present"),
        ("warning", "practice-present"),
    ]
    assert "checks: 2 of 2 hold, claims: 1 backed" in shown


def test_with_demo_and_practice_nothing_is_owed(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = atlas / "concepts/statistics/birthday/concept.yaml"
    record.write_text(record.read_text("utf-8") + block_of("yaml", "demo:\n"), "utf-8")
    capsys.readouterr()
    assert main(["--root", str(atlas), "check", "--strict", "statistics/birthday"]) == 0
    assert "no problems" in capsys.readouterr().out
    record.write_text(
        record.read_text("utf-8").replace("status: review", "status: published"), "utf-8"
    )
    assert main(["--root", str(atlas), "build"]) == 0


def test_the_source_of_the_guide_is_cited_without_a_fault(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = atlas / "concepts/statistics/birthday/concept.yaml"
    (atlas / "sources").mkdir()
    (atlas / "sources/atlas.bib").write_text(block_of("bibtex", "@book"), "utf-8")
    (atlas / "sources/audits.yaml").write_text(
        block_of("yaml", "- key: owen2013monte\n  date"), "utf-8"
    )
    cited = record.read_text("utf-8").replace(
        "    checks: [", block_of("yaml", "a key of the claim") + "    checks: [", 1
    )
    record.write_text(
        cited + block_of("yaml", "    grounds: What it grounds on this page."), "utf-8"
    )
    capsys.readouterr()
    assert main(["--root", str(atlas), "check"]) == 0
    assert "error" not in capsys.readouterr().out.replace("no error", "")


def test_the_values_that_the_guide_names_are_those_of_the_run(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--root", str(atlas), "run", "statistics/birthday"])
    assert "0.5073 > 0.5" in capsys.readouterr().out
    assert "`0.5073 > 0.5`" in GUIDE


def test_the_fault_that_the_guide_shows_is_what_an_author_sees(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = atlas / "concepts/statistics/birthday/concept.yaml"
    record.write_text(
        record.read_text("utf-8").replace(
            "[more-likely-than-not]\n    equations", "[more-likely]\n    equations"
        ),
        "utf-8",
    )
    capsys.readouterr()
    assert main(["--root", str(atlas), "check", "statistics/birthday"]) == 1
    shown = capsys.readouterr().out
    assert block_of("", "error[check-exists]") in shown
