"""Whole pages: outlined, planned, run in real processes and judged."""

import shutil
from pathlib import Path

import pytest

from builder.effects.world import World
from builder.pipeline import load_checked
from builder.records.evidence import CounterResult, SeedTally
from builder.records.place import Place
from builder.records.problem import Severity
from builder.stages import Options
from builder.witnesses import assess_concepts
from tests.witness.pages import (
    CONTENT,
    make_demo,
    make_inquiry,
    make_option,
    make_page,
    make_spec,
    make_symbol,
)
from tests.witness.runs import Runner

EXAMPLE = Path(__file__).parents[1] / "sites/example/in"

STEADY = """\
import numpy as np

seed = 0
tail = "normal"
size = 200


def spread(tail=tail, size=size):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((size, 3)) if tail == "normal" else np.zeros((size, 3))
    return {"n": [1, 2, 3], "s": X.std(axis=0).tolist()}


result = spread()
print("spread", round(max(result["s"]), 2))
assert all(0.7 < s < 1.3 for s in result["s"]), "near-one: the spread is near one"
assert size - 200 * (tail == "none") >= 0, "some: there are draws"
"""
FIGURE = "#| figure: bars\nimport matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.bar(result['n'], result['s'])\n"


def test_an_honest_page_is_checked_in_all_its_parts(runner: Runner) -> None:
    options = (
        make_option("gone", "max(state(tail='none')['s']) == 0"),
        make_option("grows", "max(state(tail='none')['s']) > max(result['s'])"),
        make_option("other"),
    )
    page = make_page(
        STEADY,
        FIGURE,
        values=("max(result['s'])", "size"),
        witness=make_spec(seeds=3, set={"tail": "none"}, fails=("near-one",)),
        demo=make_demo(
            "spread", "result", {"tail": ("normal", "none"), "size": (50, 200)}, options, ("n", "s")
        ),
        symbols=(make_symbol("spread.X", "n", "d"), make_symbol("result['s']", "d")),
        inquiry=make_inquiry("bars", 1, "result['s'][0]"),
    )
    evidence, problems = runner.judge(page)
    assert problems == ()
    assert evidence.is_checked
    near, some = evidence.checks
    assert (near.id, near.passed, near.hits, some.measured, some.margin) == (
        "near-one",
        True,
        1,
        "200 >= 0",
        200,
    )
    assert near.margin is not None
    assert 0 < near.margin < 0.3
    assert near.seeds is not None
    assert (near.seeds.passed, near.seeds.total) == (3, 3)
    assert near.counters == (CounterResult(0, "tail = 'none'", True, True, "0.7 < 0"),)
    assert (near.must_fail_and_does, some.counters[0].failed, some.seeds) == (
        True,
        False,
        SeedTally(3, 3, 200),
    )
    assert evidence.outputs[0][1].startswith("spread ")
    assert evidence.figures[0].svg.rstrip().endswith("</svg>")
    gone = evidence.answer("when:gone")
    shape = evidence.answer("symbol:0")
    assert gone is not None
    assert shape is not None
    assert (gone.data, shape.data) == (
        "true",
        '{"shape": [200, 3], "kind": "float64", "seen": [[200, 3]], "letters": {"n": [200], "d": [3]}}',
    )


@pytest.mark.parametrize(
    "code",
    [
        "import numpy as np\nx = np.random.rand()\nassert x < 2, 'a: b'\n",
        "import numpy as np\nx = np.random.default_rng().random()\nprint(x)\n",
        "print(list({'a', 'b', 'c', 'd', 'e', 'f'}))\n",
        "x = ''.join({str(i) for i in range(30)})\nassert len(x) > 3\nassert x > '', 'a: b'\n",
        "print(id(object()))\n",
        "print(object())\n",
        "print(hash('text'))\n",
    ],
)
def test_what_is_not_seeded_is_found_and_never_counts(runner: Runner, code: str) -> None:
    evidence, problems = runner.judge(make_page(code))
    assert {problem.code for problem in problems} == {"witness-reproducible"}
    assert (evidence.is_checked, evidence.checks) == (False, ())


def test_a_value_and_a_figure_that_are_not_seeded_are_found(runner: Runner) -> None:
    code = "import numpy as np\nx = np.random.rand(3)\n"
    figure = (
        "#| figure: one\nimport matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot(x)\n"
    )
    _, problems = runner.judge(make_page(code, figure, values=("x[0]",)))
    assert {problem.code for problem in problems} == {"witness-reproducible"}
    assert [problem.message.split(" is ")[0] for problem in problems] == [
        "the value 'x[0]'",
        "the figure 'one'",
    ]


def test_a_check_that_fails_for_some_seeds_names_them(runner: Runner) -> None:
    code = "seed = 0\nassert seed % 3 < 2, 'small: the rest is small'\n"
    evidence, problems = runner.judge(make_page(code, witness=make_spec(seeds=6)))
    assert [
        (problem.message, problem.hint.split("\n")[0], problem.place.line) for problem in problems
    ] == [
        (
            "'small' holds for 4 of 6 seeds, and must hold for all",
            "it fails for seed 2: 2 < 2; seed 5: 2 < 2",
            12,
        )
    ]
    assert evidence.checks[0].seeds == SeedTally(4, 6, 0)


@pytest.mark.parametrize(
    ("check", "told"),
    [
        ("assert ridge > 0, 'a: b'", "'a' holds with ridge = 0.5: 0.5 > 0, margin 0.5"),
        (
            "assert 1 / (ridge - 0.5) > 0, 'a: b'",
            "'a' could not be evaluated with ridge = 0.5: ZeroDivisionError: float division by zero",
        ),
        ("if ridge == 1.0:\n    assert ridge > 0.7, 'a: b'", "'a' did not run with ridge = 0.5"),
        (
            "x = 1 / (ridge - 0.5)\nassert ridge > 0.7, 'a: b'",
            "with ridge = 0.5 the run stopped: ZeroDivisionError: float division by zero",
        ),
    ],
)
def test_a_countercondition_that_does_not_make_its_check_fail_is_a_problem(
    runner: Runner, check: str, told: str
) -> None:
    page = make_page(f"ridge = 1.0\n{check}\n", witness=make_spec(set={"ridge": 0.5}, fails=("a",)))
    evidence, problems = runner.judge(page)
    assert [(problem.code, problem.message) for problem in problems] == [
        ("countercondition-fails", told)
    ]
    assert not evidence.checks[0].must_fail_and_does


def test_a_failing_and_a_broken_check_are_told_in_one_run_with_the_rest_still_checked(
    runner: Runner,
) -> None:
    code = "x = 1\nassert x > 2, 'a: b'\nassert y > 2, 'c: d'\nassert x < 2, 'e: f'\n"
    evidence, problems = runner.judge(make_page(code))
    assert [(problem.code, problem.message, problem.place) for problem in problems] == [
        ("check-holds", "'a' fails: 1 > 2", Place(CONTENT, 12, 1, 20)),
        (
            "check-holds",
            "'c' could not be evaluated: NameError: name 'y' is not defined",
            Place(CONTENT, 13, 1, 20),
        ),
    ]
    assert [check.passed for check in evidence.checks] == [False, False, True]


def test_the_example_runs_end_to_end(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "atlas")
    with World(tmp_path / "atlas") as world:
        loaded = load_checked(world, Options())
        assert [problem for problem in loaded.problems if problem.severity is Severity.ERROR] == []
        assessments = assess_concepts(world, loaded, Options())
        page = assessments.body("statistics/monte-carlo-error")
    assert [problem for found in assessments.values() for problem in found.problems] == []
    assert page.is_checked
    assert [
        (check.id, check.measured, check.seeds and (check.seeds.passed, check.seeds.total))
        for check in page.checks
    ] == [
        ("root-n-slope", "0.008505 < 0.05", (20, 20)),
        ("more-data-helps", "0.01667 < 0.02496", (20, 20)),
    ]
    assert all(check.must_fail_and_does for check in page.checks)
    assert [
        (counter.settings, counter.failed) for check in page.checks for counter in check.counters
    ] == [("tail = 'cauchy'", True)] * 2
    assert page.outputs == ((0, "slope -0.491\n"),)
    flat, other = page.answer("when:flat"), page.answer("when:shifted")
    assert flat is not None
    assert other is not None
    assert (flat.data, other.data) == ("true", "false")
