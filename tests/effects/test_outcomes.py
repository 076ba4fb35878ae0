"""What is kept of runs, what is recalled, and what is passed over."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.cli import main
from builder.effects import store as sealed
from builder.effects.cache import cache_folder
from builder.effects.outcomes import OutcomeStore, digest_engine
from builder.effects.packages import list_versions
from builder.effects.world import RunOptions, World
from builder.records.frame import SCALES, Frame, Side
from builder.records.plotted import Column, Plotted, Series
from builder.records.request import Request
from builder.records.run import (
    Answer,
    Cell,
    Expression,
    Failure,
    Hit,
    Job,
    JobKind,
    Outcome,
    RunLimits,
    Tally,
)
from builder.witness.run_json import outcome_from_json, outcome_to_json

ROOT = Path(__file__).parents[2]
SITES = ROOT / "tests" / "sites"
KEY = "ab" + "0" * 62
TEXT = "caf\u00e9 \u2403"
HELD = Tally(0, 3, 3, Hit(0, True, 0.1 + 0.2, "0.3 < 0.6", (("a", "0.30000000000000004"),)))
FAILED = Tally(1, 1, 0, Hit(1, False, -1e-300, "1 < 0"))
GOOD = Outcome(True, (HELD,), ((0, TEXT),), (Answer("value:x", "1", "[1, null]"),), "<svg/>")
STOPPED = Outcome(False, failure=Failure("time", "the run takes longer than 1 s"))


@pytest.fixture
def store(tmp_path: Path) -> OutcomeStore:
    return OutcomeStore(tmp_path / "kept", "engine")


def entry_of(store: OutcomeStore, key: str = KEY) -> Path:
    return Path(store._store._path_of(key))


def test_what_was_kept_is_recalled_exactly_by_another_build(
    store: OutcomeStore, tmp_path: Path
) -> None:
    store.keep(KEY, JobKind.BASE, GOOD)
    assert OutcomeStore(tmp_path / "kept", "engine").recall(KEY, JobKind.BASE) == GOOD
    assert outcome_from_json(outcome_to_json(GOOD)) == GOOD


def test_nothing_is_made_on_disk_before_something_is_kept(
    store: OutcomeStore, tmp_path: Path
) -> None:
    assert store.recall(KEY, JobKind.BASE) is None
    store.keep(KEY, JobKind.BASE, STOPPED)
    store.prune()
    assert list(tmp_path.iterdir()) == []


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
FRAMES = st.builds(Frame, NUMBERS, NUMBERS, NUMBERS, NUMBERS, SIDES, SIDES)
OUTCOMES = st.builds(
    Outcome,
    complete=st.just(True),
    tallies=st.lists(st.builds(Tally, st.just(0), st.just(2), st.just(2), HITS), max_size=1).map(
        tuple
    ),
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
def test_a_run_that_stopped_is_never_kept(store: OutcomeStore, kind: JobKind) -> None:
    store.keep(KEY, kind, STOPPED)
    assert store.recall(KEY, kind) is None


@pytest.mark.parametrize(
    ("kind", "is_kept"),
    [
        (JobKind.BASE, False),
        (JobKind.REPEAT, False),
        (JobKind.FIGURE, False),
        (JobKind.SEED, True),
        (JobKind.COUNTER, True),
        (JobKind.MUTANT, True),
    ],
)
def test_a_failed_assertion_is_kept_only_where_failing_is_an_answer(
    store: OutcomeStore, kind: JobKind, is_kept: bool
) -> None:
    store.keep(KEY, kind, replace(GOOD, tallies=(HELD, FAILED)))
    assert (store.recall(KEY, kind) is not None) == is_kept


def test_a_run_that_fails_now_removes_what_was_kept_of_it(store: OutcomeStore) -> None:
    store.keep(KEY, JobKind.BASE, GOOD)
    store.keep(KEY, JobKind.BASE, STOPPED)
    assert store.recall(KEY, JobKind.BASE) is None


def test_an_outcome_that_is_too_large_is_not_kept(
    store: OutcomeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "LARGEST_ENTRY", 1000)
    store.keep(KEY, JobKind.BASE, replace(GOOD, figure_svg="x" * 1000))
    assert not entry_of(store).exists()
    store.keep(KEY, JobKind.BASE, GOOD)
    assert store.recall(KEY, JobKind.BASE) == GOOD


def test_another_engine_recalls_nothing(store: OutcomeStore, tmp_path: Path) -> None:
    store.keep(KEY, JobKind.BASE, GOOD)
    assert OutcomeStore(tmp_path / "kept", "other").recall(KEY, JobKind.BASE) is None


def replace_file(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def forge(path: Path) -> None:
    """An entry as somebody writes it who knows everything but the secret."""
    body = outcome_to_json(replace(GOOD, outputs=((0, "forged"),))).encode()
    path.write_bytes(sealed._seal(b"guess", KEY, body) + b"\n" + body)


def change_one_digit(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"0.3 < 0.6", b"0.3 < 0.7"))


def put_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "file").touch()


def put_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def put_a_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


@pytest.mark.parametrize(
    "damage",
    [
        replace_file(b""),
        replace_file(b"\xff\xfe\n{}"),
        replace_file(b"0" * 64 + b"\n{}"),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes() + b" "),
        lambda path: path.write_bytes(path.read_bytes().partition(b"\n")[2]),
        lambda path: os.truncate(path, sealed.LARGEST_ENTRY + 1),
        change_one_digit,
        forge,
        Path.unlink,
        put_a_folder,
        put_a_pipe,
        put_a_link,
    ],
)
def test_a_damaged_or_forged_entry_is_passed_over_and_replaced(
    store: OutcomeStore, damage: Callable[[Path], object]
) -> None:
    store.keep(KEY, JobKind.BASE, GOOD)
    damage(entry_of(store))
    assert store.recall(KEY, JobKind.BASE) is None
    store.keep(KEY, JobKind.BASE, GOOD)
    assert store.recall(KEY, JobKind.BASE) == GOOD


def test_an_entry_does_not_pass_for_that_of_another_job(store: OutcomeStore) -> None:
    other = "ab" + "1" * 62
    store.keep(KEY, JobKind.BASE, GOOD)
    shutil.copy(entry_of(store), entry_of(store, other))
    assert store.recall(other, JobKind.BASE) is None


def test_an_entry_under_another_secret_is_passed_over(store: OutcomeStore, tmp_path: Path) -> None:
    store.keep(KEY, JobKind.BASE, GOOD)
    (tmp_path / "kept" / "seal").write_bytes(b"x" * 32)
    assert OutcomeStore(tmp_path / "kept", "engine").recall(KEY, JobKind.BASE) is None


@pytest.mark.parametrize(
    "damage",
    [
        replace_file(b"short"),
        replace_file(b"x" * 33),
        put_a_pipe,
        lambda path: path.chmod(0o644),  # as git checks out what somebody committed: others know it
    ],
)
def test_a_damaged_secret_is_made_anew(
    store: OutcomeStore, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    store.keep(KEY, JobKind.BASE, GOOD)
    damage(tmp_path / "kept" / "seal")
    again = OutcomeStore(tmp_path / "kept", "engine")
    assert again.recall(KEY, JobKind.BASE) is None
    again.keep(KEY, JobKind.BASE, GOOD)
    assert again.recall(KEY, JobKind.BASE) == GOOD


def test_the_secret_is_its_owners_alone(store: OutcomeStore, tmp_path: Path) -> None:
    store.keep(KEY, JobKind.BASE, GOOD)
    assert (tmp_path / "kept" / "seal").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["engine", "seal"]


def test_builds_that_keep_at_once_share_one_secret(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from builder.effects.outcomes import OutcomeStore\n"
        "from builder.records.run import JobKind, Outcome\n"
        "OutcomeStore(Path(sys.argv[1]), 'engine').keep(sys.argv[2] * 64, JobKind.BASE, Outcome(True))\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "kept"), name], cwd=ROOT)
        for name in "abcd"
    ]
    assert [process.wait() for process in started] == [0] * 4
    store = OutcomeStore(tmp_path / "kept", "engine")
    assert [store.recall(name * 64, JobKind.BASE) for name in "abcd"] == [Outcome(True)] * 4


def test_a_disk_that_refuses_keeps_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file stands where the folder would be")
    store = OutcomeStore(tmp_path / "kept", "engine")
    store.keep(KEY, JobKind.BASE, GOOD)
    store.prune()
    assert store.recall(KEY, JobKind.BASE) is None


def test_a_full_disk_keeps_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from builder.effects.outcomes import OutcomeStore\n"
        "from builder.records.run import JobKind, Outcome\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "OutcomeStore(Path(sys.argv[1]), 'engine').keep('ab', JobKind.BASE, Outcome(True))\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "kept")], cwd=ROOT, check=True)
    assert [path.name for path in (tmp_path / "kept").rglob("*") if path.is_file()] == ["seal"]


@pytest.mark.skipif(os.geteuid() == 0, reason="no folder is read-only for root")
def test_a_folder_that_is_read_only_is_still_recalled_from(
    store: OutcomeStore, tmp_path: Path
) -> None:
    other = "ab" + "1" * 62
    store.keep(KEY, JobKind.BASE, GOOD)
    for path in (entry_of(store).parent, entry_of(store).parents[1], tmp_path / "kept"):
        path.chmod(0o500)
    again = OutcomeStore(tmp_path / "kept", "engine")
    again.keep(other, JobKind.BASE, GOOD)
    assert (again.recall(KEY, JobKind.BASE), again.recall(other, JobKind.BASE)) == (GOOD, None)


def test_an_account_without_a_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "relative")
    store = OutcomeStore(cache_folder(), "engine")
    store.keep(KEY, JobKind.BASE, GOOD)
    assert store.recall(KEY, JobKind.BASE) is None


@pytest.fixture
def full(store: OutcomeStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Ten entries, the first the oldest, of which nine have room; nobody has looked over them for hours."""
    paths = []
    for number in range(10):
        key = f"{number:02d}" + "0" * 62
        store.keep(key, JobKind.BASE, GOOD)
        paths.append(entry_of(store, key))
        os.utime(paths[-1], (number, number))
    os.utime(tmp_path / "kept" / "seal", (0, 0))
    sizes = [size for _, size, _ in sealed._list_entries(tmp_path / "kept")]
    assert len(sizes) == 10
    monkeypatch.setattr(store._store, "_most", 9 * sizes[0])
    return paths


def left(paths: list[Path]) -> list[int]:
    return [number for number, path in enumerate(paths) if path.exists()]


def test_the_least_recently_used_go_when_all_are_too_large(
    store: OutcomeStore, full: list[Path]
) -> None:
    assert store.recall(full[0].name, JobKind.BASE) == GOOD  # used again
    store.prune()
    assert left(full) == [0, *range(4, 10)]


def test_entries_of_other_engines_go_first(
    store: OutcomeStore, full: list[Path], tmp_path: Path
) -> None:
    other = OutcomeStore(tmp_path / "kept", "other")
    other.keep(KEY, JobKind.BASE, GOOD)
    store.prune()
    assert left(full) == list(range(3, 10))
    assert not (tmp_path / "kept" / "other").exists()


def test_what_is_being_written_stays_and_what_was_given_up_goes(
    store: OutcomeStore, full: list[Path], tmp_path: Path
) -> None:
    written, given_up = (full[0].with_name(f"{full[0].name}.{number}.ab") for number in range(2))
    for path in (written, given_up):
        path.write_bytes(b"half")
    os.utime(given_up, (0, 0))
    store.prune()
    assert (written.exists(), given_up.exists()) == (True, False)


def test_the_whole_is_looked_over_once_an_hour_and_only_if_something_was_kept(
    store: OutcomeStore, full: list[Path], tmp_path: Path
) -> None:
    OutcomeStore(tmp_path / "kept", "engine").prune()
    assert left(full) == list(range(10))
    os.utime(tmp_path / "kept" / "seal")
    store.prune()
    assert left(full) == list(range(10))
    os.utime(tmp_path / "kept" / "seal", (0, 0))
    store.prune()
    assert left(full) == list(range(3, 10))


def test_a_package_that_comes_makes_another_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    before = digest_engine()
    assert digest_engine() == before
    (tmp_path / "something-1.0.dist-info").mkdir()
    assert digest_engine() != before
    assert digest_engine("trusted") != digest_engine("locked away")


@pytest.mark.parametrize("source", ["witness/measure.py", "effects/lockdown/seccomp.py"])
def test_a_change_of_what_runs_witnesses_makes_another_engine_and_a_change_of_pages_does_not(
    tmp_path: Path, source: str
) -> None:
    shutil.copytree(
        ROOT / "builder", tmp_path / "builder", ignore=shutil.ignore_patterns("__pycache__")
    )

    def digest() -> str:
        code = "from builder.effects.outcomes import digest_engine; print(digest_engine())"
        return subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout

    before = digest()
    for path, is_same in (("render/words.py", True), (source, False)):
        with open(tmp_path / "builder" / path, "a") as file:
            file.write("# changed\n")
        assert (digest() == before) is is_same


JOB = Job(JobKind.BASE, (Cell(0, "x = 1"),))
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
    """(runs, runs that were recalled) of a check of the atlas."""
    capsys.readouterr()
    assert main(["--root", str(atlas), "check", "--format", "json", *options]) == 0
    found = json.loads(capsys.readouterr().out)
    return found["runs"], found["recalled"]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_second_build_recalls_all_and_force_run_nothing(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs, recalled = build(atlas, capsys)
    assert (runs > 0, recalled) == (True, 0)
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
    again, recalled = build(atlas, capsys, "--drafts")
    assert (again, 0 < recalled < runs) == (runs, True)


def test_recalled_and_made_anew_the_site_is_the_same(atlas: Path, tmp_path: Path) -> None:
    sites = []
    for name, options in (("first", []), ("recalled", []), ("anew", ["--force-run"])):
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
        found = dict(world.run_jobs(requests))
    assert found[0] == found[1] != found[2]
    with World(tmp_path) as world:
        assert dict(world.run_jobs(requests)) == found
        assert (world.ran, world._executor) == (0, None)


def test_the_store_is_outside_of_every_checkout(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.relative_to(atlas) for path in atlas.rglob("*"))
    build(atlas, capsys)
    assert sorted(path.relative_to(atlas) for path in atlas.rglob("*")) == before
    assert cache_folder().is_dir()
