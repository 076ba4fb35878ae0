"""`--theme DIR`: a folder whose files come before the packaged ones; a theme at fault is reported at its file and line, and never as a bug of the builder."""

import json
import re
import shutil
from pathlib import Path

import pytest

from builder.cli import main
from builder.records.page_kinds import PAGE_KINDS
from tests.conftest import TESTS

OWN = TESTS.parent / "theme"
SOURCE = TESTS.parent / "builder"


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    """Return a copy of the builder's theme."""
    return shutil.copytree(OWN, tmp_path / "look")


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    return shutil.copytree(TESTS / "sites/small/in", tmp_path / "atlas")


def run(atlas: Path, *arguments: str) -> int:
    return main(["--root", str(atlas), *arguments])


def read_errors(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return the errors that the command printed as JSON; the project has warnings of its own."""
    return [
        problem
        for problem in json.loads(capsys.readouterr().out)["problems"]
        if problem["severity"] == "error"
    ]


def read_site(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_copied_theme_gives_the_same_site_and_a_changed_token_changes_the_style_sheet_alone(
    atlas: Path, theme: Path, tmp_path: Path
) -> None:
    for name, arguments in (("plain", ()), ("copied", ("--theme", str(theme)))):
        assert run(atlas, "build", "--output", str(tmp_path / name), *arguments) == 0
    replace_in(theme / "css/tokens.css", "--radius: 4px;", "--radius: 9px;")
    assert run(atlas, "build", "--output", str(tmp_path / "changed"), "--theme", str(theme)) == 0
    plain, copied, changed = (read_site(tmp_path / name) for name in ("plain", "copied", "changed"))
    assert plain == copied
    differing = {path for path in plain | changed if plain.get(path) != changed.get(path)}
    assert differing == {"assets/site.css", "manifest.json"}
    assert b"--radius:9px;" in changed["assets/site.css"]


def test_lines_of_remark_in_modules_are_not_published_and_all_else_is(
    atlas: Path, theme: Path, tmp_path: Path
) -> None:
    code = 'export const home = "https://x"; // stays\n\n  /* stays */\n/*\n * stays\n */\nexport const half = 4 / 2 / 1;\n'
    (theme / "js/own.js").write_text(f"// goes\n{code}  // goes\n/** Goes. */\n", "utf-8")
    (theme / "assets/own.js").write_text("// stays\n", "utf-8")
    assert run(atlas, "build", "--output", str(tmp_path / "out"), "--theme", str(theme)) == 0
    assert (tmp_path / "out/assets/js/own.js").read_text("utf-8") == code
    assert (tmp_path / "out/assets/own.js").read_text("utf-8") == "// stays\n"


def test_a_theme_of_the_command_comes_before_the_atlas_s_own(
    atlas: Path, theme: Path, tmp_path: Path
) -> None:
    shutil.copytree(OWN, atlas / "theme")
    replace_in(atlas / "theme/templates/missing.html", "No such page", "Nothing of the atlas")
    replace_in(theme / "templates/missing.html", "No such page", "Nothing of the command")
    assert run(atlas, "build", "--output", str(tmp_path / "out"), "--theme", str(theme)) == 0
    assert "Nothing of the command" in (tmp_path / "out/404.html").read_text("utf-8")
    assert run(atlas, "build", "--output", str(tmp_path / "out")) == 0
    assert "Nothing of the atlas" in (tmp_path / "out/404.html").read_text("utf-8")


@pytest.mark.parametrize("command", ["build", "check", "serve", "run"])
def test_a_folder_that_is_no_theme_is_wrong_use(
    atlas: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    more = {"serve": ("--port", "0"), "run": ("numbers/halves",)}.get(command, ())
    for folder, said in (
        ("none", "there is no such folder"),
        ("empty", "holds no file of a theme"),
    ):
        assert run(atlas, command, *more, "--theme", str(tmp_path / folder)) == 2
        error = capsys.readouterr().err
        hint = f"put into it the files of '{OWN}' that you change"
        assert f"'{tmp_path / folder}' is no theme: {said}; {hint}" in error
        assert "Traceback" not in error


def test_what_a_template_names_and_the_theme_lacks_is_reported_where_it_is_named(
    atlas: Path, theme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace_in(theme / "templates/base.html", "js/site.js", "js/sight.js")
    replace_in(theme / "templates/moved.html", "js/site.js", "js/sight.js")
    replace_in(theme / "templates/base.html", "assets/icon.svg", "assets/logo.svg")
    assert run(atlas, "check", "--theme", str(theme), "--format", "json") == 1

    def place(template: str, name: str) -> tuple[str, int]:
        lines = (theme / "templates" / template).read_text("utf-8").split("\n")
        return f"{theme}/templates/{template}", next(
            number for number, line in enumerate(lines, start=1) if name in line
        )

    assert {
        (problem["code"], problem["path"], problem["line"], problem["message"])
        for problem in read_errors(capsys)
    } == {
        ("theme-complete", *place("base.html", "js/sight.js"), "the theme lacks js/sight.js"),
        ("theme-complete", *place("moved.html", "js/sight.js"), "the theme lacks js/sight.js"),
        (
            "theme-complete",
            *place("base.html", "assets/logo.svg"),
            "the theme lacks assets/logo.svg",
        ),
    }


FAULTS = [  # file, what is added below its last line, code, a part of what is said
    (
        "templates/base.html",
        "{{ view.nothing }}",
        "template-renders",
        "nothing that the template is given is named 'nothing'",
    ),
    (
        "templates/base.html",
        "{{ nobody.home }}",
        "template-renders",
        "nothing that the template is given is named 'nobody'",
    ),
    ("templates/base.html", "{{ view.title + 1 }}", "template-renders", "can only concatenate str"),
    (
        "templates/base.html",
        "{{ 1 // 0 }}",
        "template-renders",
        "integer division or modulo by zero",
    ),
    (
        "templates/base.html",
        "{% if view %}",
        "template-renders",
        "this is no template: unexpected end of template",
    ),
    (
        "templates/partials/note.html",
        "{{ note | shout }}",
        "template-renders",
        "no filter named 'shout'",
    ),
    (
        "templates/partials/note.html",
        "{{ note.nothing }}",
        "template-renders",
        "is named 'nothing'",
    ),
    (
        "templates/partials/note.html",
        "{% include 'partials/not.html' %}",
        "theme-complete",
        "the theme lacks templates/partials/not.html",
    ),
    ("templates/moved.html", "{{ view.nothing }}", "template-renders", "is named 'nothing'"),
    ("macros.toml", "half = ", "toml-readable", "this is not TOML"),
    ("macros.toml", "[macros]", "toml-readable", "this is not TOML"),
    ("macros.toml", "<<<<<<< ours", "merge-finished", "'<<<<<<< ours' is a mark of a merge"),
    (
        "templates/base.html",
        ">>>>>>> theirs",
        "merge-finished",
        "'>>>>>>> theirs' is a mark of a merge",
    ),
    ("css/tokens.css", "<<<<<<< ours", "merge-finished", "'<<<<<<< ours' is a mark of a merge"),
    ("js/site.js", "||||||| base", "merge-finished", "'||||||| base' is a mark of a merge"),
    ("assets/icon.svg", "<<<<<<< ours", "merge-finished", "'<<<<<<< ours' is a mark of a merge"),
]


@pytest.mark.parametrize(
    ("path", "added", "code", "said"), FAULTS, ids=lambda value: value if len(value) < 30 else ""
)
def test_a_fault_of_a_theme_is_reported_at_its_line(
    atlas: Path,
    theme: Path,
    path: str,
    added: str,
    code: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = (theme / path).read_text("utf-8").rstrip("\n")
    (theme / path).write_text(f"{text}\n{added}\n", "utf-8")
    assert run(atlas, "check", "--theme", str(theme), "--format", "json") == 1
    (problem,) = read_errors(capsys)
    assert (problem["code"], problem["path"], problem["line"]) == (
        code,
        f"{theme}/{path}",
        text.count("\n") + 2,
    )
    assert said in str(problem["message"])
    assert problem["hint"]


@pytest.mark.parametrize("path", ["templates/base.html", "macros.toml", "js/site.js"])
def test_a_text_that_is_not_utf_8_is_reported_at_its_line(
    atlas: Path, theme: Path, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (theme / path).read_bytes()
    (theme / path).write_bytes(before + b"\n\xff\n")
    assert run(atlas, "check", "--theme", str(theme), "--format", "json") == 1
    (problem,) = read_errors(capsys)
    assert (problem["code"], problem["path"], problem["line"]) == (
        "theme-complete",
        f"{theme}/{path}",
        before.count(b"\n") + 2,
    )


def test_a_site_of_a_theme_at_fault_is_not_published(
    atlas: Path, theme: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run(atlas, "build", "--output", str(out)) == 0
    before = read_site(out)
    (theme / "templates/search.html").write_text("{{ view.nothing }}", "utf-8")
    assert run(atlas, "build", "--output", str(out), "--theme", str(theme)) == 1
    assert read_site(out) == before


def test_the_drawing_of_the_graph_tells_a_fault_of_the_theme(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = shutil.copytree(OWN, atlas / "theme")
    (own / "templates/drawing.svg").write_text("<svg>\n{{ map.nothing }}</svg>", "utf-8")
    assert run(atlas, "graph", "--format", "svg") == 2
    assert (
        capsys.readouterr().err
        == "plumbline: theme/templates/drawing.svg:2:1: nothing that the template is given is named 'nothing'; "
        "compare it with the template of that name in the theme that comes with the builder\n"
    )


def test_the_packaged_theme_has_every_template_that_the_builder_asks_for() -> None:
    named = re.compile(r'"((?:[a-z]+/)?[a-z]+\.(?:html|svg))"')
    texts = [
        (SOURCE / path).read_text("utf-8")
        for path in ("render/renderer.py", "render/rendering.py", "commands/graph.py")
    ]
    published = {"index.html", "search/index.html"}  # pages of the site, not templates
    asked = {name for text in texts for name in named.findall(text)} - published
    asked |= {f"{kind}.html" for kind in PAGE_KINDS}
    assert {"concept.html", "drawing.svg", "audit.html"} <= asked
    assert [name for name in sorted(asked) if not (OWN / "templates" / name).is_file()] == []
