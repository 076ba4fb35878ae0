"""Having a check counted that did not hold, or the record say what was not measured."""

import pytest

from builder.witness import outline_witness
from tests.sandbox.cases import check_verdict, judge_page
from tests.sandbox.forgeries import Forgery, read_forgeries
from tests.sandbox.yard import Yard
from tests.witness.pages import make_config, make_page

FORGERIES = [
    forgery
    for name in ("libraries", "language", "doors", "values", "attack")
    for forgery in read_forgeries(name)
]


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
    assert [(check.measured, check.margin) for check in evidence.checks] == [
        ("a Small < 1", None),
        ("[a Small] < [1]", None),
    ]
    assert [check.operands[0][1] for check in evidence.checks] == ["a Small", "[a Small]"]


SHOWN = {
    "a method that is called all": (
        "import numpy as np\nclass Tools:\n    def all(self, values):\n        return True\nlin = Tools()\nvalue = np.array([7.0])\n"
        "assert lin.all(value < 1), 'own: a method says so'\n",
        "lin.all(value < 1) = True",
    ),
    "an array that a later part changes": (
        "import numpy as np\nerr = np.array([0.25, 7.0])\ndef settle():\n    err[:] = 0.25\n    return True\n"
        "assert np.all(err < 10) and settle() and np.max(err) < 1, 'own: it is changed in between'\n",
        "array (2,) in [0.25, 7] < 10 and settle() = True and 0.25 < 1",
    ),
    "a function that passes for allclose": (
        "import numpy as np\nclass Near:\n    def __call__(self, *a):\n        return True\n    def __hash__(self):\n"
        "        return hash(np.allclose)\n    def __eq__(self, other):\n        return True\nnear = Near()\n"
        "assert near(7.0, 0.25), 'own: it says so'\n",
        "near(7.0, 0.25) = True",
    ),
}


@pytest.mark.parametrize("what", SHOWN)
def test_what_a_program_says_in_plain_sight_is_shown_as_that(yard: Yard, what: str) -> None:
    code, measured = SHOWN[what]
    evidence, problems = judge_page(yard, code)
    assert problems == ()
    assert [check.measured for check in evidence.checks] == [measured]


def test_a_file_that_is_written_is_dated_with_no_day_of_the_build(yard: Yard) -> None:
    code = (
        "import matplotlib.pyplot as plt\nplt.figure().savefig('made.pdf')\ntext = open('made.pdf', 'rb').read()\n"
        "print(text[text.find(b'CreationDate') :][:20].decode())\nassert len(text) > 0, 'one: it is written'\n"
    )
    evidence, problems = judge_page(yard, code)
    assert (problems, evidence.outputs) == ((), ((0, "CreationDate (D:1970\n"),))


PROSE = (
    "np.testing.measure('1')",
    "np.ndarray((1,), dtype=object)",
    "np.lib.stride_tricks.as_strided(np.zeros(1))",
    "np.show_config()",
    "np._NoValue",
    "np.f2py.__doc__",
    "np.datetime64('today')",
    "(lambda: 0).__globals__",
)


@pytest.mark.parametrize("source", PROSE)
def test_an_expression_in_prose_reaches_no_further_than_the_witness(source: str) -> None:
    page = make_page(
        "import numpy as np\nvalue = 1\nassert value < 2, 'one: it is small'\n", values=(source,)
    )
    _, problems = outline_witness(page, make_config())
    assert {problem.code for problem in problems} & {"name-allowed", "expression-parses"}


def test_all_programs_of_a_file_try_something_else() -> None:
    tried = [forgery.tries for forgery in FORGERIES]
    assert len(tried) == len(set(tried)) > 260
