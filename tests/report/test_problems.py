"""Problems as people, machines and GitHub read them."""

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from builder.records.place import Place
from builder.records.problem import Note, Problem, Severity, sort_problems
from builder.report.problems import count_problems, format_problem, format_problems

PLACE = Place("concepts/scaling/double-descent/concept.yaml", 14, 14, 27)
LINE = "  - concept: optimization/loss-landscape"
PROBLEM = Problem(
    "prerequisite-exists",
    "no concept is named 'optimization/loss-landscape'",
    PLACE,
    "did you mean 'optimization/loss-landscapes'?",
)


def test_a_problem_shows_place_line_caret_and_hint() -> None:
    assert format_problem(PROBLEM, lambda place: LINE) == (
        f"{PLACE}: error[prerequisite-exists]: {PROBLEM.message}\n"
        " 14 |   - concept: optimization/loss-landscape\n"
        "    |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "    hint: did you mean 'optimization/loss-landscapes'?\n"
    )


def test_a_note_shows_its_own_line() -> None:
    noted = Problem(
        "id-unique", "'a' is taken", Place("x", 2, 1), notes=(Note("first here", Place("x", 1, 1)),)
    )
    shown = format_problem(noted, lambda place: f"line {place.line}")
    assert "x:1:1: note: first here\n 1 | line 1\n   | ^\n" in shown


def test_wide_and_combining_characters_keep_the_caret_in_place() -> None:
    shown = format_problem(Problem("c", "m", Place("x", 1, 4, 1)), lambda place: "数e\u0301x")
    assert shown.splitlines()[2] == "   |    ^"


def test_a_control_character_never_reaches_the_terminal() -> None:
    shown = format_problem(Problem("c", "m", Place("x", 1, 1, 1)), lambda place: "a\x1b[31mb\u202e")
    assert not any(unicodedata.category(sign) in ("Cc", "Cf") for sign in shown.replace("\n", ""))


def test_a_very_long_line_is_shown_around_the_place() -> None:
    shown = format_problem(
        Problem("c", "m", Place("x", 1, 5001, 3)), lambda place: "-" * 5000 + "bad" + "-" * 5000
    )
    line, caret = shown.splitlines()[1:3]
    assert len(line) < 200
    assert line[caret.index("^") : caret.rindex("^") + 1] == "bad"


def test_json_keeps_every_part() -> None:
    (found,) = json.loads(format_problems((PROBLEM,), lambda place: None, style="json"))
    assert found == {
        "code": "prerequisite-exists",
        "severity": "error",
        "message": PROBLEM.message,
        "hint": PROBLEM.hint,
        "path": PLACE.path,
        "line": 14,
        "column": 14,
        "width": 27,
        "notes": [],
    }


def test_github_gets_a_workflow_command_on_one_line() -> None:
    shown = format_problems(
        (Problem("c", "50% of\nit", Place("a,b.yaml", 1, 2, 3), severity=Severity.WARNING),),
        lambda place: None,
        style="github",
    )
    assert shown == "::warning file=a%2Cb.yaml,line=1,col=2,endColumn=5,title=c::50%25 of%0Ait\n"


def test_problems_are_sorted_by_place_and_said_once() -> None:
    later, earlier = Problem("b", "m", Place("x", 2)), Problem("z", "m", Place("x", 1))
    assert sort_problems([later, earlier, later]) == (earlier, later)


def test_counts_read_as_words() -> None:
    warning = Problem("c", "m", Place("x"), severity=Severity.WARNING)
    assert count_problems(()) == "no problems"
    assert count_problems((PROBLEM, warning, warning)) == "1 error, 2 warnings"


@given(st.text(), st.integers(1, 50), st.integers(1, 50))
def test_no_line_makes_the_report_fail(line: str, column: int, width: int) -> None:
    assert format_problem(
        Problem("c", "m", Place("x", 1, column, width)), lambda place: line
    ).startswith("x:1:")
