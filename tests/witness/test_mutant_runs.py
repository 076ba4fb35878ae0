"""Mutants of small pages, run in real processes."""

from builder.records.concept import Concept
from builder.records.mutant import CheckScore, Fate, MutantReport
from builder.records.request import Conditions, Request
from builder.records.run import Outcome
from builder.witness import (
    explain_refusal,
    judge_mutants,
    outline_witness,
    plan_mutants,
    plan_originals,
    plan_witness,
)
from tests.witness.pages import make_config, make_page, make_spec
from tests.witness.runs import PACKAGES, Runner

MEAN = """\
values = (1.0, 4.0, 4.0)
total = 0.0
for value in values:
    total += value
mean = total / len(values)
"""
STRONG = "assert sum(value - mean for value in values) == 0, 'balances: deviations cancel'\n"
WEAK = "assert mean > 0, 'positive: the mean of positive numbers is positive'\n"


def run_all(runner: Runner, *requests: Request) -> list[Outcome]:
    return [
        outcome for _, outcome in sorted(runner.executor.run(requests), key=lambda pair: pair[0])
    ]


def try_mutants(runner: Runner, page: Concept) -> MutantReport:
    outline, problems = outline_witness(page, make_config(time_s=10))
    assert problems == ()
    plan = plan_witness(
        page, outline, make_config(time_s=10), Conditions(PACKAGES), runner.digests()
    )
    originals = plan_originals(page, plan)
    once, again = run_all(runner, *originals)
    refusal = explain_refusal(page, outline, once, again)
    if refusal:
        return MutantReport(page.id, why_none=refusal)
    mutants = plan_mutants(page, outline, originals[0])
    outcomes = run_all(runner, *(request for _, request in mutants))
    return judge_mutants(
        outline,
        once,
        [(mutant, outcome) for (mutant, _), outcome in zip(mutants, outcomes, strict=True)],
    )


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
    }
    assert report.checks == (CheckScore("positive", False, 1, 2, (12, 15)),)


def test_a_strong_check_kills_them(runner: Runner) -> None:
    report = try_mutants(runner, make_page(MEAN, WEAK + STRONG))
    assert fates(report) == {
        "2: 0.0 -> 1.0": "killed",
        "4: += -> -=": "killed",
        "5: / -> *": "killed",
    }
    assert report.checks[1] == CheckScore("balances", False, 3, 0)


def test_a_pin_kills_nothing_in_a_real_run(runner: Runner) -> None:
    report = try_mutants(
        runner, make_page(MEAN, WEAK + "assert mean * 1.11 == 3.33, 'typed: as it came out'\n")
    )
    assert [(one.fate, one.pins) for one in report.results] == [
        (Fate.SURVIVED, ("typed",)),
        (Fate.KILLED, ("typed",)),
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
    page = make_page(
        MEAN, WEAK, "#| figure: one\n1 / 0\n", values=("mean / 0",), witness=make_spec(seeds=3)
    )
    outline, _ = outline_witness(page, make_config())
    plan = plan_witness(page, outline, make_config(), Conditions(PACKAGES), runner.digests())
    once, again = run_all(runner, *plan_originals(page, plan))
    assert (once.complete, once.answers, once.tallies) == (True, (), again.tallies)


def test_a_witness_that_does_not_hold_or_differs_from_run_to_run_has_no_mutants(
    runner: Runner,
) -> None:
    assert (
        "'positive' fails"
        in try_mutants(runner, make_page(MEAN, "mean = mean - 9\n" + WEAK)).why_none
    )
    assert "ZeroDivisionError" in try_mutants(runner, make_page(MEAN, "mean / 0\n" + WEAK)).why_none
    unsteady = "import numpy as np\nassert np.random.rand() < 2, 'below: a draw is below two'\n"
    assert "'below'" in try_mutants(runner, make_page(unsteady)).why_none
