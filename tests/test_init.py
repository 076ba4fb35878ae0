"""`plumbline init`: from an empty folder to a site, without overwriting a file."""

import json
import os
import pty
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from builder.cli import main
from builder.load import schemas

REPOSITORY = Path(__file__).parents[1]


def init(folder: Path, *options: str) -> int:
    return main(["init", str(folder), "--yes", *options])


def run_process(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the program in a process of its own, without a terminal."""
    return subprocess.run(
        [sys.executable, str(REPOSITORY / "builder"), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def answer(folder: Path, lines: str, *options: str, code: int = 0) -> str:
    """Run `init` at a terminal, type the lines, and return what the terminal showed."""
    ours, theirs = pty.openpty()
    command = [sys.executable, str(REPOSITORY / "builder"), "init", str(folder), *options]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, lines.encode())
        shown = b""
        try:
            while chunk := os.read(ours, 1000):
                shown += chunk
        except OSError:  # the terminal is closed: the program has ended
            pass
        assert process.wait() == code, shown.decode()
    os.close(ours)
    return shown.decode()


def list_key_faults(value: Any, schema: Any, definitions: Any) -> Iterator[str]:
    """Yield the keys of a YAML value that its schema does not know, and those that are missing."""
    for choice in schema.get("anyOf", [schema]):
        found = definitions[choice["$ref"].rpartition("/")[2]] if "$ref" in choice else choice
        if isinstance(value, list) and "items" in found:
            for item in value:
                yield from list_key_faults(item, found["items"], definitions)
        if isinstance(value, dict) and "properties" in found:
            known = found["properties"]
            yield from (f"unknown {key}" for key in value if key not in known)
            yield from (f"missing {key}" for key in found["required"] if key not in value)
            for key in value.keys() & known.keys():
                yield from list_key_faults(value[key], known[key], definitions)


def test_the_new_atlas_passes_a_strict_check_and_is_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(tmp_path / "mine") == 0
    assert "cd" in capsys.readouterr().out.splitlines()[-1]
    root = ["--root", str(tmp_path / "mine")]
    assert main([*root, "check", "--strict"]) == 0
    assert "2 backed; no problems" in capsys.readouterr().out
    assert main([*root, "sources", "check", "--strict"]) == 0
    assert main([*root, "build", "--strict"]) == 0
    assert (tmp_path / "mine/site/chance/averages/index.html").is_file()


def test_every_file_is_read_by_what_it_is_for(tmp_path: Path) -> None:
    assert init(tmp_path, "--title", "Zufall", "--language", "de") == 0
    settings = tomllib.loads((tmp_path / "pyproject.toml").read_text())["tool"]["builder"]
    assert (settings["title"], settings["language"]) == ("Zufall", "de")
    workflow = yaml.safe_load((tmp_path / ".github/workflows/site.yml").read_text())
    steps = [step.get("run", "") for step in workflow["jobs"]["build"]["steps"]]
    assert any(step.startswith("plumbline build --strict --format github") for step in steps)
    assert yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())["repos"]
    assert (tmp_path / ".gitignore").read_text().splitlines() == ["site/", ".*.next/"]
    wired = json.loads((tmp_path / ".vscode/settings.json").read_text())["yaml.schemas"]
    for schema, place in wired.items():
        name = place.rpartition("/")[2]
        assert json.loads((tmp_path / schema).read_text()) == schemas()[name]
        assert list(tmp_path.glob(place)) or name == "reviews.yaml"


def test_a_terminal_is_asked_and_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    shown = answer(tmp_path / "mine", "Chance & co\nexample.org\nhttps://example.org/a/\n\n")
    assert "title of the atlas [My atlas]: " in shown
    assert "'example.org' names no scheme; write https://example.org" in shown
    settings = tomllib.loads((tmp_path / "mine/pyproject.toml").read_text())["tool"]["builder"]
    assert settings["title"] == "Chance & co"
    assert settings["base_url"] == "https://example.org/a/"
    assert settings["language"] == "en"


@pytest.mark.parametrize("options", [(), ("--yes",)])
def test_without_a_terminal_nothing_is_asked(tmp_path: Path, options: tuple[str, ...]) -> None:
    found = run_process("init", str(tmp_path / "mine"), *options)
    assert (found.returncode, found.stderr) == (0, "")
    assert "title of the atlas" not in found.stdout
    first, second = found.stdout.splitlines()[-2:]
    assert "serve --open" in first
    assert " build " in second
    checked = run_process("--root", str(tmp_path / "mine"), "check", "--strict")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "no problems" in checked.stdout


def test_at_a_terminal_yes_asks_nothing(tmp_path: Path) -> None:
    assert "title of the atlas" not in answer(tmp_path / "mine", "", "--yes")


def test_questions_that_end_early_leave_nothing(tmp_path: Path) -> None:
    shown = answer(tmp_path / "mine", "\x04", code=2)
    assert "the questions end here; nothing was written; to take the defaults, type: " in shown
    assert not (tmp_path / "mine").exists()


def test_a_file_that_is_there_is_named_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    shown = answer(tmp_path, "", code=2)
    assert "README.md' is there already" in shown
    assert "title of the atlas" not in shown


def test_the_schemas_know_every_key_that_is_written(tmp_path: Path) -> None:
    assert init(tmp_path) == 0
    wired = json.loads((tmp_path / ".vscode/settings.json").read_text())["yaml.schemas"]
    read = [(schema, path) for schema, place in wired.items() for path in tmp_path.glob(place)]
    assert len(read) == 4  # there is no reviews.yaml yet
    for schema, path in read:
        rules = json.loads((tmp_path / schema).read_text())
        value = yaml.safe_load(path.read_text())
        assert list(list_key_faults(value, rules, rules["$defs"])) == []
        broken = [value[0] | {"titel": 1}] if isinstance(value, list) else value | {"titel": 1}
        assert list(list_key_faults(broken, rules, rules["$defs"])) == ["unknown titel"]


@pytest.mark.parametrize("language", ["de", "pt-BR"])
def test_a_language_tag_is_taken_by_the_whole_site(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(tmp_path, "--language", language) == 0
    assert main(["--root", str(tmp_path), "build", "--strict"]) == 0
    assert f'lang="{language}"' in (tmp_path / "site/index.html").read_text()


@pytest.mark.parametrize(
    "title",
    [
        'It\'s "quoted"',
        "a \\ b",
        "colon: here",
        "Größe, 確率",
        "# no comment",
        "@language@",
        "Le hasard\u00a0: un atlas",
    ],
)
def test_any_title_is_written_so_that_it_is_read_again(
    tmp_path: Path, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(tmp_path, "--title", title) == 0
    settings = tomllib.loads((tmp_path / "pyproject.toml").read_text())["tool"]["builder"]
    assert settings["title"] == title
    assert main(["--root", str(tmp_path), "check", "--strict"]) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--title", "a\nb"], "--title: 'a\\nb' holds a line break or a tab"),
        (["--title", "a\x1b[31mb"], "--title: the character U+001B cannot be seen"),
        (["--title", "a\x7fb"], "--title: the character U+007F cannot be seen"),
        (["--title", " "], "--title: '' is empty"),
        (["--language", "English"], "--language: 'English' is no language tag"),
        (["--base-url", "javascript:alert(1)"], "--base-url: "),
    ],
)
def test_what_no_setting_may_be_is_refused_before_anything_is_written(
    tmp_path: Path, options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(tmp_path / "mine", *options) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


def test_nothing_is_overwritten_and_nothing_written_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "README.md").write_text("mine")
    assert init(tmp_path) == 2
    assert "README.md' is there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    (tmp_path / "README.md").unlink()
    assert init(tmp_path) == 0
    assert init(tmp_path) == 2
    assert "is an atlas already; add a page with: plumbline new" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["ex.org/x", "javascript:alert(1)", "https://a b"])
def test_an_address_of_the_command_line_is_held_to_the_same_rules(
    tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(tmp_path) == 0
    assert main(["--root", str(tmp_path), "build", "--base-url", address]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"plumbline: --base-url: '{address}'") or "holds ' '" in shown
    assert not (tmp_path / "site").exists()
