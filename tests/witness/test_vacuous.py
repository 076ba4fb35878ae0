"""An assertion that compares no values neither holds nor fails by itself."""

import pytest

from builder.records.evidence import CounterResult, SeedTally
from tests.witness.instrumented import run_instrumented, the_hit
from tests.witness.pages import make_page, make_spec
from tests.witness.runs import Runner

BEFORE = "x = np.arange(3.0)\nnone = x[:0]\nempty = []\n"


@pytest.mark.parametrize(
    ("condition", "part"),
    [
        # arrays compared element by element
        ("np.all(none > 5)", "np.all(none > 5)"),
        ("(none > 5).all()", "(none > 5).all()"),
        ("not np.any(none < 5)", "np.any(none < 5)"),
        ("not (none < 5).any()", "(none < 5).any()"),
        ("np.all((none > 5) & (none < 9))", "np.all((none > 5) & (none < 9))"),
        ("np.all((none > 5) | True)", "np.all((none > 5) | True)"),
        ("np.all(~(none > 5))", "np.all(~(none > 5))"),
        ("np.all(none[:, None] > x)", "np.all(none[:, None] > x)"),
        ("np.all(none > 5, axis=0)", "np.all(none > 5, axis=0)"),
        # reductions of what was compared before
        ("np.all(none)", "np.all(none)"),
        ("np.all(a=none)", "np.all(a=none)"),
        ("np.all([])", "np.all([])"),
        ("np.all([[], []])", "np.all([[], []])"),
        ("none.all()", "none.all()"),
        ("not none.any()", "none.any()"),
        ("np.ndarray.all(none)", "np.ndarray.all(none)"),
        ("np.isfinite(none).all()", "np.isfinite(none).all()"),
        ("np.all(np.isfinite(none))", "np.all(np.isfinite(none))"),
        ("np.logical_and.reduce(none > 5)", "np.logical_and.reduce(none > 5)"),
        ("np.all(x > 5, where=x > 9)", "np.all(x > 5, where=x > 9)"),
        ("(x > 5).all(where=x > 9)", "(x > 5).all(where=x > 9)"),
        ("all([])", "all([])"),
        ("all(none > 5)", "all(none > 5)"),
        ("not any(set())", "any(set())"),
        ("all({v > 5 for v in empty})", "all({v > 5 for v in empty})"),
        ("all(map(bool, empty))", "all(map(bool, empty))"),
        # generators
        ("all(v > 5 for v in empty)", "all((v > 5 for v in empty))"),
        ("all([v > 5 for v in empty])", "all([v > 5 for v in empty])"),
        ("not any(v < 5 for v in empty)", "any((v < 5 for v in empty))"),
        ("all(v in {1} for v in set())", "all((v in {1} for v in set()))"),
        ("all(v > 5 for v in x if v > 9)", "all((v > 5 for v in x if v > 9))"),
        ("all(np.all(none > v) for v in x)", "all((np.all(none > v) for v in x))"),
        (
            "all(all(v > w for w in empty) for v in x)",
            "all((all((v > w for w in empty)) for v in x))",
        ),
        (
            "any(all(v > 5 for v in row) for row in [[1], []])",
            "any((all((v > 5 for v in row)) for row in [[1], []]))",
        ),
        (
            "not all(any(v > 5 for v in row) for row in [[9], []])",
            "all((any((v > 5 for v in row)) for row in [[9], []]))",
        ),
        # nearness
        ("np.allclose(none, none)", "np.allclose(none, none)"),
        ("np.allclose(none, 1.0)", "np.allclose(none, 1.0)"),
        ("np.allclose([], b=[])", "np.allclose([], b=[])"),
        ("np.isclose(none, none).all()", "np.isclose(none, none).all()"),
        ("np.all(np.isclose(none, 1))", "np.all(np.isclose(none, 1))"),
        ("np.array_equal(none, [])", "np.array_equal(none, [])"),
        ("np.array_equiv(none, [])", "np.array_equiv(none, [])"),
        # among others
        ("np.all(none > 5) and 3 > 2", "np.all(none > 5)"),
        ("3 > 2 and np.all(none > 5)", "np.all(none > 5)"),
        ("1 < 2 < 3 and all(v > 5 for v in empty)", "all((v > 5 for v in empty))"),
        ("np.any(none > 5) or 3 > 2", "np.any(none > 5)"),
        ("2 > 3 or np.all(none > 5)", "np.all(none > 5)"),
        ("2 > 3 or all(v for v in empty)", "all((v for v in empty))"),
        ("np.all(x > 5) or all(v for v in empty)", "all((v for v in empty))"),
        ("all(v > 5 for v in x) or all(v for v in empty)", "all((v for v in empty))"),
        ("not (2 > 3 or np.any(none < 5))", "np.any(none < 5)"),
        # what is always true
        ("np.all(v > 5 for v in x)", "np.all((v > 5 for v in x))"),
        ("(v > 5 for v in x)", "(v > 5 for v in x)"),
        ("(x > 5).all", "(x > 5).all"),
    ],
)
def test_what_is_true_of_no_values_does_not_hold(condition: str, part: str) -> None:
    plain: dict[str, object] = {}
    exec(f"import numpy as np\n{BEFORE}held = bool({condition})", plain)
    hit = the_hit(condition, BEFORE)
    assert plain["held"]
    assert (hit["passed"], hit["margin"], hit["measured"], hit["failure"]) == (
        False,
        None,
        "compares no values",
        f"'{part}' compares no values",
    )


@pytest.mark.parametrize(
    "condition",
    [
        "empty == []",
        "() == ()",
        "empty <= empty",
        "len(empty) == 0",
        "not empty",
        "none.size == 0",
        "set() <= {1}",
        "set() == set(empty)",
        "3 not in empty",
        "np.all(np.array(7) > 5)",
        "np.all(np.array(True))",
        "np.array(7) > 5",
        "np.array([7]) > 5",
        "np.allclose(2.0, 2.0)",
        "np.array_equal(x, [0, 1, 2])",
        "not np.array_equal(none, [1])",
        "np.all(x >= 0, where=x > 1)",
        "all(x >= 0)",
        "all(iter([1, 2]))",
        "not any(iter([0, 0]))",
        "3 > 2 or np.all(none > 5)",
        "3 > 2 or all(v for v in empty)",
        "np.all(x >= 0) or all(v for v in empty)",
        "np.all((x >= 0) & (x < 3) | (x > 9)) or all(v for v in empty)",
        "all(v >= 0 for v in x) or all(v for v in empty)",
        "not (2 > 3 and all(v for v in empty))",
        "(3 > 2 or all(v for v in empty)) and 1 < 2",
        "len(empty) == 0 or all(v > 5 for v in empty)",
        "0 < len(x) < 9 or np.all(none > 5)",
        "all(not any(v > w > 5 for w in x) for v in x)",
        "all(all(x[i] <= x[j] for j in range(i, 3)) for i in range(4))",
        "any(any(v > 5 for v in row) for row in [[], [7]])",
        "any(all(v > 5 for v in row) for row in [[7], []])",
        "not all(any(v > 5 for v in row) for row in [[1], []])",
    ],
)
def test_what_compares_values_or_whole_lists_holds(condition: str) -> None:
    hit = the_hit(condition, BEFORE)
    assert (hit["passed"], hit["failure"]) == (True, "")


@pytest.mark.parametrize(
    ("condition", "by_assertion"),
    [
        ("np.any(none > 5)", False),
        ("not np.all(none > 5)", False),
        ("any(v > 5 for v in empty)", False),
        ("len(empty) == 0 and np.any(none > 5)", False),
        ("np.any(none > 5) or any(v for v in empty)", False),
        ("np.any(none > 5) or 2 > 3", True),
        ("np.all(none > 5) and 2 > 3", True),
        ("2 > 3 and np.any(none > 5)", True),
        ("any(any(v > 5 for v in row) for row in [[1], []])", True),
        ("all(any(v > 5 for v in row) for row in [[9], []])", False),
        ("np.array_equal(none, [1])", True),
        ("empty", True),
    ],
)
def test_what_is_false_only_of_no_values_is_no_failure_by_assertion(
    condition: str, *, by_assertion: bool
) -> None:
    hit = the_hit(condition, BEFORE)
    assert (hit["passed"], not hit["failure"]) == (False, by_assertion)


def test_one_evaluation_that_compares_no_values_is_counted_as_not_held() -> None:
    _, tallies = run_instrumented(
        "import numpy as np\nfor n in (2, 0, 3):\n    assert np.all(np.ones(n) > 0), 'a: b'\n"
    )
    assert [
        (tally["hits"], tally["passed"], tally["tightest"]["measured"]) for tally in tallies
    ] == [(3, 2, "compares no values")]


def test_the_items_of_all_and_any_are_taken_as_python_takes_them() -> None:
    code = (
        "def items():\n    for v in (1, 2, 3):\n        print('item', v)\n        yield v > 1\n"
        "given = items()\nassert any(given)\nprint(list(given))\nassert not all(items())\nassert any(5)\n"
    )
    output, tallies = run_instrumented(code)
    assert output == "item 1\nitem 2\nitem 3\n[True]\nitem 1\n"
    assert tallies[2]["tightest"]["failure"] == "TypeError: 'int' object is not iterable"


def test_a_part_that_was_not_reached_is_not_described() -> None:
    assert the_hit("3 > 2 or all(v > 5 for v in x)", BEFORE)["measured"] == "3 > 2"


def test_an_element_is_measured_by_itself() -> None:
    hit = the_hit("all(any(w > v for w in row) for v, row in [(0, [9]), (3, [5, 4])])")
    assert (hit["passed"], hit["measured"], hit["margin"]) == (True, "5 > 3", 2)


WITNESS = """\
import numpy as np

seed = 0
size = 4
errors = np.random.default_rng(seed).uniform(0, 1, size if seed != 1 else 0)
assert np.all(errors < 1), "small: every error is below one"
assert not np.any(errors < -1), "none-lower: no error is below minus one"
assert errors.size >= 0, "counted: errors are counted"
"""


def test_a_check_that_compares_no_values_does_not_hold_in_the_base_run(runner: Runner) -> None:
    evidence, problems = runner.judge(make_page(WITNESS.replace("size = 4", "size = 0")))
    assert [(check.id, check.passed) for check in evidence.checks] == [
        ("small", False),
        ("none-lower", False),
        ("counted", True),
    ]
    assert [(problem.code, problem.message) for problem in problems] == [
        ("check-holds", "'small' could not be evaluated: 'np.all(errors < 1)' compares no values"),
        (
            "check-holds",
            "'none-lower' could not be evaluated: 'np.any(errors < -1)' compares no values",
        ),
    ]


def test_a_seed_and_a_countercondition_that_compare_no_values_show_nothing(runner: Runner) -> None:
    evidence, problems = runner.judge(
        make_page(WITNESS, witness=make_spec(seeds=3, set={"size": 0}, fails=("small",)))
    )
    assert evidence.is_checked
    small, _, counted = evidence.checks
    assert small.seeds == SeedTally(2, 3, small.seeds.smallest_margin if small.seeds else None)
    assert small.counters == (CounterResult(0, "size = 0", True, False, "compares no values"),)
    assert counted.seeds == SeedTally(3, 3, 0.0)
    assert [(problem.code, problem.message) for problem in problems] == [
        ("seeds-hold", "'small' holds for 2 of 3 seeds, and must hold for all"),
        ("seeds-hold", "'none-lower' holds for 2 of 3 seeds, and must hold for all"),
        (
            "countercondition-fails",
            "'small' could not be evaluated with size = 0: 'np.all(errors < 1)' compares no values",
        ),
    ]
