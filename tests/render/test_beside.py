"""Helper modules and data files: shown folded below the code, published as they are, and never as what a browser runs."""

import hashlib
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.records.problem import has_errors
from builder.render.pages.helper_files import FIRST_LINES, address_file
from builder.stages import Built
from tests.built import build_held
from tests.file_atlas import CONCEPT, FILES, FOLDER, HELPER, write_file_atlas

DETAILS = re.compile(r'<details class="code-fold file" id="([^"]*)">(.*?)</details>', re.DOTALL)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    found = build_held(write_file_atlas(tmp_path_factory.mktemp("atlas")))
    assert not has_errors(found.problems)
    return found


def read_page(built: Built) -> str:
    return built.site.files[f"{CONCEPT}/index.html"].decode()


def list_folds(built: Built) -> Iterator[tuple[str, str]]:
    """Yield the anchor of every fold, and its words."""
    for id, inner in DETAILS.findall(read_page(built)):
        yield id, html.unescape(re.sub(r"<[^>]*>", "", inner))


def test_every_file_is_shown_closed_with_its_name_and_what_the_build_knows_of_it(
    built: Built,
) -> None:
    summaries = {id: words.strip().split("\n")[0] for id, words in list_folds(built)}
    assert summaries == {
        "file-rounding_of_page.py": "Helper module rounding_of_page.py, 2 lines: no code block of this page imports it",
        "file-unused_of_page.py": "Helper module unused_of_page.py, 1 line: no code block of this page imports it",
        "file-walk_of_page.py": "Helper module walk_of_page.py, 10 lines: imported by the code of this page",
        "file-empty.txt": "Data file empty.txt, 0 lines: at hand while the code of this page runs",
        "file-notes.html": "Data file notes.html, 1 line: at hand while the code of this page runs",
        "file-steps.csv": "Data file steps.csv, 32 lines: at hand while the code of this page runs",
        "file-table.bin": "Data file table.bin, binary: at hand while the code of this page runs",
    }


def test_they_stand_in_the_code_section(built: Built) -> None:
    page = read_page(built)
    places = [page.index(part) for part in ('id="code"', 'class="files"', 'id="interactive-demo"')]
    assert places == sorted(places)


def test_a_helper_module_is_shown_whole_with_a_link_for_every_line(built: Built) -> None:
    shown = dict(list_folds(built))["file-walk_of_page.py"]
    assert HELPER.strip() in shown
    assert 'id="file-walk_of_page.py-10"' in read_page(built)


def test_of_a_data_file_the_first_lines_are_shown_and_where_the_rest_is(built: Built) -> None:
    shown = dict(list_folds(built))["file-steps.csv"]
    assert [line for line in shown.split("\n") if "," in line and line[0].isdigit()] == [
        f"{k},{0.5**k!r}" for k in range(1, FIRST_LINES)
    ]
    assert "and 22 more lines in steps.csv" in shown
    assert "from The atlas maintainers 2026, table 1 (CC0-1.0)" in shown
    assert "\u202e" not in read_page(built)


def test_every_file_is_published_byte_for_byte_with_its_size_and_digest(built: Built) -> None:
    folds = dict(list_folds(built))
    inputs = json.loads(built.site.files[f"{CONCEPT}/evidence.json"])["inputs"]
    for name, content in FILES.items():
        address, digest = address_file(name, content), hashlib.sha256(content).hexdigest()
        assert built.site.files[f"{CONCEPT}/{address}"] == content
        assert f'<a href="{address}" download="{name}">' in read_page(built)
        assert f"{len(content):,} bytes · SHA-256 {digest[:12]}…" in folds[f"file-{name}"]
        assert inputs[name] == digest


@pytest.mark.parametrize(
    ("name", "content", "address"),
    [
        ("a.csv", b"1,2\n", "files/a.csv"),
        ("a.py", b"x = 1\n", "files/a.py"),
        ("a.npy", b"\x93NUMPY", "files/a.npy"),
        ("a.html", b"words\n", "files/a.html.txt"),
        ("a.svg", b"<svg/>", "files/a.svg.txt"),
        ("a.js", b"alert(1)", "files/a.js.txt"),
        ("a.pdf", b"%PDF-1.7 \xff", "files/a.pdf.bin"),
        ("a.npy", b"<script>alert(1)</script>", "files/a.npy.txt"),
        ("a.csv", b"\xef\xbb\xbf \n<html>", "files/a.csv.txt"),
        ("a", b"words\n", "files/a.txt"),
        ("A.HTM", b"\xff", "files/A.HTM.bin"),
    ],
)
def test_what_a_browser_might_run_gets_a_name_that_it_does_not_run(
    name: str, content: bytes, address: str
) -> None:
    assert address_file(name, content) == address


def test_a_page_that_runs_nothing_has_no_files(tmp_path: Path) -> None:
    root = write_file_atlas(tmp_path)
    page = root / FOLDER / "content.md"
    page.write_text(
        page.read_text("utf-8").replace("```python\n", "```python\n#| execute: false\n"), "utf-8"
    )
    found = build_held(root)
    assert [path for path in found.site.files if "/files/" in path] == []


def test_the_page_follows_an_edit_of_a_file(tmp_path: Path) -> None:
    root = write_file_atlas(tmp_path)
    before = build_held(root)
    (root / FOLDER / "walk_of_page.py").write_text(HELPER + "\n\nADDED = 1\n", "utf-8")
    after = build_held(root)
    assert "13 lines: imported" in read_page(after)
    assert "13 lines: imported" not in read_page(before)
