"""The marks of a merge that was not finished: refused in every text file of an atlas, at their line, and never between two builds."""

import html
import json
import re
from pathlib import Path

import pytest

from builder.cli import main
from builder.records.merge import MOST_CONFLICTS
from tests.hostile.atlas import write_files
from tests.load.trees import load

FOLDER = "concepts/statistics/means"
CODE = '```python\ntotal = 1\nassert total > 0, "holds: it does"\n```\n'
ATLAS = {
    "pyproject.toml": '[tool.builder]\ntitle = "Means"\n',
    "concepts/statistics/domain.yaml": "title: Statistics\nsummary: What samples tell.\n",
    f"{FOLDER}/concept.yaml": "title: Means\nsummary: What an average is.\nstatus: draft\nsources:\n  - key: owen2013\n    grounds: all\n",
    f"{FOLDER}/content.md": f"## Intuition\n\nWords [@owen2013].\n\n## Code\n\n{CODE}",
    f"{FOLDER}/reviews.yaml": "[]\n",
    f"{FOLDER}/helper.py": "one = 1\n",
    f"{FOLDER}/numbers.csv": "n\n1\n",
    f"{FOLDER}/notes.ipynb": '{"cells": [],\n"nbformat": 4}\n',
    f"{FOLDER}/drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n</svg>\n',
    "sources/atlas.bib": "@book{owen2013,\n  title = {Monte Carlo},\n  author = {Owen, Art},\n  year = {2013},\n}\n",
    "sources/audits.yaml": "[]\n",
}
CONFLICT = "<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> other\n"


def check(
    folder: Path, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> list[tuple[str, str]]:
    """Return the code and the place of every error that `check` prints."""
    write_files(folder, files)
    main(["--root", str(folder), "check", "--drafts", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["problems"]
    return [
        (one["code"], f"{one['path']}:{one['line']}:{one['column']}")
        for one in found
        if one["severity"] == "error"
    ]


def test_the_atlas_of_these_tests_is_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path, ATLAS, capsys) == []


@pytest.mark.parametrize("path", ATLAS)
def test_a_conflict_is_refused_in_every_file_and_hides_none_of_what_is_read(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both versions are the whole file: were both read, each key and source would be there twice; were none, it would be missing."""
    text = CONFLICT.format(ours=ATLAS[path], theirs=ATLAS[path])
    assert check(tmp_path, ATLAS | {path: text}, capsys) == [("merge-finished", f"{path}:1:1")]


@pytest.mark.parametrize(
    "mark", ["<<<<<<< HEAD", "||||||| 3f2a9c1", ">>>>>>> other", "<<<<<<<", ">>>>>>>"]
)
def test_a_mark_that_was_left_alone_is_refused_where_nothing_else_would_see_it(
    mark: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in ("sources/atlas.bib", f"{FOLDER}/content.md", f"{FOLDER}/numbers.csv"):
        line = ATLAS[path].count("\n") + 1
        assert check(tmp_path, ATLAS | {path: f"{ATLAS[path]}{mark}\n"}, capsys) == [
            ("merge-finished", f"{path}:{line}:1")
        ]


def test_every_conflict_of_a_file_is_told_once_with_its_other_marks_as_notes() -> None:
    one = "<<<<<<< ours\n||||||| base\n=======\n>>>>>>> theirs\n"
    _, problems = load(
        ATLAS
        | {f"{FOLDER}/content.md": f"## Intuition\r\n\r\n{one}Words.\n\n{one}>>>>>>> theirs\n"}
    )
    told = [
        (problem.place.line, [note.place.line for note in problem.notes]) for problem in problems
    ]
    assert told == [(3, [4, 5, 6]), (9, [10, 11, 12]), (13, [])]


def test_very_many_conflicts_are_bounded() -> None:
    _, problems = load(ATLAS | {f"{FOLDER}/numbers.csv": "<<<<<<< ours\n" * 100_000})
    assert len(problems) == MOST_CONFLICTS + 1
    assert (
        problems[-1].message
        == f"more than {MOST_CONFLICTS} conflicts of a merge stand in this file"
    )


@pytest.mark.parametrize(
    "text",
    [
        "## Intuition\n\nTwo\n=======\n",  # the line below a heading
        "## Intuition\n\na <<<<<<< b\n",
        "## Intuition\n\n<<<<<<<< longer\n",
        "## Intuition\n\n> > > > > > > deep\n",
        "## Intuition\n\n| a |\n|---|\n|||||||\n",
    ],
)
def test_what_only_looks_like_a_mark_is_text(text: str) -> None:
    _, problems = load(ATLAS | {f"{FOLDER}/content.md": text})
    assert [problem for problem in problems if problem.code == "merge-finished"] == []


def test_a_mark_is_shown_on_purpose_in_a_fence_that_is_indented(tmp_path: Path) -> None:
    fence = " ```text\n <<<<<<< HEAD\n mine\n =======\n theirs\n >>>>>>> other\n ```\n"
    write_files(
        tmp_path,
        ATLAS
        | {
            f"{FOLDER}/content.md": f"## Intuition\n\nWords [@owen2013].\n\n{fence}\n## Code\n\n{CODE}"
        },
    )
    assert (
        main(["--root", str(tmp_path), "build", "--drafts", "--output", str(tmp_path / "site")])
        == 0
    )
    shown = html.unescape(
        re.sub("<[^>]+>", "", (tmp_path / "site/statistics/means/index.html").read_text("utf-8"))
    )
    assert "<<<<<<< HEAD\nmine\n=======\ntheirs\n>>>>>>> other\n" in shown


def test_bytes_that_are_no_text_hold_no_marks() -> None:
    _, problems = load(ATLAS | {f"{FOLDER}/draws.npy": b"\x93NUMPY\0\n<<<<<<< HEAD\n"})
    assert problems == ()
