"""A theme one file at a time: each file of an overlay comes before the packaged file of its path, and all others stay."""

import json
import shutil
from pathlib import Path

import pytest

from builder.cli import main, make_parser
from builder.commands import inputs, serve
from builder.commands.inputs import look_at_inputs
from builder.effects.files.own_theme import OWN_THEME
from builder.effects.files.theme import read_theme
from builder.effects.files.theme_setting import list_overlays
from builder.effects.publish.protected_paths import find_owned, list_protected
from builder.render.exports.light_scheme import read_colours
from tests.conftest import TESTS

Files = dict[str, str]


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    return shutil.copytree(TESTS / "sites/small/in", tmp_path / "atlas")


def run(atlas: Path, *arguments: str) -> int:
    return main(["--root", str(atlas), *arguments])


def write(folder: Path, files: Files) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def add_setting(atlas: Path, written: str) -> None:
    config = atlas / "pyproject.toml"
    text = config.read_text("utf-8")
    assert "[tool.builder]\n" in text
    config.write_text(text.replace("[tool.builder]\n", f"[tool.builder]\n{written}\n"), "utf-8")


def read_errors(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    problems = json.loads(capsys.readouterr().out)["problems"]
    return [problem for problem in problems if problem["severity"] == "error"]


def read_style(atlas: Path) -> str:
    return (atlas / "site/assets/site.css").read_text("utf-8")


def test_macros_alone_are_a_theme_and_replace_the_packaged_macros(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = atlas / "concepts/numbers/halves/content.md"
    content.write_text(content.read_text("utf-8").replace("## Math\n", "## Math\n\n$\\half$\n"))
    assert run(atlas, "check") == 1
    assert "define it for all pages in theme/macros.toml" in capsys.readouterr().out
    write(atlas / "theme", {"macros.toml": "[macros]\nhalf = '\\frac{1}{2}'\n"})
    assert run(atlas, "check") == 0
    content.write_text(content.read_text("utf-8").replace("$\\half$", "$\\norm{x}$"))
    assert run(atlas, "check") == 1
    assert (OWN_THEME / "macros.toml").read_text("utf-8").count("norm = ") == 1


def test_a_template_of_the_overlay_extends_the_packaged_one(atlas: Path) -> None:
    page = '{% extends "base.html" %}{% block main %}<main id="main">Gone.</main>{% endblock %}'
    write(atlas / "theme", {"templates/missing.html": page})
    assert run(atlas, "build") == 0
    text = (atlas / "site/404.html").read_text("utf-8")
    assert '<main id="main">Gone.</main>' in text
    assert '<header class="bar">' in text


def test_a_packaged_template_extends_and_includes_those_of_the_overlay(atlas: Path) -> None:
    base = (OWN_THEME / "templates/base.html").read_text("utf-8")
    changed = base.replace('<a class="skip"', '<a class="skip own"')
    write(atlas / "theme", {"templates/base.html": changed, "templates/partials/theme.html": "<b>"})
    assert run(atlas, "build") == 0
    for page in ("index.html", "numbers/halves/index.html", "404.html"):
        text = (atlas / "site" / page).read_text("utf-8")
        assert '<a class="skip own"' in text
        assert "<b></header>" in text.replace("\n", "")


def test_an_added_sheet_comes_after_the_packaged_sheets_of_its_layer(atlas: Path) -> None:
    write(
        atlas / "theme",
        {
            "css/components/a.css": "@layer components { .first { color: inherit; } }",
            "css/tokens/a.css": "@layer tokens { :root { --own: 1px; } }",
            "css/utilities.css": "@layer utilities { .only { color: inherit; } }",
        },
    )
    assert run(atlas, "build") == 0
    style = read_style(atlas)
    packaged = (OWN_THEME / "css/tokens/theme.css").read_text("utf-8").split("--")[1].split(":")[0]
    places = [
        style.index(text)
        for text in (f"--{packaged}:", "--own:", "@layer reset{", ".panel", ".first{", ".only{")
    ]
    assert places == sorted(places)
    own = "@layer utilities{.only{color:inherit;}}"
    assert [part for part in style.split("@layer ") if part.startswith("utilities{")] == [
        own.removeprefix("@layer ")
    ]


def test_a_colour_of_an_added_sheet_is_that_of_the_cards_too(atlas: Path) -> None:
    sheet = "@layer tokens { :root { --paper: light-dark(#010203, #000000); } }"
    write(atlas / "theme", {"css/tokens/a.css": sheet})
    assert read_colours(read_theme(atlas, None, "").files)["paper"] == (1, 2, 3)


def test_a_fault_is_named_in_the_file_where_it_is(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = (OWN_THEME / "templates/base.html").read_text("utf-8")
    write(atlas / "theme", {"templates/missing.html": "<p>\n{{ view.nothing }}"})
    assert run(atlas, "check", "--format", "json") == 1
    (own,) = read_errors(capsys)
    assert (own["path"], own["line"]) == ("theme/templates/missing.html", 2)

    (atlas / "theme/templates/missing.html").unlink()
    write(atlas / "theme", {"templates/base.html": f"{{% set view = {{}} %}}\n{base}"})
    assert run(atlas, "check", "--format", "json") == 1
    faults = read_errors(capsys)
    packaged = {str(fault["path"]) for fault in faults if "missing.html" in str(fault["path"])}
    assert packaged == {f"{OWN_THEME}/templates/missing.html"}


def test_the_setting_comes_before_the_folder_theme_and_the_command_before_the_setting(
    atlas: Path, tmp_path: Path
) -> None:
    for folder, word in (
        (atlas / "theme", "folder"),
        (atlas / "looks/dark", "setting"),
        (tmp_path / "look", "command"),
    ):
        write(folder, {"css/utilities.css": f"@layer utilities {{ .{word} {{ }} }}"})
    assert run(atlas, "build") == 0
    assert ".folder" in read_style(atlas)
    add_setting(atlas, 'theme = "looks/dark"')
    assert run(atlas, "build") == 0
    assert ".setting" in read_style(atlas)
    assert ".folder" not in read_style(atlas)
    assert run(atlas, "build", "--theme", str(tmp_path / "look")) == 0
    assert ".command" in read_style(atlas)
    assert ".setting" not in read_style(atlas)


@pytest.mark.parametrize(
    "path", ["../look", "/look", "looks/../../look", ".git", "a\\\\b", "C:/look", "", "."]
)
def test_a_setting_that_leads_out_of_the_atlas_is_refused(
    atlas: Path, tmp_path: Path, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "look", {"templates/missing.html": "{{ view.nothing }}"})
    add_setting(atlas, f'theme = "{path}"')
    assert run(atlas, "check", "--format", "json") == 1
    (problem,) = read_errors(capsys)
    assert (problem["code"], problem["path"]) == ("path-inside", "pyproject.toml")
    assert "looks/dark" in str(problem["hint"])
    assert list_overlays(atlas, None) == (atlas / "theme",)


@pytest.mark.parametrize("there", [(), ("looks/dark/README.md",), ("looks/dark/partials/a.html",)])
def test_a_folder_of_the_setting_without_a_file_of_a_theme_is_a_problem(
    atlas: Path, there: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    write(atlas, dict.fromkeys(there, "words"))
    add_setting(atlas, 'theme = "looks/dark"')
    assert run(atlas, "check", "--format", "json") == 1
    (problem,) = read_errors(capsys)
    assert (problem["code"], problem["path"], problem["line"]) == (
        "theme-complete",
        "pyproject.toml",
        2,
    )
    assert problem["message"] == "'looks/dark' holds no file of a theme"


def test_an_empty_folder_theme_is_no_problem(atlas: Path) -> None:
    (atlas / "theme").mkdir()
    assert run(atlas, "check") == 0


@pytest.mark.parametrize("linked", ["looks", "looks/dark"])
def test_a_folder_of_the_setting_that_is_reached_through_a_link_is_not_read(
    atlas: Path, tmp_path: Path, linked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "dark", {"css/utilities.css": "x", "dark/css/utilities.css": "x"})
    (atlas / linked).parent.mkdir(exist_ok=True)
    (atlas / linked).symlink_to(tmp_path / "dark")
    add_setting(atlas, 'theme = "looks/dark"')
    assert run(atlas, "check", "--format", "json") == 1
    (problem,) = read_errors(capsys)
    assert (problem["code"], problem["path"]) == ("link-inside", "looks/dark")


def test_a_link_in_an_overlay_is_named_in_the_overlay_though_the_package_has_the_file(
    atlas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (atlas / "theme").mkdir()
    (atlas / "theme/macros.toml").symlink_to(write(tmp_path, {"out.toml": "a = 'b'"}) / "out.toml")
    assert run(atlas, "check", "--format", "json") == 1
    (problem,) = read_errors(capsys)
    assert (problem["code"], problem["path"]) == ("link-inside", "theme/macros.toml")


def test_an_overlay_that_the_system_refuses_is_named(
    atlas: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(atlas / "theme", {"macros.toml": ""})
    monkeypatch.setattr("os.access", lambda path, mode: Path(path) != atlas / "theme")
    assert run(atlas, "check") == 1
    text = capsys.readouterr().out
    assert "theme:1:1: error[file-readable]: the system does not let you read 'theme'" in text


def test_a_run_reads_the_theme_that_its_command_names(
    atlas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    look = write(tmp_path / "look", {"macros.toml": "[macros]\n"})
    assert run(atlas, "run", "numbers/halves", "--theme", str(look)) == 0
    capsys.readouterr()
    assert run(atlas, "run", "numbers/halves", "--theme", str(tmp_path / "none")) == 2
    assert "there is no such folder" in capsys.readouterr().err


def test_a_change_of_the_overlay_or_of_the_packaged_theme_is_a_change_of_the_inputs(
    atlas: Path,
) -> None:
    arguments = make_parser().parse_args(["--root", str(atlas), "build"])
    add_setting(atlas, 'theme = "looks/dark"')
    seen = [look_at_inputs(arguments).digest]
    for path in ("macros.toml", "css/tokens/own.css"):
        write(atlas / "looks/dark", {path: ""})
        seen.append(look_at_inputs(arguments).digest)
    assert len(set(seen)) == 3
    assert OWN_THEME in set(inputs._list_inputs(arguments))


def test_a_preview_watches_the_overlay_and_the_packaged_theme(atlas: Path, tmp_path: Path) -> None:
    add_setting(atlas, 'theme = "looks/dark"')
    command = ["--root", str(atlas), "serve", "--theme", str(tmp_path)]
    watched = serve.list_inputs(make_parser().parse_args(command), atlas)
    assert {tmp_path, atlas / "looks/dark", atlas / "theme", OWN_THEME} <= set(watched)


def test_no_site_is_written_over_the_folder_of_the_setting(atlas: Path) -> None:
    write(atlas / "looks/dark", {"macros.toml": "[macros]\n"})
    add_setting(atlas, 'theme = "looks/dark"')
    owned = list_protected(atlas)
    assert "is 'looks/dark' of the atlas" in find_owned(atlas / "looks/dark", owned)
    assert "holds 'looks/dark' of the atlas" in find_owned(atlas / "looks", owned)


@pytest.mark.parametrize(
    "text",
    [
        "theme",
        "[tool.builder]\ntheme = 3\n",
        "[tool]\nbuilder = 'theme'\n",
        "tool = 'theme'\n",
        f"theme{'.a' * 300} = 1\n",
        "theme = '" + "a" * 200_001 + "'\n",
        "[tool.builder]\ntheme = '\udc80'\n",
    ],
    ids=["no TOML", "a number", "a text", "no table", "too many dots", "too long", "no UTF-8"],
)
def test_what_is_no_setting_names_no_folder(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text.encode(errors="surrogateescape"))
    assert list_overlays(tmp_path, None) == (tmp_path / "theme",)
