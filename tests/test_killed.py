"""Builds that are killed, and builds at once: the site is whole at every moment, the old one or the new, and the next build is clean."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
SMALL = REPOSITORY / "tests/sites/small/in"
CONTENT = "concepts/numbers/halves/content.md"
WORDS = ("A first beginning.", "Another beginning.")
SPREAD = 1.2  # of a build's time: the latest moment at which one is killed

Files = Mapping[str, bytes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, Files]:
    """Return the site of either text, built in a folder of its own."""
    sites = []
    for words in WORDS:
        root = tmp_path_factory.mktemp("clean")
        write(root, words)
        assert start(root).wait() == 0
        sites.append(read(root / "site"))
    return sites[0], sites[1]


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    """Return an atlas that was built with the first text."""
    write(tmp_path, WORDS[0])
    assert start(tmp_path).wait() == 0
    return tmp_path


@pytest.mark.parametrize("moments", [5, pytest.param(200, marks=pytest.mark.chaos)])
def test_a_build_that_is_killed_leaves_a_whole_site(
    atlas: Path, whole: tuple[Files, Files], moments: int
) -> None:
    """Kill each build at a random moment of its equal share of a build's time; the first is killed before it can do anything."""
    chance = random.Random(20261128)
    usual = time_build(atlas, WORDS[1])
    for turn in range(moments):
        write(atlas, WORDS[turn % 2])
        moment = (turn + chance.random()) / moments if turn else 0
        with ended(start(atlas)) as build, contextlib.suppress(subprocess.TimeoutExpired):
            build.wait(timeout=moment * SPREAD * usual)
        left = read(atlas / "site")
        assert left in whole
        assert turn or left == whole[1]
    write(atlas, WORDS[0])
    assert start(atlas).wait() == 0
    assert read(atlas / "site") == whole[0]
    assert [name for name in os.listdir(atlas) if name.startswith(".site")] in (
        [],
        [".site.next"],
    )  # the generation before


@pytest.mark.parametrize("times", [2, pytest.param(50, marks=pytest.mark.chaos)])
def test_two_builds_at_once_do_not_tear_the_site(
    atlas: Path, whole: tuple[Files, Files], tmp_path: Path, times: int
) -> None:
    """Both write to one folder, each its own text."""
    other = tmp_path / "other"
    write(other, WORDS[1])
    for turn in range(times):
        write(
            atlas, f"{WORDS[0]}{'' if turn % 2 else ' Once more.'}"
        )  # so that neither recalls what it did last
        write(other, f"{WORDS[1]}{'' if turn % 2 else ' Once more.'}")
        with (
            ended(start(atlas, "--output", str(atlas / "site"))) as one,
            ended(start(other, "--output", str(atlas / "site"))) as two,
        ):
            assert (one.wait(), two.wait()) == (0, 0)
        if turn % 2:
            assert read(atlas / "site") in whole
    assert start(atlas).wait() == 0


def write(root: Path, words: str) -> None:
    if not root.joinpath("concepts").is_dir():
        shutil.copytree(SMALL, root, dirs_exist_ok=True)
    text = (SMALL / CONTENT).read_text()
    (root / CONTENT).write_text(text.replace("## Intuition\n", f"## Intuition\n\n{words}\n", 1))


def start(root: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "builder", "--root", str(root), "build", *arguments]
    return subprocess.Popen(
        command,
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@contextlib.contextmanager
def ended(build: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    """Yield the build, of which nothing is left afterwards."""
    try:
        yield build
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(build.pid, signal.SIGKILL)
        build.wait()


def time_build(root: Path, words: str) -> float:
    write(root, words)
    began = time.monotonic()
    assert start(root).wait() == 0
    return time.monotonic() - began


def read(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
