"""Characters that hide or turn text: refused wherever an author could bring one in, made visible wherever a run or a name does."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.cli import main
from builder.records.hidden import HIDDEN, is_seen, make_visible
from builder.records.problem import Severity
from builder.report.problems import format_problems
from tests.hostile.atlas import write_files
from tests.hostile.sites import check_files

DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
RECORD = "title: B\nsummary: s\nstatus: review\n"
SOURCE = "@book{a, title = {x}}\n"
CODE = '```python\nx = 1\nassert x > 0, "holds: it does"\n```\n'

# Where each stands: the file, its text with ¿ for the sign, and the line and column at which it is refused.
WAYS = {
    "a record": ("concepts/a/b/concept.yaml", "title: a¿b\nsummary: s\nstatus: review\n", "1:9"),
    "an escape of YAML": (
        "concepts/a/b/concept.yaml",
        'title: "a\\u202eb"\nsummary: s\nstatus: review\n',
        "1:10",
    ),
    "prose": ("concepts/a/b/content.md", "## Intuition\n\na¿b\n", "3:2"),
    "a reference in prose": ("concepts/a/b/content.md", "## Intuition\n\na&#x202E;b\n", "3:2"),
    "a decimal reference in prose": (
        "concepts/a/b/content.md",
        "## Intuition\n\na&#8238;b\n",
        "3:2",
    ),
    "a link's title": (
        "concepts/a/b/content.md",
        '## Intuition\n\n[x](https://example.org "a&#x202E;b")\n',
        "3:1",
    ),
    "code": (
        "concepts/a/b/content.md",
        f"## Code\n\n```python\naccess = 'user¿' # x\n```\n\n{CODE}",
        "4:15",
    ),
    "code that is only shown": (
        "concepts/a/b/content.md",
        f"## Code\n\n```c\n/*¿ */\n```\n\n{CODE}",
        "4:3",
    ),
    "a check's message": (
        "concepts/a/b/content.md",
        '## Code\n\n```python\nx = 1\nassert x > 0, "holds: a\\u202eb"\n```\n',
        "5:15",
    ),
    "a source": ("sources/a.bib", "@book{a, title = {x¿y}}\n", "1:20"),
    "a setting": ("pyproject.toml", "[tool.builder]\ntitle = 'a¿b'\n", "2:11"),
    "an escape of TOML": ("pyproject.toml", '[tool.builder]\ntitle = "a\\u202eb"\n', "2:9"),
    "an escape of TOML that steers": (
        "pyproject.toml",
        '[tool.builder]\ncontent_license = "a\\u001b[31mb"\n',
        "2:19",
    ),
}


ATLAS = {
    "concepts/a/domain.yaml": "title: A\nsummary: s\n",
    "concepts/a/b/concept.yaml": RECORD,
    "concepts/a/b/content.md": f"## Code\n\n{CODE}",
    "sources/a.bib": SOURCE,
}


@pytest.mark.parametrize("way", WAYS)
def test_what_turns_text_is_refused_at_its_place(way: str) -> None:
    path, text, place = WAYS[way]
    problems = check_files(ATLAS | {path: text.replace("¿", "\u202e")})
    assert f"{path}:{place}" in {
        str(problem.place) for problem in problems if problem.severity is Severity.ERROR
    }
    assert not HIDDEN.search(format_problems(problems, lambda place: "\u202e", style="text"))


@pytest.mark.parametrize("sign", DIRECTIONS, ids=lambda sign: f"U+{ord(sign):04X}")
def test_every_control_of_direction_is_refused_in_code(sign: str) -> None:
    problems = check_files(
        ATLAS | {"concepts/a/b/content.md": f"## Code\n\n```python\nx = '{sign}'\n```\n"}
    )
    assert ("characters-visible", "concepts/a/b/content.md:4:6") in {
        (problem.code, str(problem.place)) for problem in problems
    }


def test_marks_that_only_order_letters_are_text(tmp_path: Path) -> None:
    marks = "## Intuition\n\n\u05d0\u200f \u200e(\u05d1) a\u200db \u00ad\n"
    write_files(tmp_path, ATLAS | {"concepts/a/b/content.md": marks})
    assert main(["--root", str(tmp_path), "build", "--output", str(tmp_path / "site")]) == 0
    assert "\u05d0\u200f" in (tmp_path / "site/a/b/index.html").read_text("utf-8")


def test_no_file_of_the_hostile_site_holds_a_hidden_character(text_site: Path) -> None:
    texts = {
        path: path.read_text("utf-8")
        for path in text_site.rglob("*")
        if path.suffix in (".html", ".json", ".xml", ".svg", ".txt")
    }
    assert [str(path) for path, text in texts.items() if HIDDEN.search(text)] == []


@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_names_of_files_steer_no_terminal(
    style: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path, ATLAS)
    folder = bytes(tmp_path / "concepts/a/b")
    for name in (
        b"\x1b[2J.txt",
        "a\u202eb.svg".encode(),
        b"\xff\xfe.txt",
        b"x\nconcepts/a/b/concept.yaml:1:1: error[forged]: x",
    ):
        (
            Path(folder.decode()) / name.decode("utf-8", "surrogateescape").replace("/", "_")
        ).write_bytes(b"x")
    assert main(["--root", str(tmp_path), "check", "--format", style]) == 1
    shown = capsys.readouterr().out
    assert not HIDDEN.search(shown)
    assert shown.count("name-plain") == 4
    assert not any(line.startswith("concepts_a_b") for line in shown.split("\n"))


# What shows nothing, or turns or steers what shows it, and how it is written where it is quoted.
UNSEEN = {
    "\u200b": "\\u200b",
    "\u200c": "\\u200c",
    "\u200d": "\\u200d",
    "\u2060": "\\u2060",
    "\u00ad": "\\u00ad",
    "\u00a0": "\\u00a0",
    "\u061c": "\\u061c",
    "\u3164": "\\u3164",
    "\ufe0f": "\\ufe0f",
    "\U000e0041": "\\U000e0041",
    "\u202e": "\\u202e",
    "\ufeff": "\\ufeff",
    "\x1b[31m": "\\u001b[31m",
    "\x07": "\\u0007",
    "\x85": "\\u0085",
}


@pytest.mark.parametrize("style", ["text", "json", "github"])
@pytest.mark.parametrize(
    "sign", ["\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\u3164", "\U000e0041"], ids=ascii
)
def test_what_nobody_sees_in_an_id_is_seen_in_the_message_that_quotes_it(
    sign: str, style: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = f"claims:\n  - {{id: a{sign}b, text: It is so., kind: definition, stipulated: true, caveat: Here.}}\n"
    write_files(tmp_path, ATLAS | {"concepts/a/b/concept.yaml": RECORD + claim})
    assert main(["--root", str(tmp_path), "check", "--format", style]) == 1
    shown = capsys.readouterr().out
    told = (
        "".join(one["message"] for one in json.loads(shown)["problems"])
        if style == "json"
        else shown
    )
    assert f"'a{UNSEEN[sign]}b'" in told
    assert all(map(is_seen, shown.replace("\n", "")))


@pytest.mark.parametrize(
    "command",
    [
        "new a/¿",
        "new --domain ¿",
        "new ¿/a",
        "explain ¿",
        "graph --focus ¿",
        "check ¿",
        "check --¿",
        "run ¿",
    ],
)
@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_what_was_typed_steers_no_terminal(
    sign: str, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path, ATLAS)
    try:
        code = main(["--root", str(tmp_path), *command.replace("¿", f"a{sign}b").split(" ")])
    except SystemExit as end:  # of what the parser itself refuses
        code = end.code if isinstance(end.code, int) else 0
    error = capsys.readouterr().err
    assert code == 2
    assert f"a{UNSEEN[sign]}b" in error
    assert all(map(is_seen, error.replace("\n", "")))


@given(st.text())
def test_a_visible_text_is_seen_and_what_is_seen_stays(text: str) -> None:
    visible = make_visible(text)
    assert all(map(is_seen, visible.replace("\n", "")))
    assert make_visible(visible) == visible
    if all(map(is_seen, text)):
        assert visible == text
