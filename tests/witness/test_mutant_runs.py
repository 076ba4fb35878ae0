"""Mutants of small pages, run in real processes."""

from builder.records.concept import Concept
from builder.records.mutant import CheckScore, Fate, MutantReport
from tests.witness.pages import make_page, make_spec
from tests.witness.runs import Runner

MEAN = """\
values = (1.0, 4.0, 4.0)
total = 0.0
for value in values:
    total += value
mean = total / len(values)
"""
STRONG = "assert sum(value - mean for value in values) == 0, 'balances: deviations cancel'\n"
WEAK = "assert mean > 0, 'positive: the mean of positive numbers is positive'\n"


def try_mutants(runner: Runner, page: Concept) -> MutantReport:
    report = runner.judge(page, mutants=True)[0].mutants
    assert report is not None
    return report


def fates(report: MutantReport) -> dict[str, str]:
    return {
        f"{one.mutant.line}: {one.mutant.before} -> {one.mutant.after}": one.fate.value
        for one in report.results
    }


def test_a_weak_check_lets_mutants_survive(runner: Runner) -> None:
    report = try_mutants(runner, make_page(MEAN, WEAK))
    assert fates(report) == {
        "2: 0.0 -> 1.0": "survived",
        "4: += -> -=": "killed",
        "5: / -> *": "survived",
        "5: total / len(values) -> total": "survived",
    }
    assert report.checks == (CheckScore("positive", False, 1, 3, (12, 15)),)


def test_a_strong_check_kills_them(runner: Runner) -> None:
    report = try_mutants(runner, make_page(MEAN, WEAK + STRONG))
    assert fates(report) == {
        "2: 0.0 -> 1.0": "killed",
        "4: += -> -=": "killed",
        "5: / -> *": "killed",
        "5: total / len(values) -> total": "killed",
    }
    assert report.checks[1] == CheckScore("balances", False, 4, 0)


def test_a_pin_kills_nothing_in_a_real_run(runner: Runner) -> None:
    report = try_mutants(
        runner, make_page(MEAN, WEAK + "assert mean * 1.11 == 3.33, 'typed: as it came out'\n")
    )
    assert [(one.fate, one.pins) for one in report.results] == [
        (Fate.SURVIVED, ("typed",)),
        (Fate.KILLED, ("typed",)),
        (Fate.SURVIVED, ("typed",)),
        (Fate.SURVIVED, ("typed",)),
    ]


def test_what_stops_runs_for_ever_or_cannot_be_evaluated_is_a_crash(runner: Runner) -> None:
    code = "n = f = 4\nwhile n > 1:\n    n -= 1\n    f *= n\nlast = [10, 20, 30][n + 1]\n"
    page = make_page(
        code,
        "assert [7, 24][n] == f, 'product: four factorial'\n",
        witness=make_spec(limits={"time_s": 1}),
    )
    found = fates(try_mutants(runner, page))
    assert found["3: -= -> +="] == "crashed"
    assert found["5: 1 -> 2"] == "crashed"
    assert found["2: > -> >="] == "killed"
    assert found["2: 1 -> 2"] == "crashed"


def test_code_that_no_check_sees_has_equivalent_mutants(runner: Runner) -> None:
    report = try_mutants(
        runner, make_page(MEAN, WEAK, "shown = f'{mean * 2}'\nunseen = mean + 1\nprint(unseen)\n")
    )
    assert fates(report)["2: + -> -"] == fates(report)["2: 1 -> 2"] == "equivalent"


def test_figures_expressions_and_seeds_are_no_part_of_a_mutants_run(runner: Runner) -> None:
    drawn = "#| figure: one\nimport matplotlib.pyplot as plt\nplt.subplots()\n"
    code = "seed = 0\n" + MEAN
    page = make_page(code, WEAK, drawn, values=("mean / 1",), witness=make_spec(seeds=3))
    plain = make_page(code, WEAK)
    assert fates(try_mutants(runner, page)) == fates(try_mutants(runner, plain))


def test_a_witness_that_does_not_hold_or_differs_from_run_to_run_has_no_mutants(
    runner: Runner,
) -> None:
    unsteady = "import numpy as np\nx = 2 * np.random.rand()\nassert x < 2, 'below: below two'\n"
    for code in ("mean = mean - 9\n" + WEAK, "mean / 0\n" + WEAK):
        assert runner.judge(make_page(MEAN, code), mutants=True)[0].mutants is None
    assert runner.judge(make_page(unsteady), mutants=True)[0].mutants is None
