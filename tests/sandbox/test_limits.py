"""More time, memory, output, files or threads than a run may have."""

import pytest

from tests.sandbox.cases import Case, check_alone, check_page, read_cases
from tests.sandbox.yard import Yard

CASES = read_cases("limits")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_page_shows_nothing_as_checked(yard: Yard, case: Case) -> None:
    check_page(case, yard)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_walls_hold_without_the_allow_list(yard: Yard, case: Case) -> None:
    check_alone(case, yard)
