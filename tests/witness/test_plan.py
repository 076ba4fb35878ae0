"""The jobs of a page."""

from dataclasses import replace

import pytest

from builder.records.concept import Concept
from builder.records.request import Conditions
from builder.records.run import Cell, Expression, Job, JobKind, RunLimits
from builder.witness import outline_witness, plan_witness
from tests.witness.pages import (
    make_config,
    make_demo,
    make_inquiry,
    make_option,
    make_page,
    make_spec,
    make_symbol,
)

CODE = "seed = 0\nridge = 1.0\ndef curve(ridge=ridge):\n    X = [ridge]\n    return {'x': X, 'y': X}\nresult = curve()\nassert ridge, 'a: b'\n"


def plan(page: Concept, **limits: int) -> tuple[Job, ...]:
    outline, problems = outline_witness(page, make_config(**limits))
    assert problems == ()
    found = plan_witness(
        page,
        outline,
        make_config(**limits),
        Conditions((("python", "3.11.7"),)),
        (("draws.csv", "ab"),),
    )
    assert all(request.folder == "concepts/statistics/mean" for request in found.requests)
    return tuple(request.job for request in found.requests)


def test_a_page_without_code_has_no_jobs() -> None:
    assert plan(make_page()) == ()


def test_an_unsound_witness_has_no_jobs() -> None:
    page = make_page("import os\n")
    outline, _ = outline_witness(page, make_config())
    assert plan_witness(page, outline, make_config(), Conditions(()), ()).requests == ()


def test_the_base_run_comes_first_then_its_repeat_seeds_counterconditions_and_figures() -> None:
    page = make_page(
        CODE,
        "#| figure: one\nx = ridge\n",
        witness=make_spec(seeds=2, set={"ridge": 5.0}, fails=("a",)),
    )
    jobs = plan(page)
    assert [(job.kind, job.settings, job.figure is not None) for job in jobs] == [
        (JobKind.BASE, (), False),
        (JobKind.REPEAT, (), False),
        (JobKind.SEED, (("seed", 0),), False),
        (JobKind.SEED, (("seed", 1),), False),
        (JobKind.COUNTER, (("ridge", 5.0),), False),
        (JobKind.FIGURE, (), True),
        (JobKind.REPEAT, (), True),
    ]
    assert all(job.cells == (Cell(0, CODE),) for job in jobs)
    assert len({job.key for job in jobs}) == len(jobs)


def test_the_base_run_is_repeated_as_often_as_asked() -> None:
    page = make_page(CODE)
    outline, _ = outline_witness(page, make_config())
    found = plan_witness(page, outline, make_config(), Conditions((), repeats=3), ())
    assert [request.job.kind for request in found.requests] == [JobKind.BASE, *[JobKind.REPEAT] * 3]


def test_only_the_base_run_and_its_repeat_carry_the_expressions() -> None:
    options = (make_option("up", "state(ridge=1.0)['y'][0] > 1"), make_option("other"))
    page = make_page(
        CODE,
        values=("ridge", "ridge + 1", "ridge"),
        symbols=(make_symbol("curve.X", "k"), make_symbol(""), make_symbol("ridge")),
        demo=make_demo(options=options, controls={"ridge": (1.0,)}),
        inquiry=make_inquiry("one", 16, "ridge"),
        witness=make_spec(seeds=1),
    )
    jobs = plan(page)
    assert jobs[0].expressions == (
        Expression("symbol:0", "curve.X", "shape"),
        Expression("symbol:2", "ridge", "shape"),
        Expression("demo:default", "curve()", "call"),
        Expression("demo:result", "result", "call"),
        Expression("when:up", "state(ridge=1.0)['y'][0] > 1", "truth"),
        Expression("cue:end:0", "16", "value"),
        Expression("cue:end:1", "ridge", "value"),
        Expression("value:ridge", "ridge", "value"),
        Expression("value:ridge + 1", "ridge + 1", "value"),
    )
    assert [job.state_function for job in jobs if job.kind is not JobKind.STATE] == [
        "curve",
        "curve",
        "",
    ]
    assert (jobs[1].expressions, jobs[2].expressions) == (jobs[0].expressions, ())


def test_a_figure_runs_the_fences_before_it_and_what_it_needs_of_earlier_figures() -> None:
    page = make_page(
        "a = 1\n",
        "#| figure: one\nimport matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nwide = 3\n",
        "b = 2\n",
        "#| figure: two\nfig, ax = plt.subplots()\nax.plot(a, b)\n",
        "#| figure: three\nfig, ax = plt.subplots()\nax.plot(wide)\n",
        "#| figure: four\nimport matplotlib.pyplot as plt\nplt.subplots()\n",
        "c = 3\n",
    )
    figures = {
        job.figure.index: job.cells
        for job in plan(page)
        if job.kind is JobKind.FIGURE and job.figure is not None
    }
    imports = "\nimport matplotlib.pyplot as plt\n\n\n\n"
    drawn = "\nimport matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nwide = 3\n"
    assert figures[1] == (Cell(0, "a = 1\n"),)
    assert figures[3] == (Cell(0, "a = 1\n"), Cell(1, imports), Cell(2, "b = 2\n"))
    assert figures[4] == (Cell(0, "a = 1\n"), Cell(1, drawn), Cell(2, "b = 2\n"))
    assert figures[5] == (Cell(0, "a = 1\n"), Cell(2, "b = 2\n"))


def test_limits_come_from_the_atlas_and_the_concept_up_to_the_cap() -> None:
    assert plan(make_page("x = 1\n"))[0].limits == RunLimits()
    assert plan(make_page("x = 1\n"), time_s=7, memory_mib=10)[0].limits == RunLimits(
        time_s=7, memory_mib=10
    )
    page = make_page("x = 1\n", witness=make_spec(limits={"time_s": 20}))
    assert plan(page, time_s=7)[0].limits == RunLimits(time_s=20)
    page = make_page("x = 1\n", witness=make_spec(limits={"time_s": 2000}))
    outline, _ = outline_witness(page, make_config(time_s=7))
    assert plan_witness(page, outline, make_config(time_s=7), Conditions(()), ()).requests[
        0
    ].job.limits == RunLimits(time_s=28)


def test_a_job_holds_packages_files_and_imports() -> None:
    job = plan(make_page("x = 1\n"))[0]
    assert (job.environment, job.files, job.allow_imports) == (
        (("python", "3.11.7"),),
        (("draws.csv", "ab"),),
        make_config().allow_imports,
    )


@pytest.mark.parametrize("change", [{"title": "other"}, {"tags": ("x",)}])
def test_prose_is_no_part_of_a_job(change: dict[str, object]) -> None:
    page = make_page(CODE)
    assert [job.key for job in plan(page)] == [job.key for job in plan(replace(page, **change))]  # type: ignore[arg-type]
