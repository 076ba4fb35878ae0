"""Changing what is not the run's: files, names, modes, owners, times."""

import pytest

from tests.sandbox.cases import Case, check_alone, check_page, read_cases
from tests.sandbox.yard import Yard

CASES = read_cases("writes")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_page_shows_nothing_as_checked(yard: Yard, case: Case) -> None:
    check_page(case, yard)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_walls_hold_without_the_allow_list(yard: Yard, case: Case) -> None:
    check_alone(case, yard)


def test_a_run_finds_nothing_of_the_runs_before_it(yard: Yard) -> None:
    code = "import os\nprint(os.listdir('.'))\nfor name in ('kept', '.hidden'):\n    open(name, 'w').close()\n"
    for _ in range(3):
        outcome = yard.runner.run_plain(code)
        assert [text for _, text in outcome.outputs] == ["['content.md']\n"], (
            outcome.failure
        )  # a copy of the page's own
