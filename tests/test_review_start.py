"""`review start` at a real terminal: keys, questions, records, and what is left after quitting."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import yaml

from builder.cli import main
from tests.typed import CTRL_C, CTRL_D, REPOSITORY, Typist, at_terminal

SMALL = REPOSITORY / "tests/sites/small/in"
PAGE = "concepts/numbers/halves"
FIRST, SECOND = "numbers/halves#below-one", "numbers/halves#exact"
SIZES = [(80, 24), (120, 40)]
EMMY = ("--reviewer", "Emmy", "--kind", "person")

Open = Callable[..., AbstractContextManager[Typist]]


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "atlas")
    return tmp_path / "atlas"


@pytest.fixture(params=SIZES, ids="{0[0]}x{0[1]}".format)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = request.param
    return found


@pytest.fixture
def start(atlas: Path, tmp_path: Path) -> Open:
    """Return a function that starts a command of `review` at a terminal, `start` by default."""

    def start_command(
        *arguments: str, size: tuple[int, int] = SIZES[0], action: str = "start", **variables: str
    ) -> AbstractContextManager[Typist]:
        private = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}
        return at_terminal(
            *("--root", str(atlas), "review", action, *arguments),
            columns=size[0],
            lines=size[1],
            environment=private | variables,
        )

    return start_command


def read_records(atlas: Path) -> list[dict[str, object]]:
    path = atlas / PAGE / "reviews.yaml"
    records: list[dict[str, object]] = yaml.safe_load(path.read_text()) if path.exists() else []
    return records


def answer(person: Typist, *, criterion: str = "it says what is checked", why: str = "") -> None:
    """Answer the questions about a verdict."""
    person.wait("How far did you read")
    person.type("5\n")
    person.wait("What did you ask of the claim?")
    person.type(f"{criterion}\n")
    person.wait("Not checked (empty: nothing is left out)?")
    person.type("larger n\n")
    person.wait("in a sentence or two?")
    person.type(f"{why}\n")


def test_a_session_reviews_skips_quits_and_goes_on_where_it_stopped(
    atlas: Path, start: Open, size: tuple[int, int]
) -> None:
    with start(size=size) as person:
        person.wait("Your name:")
        person.type("Emmy\n")
        person.wait("You are: 1 person, 2 model [person]?")
        person.type("\n")
        screen = person.wait(f"{FIRST} (1 of 2)", "[y] supports")
        assert len(screen.splitlines()) <= size[1]
        person.type("y")
        answer(person, why="every step is half")
        person.wait("wrote 20", f"to {PAGE}/reviews.yaml", f"{SECOND} (2 of 2)")
        person.type("s")
        person.wait("no claim is left")
        person.type("q")
        assert person.leave() == 0
        assert "wrote 1 record of 1 claim, 1 skipped\n1 claim left; go on with:" in person.screen
    (record,) = read_records(atlas)
    assert (record["claim"], record["verdict"]) == ("below-one", "supports")
    assert (record["excludes"], record["summary"]) == ("larger n", "every step is half")
    assert record["reviewer"] == {"name": "Emmy", "kind": "person"}
    with start(size=size) as person:  # who reviews is not asked again
        person.wait(f"{SECOND} (1 of 1)", "[y] supports")
        person.type("q")
        assert person.leave() == 0
    assert main(["--root", str(atlas), "check"]) == 0


def test_one_record_is_written_for_marked_claims_and_can_be_taken_back(
    atlas: Path, start: Open, size: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    with start(*EMMY, size=size) as person:
        person.wait(f"{FIRST} (1 of 2)", "[m] mark")
        person.type("m")
        person.wait(f"{SECOND} (2 of 2)", "a verdict counts for: below-one, exact")
        person.type("y")
        person.wait("supports: below-one, exact")
        answer(person)
        person.wait("wrote 20", "no claim is left")
        (record,) = read_records(atlas)
        assert (record["claim"], record["also"][0]["claim"]) == ("below-one", "exact")  # type: ignore[index]
        person.type("u")
        person.wait("took back 20", "a verdict counts for: below-one, exact")
        assert not (atlas / PAGE / "reviews.yaml").exists()
        assert not (atlas / PAGE / "snapshots.yaml").exists()
        person.type("u")
        person.wait("there is no record to take back")
        person.type("c")
        person.wait("How far did you read", "[code and run]?")
        person.type("\n")
        person.wait("it says what is checked")  # the answer from before, to be changed or not
        person.type("\n")
        person.wait("Not checked", "larger n")
        person.type("\b" * 8 + "\n")
        person.wait("What is the caveat, in a sentence or two?")
        person.type("\n")
        person.wait("'supports with caveat' without a caveat: say it")
        person.type("only for few terms\n")
        person.wait("no claim is left")
        person.type("q")
        assert person.leave() == 0
    (record,) = read_records(atlas)
    assert (record["verdict"], record["summary"]) == ("supports with caveat", "only for few terms")
    assert "excludes" not in record
    capsys.readouterr()
    assert main(["--root", str(atlas), "check"]) == 0
    assert "claims: 2 reviewed" in capsys.readouterr().out


def test_a_second_record_follows_the_first_in_the_same_session(atlas: Path, start: Open) -> None:
    with start(*EMMY) as person:
        person.wait(FIRST, "[y] supports")
        person.type("y")
        answer(person)
        person.wait("wrote 20", SECOND)
        person.type("n")
        person.wait("does not support: exact", "[code and run]?")
        person.type("\n")
        person.wait("What did you ask of the claim?")
        person.type("\n")
        person.wait("Not checked")
        person.type("\n")
        person.wait("Why, in a sentence or two?")
        person.type("\n")
        person.wait("no claim is left")
        written = (atlas / PAGE / "reviews.yaml").read_bytes()
        person.type("u")
        person.wait("took back", SECOND)
        before = (atlas / PAGE / "reviews.yaml").read_bytes()
        assert written.startswith(before)
        assert len(read_records(atlas)) == 1
        person.type("u")
        person.wait("there is no record to take back")
        person.type("q")
        assert person.leave() == 0
    assert main(["--root", str(atlas), "check"]) == 0


def test_the_screen_shows_all_that_bears_on_the_claim(start: Open) -> None:
    with start(*EMMY, size=(120, 40)) as person:
        person.wait(
            "Every partial sum of $2^{-k}$ is below one.",
            "then half of what is left, and so on. You never reach the wall: after 10 steps",
            "caveat Shown for one number of terms",
            "check holds stays-below: 0.999 < 1; margin 0.0009766",
            "assert total < 1",
            "made to fail with ratio = 0.6 it fails, as it must: 1.491 < 1",
            "rival range(terms) in place of range(1, terms + 1) refused: 1.998 < 1",
            "[q] quit",
        )
        assert person.find_style("You never reach the wall") == {(True, True)}
        assert person.find_style("then half of what is left") == {(False, False)}


def test_a_claim_that_is_longer_than_the_screen_is_scrolled(start: Open) -> None:
    with start(*EMMY, size=(60, 16)) as person:
        person.wait("-- lines 1 to", "[space] for more", "Every partial sum")
        person.type(" ")
        for _ in range(4):
            person.type(" ")
            person.read_on(0.2)
        person.wait("equations, shown: not read")
        person.type("b\x1b[5~")
        person.wait("-- lines 1 to", "Every partial sum")
        person.type("\x1b[B")
        person.wait("-- lines 2 to")


def test_a_key_without_an_action_says_which_keys_there_are(start: Open) -> None:
    with start(*EMMY) as person:
        person.wait("[q] quit")
        person.type("ß")
        person.wait("the key 'ß' does nothing here; the keys are: y supports, c supports with")
        person.type("\x1b[D")
        person.wait(r"the key '\x1b[D' does nothing here")
        person.type(f"zz{CTRL_D}")  # faster than the screen is drawn
        assert person.leave() == 0


def test_ctrl_c_leaves_the_question_first_and_then_the_session(atlas: Path, start: Open) -> None:
    with start(*EMMY) as person:
        person.wait("[y] supports")
        person.type("y")
        answer(person)
        person.wait("wrote 20", SECOND)
        written = (atlas / PAGE / "reviews.yaml").read_bytes()
        person.type("c")
        person.wait("How far did you read")
        person.type("\n")
        person.wait("What did you ask of the claim?")
        person.type(CTRL_C)
        person.wait("nothing was written; your answers are kept", "[q] quit", SECOND)
        person.type(CTRL_C)
        assert person.leave() == 130
        assert "wrote 1 record of 1 claim\n1 claim left" in person.screen
    assert (atlas / PAGE / "reviews.yaml").read_bytes() == written


def test_the_summary_is_written_in_the_editor(atlas: Path, start: Open, tmp_path: Path) -> None:
    editor = tmp_path / "edit"
    editor.write_text(
        '#!/bin/sh\ncat "$1" >> "$0.seen"\necho "every step" > "$1"\necho half >> "$1"\n'
    )
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    with start(*EMMY, EDITOR=str(editor)) as person:
        person.wait("[y] supports")
        person.type("y")
        person.wait("How far")
        person.type("5\n")
        person.wait("What did you")
        person.type("steps\n")
        person.wait("Not checked")
        person.type("\n")
        person.wait("wrote 20")
    assert read_records(atlas)[0]["summary"] == "every step half"
    assert "# Why, in a sentence or two" in (tmp_path / "edit.seen").read_text()


def test_a_file_that_has_changed_meanwhile_is_not_put_back(atlas: Path, start: Open) -> None:
    with start(*EMMY) as person:
        person.wait("[y] supports")
        person.type("y")
        answer(person)
        person.wait("wrote 20")
        path = atlas / PAGE / "reviews.yaml"
        path.write_text(path.read_text() + "# by another\n")
        person.type("u")
        person.wait("has changed meanwhile; it stays as it is")
    assert path.read_text().endswith("# by another\n")


def test_authors_do_not_review_their_own_page(start: Open) -> None:
    said = ("--reviewer", "the Atlas  maintainers", "--kind", "person")
    with start(*said) as person:
        assert person.leave() == 0
        assert "authors do not review their own page" in " ".join(person.screen.split())
    with start("numbers/halves", *said) as person:
        assert person.leave() == 2


def test_a_reviewer_is_not_asked_twice_about_what_has_not_changed(
    atlas: Path, start: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    for claim in (FIRST, SECOND):
        said = (
            "--read",
            "code and run",
            "--criterion",
            "it holds",
            "--verdict",
            "does not support",
        )
        code = main(["--root", str(atlas), "review", "record", claim, *EMMY, *said, "--yes"])
        assert code == 0
    with start(*EMMY) as person:
        assert person.leave() == 0
        assert "no claim wants a review of yours" in person.screen
    with start("--reviewer", "Ada", "--kind", "model") as person:
        person.wait("not supported by its review", "[y] supports")


def test_without_a_terminal_it_says_what_to_type_instead(atlas: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "builder"), "--root", str(atlas), "review", "start"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        "asks at a terminal, and there is none; in a script, write each record with" in done.stderr
    )


def test_no_bar_paints_over_what_is_typed(start: Open) -> None:
    with start(FIRST, action="record") as person:
        person.wait("Who reviewed it?")
        person.type("Emmy No")
        shown = person.wait("Who reviewed it? Emmy No")
        person.read_on(1)  # the bar painted itself ten times a second
        person.type("ether")
        assert (
            person.wait("Who reviewed it? Emmy Noether").splitlines()[-1:]
            == shown.splitlines()[-1:]
        )
        assert "━" not in person.screen
        person.type("\n")
        person.wait("A person or a model (person | model)?")


def test_the_last_reviewer_is_remembered_for_this_account_alone(
    start: Open, tmp_path: Path
) -> None:
    with start(*EMMY) as person:
        person.wait("[q] quit")
    path = tmp_path / "cache/plumbline/reviewer.json"
    assert json.loads(path.read_text()) == {"name": "Emmy", "kind": "person"}
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
