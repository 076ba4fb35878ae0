"""`builder review` and its effects on `audit`: the queue, a record, later changes."""

import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.cli import main

SITES = Path(__file__).parent / "sites"
GOLDEN = Path(__file__).parent / "review" / "golden"
PAGE = "concepts/numbers/halves"
CLAIM = "numbers/halves#below-one"
SAID = (
    "--reviewer",
    "Emmy",
    "--kind",
    "person",
    "--read",
    "code and run",
    "--criterion",
    "it says what is checked",
    "--verdict",
    "supports",
)


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    shutil.copytree(SITES / "small" / "in", tmp_path / "atlas")
    return tmp_path / "atlas"


@pytest.fixture
def stale(atlas: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return an atlas with a reviewed claim whose caveat and witness have moved since."""
    assert run(atlas, "review", "record", CLAIM, *SAID, "--date", "2026-11-24", "--yes") == 0
    edit(
        atlas / PAGE / "concept.yaml",
        "Shown for one number of terms",
        "Shown for two numbers of terms",
    )
    edit(atlas / PAGE / "content.md", "terms = 10\n", "terms = 12\n")
    capsys.readouterr()
    return atlas


def run(atlas: Path, *arguments: str) -> int:
    return main(["--root", str(atlas), *arguments])


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_bytes().decode()
    assert before in text
    path.write_bytes(text.replace(before, after).encode())


def hold(name: str, shown: str) -> None:
    """Assert that the text equals the golden file of that name."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN") and not os.environ.get("CI"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, "utf-8")
    assert shown == path.read_text("utf-8")


GOLDENS = {
    "next": ("review", "next"),
    "show": ("review", "show", CLAIM),
    "diff": ("review", "diff", CLAIM),
    "audit": ("audit",),
    "audit-stale": ("audit", "--state", "stale"),
    "audit-csv": ("audit", "--format", "csv"),
}


@pytest.mark.parametrize("name", GOLDENS)
def test_what_a_reviewer_reads_of_a_stale_claim(
    stale: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    code = run(stale, *GOLDENS[name])
    hold(name, capsys.readouterr().out)
    assert code == (1 if name in ("diff", "audit-stale") else 0)


def test_every_golden_output_is_of_a_command() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(GOLDENS)


def test_a_record_makes_a_claim_reviewed_and_keeps_what_was_read(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(atlas, "review", "record", CLAIM, *SAID, "--yes") == 0
    shown = capsys.readouterr().out
    assert "  criterion: it says what is checked\n" in shown
    assert (atlas / PAGE / "reviews.yaml").read_text() in shown
    assert run(atlas, "check", "--strict") == 1  # for what the page owes, not for its review
    told = capsys.readouterr().out
    assert "claims: 1 reviewed, 1 backed" in told
    assert "snapshot" not in told
    assert run(atlas, "review", "diff", CLAIM) == 0
    assert "nothing has moved since it was reviewed" in capsys.readouterr().out


def test_a_second_record_names_the_first_and_reads_only_what_moved(
    stale: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(stale, "review", "record", CLAIM, *SAID, "--date", "2026-11-24", "--yes") == 0
    added = capsys.readouterr().out
    assert "- id: 2026-11-24-2\n" in added
    assert [
        line.split(":")[0].strip() for line in added.partition("digests:\n")[2].splitlines()[:3]
    ] == ["caveat", "witness", ""]
    run(stale, "audit", "--format", "json")
    found = json.loads(capsys.readouterr().out)
    assert [(claim["level"], claim["stale"]) for claim in found["concepts"][0]["claims"]] == [
        ("reviewed", []),
        ("backed", []),
    ]
    assert found["problems"] == [] or {problem["severity"] for problem in found["problems"]} == {
        "warning"
    }


def test_nothing_is_written_without_a_yes(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(atlas, "review", "record", CLAIM, *SAID) == 2
    assert "add --yes" in capsys.readouterr().err
    assert not (atlas / PAGE / "reviews.yaml").exists()
    assert not (atlas / PAGE / "snapshots.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--reviewer", "The atlas maintainers"), "is an author of the page"),
        (("--date", "2999-01-01"), "which is still to come"),
        (("--criterion", " "), "an empty text stands here"),
        (("--criterion", ""), "add --criterion"),
        (("--only", "text,color"), "'color' is no component; there are: text, caveat"),
        (("--verdict", "could not check", "--reviewer", "x" * 6000), "at most 5,000"),
    ],
)
def test_what_would_be_a_problem_is_not_written(
    atlas: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert run(atlas, "review", "record", CLAIM, *SAID, *arguments, "--yes") == 2
    assert told in capsys.readouterr().err
    assert not (atlas / PAGE / "reviews.yaml").exists()


def test_an_author_who_says_so_may_review(atlas: Path) -> None:
    said = (*SAID, "--reviewer", "The atlas maintainers", "--author-of-page")
    assert run(atlas, "review", "record", CLAIM, *said, "--yes") == 0
    assert "author_of_page: true" in (atlas / PAGE / "reviews.yaml").read_text()


def test_what_stands_in_the_file_stays_as_it_is(stale: Path) -> None:
    path = stale / PAGE / "reviews.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").rstrip() + b"  # to the end")
    before = path.read_bytes()
    assert run(stale, "review", "record", CLAIM, *SAID, "--yes") == 0
    after = path.read_bytes()
    assert after.startswith(before + b"\n- id: ")
    assert b"\n" not in after[len(before) + 1 :].replace(b"\r\n", b"")
    assert run(stale, "check") == 0


def test_a_page_whose_witness_fails_is_not_reviewed(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(atlas / PAGE / "content.md", "assert total < 1", "assert total > 1")
    assert run(atlas, "review", "record", CLAIM, *SAID, "--yes") == 2
    told = capsys.readouterr().err
    assert "error[check-holds]" in told
    assert "mend them, then review what there is" in told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("numbers/halves#below-on", "did you mean 'numbers/halves#below-one'?"),
        ("numbers/halves", "name a claim, 'numbers/halves#CLAIM'; it has: below-one, exact"),
        ("numbers/halvs#below-one", "did you mean 'numbers/halves'?"),
    ],
)
@pytest.mark.parametrize("action", ["show", "diff"])
def test_a_claim_that_is_none_is_wrong_use(
    atlas: Path, capsys: pytest.CaptureFixture[str], action: str, name: str, told: str
) -> None:
    assert run(atlas, "review", action, name) == 2
    assert told in capsys.readouterr().err


def test_what_a_record_written_by_hand_has_read_can_be_kept_while_it_stands(
    stale: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (stale / PAGE / "snapshots.yaml").unlink()
    run(stale, "check")
    assert (
        "what '2026-11-24-1' read is not kept: text, sources, checks, equations"
        in capsys.readouterr().out
    )
    assert run(stale, "review", "keep", "numbers/halves") == 0
    capsys.readouterr()
    run(stale, "check")
    assert "not kept" not in capsys.readouterr().out
    run(stale, "review", "diff", CLAIM)
    assert (
        "caveat, witness: what was read then is not kept, so the words cannot be shown"
        in capsys.readouterr().out
    )
    assert run(stale, "review", "keep", "numbers/halves") == 0
    assert "nothing to keep" in capsys.readouterr().out


def test_the_queue_holds_what_is_not_reviewed_and_says_why(
    stale: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(stale, "review", "next", "--format", "json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["claim"], first["why"]) == ("below-one", ["stale: caveat, witness"])
    assert (second["claim"], second["why"]) == ("exact", ["never reviewed"])


@pytest.mark.parametrize(
    ("state", "number"),
    [("stale", 1), ("unread", 1), ("contested", 0), ("backed", 2), ("reviewed", 0)],
)
def test_audit_asked_for_a_state_exits_with_1_where_there_is_any(
    stale: Path, capsys: pytest.CaptureFixture[str], state: str, number: int
) -> None:
    assert run(stale, "audit", "--state", state, "--format", "json") == (1 if number else 0)
    found = json.loads(capsys.readouterr().out)["concepts"]
    assert sum(len(concept["claims"]) for concept in found) == number


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that makes standard input a terminal with these lines."""

    def type_lines(lines: str) -> None:
        typed = io.StringIO(lines)
        monkeypatch.setattr(typed, "isatty", lambda: True)
        monkeypatch.setattr(sys, "stdin", typed)

    return type_lines


def test_on_a_terminal_what_is_left_out_is_asked_for_until_it_is_answered(
    atlas: Path, terminal: Callable[[str], None]
) -> None:
    asked = "Emmy\nsomebody\nperson\ncode and run\nit is said there\nsupports\n"
    terminal(f"{asked}larger n\nevery step is half\ny\n")
    assert run(atlas, "review", "record", CLAIM) == 0
    written = (atlas / PAGE / "reviews.yaml").read_text()
    assert "  excludes: larger n\n  summary: every step is half\n" in written
    assert "reviewer: {name: Emmy, kind: person}\n" in written
    assert "criterion: it is said there\n" in written


@pytest.mark.parametrize(
    "typed",
    ["", "Emmy\nperson\n", "Emmy\nperson\ncode and run\nit is said there\nsupports\n\n\nn\n"],
)
def test_who_does_not_agree_or_leaves_writes_nothing(
    atlas: Path, terminal: Callable[[str], None], typed: str
) -> None:
    terminal(typed)
    assert run(atlas, "review", "record", CLAIM) == 2
    assert not (atlas / PAGE / "reviews.yaml").exists()


def test_a_verdict_with_a_caveat_says_the_caveat(
    atlas: Path, terminal: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    said = (*SAID, "--verdict", "supports with caveat")
    assert run(atlas, "review", "record", CLAIM, *said, "--yes") == 2
    assert "without a caveat" in capsys.readouterr().err
    terminal("\n\n\nonly for ten terms\ny\n")
    assert run(atlas, "review", "record", CLAIM, *said) == 0
    assert "without a caveat: say it in the summary" in capsys.readouterr().out
    assert "summary: only for ten terms\n" in (atlas / PAGE / "reviews.yaml").read_text()
