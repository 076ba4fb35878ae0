"""A build of what has not changed: done at once, and never where anything has."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.cli import main, make_parser
from builder.commands.inputs import look_at_inputs
from builder.effects.cache import last_build as finished
from builder.effects.cache.fingerprint import COARSE_NS, GRAIN_NS, Fingerprint, take_fingerprint
from builder.effects.cache.folder import cache_folder
from builder.effects.cache.last_build import read_last_build, store_last_build

REPOSITORY = Path(__file__).parents[1]
SMALL = REPOSITORY / "tests/sites/small/in"
CONTENT = "concepts/numbers/halves/content.md"
PAGE = "site/numbers/halves/index.html"
TEMPLATE, STYLE = "theme/templates/audit.html", "theme/css/base.css"


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    """Return an atlas that is built."""
    shutil.copytree(SMALL, tmp_path / "atlas")
    time.sleep(GRAIN_NS / 1e9)
    assert build(tmp_path / "atlas") == 0
    return tmp_path / "atlas"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Files that stand for an atlas with its theme and its site, and a record that the one was built from the other."""
    root = tmp_path / "atlas"
    shutil.copytree(SMALL, root)
    for path in (TEMPLATE, STYLE, PAGE, "site/.nojekyll"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"words\n")
    time.sleep(GRAIN_NS / 1e9)
    store_last_build((root / "site").resolve(), look(root), "what was said")
    return root


def build(atlas: Path, *arguments: str) -> int:
    return main(["--root", str(atlas), "build", *arguments])


def look(root: Path, *arguments: str) -> Fingerprint:
    return look_at_inputs(make_parser().parse_args(["--root", str(root), "build", *arguments]))


def is_cached(root: Path, *arguments: str) -> bool:
    return read_last_build((root / "site").resolve(), look(root, *arguments)) is not None


def is_done_at_once(atlas: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> bool:
    capsys.readouterr()
    assert build(atlas, *arguments) == 0
    return "; nothing changed; " in capsys.readouterr().out


def test_a_second_build_says_the_same_and_touches_nothing(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert build(atlas, "--force-run") == 0
    first = capsys.readouterr().out
    before = take_fingerprint([str(atlas)], (), hidden=True)
    assert build(atlas, "--jobs", "1") == 0  # as the build of the fixture said
    again = capsys.readouterr().out
    assert (
        re.sub(r" \(\d+ cached\)", "", again.rpartition("; nothing changed; ")[0])
        == first.rpartition("; ")[0]
    )
    assert take_fingerprint([str(atlas)], (), hidden=True).digest == before.digest


def _edit(path: str, before: bytes, after: bytes) -> Callable[[Path], object]:
    def change(atlas: Path) -> None:
        content = (atlas / path).read_bytes()
        assert before in content
        (atlas / path).write_bytes(content.replace(before, after))

    return change


def _edit_unseen_by_size_and_time(atlas: Path) -> None:
    path = atlas / CONTENT
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Walk half", b"Roam half"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _replace_with_a_file_of_the_same_size_and_time(atlas: Path) -> None:
    path = atlas / CONTENT
    status = path.stat()
    other = path.with_name("other")
    other.write_bytes(path.read_bytes().replace(b"Walk half", b"Roam half"))
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


def _set_clock_back(atlas: Path) -> None:
    _edit(CONTENT, b"Walk half", b"Roam half")(atlas)
    os.utime(atlas / CONTENT, (1_000_000_000, 1_000_000_000))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a word of prose": _edit(CONTENT, b"Walk half", b"Roam half"),
    "a word, with the size and the time of before": _edit_unseen_by_size_and_time,
    "a file put in its place, with the size and the time of before": _replace_with_a_file_of_the_same_size_and_time,
    "a word, with the clock set back": _set_clock_back,
    "a record": _edit("concepts/numbers/halves/concept.yaml", b"difficulty: 1", b"difficulty: 2"),
    "a source": _edit("sources/small.bib", b"2026", b"2025"),
    "the configuration": _edit("pyproject.toml", b"title = ", b"language = 'de'\ntitle = "),
    "a template": _edit(TEMPLATE, b"words", b"Words"),
    "a style": _edit(STYLE, b"words", b"Words"),
    "a new file": lambda atlas: (atlas / "concepts/numbers/halves/more.csv").write_text("1\n"),
    "a file that is gone": lambda atlas: (atlas / "sources/audits.yaml").unlink(),
    "a file renamed": lambda atlas: (atlas / "sources/small.bib").rename(
        atlas / "sources/other.bib"
    ),
    "a page of the site edited": _edit(PAGE, b"words", b"Words"),
    "a page of the site gone": lambda atlas: (atlas / PAGE).unlink(),
    "a hidden file of the site gone": lambda atlas: (atlas / "site/.nojekyll").unlink(),
    "a file added to the site": lambda atlas: (atlas / "site/notes.txt").write_text("mine"),
}


def test_what_has_not_changed_is_cached(kept: Path) -> None:
    assert is_cached(kept)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_built(kept: Path, change: str) -> None:
    CHANGES[change](kept)
    assert not is_cached(kept)


@pytest.mark.parametrize(
    "arguments",
    [("--drafts",), ("--strict",), ("--base-url", "https://example.org/a"), ("--format", "github")],
)
def test_other_options_build_another_site(kept: Path, arguments: tuple[str, ...]) -> None:
    assert not is_cached(kept, *arguments)


def test_how_many_processes_there_are_changes_nothing(kept: Path) -> None:
    assert is_cached(kept, "--jobs", "1")


def test_runs_that_are_forced_are_made(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not is_done_at_once(atlas, capsys, "--force-run")


def test_another_output_folder_is_built(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not is_done_at_once(atlas, capsys, "--output", str(atlas / "elsewhere"))
    assert is_done_at_once(atlas, capsys, "--output", str(atlas / "elsewhere"))
    assert is_done_at_once(atlas, capsys)


def test_a_package_that_is_upgraded_builds(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib/thing-1.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "lib")])
    before = look(kept)
    (tmp_path / "lib/thing-1.0.dist-info").rename(tmp_path / "lib/thing-1.1.dist-info")
    assert look(kept).digest != before.digest


def test_a_site_with_errors_is_never_called_unchanged(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(CONTENT, b"assert total < 1", b"assert total > 1")(atlas)
    for _ in range(2):
        assert build(atlas) == 1
        assert "error[check-holds]" in capsys.readouterr().out


def test_a_file_as_new_as_the_look_at_it_is_not_trusted(kept: Path) -> None:
    """What changes again within one tick of the clock would look the same."""
    (kept / CONTENT).touch()
    store_last_build(
        (kept / "site").resolve(), look(kept)._replace(is_settled=False), "what was said"
    )
    assert not is_cached(kept)


def test_a_look_is_settled_once_its_files_are_older_than_a_tick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("a")
    now = (tmp_path / "a").stat().st_ctime_ns
    for later, is_settled in ((0, False), (GRAIN_NS // 2, False), (GRAIN_NS + COARSE_NS, True)):
        monkeypatch.setattr(time, "time_ns", lambda later=later: now + later)
        assert take_fingerprint([str(tmp_path)], ()).is_settled is is_settled


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"inputs": 1}',
        b'{"inputs": "a", "output": "b", "shown": 3}',
        b"\xff\xfe",
    ],
)
def test_a_damaged_record_is_as_if_there_were_none(kept: Path, damage: bytes) -> None:
    path = finished.find_record((kept / "site").resolve())
    assert path.is_relative_to(cache_folder())
    path.write_bytes(damage)
    assert not is_cached(kept)


def test_json_is_printed_again_whole(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(atlas, "--format", "json")
    first = json.loads(capsys.readouterr().out)
    build(atlas, "--format", "json")
    again = json.loads(capsys.readouterr().out)
    assert again | {"cached": None} == first | {"cached": None}
    assert again["cached"] == again["runs"]


def test_nothing_heavy_is_imported_where_nothing_has_changed(atlas: Path) -> None:
    code = (
        "import sys; from builder.cli import main; main(sys.argv[1:]); "
        "print(*sorted({name.split('.')[0] for name in sys.modules} | {name for name in sys.modules if name.startswith('builder.')}))"
    )
    command = [sys.executable, "-c", code, "--root", str(atlas), "build"]
    subprocess.run(
        command, cwd=REPOSITORY, check=True, capture_output=True
    )  # of this process' own way to start
    shown = subprocess.run(
        command, cwd=REPOSITORY, check=True, capture_output=True, text=True
    ).stdout
    assert "; nothing changed; " in shown
    imported = set(shown.splitlines()[-1].split())
    assert imported.isdisjoint(
        {
            "numpy",
            "matplotlib",
            "jinja2",
            "markdown_it",
            "yaml",
            "pygments",
            "rich",
            "subprocess",
            "asyncio",
        }
    )
    assert imported.isdisjoint(
        {"dataclasses", "tempfile", "datetime", "traceback"}
    )  # a third of all that is imported else
    assert {name for name in imported if name.startswith("builder.")} == {
        "builder.cli",
        "builder.commands",
        "builder.commands.arguments",
        "builder.commands.build",
        "builder.commands.inputs",
        "builder.commands.parsers",
        "builder.commands.program",
        "builder.commands.review_parser",
        "builder.effects",
        "builder.effects.cache",
        "builder.effects.files",
        "builder.effects.files.own_theme",
        "builder.effects.cache.folder",
        "builder.effects.cache.last_build",
        "builder.effects.cache.fingerprint",
        "builder.effects.files.theme_setting",
        "builder.records",
        "builder.records.inner_path",
        "builder.records.toml_bounds",
        "builder.records.level",
        "builder.records.verdict",
    }
