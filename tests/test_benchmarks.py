"""The benchmarks: different witnesses from one seed, an atlas around them that is sound, and a command that shows every row."""

import ast
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from benchmarks.atlas import plan_base_runs, write_atlas
from benchmarks.measures import (
    BenchmarkError,
    LeftOutError,
    Row,
    Subject,
    format_table,
    measure_rounds,
    run_program,
)
from benchmarks.ours import time_cached, time_executor
from benchmarks.rivals import time_interpreters, write_scripts
from benchmarks.shapes import SHAPES
from benchmarks.witnesses import Witness, make_witnesses
from builder.cli import main
from builder.records.run import JobKind

REPOSITORY = Path(__file__).parents[1]


def ignore(line: str) -> None:
    """Nobody waits."""


def test_equal_seeds_make_equal_witnesses_and_others_make_others() -> None:
    assert make_witnesses(20) == make_witnesses(20)
    assert make_witnesses(20, seed=1) != make_witnesses(20, seed=2)


def test_fewer_witnesses_are_the_first_of_more() -> None:
    assert make_witnesses(5) == make_witnesses(20)[:5]


def test_no_two_witnesses_are_alike() -> None:
    made = make_witnesses(300)
    assert len({witness.code for witness in made}) == 300
    assert len({witness.slug for witness in made}) == 300


@pytest.mark.parametrize(
    "witness", make_witnesses(len(SHAPES)), ids=lambda witness: witness.shape.slug
)
def test_every_shape_has_the_three_checks_that_it_names(witness: Witness) -> None:
    messages = [
        ast.literal_eval(node.msg)
        for node in ast.parse(witness.code).body
        if isinstance(node, ast.Assert) and node.msg
    ]
    assert tuple(message.partition(":")[0] for message in messages) == witness.shape.checks


def test_the_atlas_passes_check_and_every_check_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_atlas(tmp_path, make_witnesses(3))
    assert main(["--root", str(tmp_path), "check"]) == 0
    shown = capsys.readouterr().out
    assert "checks: 9 of 9 hold, claims: 3 illustrated; 3 warnings" in shown


def test_the_base_run_of_every_concept_is_planned_with_its_repeat(tmp_path: Path) -> None:
    write_atlas(tmp_path, make_witnesses(3))
    assert [request.job.kind for request in plan_base_runs(tmp_path)] == [
        JobKind.BASE,
        JobKind.REPEAT,
    ] * 3


def test_every_shape_holds_in_the_engine_and_in_a_fresh_interpreter(tmp_path: Path) -> None:
    witnesses = make_witnesses(len(SHAPES))
    write_atlas(tmp_path, witnesses)
    assert time_executor(tmp_path, plan_base_runs(tmp_path), 2) > 0
    assert time_interpreters(write_scripts(tmp_path / "scripts", witnesses), 2) > 0


def test_a_failing_witness_ends_the_benchmark(tmp_path: Path) -> None:
    (tmp_path / "failing.py").write_text('assert 1 > 2, "order: one is more than two"\n')
    with pytest.raises(BenchmarkError, match="AssertionError: order"):
        time_interpreters([tmp_path / "failing.py"], 1)
    write_atlas(tmp_path, make_witnesses(1))
    content = next(tmp_path.rglob("content.md"))
    content.write_text(content.read_text("utf-8").replace("assert ", "assert not ", 1), "utf-8")
    with pytest.raises(BenchmarkError, match="a check fails"):
        time_executor(tmp_path, plan_base_runs(tmp_path), 1)


def test_what_was_not_kept_is_never_measured_as_cached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_atlas(tmp_path / "atlas", make_witnesses(2))
    with pytest.raises(BenchmarkError, match="0 of 4 runs were cached"):
        time_cached(tmp_path / "atlas")
    assert time_cached(tmp_path / "atlas") > 0


def test_rounds_are_interleaved_and_begin_with_another_subject_each() -> None:
    seen: list[str] = []

    def measure(name: str) -> float:
        seen.append(name)
        return 1.0

    subjects = [Subject(name, partial(measure, name)) for name in "abc"]
    measure_rounds(subjects, 2, ignore)
    assert "".join(seen) == "abcbca"


def test_a_subject_that_is_left_out_says_why_and_is_not_tried_again() -> None:
    tried: list[int] = []

    def leave_out() -> float:
        tried.append(1)
        raise LeftOutError("not here")

    (row,) = measure_rounds([Subject("a", leave_out)], 3, ignore)
    assert (row, len(tried)) == (Row("a", note="not here"), 1)


def test_a_table_has_medians_extremes_and_ratios_to_its_first_row() -> None:
    rows = (
        Row("ours", (0.002, 0.001, 0.003)),
        Row("theirs", (0.02, 0.03, 0.01), wanted="10 or more"),
        Row("other", note="left out"),
    )
    title, head, ours, theirs, other = format_table("title", rows).splitlines()
    assert (title, head.split()) == ("title", ["median", "ms", "min", "max", "ratio", "wanted"])
    assert ours.split() == ["ours", "2.0", "1.0", "3.0", "1.000"]
    assert theirs.split() == ["theirs", "20.0", "10.0", "30.0", "10.000", "10", "or", "more"]
    assert other.split() == ["other", "left", "out"]


def test_a_program_that_fails_is_named_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="fails: last words"):
        run_program([sys.executable, "-c", "import sys; sys.exit('first\\nlast words')"], tmp_path)


@pytest.mark.bars
def test_the_command_shows_every_row_and_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "benchmarks.witness_engine",
        "--count",
        "2",
        "--rounds",
        "1",
        "--without-nbclient",
    ]
    environment = {"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, list(tmp_path.iterdir())) == (0, []), done.stderr
    for row in (
        "witnesses: 2, base run twice each; rounds: 1",
        "ours, one at a time, zygotes started anew",
        "fresh interpreters, one at a time",
        "nbclient, once each, scaled from 2 witnesses",
        "ours, cached: what all runs add to a build",
        "one job in a warm zygote, from order to outcome",
        "of which raising the walls around it",
        "the same with the start of its zygote",
        "the same cell in a fresh interpreter",
        "one figure in a warm zygote",
        "the same figure in a fresh interpreter",
    ):
        assert row in done.stdout
    assert "left out, as asked" in done.stdout


def test_the_builds_are_measured_and_leave_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.builds", "--count", "3", "--rounds", "1"]
    shown = run_program(command, REPOSITORY, {**os.environ, "TMPDIR": str(tmp_path)})
    rows = (
        "from nothing but",
        "from nothing,",
        "nothing changed",
        "a word",
        "a line",
        "a title",
        "a template",
    )
    assert [row for row in rows if f"\n{row}" not in shown] == []
    assert list(tmp_path.iterdir()) == []
