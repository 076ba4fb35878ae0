"""Having a check counted that did not hold, or the record say what was not measured."""

import pytest

from tests.sandbox.cases import check_verdict, judge_page
from tests.sandbox.forgeries import Forgery, read_forgeries
from tests.sandbox.yard import Yard

FORGERIES = [forgery for name in ("libraries", "language", "doors", "values", "attack") for forgery in read_forgeries(name)]


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.tries)
def test_no_forged_check_is_counted(yard: Yard, forgery: Forgery) -> None:
    with yard.files(forgery.files):
        evidence, problems = judge_page(yard, forgery.code)
    check_verdict(evidence, problems, forgery.page)


def test_a_class_that_answers_as_it_likes_is_named_and_measures_nothing(yard: Yard) -> None:
    code = (
        "class Small:\n    def __init__(self, value):\n        self.value = value\n    def __lt__(self, other):\n        return True\n"
        "    def __float__(self):\n        return 0.0\n    def __repr__(self):\n        return '0.0'\n"
        "assert Small(3) < 1, 'one: it says so'\nassert [Small(3)] < [1], 'several: they say so'\n"
    )
    evidence, problems = judge_page(yard, code)
    assert problems == ()
    assert [(check.measured, check.margin) for check in evidence.checks] == [("a Small < 1", None), ("[a Small] < [1]", None)]
    assert [check.operands[0][1] for check in evidence.checks] == ["a Small", "[a Small]"]


def test_all_programs_of_a_file_try_something_else() -> None:
    tried = [forgery.tries for forgery in FORGERIES]
    assert len(tried) == len(set(tried)) > 230
