"""The walk through the review queue: its state, its keys, its questions and its screens."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from builder.commands.record_answers import Answers
from builder.commands.review_questions import CAVEAT, EXCLUDES, SUMMARY, Questions
from builder.commands.review_screen import lay_end, lay_foot, lay_rows, lay_screen
from builder.commands.review_walk import (
    ACTION_KEYS,
    VERDICT_KEYS,
    Walk,
    begin_walk,
    close_reviewed,
    explain_key,
    find_action,
    list_keys,
    mark_claim,
    reopen_last,
    skip_claim,
    skip_page,
)
from builder.commands.terminal import CancelledError
from builder.records.review import QueuedClaim
from builder.records.verdict import READ, VERDICTS
from builder.report.claim_paragraph import Piece
from builder.report.claim_rows import Row


def make_walk(*keys: str) -> Walk:
    """Return the walk through these claims, written `page#claim`."""
    pairs = (key.split("#") for key in keys)
    return begin_walk(QueuedClaim(page, claim, "backed", (), 0) for page, claim in pairs)


def shown(walk: Walk) -> str:
    return "" if walk.current is None else walk.current.key


def targets(walk: Walk) -> tuple[str, ...]:
    return tuple(item.key for item in walk.targets)


def review(walk: Walk) -> Walk:
    """Return the walk after a verdict on its targets."""
    return close_reviewed(walk, targets(walk))


def test_the_claims_of_a_page_follow_each_other() -> None:
    walk = make_walk("a#1", "b#1", "a#2")
    seen = []
    while walk.current is not None:
        seen.append((shown(walk), walk.number))
        walk = review(walk)
    assert seen == [("a#1", 1), ("a#2", 2), ("b#1", 3)]
    assert (walk.records, walk.reviewed, walk.skipped, walk.number) == (3, 3, 0, 0)


def test_a_claim_that_was_skipped_or_reviewed_is_not_shown_again() -> None:
    walk = skip_claim(make_walk("a#1", "a#2", "b#1"))
    assert shown(walk) == "a#2"
    walk = review(walk)
    assert shown(walk) == "b#1"
    assert skip_claim(walk).current is None
    assert skip_claim(skip_claim(walk)).skipped == 2


def test_a_page_is_skipped_with_what_is_left_of_it() -> None:
    walk = skip_page(review(make_walk("a#1", "a#2", "a#3", "b#1")))
    assert shown(walk) == "b#1"
    assert (walk.reviewed, walk.skipped) == (1, 2)


def test_a_verdict_counts_for_the_marked_claims_and_the_one_shown() -> None:
    walk = mark_claim(make_walk("a#1", "a#2", "a#3", "b#1"))
    assert shown(walk) == "a#2"
    walk = mark_claim(walk)
    assert targets(walk) == ("a#1", "a#2", "a#3")
    walk = review(walk)
    assert (shown(walk), walk.records, walk.reviewed, walk.marked) == ("b#1", 1, 3, frozenset())


def test_the_page_of_a_marked_claim_is_not_left_before_its_verdict() -> None:
    walk = skip_claim(mark_claim(make_walk("a#1", "a#2", "b#1")))
    assert (shown(walk), targets(walk)) == ("a#1", ("a#1",))


def test_a_mark_is_taken_away_by_the_same_key() -> None:
    walk = mark_claim(make_walk("a#1", "b#1"))
    assert (shown(walk), targets(walk)) == ("a#1", ("a#1",))  # no other of its page is left
    assert mark_claim(walk).marked == frozenset()


def test_the_claims_of_a_record_taken_back_are_shown_again() -> None:
    before = mark_claim(make_walk("a#1", "a#2", "b#1"))
    walk = reopen_last(review(before))
    assert set(targets(walk)) == {"a#1", "a#2"}
    assert (walk.records, walk.reviewed, walk.last) == (0, 0, ())
    walk = reopen_last(review(skip_claim(make_walk("a#1", "a#2"))))
    assert (shown(walk), walk.marked, walk.skipped) == ("a#2", frozenset(), 1)


def test_nothing_is_done_to_a_walk_at_its_end() -> None:
    walk = make_walk()
    assert (mark_claim(walk), skip_claim(walk), skip_page(walk)) == (walk, walk, walk)


def test_every_key_has_one_action_and_is_named() -> None:
    keys = [*VERDICT_KEYS, *ACTION_KEYS]
    assert len(set(keys)) == len(keys)
    assert {find_action(key) for key in VERDICT_KEYS} == {"verdict"}
    assert find_action("pagedown") == find_action(" ") == "more"
    assert find_action("z") == ""
    told = explain_key("z")
    assert told.startswith("the key 'z' does nothing here; the keys are: y supports")
    for verdict in VERDICTS:
        assert verdict in told
    assert max(map(len, list_keys())) <= 80


class Typed:
    """Answers every question by the first of the answers left; keeps what was asked and told."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str]] = []
        self.told: list[str] = []

    def tell(self, words: str) -> None:
        self.told.append(words)

    def ask(self, question: str, proposal: str = "") -> str:
        self.asked.append((question, proposal))
        if not self.answers:
            raise CancelledError
        return self.answers.pop(0)

    def choose(self, question: str, choices: Sequence[str], proposal: str = "") -> str:
        return self.ask(question, proposal) or proposal

    def ask_words(self, question: str, proposal: str = "") -> str:
        return self.ask(question, proposal)


EMMY = Answers(reviewer="Emmy", kind="person")


def read_nothing_else(answers: Answers) -> str:
    return "" if answers.read == "code and run" else "nobody has read so far"


def test_all_answers_come_from_the_reviewer() -> None:
    typed = Typed("full text", "code and run", "", "the check says it", "large n", "")
    answers = Questions(typed, (), EMMY).ask(VERDICTS[0], read_nothing_else)
    assert answers == Answers(
        "Emmy", "person", False, "code and run", "the check says it", VERDICTS[0], "large n", ""
    )
    assert typed.told[0].startswith("nobody has read so far; say less")


def test_a_verdict_with_a_caveat_is_asked_for_its_caveat_until_it_is_said() -> None:
    typed = Typed("code and run", "steps", "", "", "only for ten terms")
    answers = Questions(typed, ("steps",), EMMY).ask(VERDICTS[1], read_nothing_else)
    assert answers.summary == "only for ten terms"
    assert [question for question, _ in typed.asked[-2:]] == [CAVEAT, CAVEAT]
    assert "without a caveat" in typed.told[0]
    excluded = Typed("code and run", "steps", "large n", "")
    assert Questions(excluded, ("steps",), EMMY).ask(VERDICTS[1], read_nothing_else).summary == ""
    assert excluded.asked[-1][0] == SUMMARY


def test_what_was_answered_before_a_question_was_left_is_proposed_again() -> None:
    typed = Typed("code and run", "steps", "large n")
    questions = Questions(typed, (), EMMY)
    with pytest.raises(CancelledError):
        questions.ask(VERDICTS[0], read_nothing_else)
    typed.answers = ["", "steps", "large n", "as said"]
    questions.ask(VERDICTS[2], read_nothing_else)
    assert [proposal for _, proposal in typed.asked[-4:]] == [
        "code and run",
        "steps",
        "large n",
        "",
    ]
    questions.begin_next()
    assert questions.draft == replace(
        EMMY, read=READ[-1], criterion="steps", verdict=VERDICTS[2], excludes="", summary=""
    )
    assert EXCLUDES in typed.asked[2][0]


ROWS = (
    Row("claim", (Piece("It holds for every n. " * 9),)),
    Row("on the page", (Piece("So "), Piece("it holds", "claim"), Piece(", as 数学 shows."))),
    Row("", (Piece("x" * 200, "code"),)),
    Row("source", (Piece("an\x1b[2Jescape \u202e and\na line"),)),
)


@pytest.mark.parametrize("width", [20, 59, 60, 80, 120])
@pytest.mark.parametrize("height", [8, 24, 40])
def test_a_screen_is_never_wider_or_higher_than_the_terminal(width: int, height: int) -> None:
    walk = mark_claim(make_walk("a#1", "a#2"))
    body = lay_rows(ROWS, width)
    foot = lay_foot(walk, "", width, (1, 5, len(body)))
    lines = lay_screen(["a#1", "backed"], body, foot, height=height, top=0)
    assert max(line.cell_len for line in [*lines, *lay_end(explain_key("z"), width)]) <= width
    assert len(lines) == max(height, len(foot) + 3)


def test_what_authors_wrote_cannot_steer_the_terminal() -> None:
    words = "\n".join(line.plain for line in lay_rows(ROWS, 80))
    assert "an\\u001b[2Jescape \\u202e and a line" in words


def test_the_part_of_a_long_claim_is_shown_that_was_scrolled_to() -> None:
    body = lay_rows(ROWS, 40)
    foot = lay_foot(make_walk("a#1"), "", 80, (1, 5, 9))
    lines = lay_screen(["a#1"], body, foot, height=10, top=4)
    assert lines[1].plain == body[4].plain
    assert foot[0].plain.startswith("-- lines 1 to 5 of 9, [space] for more ---")
