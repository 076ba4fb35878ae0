"""More time, memory, output, files or threads than a run may have."""

import pytest

from tests.sandbox.cases import LIMITS, PRELUDE, Case, check_alone, check_page, read_cases
from tests.sandbox.yard import Yard

CASES = read_cases("limits")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_page_shows_nothing_as_checked(yard: Yard, case: Case) -> None:
    check_page(case, yard)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_walls_hold_without_the_allow_list(yard: Yard, case: Case) -> None:
    check_alone(case, yard)


FULL = """
import time

try:
    with open("huge", "wb", buffering=0) as file:
        while True:
            file.write(bytes(2**16))
except OSError:
    time.sleep(0.35)  # for several looks at what the folder holds
    print("full")
"""


def test_a_file_that_is_full_is_stopped_by_the_kernel_alone(yard: Yard) -> None:
    """Whoever watches the sum does not hold it against the run, though files of the page lie beside it."""
    outcome = yard.runner.run_plain(PRELUDE, FULL, settings=yard.settings, limits=LIMITS)
    assert (outcome.failure, [text for _, text in outcome.outputs if text]) == (None, ["full\n"])
