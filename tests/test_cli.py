"""The command line as its users meet it: exit codes, messages, files."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder.cli import main, make_parser
from builder.commands.parsers import COMMANDS
from builder.load import schemas
from tests.conftest import need

REPOSITORY = Path(__file__).parents[1]
SITES = REPOSITORY / "tests/sites"


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    shutil.copytree(SITES / "small" / "in", tmp_path / "atlas")
    return tmp_path / "atlas"


def run(atlas: Path, *arguments: str) -> int:
    return main(["--root", str(atlas), *arguments])


def test_a_new_concept_passes_check_as_a_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(tmp_path), "new", "statistics/birthday"]) == 0
    assert run(tmp_path, "check", "statistics/birthday") == 0
    assert "no problems" in capsys.readouterr().out


def test_new_never_writes_over_a_page(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (atlas / "concepts/numbers/halves/concept.yaml").read_bytes()
    assert run(atlas, "new", "numbers/halves") == 2
    assert (atlas / "concepts/numbers/halves/concept.yaml").read_bytes() == before
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize("trap", ["a link to nothing", "a link to a folder", "a file"])
def test_new_writes_through_no_link_and_says_what_is_in_the_way(
    atlas: Path, capsys: pytest.CaptureFixture[str], trap: str
) -> None:
    folder = atlas / "concepts/numbers/fresh"
    (atlas.parent / "elsewhere").mkdir()
    match trap:
        case "a link to nothing":
            folder.mkdir()
            (folder / "content.md").symlink_to(atlas.parent / "elsewhere" / "content.md")
        case "a link to a folder":
            folder.symlink_to(atlas.parent / "elsewhere")
        case "a file":
            folder.write_text("mine")
    assert run(atlas, "new", "numbers/fresh") == 2
    assert "numbers/fresh" in capsys.readouterr().err
    assert list((atlas.parent / "elsewhere").iterdir()) == []
    assert not (folder / "concept.yaml").exists()
    assert trap != "a file" or folder.read_text() == "mine"


@pytest.mark.parametrize("command", [["new", "numbers/fresh"], ["init", "--yes"]])
def test_a_folder_that_nothing_may_be_written_in_is_named_with_what_to_do(
    tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "sealed").mkdir(mode=0o500)
    alone: list[str] = []  # root writes everywhere unless it gives up the right to
    if os.geteuid() == 0:
        need("setpriv", shutil.which("setpriv"))
        alone = ["setpriv", "--bounding-set=-dac_override"]
    found = subprocess.run(
        [*alone, sys.executable, "builder", "--root", str(tmp_path / "sealed"), *command],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 2
    assert found.stdout == ""
    assert found.stderr.startswith(f"plumbline: '{tmp_path}/sealed/")
    assert found.stderr.endswith(
        "cannot be written: Permission denied; make its folder writable, "
        "or name another with --root DIR\n"
    )


@pytest.mark.parametrize("name", ["../x/y", "Numbers/a", "a/b/c", "a", "numbers/-x", "/etc/x"])
def test_new_refuses_names_that_are_no_ids(atlas: Path, name: str) -> None:
    before = sorted(path.name for path in atlas.parent.rglob("*"))
    assert run(atlas, "new", name) == 2
    assert sorted(path.name for path in atlas.parent.rglob("*")) == before


def test_a_build_writes_the_site_and_clean_removes_it(atlas: Path) -> None:
    assert run(atlas, "build") == 0
    assert (atlas / "site/numbers/halves/index.html").is_file()
    assert run(atlas, "clean") == 0
    assert list((atlas / "site").iterdir()) == []


def test_clean_leaves_a_site_with_anything_else_in_it_alone(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(atlas, "build")
    (atlas / "site" / "CNAME").write_text("example.org")
    assert run(atlas, "clean") == 2
    shown = capsys.readouterr().err
    assert "'CNAME', which this builder did not write; move it elsewhere, and clean again" in shown
    assert "--force" not in shown
    assert (atlas / "site/index.html").is_file()
    for output in (atlas, atlas / "concepts", atlas.parent):
        assert run(atlas, "clean", "--output", str(output)) == 2
    assert (atlas / "concepts/numbers/halves/concept.yaml").is_file()
    (atlas / "site" / "CNAME").unlink()
    (atlas / "site" / ".gitignore").write_text("*\n")
    assert run(atlas, "clean") == 0
    assert [path.name for path in (atlas / "site").iterdir()] == [".gitignore"]


def test_a_site_beside_others_is_built_with_force_and_says_what_it_moved(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(atlas, "build", "--format", "json")
    (atlas / "site" / "CNAME").write_text("example.org")
    capsys.readouterr()
    assert run(atlas, "build", "--force", "--format", "json") == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["pages"] > 0  # what was moved is said elsewhere
    assert f"moved to '{atlas.resolve()}/site.replaced-1'" in shown.err
    assert (atlas / "site.replaced-1" / "CNAME").read_text() == "example.org"


@pytest.mark.parametrize("place", ["file", "folder"])
def test_an_output_below_a_file_is_refused_before_the_build(
    atlas: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    (atlas / "concepts/numbers/domain.yaml").write_text("title: [\n")
    (atlas / "letter").write_text("mine")
    output = {"file": atlas / "letter" / "a" / "b", "folder": atlas / "letter"}[place]
    assert run(atlas, "build", "--output", str(output)) == 2
    shown = capsys.readouterr()
    assert f"'{atlas}/letter' is " in shown.err
    assert shown.out == ""


def test_a_failing_check_leaves_the_old_site_in_place(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(atlas, "build")
    before = (atlas / "site/numbers/halves/index.html").read_bytes()
    content = atlas / "concepts/numbers/halves/content.md"
    content.write_text(content.read_text().replace("total < 1", "not total < 1"))
    assert run(atlas, "build") == 1
    assert (atlas / "site/numbers/halves/index.html").read_bytes() == before
    assert "error[check-holds]" in capsys.readouterr().out


def test_json_holds_problems_and_claims(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(atlas, "check", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {problem["severity"] for problem in found["problems"]} <= {"warning"}
    assert {"concept": "numbers/halves", "claim": "below-one", "level": "backed"} in found["claims"]


def test_strict_makes_warnings_errors(atlas: Path) -> None:
    assert run(atlas, "check") == 0
    assert run(atlas, "check", "--strict") == 1


def test_run_shows_output_and_checks_with_values(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(atlas, "run", "numbers/halves") == 0
    shown = capsys.readouterr().out
    assert "total 0.9990234375" in shown
    assert "holds  stays-below  0.999 < 1" in shown


def test_run_takes_other_parameters(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(atlas, "run", "numbers/halves", "--set", "ratio=0.6") == 1
    assert "FAILS" in capsys.readouterr().out
    assert run(atlas, "run", "numbers/halves", "--set", "ration=0.6") == 2


def test_an_unknown_concept_is_wrong_use_with_a_hint(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(atlas, "check", "numbers/halvs") == 2
    assert "did you mean 'numbers/halves'?" in capsys.readouterr().err


def test_a_folder_without_concepts_is_no_atlas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(tmp_path), "build"]) == 2
    assert "no atlas" in capsys.readouterr().err


def test_build_does_not_clear_a_folder_of_others(atlas: Path) -> None:
    (atlas / "mine").mkdir()
    (atlas / "mine" / "letter").write_text("keep")
    assert run(atlas, "build", "--output", str(atlas / "mine")) == 2
    assert (atlas / "mine" / "letter").read_text() == "keep"


def test_graph_speaks_three_formats(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(atlas, "graph") == 0
    assert "numbers/halves  (review)\n    after numbers/sums" in capsys.readouterr().out
    run(atlas, "graph", "--format", "dot")
    assert '"numbers/sums" -> "numbers/halves";' in capsys.readouterr().out
    run(atlas, "graph", "--format", "json", "--focus", "numbers/sums", "--direction", "up")
    assert json.loads(capsys.readouterr().out)["order"] == ["numbers/sums"]


def test_explain_knows_every_code_and_suggests(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "check-exists"]) == 0
    assert "mended:" in capsys.readouterr().out
    assert main(["explain", "check-exist"]) == 2
    assert "did you mean 'check-exists'?" in capsys.readouterr().err


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "concept.yaml"]) == 0
    assert json.loads(capsys.readouterr().out)["$defs"]["Concept"]["properties"]["title"]


def test_the_full_template_holds_every_object_and_passes_check_as_a_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "new", "--template", "full", "statistics/birthday") == 0
    assert run(tmp_path, "check", "--strict", "statistics/birthday") == 0
    assert "no problems" in capsys.readouterr().out
    record = (tmp_path / "concepts/statistics/birthday/concept.yaml").read_text()
    keys = schemas()["concept.yaml"]["$defs"]["Concept"]["properties"]
    written = {line.removeprefix("# ").partition(":")[0] for line in record.splitlines()}
    assert [key for key in keys if key not in written] == []


def test_a_second_domain_gets_the_next_order_and_another_colour(tmp_path: Path) -> None:
    for domain in "abc":
        assert run(tmp_path, "new", "--domain", domain) == 0
    made = [(tmp_path / f"concepts/{one}/domain.yaml").read_text() for one in "abc"]
    for number, text in enumerate(made, start=1):
        assert f"order: {number}\ncolour: {number} " in text


def test_our_own_bug_has_its_own_exit_code(
    atlas: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("builder.commands.site.build_site", fail)
    assert run(atlas, "check") == 3
    assert "bug in plumbline" in capsys.readouterr().err


def test_an_interrupt_ends_with_130(atlas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("builder.commands.site.build_site", interrupt)
    assert run(atlas, "check") == 130


@pytest.mark.parametrize("words", [["biuld"], ["--root", "build", "biuld"], []])
def test_a_word_that_is_no_command_has_all_commands_named(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    shown = capsys.readouterr().err
    assert (
        "COMMAND" in shown
        if not words
        else all(f"'{name}'" in shown for name in ("build", "serve", "mv", "explain", "doctor"))
    )


def test_an_atlas_may_be_named_like_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "serve").symlink_to(SITES / "small" / "in")
    monkeypatch.chdir(tmp_path)
    assert main(["--root", "serve", "graph"]) == 0
    assert "numbers/halves" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_one_command_is_parsed_as_among_all(command: str) -> None:
    def list_options(parser: argparse.ArgumentParser) -> str:
        return parser._subparsers._group_actions[0].choices[command].format_help()  # type: ignore[index, union-attr]

    assert list_options(make_parser(command)) == list_options(make_parser())


def test_a_missing_package_is_named_and_is_no_bug(tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text("import markdown_it_is_not_here\n")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from builder.cli import leave; leave()"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, "--root", str(SITES / "small/in"), "check"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 2
    assert found.stderr == (
        "plumbline: the package 'markdown_it_is_not_here' is missing; activate the environment in "
        "which Plumbline is installed, or run 'make site' in a checkout\n"
    )


LIKE_WINDOWS = """
import os, sys
sys.platform, os.name = "win32", "nt"
MISSING = {"fcntl", "grp", "pwd", "resource", "termios"}
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Refuse())
for name in MISSING:
    sys.modules.pop(name, None)
for name in ("fork", "geteuid", "getuid", "killpg", "sched_getaffinity", "uname", "waitid"):
    delattr(os, name)
"""


@pytest.mark.parametrize("command", [*COMMANDS, "--version"])
def test_windows_is_told_where_it_runs(tmp_path: Path, command: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(LIKE_WINDOWS)
    found = subprocess.run(
        [sys.executable, "builder", command],
        cwd=REPOSITORY,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == (
        "plumbline: runs on Linux and macOS; on Windows, use it in WSL (wsl --install)\n"
    )


@pytest.mark.parametrize(
    ("started", "named"),
    [
        (["-m", "builder"], "python -m builder"),
        (["builder"], "python builder"),
        (["-c", "from builder.cli import leave; leave()"], "plumbline"),
    ],
)
def test_hints_and_usage_name_the_program_as_it_was_started(started: list[str], named: str) -> None:
    def explain(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, *started, "explain", *arguments]
        return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert f"{named} explain" in explain("none").stderr
    assert explain("--help").stdout.startswith(f"usage: {named} explain")
    assert f"{named} review keep" in explain("snapshot-kept").stdout
