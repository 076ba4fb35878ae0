"""`builder audit`, and what mutants add to it and to `builder run`."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from builder.cli import main

SITES = Path(__file__).parent / "sites"
HALVES = "concepts/numbers/halves/content.md"


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    shutil.copytree(SITES / "small" / "in", tmp_path / "atlas")
    return tmp_path / "atlas"


def run(atlas: Path, *arguments: str) -> int:
    return main(["--root", str(atlas), *arguments])


def test_audit_shows_claims_with_their_reasons_and_checks_with_values(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(atlas, "audit", "numbers/halves") == 0
    shown = capsys.readouterr().out
    assert (
        "numbers/halves  (review)\n  backed  synthetic   below-one  1 of 1 checks hold; 1 "
        "check made to fail" in shown
    )
    assert "  holds  stays-below      0.999 < 1" in shown
    assert "fails with ratio = 0.6, as it must" in shown
    assert "killed" not in shown


def test_planned_concepts_have_nothing_to_audit(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(atlas, "audit") == 0
    shown = capsys.readouterr().out
    assert "numbers/halves  (review)" in shown
    assert "numbers/sums" not in shown


def test_drafts_are_audited_where_they_are_named(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = atlas / "concepts/numbers/halves/concept.yaml"
    record.write_text(record.read_text().replace("status: review", "status: draft"))
    run(atlas, "audit")
    assert "numbers/halves" not in capsys.readouterr().out
    run(atlas, "audit", "numbers/halves")
    assert "numbers/halves  (draft)" in capsys.readouterr().out


def test_audit_is_wrong_use_with_an_unknown_concept(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(atlas, "audit", "numbers/halvs") == 2
    assert "did you mean 'numbers/halves'?" in capsys.readouterr().err


@pytest.mark.parametrize("style", ["table", "json", "csv"])
def test_a_failing_check_is_a_problem_of_the_audit(
    atlas: Path, capsys: pytest.CaptureFixture[str], style: str
) -> None:
    content = atlas / HALVES
    content.write_text(content.read_text().replace("total < 1", "not total < 1"))
    assert run(atlas, "audit", "--mutants", "--format", style) == 1
    captured = capsys.readouterr()
    if style == "table":
        assert "error[check-holds]: 'stays-below' fails" in captured.out
        assert "numbers/halves: no mutants, the witness does not hold" in captured.out
    elif style == "json":
        assert "check-holds" in {
            problem["code"] for problem in json.loads(captured.out)["problems"]
        }
    else:
        assert "3 errors" in captured.err  # the rival is accepted too


def test_mutants_name_the_lines_that_a_check_lets_pass(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(atlas, "audit", "numbers/halves", "--mutants") == 0
    shown = capsys.readouterr().out
    assert "numbers/halves: 2 of 5 killed (40 %), 1 crashed, 0 equivalent left out" in shown
    assert "  stays-below      killed 1  survived 4  line 26\n  missing-is-last  killed 2" in shown
    assert f"  {HALVES}:26:45  1 -> 2              moved: " in shown


def test_json_holds_claims_checks_and_mutants(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(atlas, "audit", "numbers/halves", "--mutants", "--format", "json") == 0
    (concept,) = json.loads(capsys.readouterr().out)["concepts"]
    assert concept["claims"][0] | {"reasons": None} == {
        "concept": "numbers/halves",
        "claim": "below-one",
        "kind": "synthetic",
        "level": "backed",
        "contested": False,
        "qualified": False,
        "stale": [],
        "reviews": 0,
        "last_reviewed": "",
        "reasons": None,
        "text": "Every partial sum of $2^{-k}$ is below one.",
    }
    assert [(check["check"], check["passed"], check["seeds"]) for check in concept["checks"]] == [
        ("stays-below", True, None),
        ("missing-is-last", True, None),
    ]
    assert (
        concept["mutants"]["killed"]
        == sum(mutant["fate"] == "killed" for mutant in concept["mutants"]["mutants"])
        == 2
    )


def test_csv_is_one_table_of_claims_or_of_mutants(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(atlas, "audit", "numbers/halves", "--format", "csv")
    claims = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["concept"], row["claim"], row["level"]) for row in claims] == [
        ("numbers/halves", "below-one", "backed"),
        ("numbers/halves", "exact", "backed"),
    ]
    run(atlas, "audit", "numbers/halves", "--mutants", "--format", "csv")
    mutants = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {(row["path"], row["line"]) for row in mutants} == {(HALVES, "26"), (HALVES, "27")}
    assert [row["fate"] for row in mutants].count("killed") == 2


def test_run_shows_the_mutants_after_the_checks(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(atlas, "run", "numbers/halves", "--mutants") == 0
    shown = capsys.readouterr().out
    assert shown.index("over ") < shown.index("numbers/halves: 2 of 5 killed")


def test_run_does_not_try_mutants_of_another_setting(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(atlas, "run", "numbers/halves", "--mutants", "--set", "ratio=0.6") == 2
    assert "leave out --set" in capsys.readouterr().err
