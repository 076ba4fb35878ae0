"""More time, memory, output, files or threads than a run may have."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.sandbox.cases import LIMITS, PRELUDE, Case, check_alone, check_page, read_cases
from tests.sandbox.yard import Yard, open_yard

CASES = read_cases("limits")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_page_shows_nothing_as_checked(yard: Yard, case: Case) -> None:
    check_page(case, yard)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_walls_hold_without_the_allow_list(yard: Yard, case: Case) -> None:
    check_alone(case, yard)


@pytest.mark.parametrize("case", read_cases("folders"), ids=lambda case: case.name)
def test_folders_are_counted_like_files_and_removed(tmp_path: Path, case: Case) -> None:
    """In a yard of its own: what cannot be removed would stand in the way of all other runs."""
    with open_yard(tmp_path) as yard:
        check_page(case, yard)
        check_alone(case, yard)
        with yard.watched():
            assert yard.runner.run(PRELUDE, case.code, limits=replace(LIMITS, files_mib=64)).failure is not None
        assert yard.runner.run("print(1)\n").complete
