"""Reading what is not the run's: files, the environment, /proc, other pages, the cache, the builder."""

import pytest

from builder.effects.sandbox.lockdown import trials
from tests.sandbox.cases import Case, check_alone, check_page, judge_page, read_cases
from tests.sandbox.yard import Yard

CASES = read_cases("reach")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_page_shows_nothing_as_checked(yard: Yard, case: Case) -> None:
    check_page(case, yard)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_walls_hold_without_the_allow_list(yard: Yard, case: Case) -> None:
    check_alone(case, yard)


def test_a_page_can_tell_a_path_that_is_there_from_one_that_is_not_and_no_more(yard: Yard) -> None:
    """As docs/running.md says: the allow-list leaves `open`, whose refusal differs from a path that is missing."""
    code = f"""
def ask(path):
    try:
        return open(path).read()
    except OSError as error:
        return type(error).__name__


print(ask({str(yard.canary / "secret.txt")!r}), ask({str(yard.canary / "nothing.txt")!r}))
there = 1
assert there > 0, "holds: it does"
"""
    evidence, problems = judge_page(yard, code)
    assert [problem.message for problem in problems] == []
    assert "".join(text for _, text in evidence.outputs) == "PermissionError FileNotFoundError\n"


def test_what_doctor_says_a_run_may_and_may_not_is_so() -> None:
    assert trials.try_walls() == dict.fromkeys(trials.TRIALS, True) | dict.fromkeys(
        trials.OPEN, False
    )
