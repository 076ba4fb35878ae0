"""Plain Python's opinion on a page: when it is asked for, and what follows where it differs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.cli import main
from builder.witness.second_opinion import compare_plain
from tests.witness.pages import make_page
from tests.witness.runs import Runner, open_runner

DIFFERS = Path(__file__).parent / "broken/plain-run-agrees/in"
SMALL = Path(__file__).parent / "sites/small/in"


@pytest.fixture
def atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a page whose witness prints another number as a program, where nothing says that this is continuous integration."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return shutil.copytree(DIFFERS, tmp_path / "atlas")


def test_it_is_not_asked_for_while_one_writes(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(atlas), "check", "--drafts"]) == 0
    assert main(["--root", str(atlas), "build", "--drafts"]) == 0
    assert "plain-run-agrees" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", [["check", "--drafts", "--strict"], ["build", "--drafts", "--strict"]]
)
def test_strict_asks_for_it(
    atlas: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert main(["--root", str(atlas), *command]) == 1
    assert (
        "error[plain-run-agrees]: the fence prints '7' in the build's run and '8' in plain Python"
        in capsys.readouterr().out
    )


def test_a_build_in_continuous_integration_asks_for_it_although_nothing_has_changed(
    atlas: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(atlas), "build", "--drafts"]) == 0
    monkeypatch.setenv("CI", "true")
    assert main(["--root", str(atlas), "build", "--drafts"]) == 1
    assert "error[plain-run-agrees]" in capsys.readouterr().out


def test_where_it_agrees_the_site_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites = []
    for ci in ("", "true"):
        monkeypatch.setenv("CI", ci)
        output = tmp_path / f"site{ci}"
        assert main(["--root", str(SMALL), "build", "--output", str(output)]) == 0
        sites.append(
            {
                path.relative_to(output): path.read_bytes()
                for path in output.rglob("*")
                if path.is_file()
            }
        )
    assert sites[0] == sites[1]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    with open_runner(tmp_path_factory.mktemp("runner")) as runner:
        yield runner


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        ("x = 1\nprint('a')\n", []),
        (
            "x = 1\nprint('b')\n",
            ["the fence prints 'a' in the build's run and 'b' in plain Python"],
        ),
        (
            "x = 1\nprint('a', end='')\n",
            ["the fence prints '' in the build's run and '' in plain Python"],
        ),
        (
            "x = 1\nprint('a')\nprint('b')\n",
            ["the fence prints '' in the build's run and 'b' in plain Python"],
        ),
        ("x = 1\n", ["the fence prints 'a' in the build's run and '' in plain Python"]),
        ("x = 1\nprint('a')\nassert x > 1\n", ["plain Python stops here: AssertionError"]),
        ("raise SystemExit(0)\n", ["plain Python stops here: SystemExit: 0"]),
    ],
)
def test_the_first_difference_is_told(runner: Runner, plain: str, told: list[str]) -> None:
    code = "x = 1\nprint('a')\n"
    base = runner.run(code)
    assert [
        problem.message
        for problem in compare_plain(make_page(code), base, {}, runner.run_plain(plain))
    ] == told
