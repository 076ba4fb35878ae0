"""What is kept of runs, what is cached, and what is passed over."""

import json
import shutil
import subprocess
import sys
from dataclasses import fields, replace
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.cli import main
from builder.effects.cache.database import Cache
from builder.effects.cache.folder import cache_folder
from builder.effects.cache.outcomes import Outcomes, digest_engine
from builder.effects.packages import list_versions
from builder.effects.world import RunOptions, World
from builder.records.axes_frame import SCALES, AxesFrame, Side
from builder.records.plotted import Column, Plotted, Series
from builder.records.request import Request
from builder.records.run import (
    Answer,
    AssertionHits,
    Cell,
    Expression,
    Failure,
    Hit,
    Job,
    JobKind,
    Outcome,
    RunLimits,
)
from builder.witness.run_json import outcome_from_json, outcome_to_json

ROOT = Path(__file__).parents[2]
SITES = ROOT / "tests" / "sites"
JOB = Job(JobKind.BASE, (Cell(0, "x = 1"),))
REQUEST = Request(JOB, ".")
TEXT = "caf\u00e9 \u2403"
HELD = AssertionHits(0, 3, 3, Hit(0, True, 0.1 + 0.2, "0.3 < 0.6", (("a", "0.30000000000000004"),)))
FAILED = AssertionHits(1, 1, 0, Hit(1, False, -1e-300, "1 < 0"))
GOOD = Outcome(True, (HELD,), ((0, TEXT),), (Answer("value:x", "1", "[1, null]"),), "<svg/>")
STOPPED = Outcome(False, failure=Failure("time", "the run takes longer than 1 s"))


def open_outcomes(folder: Path, engine: str = "engine") -> Outcomes:
    return Outcomes(Cache(folder / "cache.sqlite"), engine)


@pytest.fixture
def outcomes(tmp_path: Path) -> Outcomes:
    return open_outcomes(tmp_path)


def find(outcomes: Outcomes, kind: JobKind = JobKind.BASE) -> Outcome | None:
    """Return the stored outcome of a job of this kind."""
    request = replace(REQUEST, job=replace(JOB, kind=kind))
    return outcomes.get([request]).get(request.job.key)


def put(outcomes: Outcomes, outcome: Outcome, kind: JobKind = JobKind.BASE) -> None:
    outcomes.put(replace(JOB, kind=kind).key, kind, outcome)


def test_an_outcome_is_found_exactly_by_another_build(outcomes: Outcomes, tmp_path: Path) -> None:
    put(outcomes, GOOD)
    assert find(open_outcomes(tmp_path)) == GOOD
    assert outcome_from_json(outcome_to_json(GOOD)) == GOOD


TEXTS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), include_characters="\n\t"))
HITS = st.builds(
    Hit,
    number=st.just(0),
    passed=st.just(True),
    margin=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    measured=TEXTS,
    operands=st.lists(st.tuples(TEXTS, TEXTS)).map(tuple),
    failure=TEXTS,
)
CELLS = st.none() | st.integers() | TEXTS | st.floats(allow_nan=False, allow_infinity=False)
COLUMNS = st.builds(Column, TEXTS, st.tuples(CELLS, CELLS))
SERIES = st.builds(
    Series,
    TEXTS,
    TEXTS,
    TEXTS,
    st.just(4),
    st.just(2),
    st.lists(COLUMNS, min_size=1, max_size=2).map(tuple),
)
NUMBERS = st.floats(0.5, 1e9)
SIDES = st.builds(Side, st.sampled_from(SCALES), st.just(0.25), NUMBERS)
FRAMES = st.builds(AxesFrame, NUMBERS, NUMBERS, NUMBERS, NUMBERS, SIDES, SIDES)
OUTCOMES = st.builds(
    Outcome,
    complete=st.just(True),
    tallies=st.lists(
        st.builds(AssertionHits, st.just(0), st.just(2), st.just(2), HITS), max_size=1
    ).map(tuple),
    outputs=st.lists(st.tuples(st.integers(), TEXTS)).map(tuple),
    answers=st.lists(
        st.builds(Answer, st.just("id"), TEXTS, TEXTS.map(json.dumps), st.booleans()), max_size=1
    ).map(tuple),
    figure_svg=TEXTS,
    figure_narrow=TEXTS,
    figure_plotted=st.builds(
        Plotted, SERIES.map(lambda one: (one,)), st.lists(TEXTS, max_size=2).map(tuple)
    ),
    figure_frames=st.lists(FRAMES, max_size=2).map(tuple),
) | st.builds(
    Outcome,
    st.just(False),
    failure=st.builds(Failure, st.just("exception"), TEXTS, st.integers(), st.integers()),
)


@given(OUTCOMES)
def test_an_outcome_is_read_as_it_was_written(outcome: Outcome) -> None:
    assert repr(outcome_from_json(outcome_to_json(outcome))) == repr(
        outcome
    )  # `repr` tells 0.0 from -0.0


@pytest.mark.parametrize("kind", list(JobKind))
def test_a_run_that_stopped_is_never_stored(outcomes: Outcomes, kind: JobKind) -> None:
    put(outcomes, STOPPED, kind)
    assert find(outcomes, kind) is None


@pytest.mark.parametrize(
    ("kind", "is_stored"),
    [
        (JobKind.BASE, False),
        (JobKind.REPEAT, False),
        (JobKind.FIGURE, False),
        (JobKind.SEED, True),
        (JobKind.COUNTER, True),
        (JobKind.MUTANT, True),
    ],
)
def test_a_failed_assertion_is_stored_only_where_failing_is_an_answer(
    outcomes: Outcomes, kind: JobKind, is_stored: bool
) -> None:
    put(outcomes, replace(GOOD, tallies=(HELD, FAILED)), kind)
    assert (find(outcomes, kind) is not None) == is_stored


def test_a_run_that_fails_now_removes_what_was_stored_of_it(outcomes: Outcomes) -> None:
    put(outcomes, GOOD)
    put(outcomes, STOPPED)
    assert find(outcomes) is None


def test_another_engine_finds_nothing(outcomes: Outcomes, tmp_path: Path) -> None:
    put(outcomes, GOOD)
    assert find(open_outcomes(tmp_path, "other")) is None


def test_what_is_no_outcome_is_passed_over(outcomes: Outcomes, tmp_path: Path) -> None:
    Cache(tmp_path / "cache.sqlite").put([(f"outcome engine {JOB.key}", b"{}", b"")])
    assert find(outcomes) is None
    put(outcomes, GOOD)
    assert find(outcomes) == GOOD


def test_a_package_that_comes_makes_another_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    before = digest_engine()
    assert digest_engine() == before
    (tmp_path / "something-1.0.dist-info").mkdir()
    assert digest_engine() != before
    assert digest_engine("trusted") != digest_engine("locked away")


@pytest.mark.parametrize("source", ["witness/measure.py", "effects/sandbox/lockdown/seccomp.py"])
def test_a_change_of_what_runs_witnesses_makes_another_engine_and_a_change_of_pages_does_not(
    tmp_path: Path, source: str
) -> None:
    shutil.copytree(
        ROOT / "builder", tmp_path / "builder", ignore=shutil.ignore_patterns("__pycache__")
    )

    def digest() -> str:
        code = "from builder.effects.cache.outcomes import digest_engine; print(digest_engine())"
        return subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout

    before = digest()
    for path, is_same in (("render/words.py", True), (source, False)):
        with open(tmp_path / "builder" / path, "a") as file:
            file.write("# changed\n")
        assert (digest() == before) is is_same


OTHER = {
    "kind": JobKind.SEED,
    "cells": (Cell(0, "x = 2"),),
    "settings": (("x", 1),),
    "figure": Cell(1, "draw()"),
    "expressions": (Expression("value:x", "x"),),
    "state_function": "f",
    "files": (("draws.csv", "00"),),
    "limits": RunLimits(files_mib=1),
    "environment": (("numpy", "2.0"),),
    "allow_imports": ("numpy",),
    "attempt": 1,
}


@pytest.mark.parametrize("name", [field.name for field in fields(Job)])
def test_every_field_of_a_job_is_in_its_key(name: str) -> None:
    assert replace(JOB, **{name: OTHER[name]}).key != JOB.key  # type: ignore[arg-type]  # one value for each field


@pytest.mark.parametrize("name", [field.name for field in fields(RunLimits)])
def test_every_limit_is_in_the_key(name: str) -> None:
    assert replace(JOB, limits=replace(JOB.limits, **{name: 7})).key != JOB.key


def test_every_part_of_a_cell_and_an_expression_is_in_the_key() -> None:
    expressions = [
        Expression(*texts) for texts in (("a", "x"), ("b", "x"), ("a", "y"), ("a", "x", "truth"))
    ]
    jobs = [
        JOB,
        replace(JOB, cells=(Cell(1, "x = 1"),)),
        replace(JOB, cells=(Cell(0, "x = 1"), Cell(1, ""))),
        replace(JOB, figure=Cell(0, "")),
        replace(JOB, figure=Cell(1, "")),
        *(replace(JOB, expressions=(expression,)) for expression in expressions),
    ]
    assert len({job.key for job in jobs}) == len(jobs)


LITERALS = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda part: st.lists(part).map(tuple),
)


@given(LITERALS, LITERALS)
def test_keys_are_equal_where_settings_are_and_only_there(one: object, other: object) -> None:
    keys = [replace(JOB, settings=(("x", value),)).key for value in (one, other)]  # type: ignore[arg-type]  # literals
    assert (keys[0] == keys[1]) == (repr(one) == repr(other))


def test_versions_are_those_of_what_a_witness_may_import() -> None:
    found = dict(list_versions(("numpy", "yaml", "math", "numpy.linalg", "not_installed_here")))
    assert list(found) == ["python", "numpy", "PyYAML", "plumbline"]


def test_a_version_is_what_the_packages_own_record_says() -> None:
    names = ("numpy", "matplotlib", "jinja2", "pytest", "mypy")
    found = dict(list_versions(names))
    assert {name: found[name] for name in names} == {name: version(name) for name in names}


@pytest.fixture
def atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(SITES / "small" / "in", tmp_path / "atlas")
    return tmp_path / "atlas"


def build(atlas: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, int]:
    """(runs, runs that were cached) of a check of the atlas."""
    capsys.readouterr()
    assert main(["--root", str(atlas), "check", "--format", "json", *options]) == 0
    found = json.loads(capsys.readouterr().out)
    return found["runs"], found["cached"]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_second_build_recalls_all_and_force_run_nothing(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs, cached = build(atlas, capsys)
    assert (runs > 0, cached) == (True, 0)
    assert build(atlas, capsys) == (runs, runs)
    assert build(atlas, capsys, "--force-run") == (runs, 0)


def test_prose_reruns_nothing_and_code_its_own_page_alone(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(atlas), "new", "numbers/other"]) == 0
    runs, _ = build(atlas, capsys, "--drafts")
    content = atlas / "concepts/numbers/other/content.md"
    change(content, "What happens, in words.", "What happens, in other words.")
    assert build(atlas, capsys, "--drafts") == (runs, runs)
    change(content, "count = 20\n", "count = 20\nspare = 1\n")
    again, cached = build(atlas, capsys, "--drafts")
    assert (again, 0 < cached < runs) == (runs, True)


def test_recalled_and_made_anew_the_site_is_the_same(atlas: Path, tmp_path: Path) -> None:
    sites = []
    for name, options in (("first", []), ("cached", []), ("anew", ["--force-run"])):
        assert (
            main(["--root", str(atlas), "build", "--output", str(tmp_path / name), *options]) == 0
        )
        sites.append(
            {
                path.relative_to(tmp_path / name): path.read_bytes()
                for path in (tmp_path / name).rglob("*")
                if path.is_file()
            }
        )
    assert sites[0] == sites[1] == sites[2]


def test_equal_jobs_are_run_once_and_attempts_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    job = Job(
        JobKind.BASE,
        (Cell(0, "import random\nprint(random.random())"),),
        limits=RunLimits(time_s=10),
        allow_imports=("random",),
    )
    requests = [Request(one, ".") for one in (job, job, replace(job, attempt=1))]
    with World(tmp_path, RunOptions(jobs=1)) as world:
        found = dict(world.run_plans([[one] for one in requests]))
    assert found[0] == found[1] != found[2]
    with World(tmp_path) as world:
        assert dict(world.run_plans([[one] for one in requests])) == found
        assert (world.ran, world._executor) == (0, None)


def test_the_cache_is_outside_of_every_checkout(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.relative_to(atlas) for path in atlas.rglob("*"))
    build(atlas, capsys)
    assert sorted(path.relative_to(atlas) for path in atlas.rglob("*")) == before
    assert cache_folder().is_dir()
