"""The changes that the theme's README shows: its files, written as they stand there, are a theme."""

import re
import shutil
from pathlib import Path

import pytest

from builder.cli import main
from tests.conftest import TESTS

README = TESTS.parent / "theme/README.md"
FILE = re.compile(r"^`(theme/[^`]+)`:\n\n```[a-z]+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    return shutil.copytree(TESTS / "sites/small/in", tmp_path / "atlas")


def build(atlas: Path, heading: str) -> Path:
    """Write the files below the heading of the README into the atlas, build it, return the site."""
    part = README.read_text("utf-8").split(f"\n### {heading}\n")[1].split("\n### ")[0]
    files = FILE.findall(part)
    assert files
    for path, text in files:
        (atlas / path).parent.mkdir(parents=True, exist_ok=True)
        (atlas / path).write_text(text, "utf-8")
    assert main(["--root", str(atlas), "build"]) == 0
    return atlas / "site"


def test_the_colour_replaces_the_packaged_one(atlas: Path) -> None:
    style = (build(atlas, "A colour") / "assets/site.css").read_text("utf-8")
    values = re.findall(r"--active:([^;}]+)", style)
    assert values[-1] == "light-dark(#5b2a86,#c9a4f0)"
    assert len(values) == 2


def test_the_header_is_that_of_every_page(atlas: Path) -> None:
    site = build(atlas, "A header")
    assert (site / "assets/logo.svg").is_file()
    assert 'url("logo.svg")' in (site / "assets/site.css").read_text("utf-8")
    pages = [path.read_text("utf-8") for path in site.rglob("*.html")]
    whole = [page for page in pages if '<header class="bar">' in page]
    assert len(whole) > 10
    assert all('<a href="https://example.org/course">Course</a>' in page for page in whole)


def test_the_home_page_says_what_the_course_is_and_lists_its_concepts(atlas: Path) -> None:
    home = (build(atlas, "A home page") / "index.html").read_text("utf-8")
    assert "Read one page before each lecture" in home
    assert "numbers/halves/" in home
    assert '<footer class="foot">' in home


def test_all_changes_are_one_theme(atlas: Path) -> None:
    for heading in ("A colour", "A header", "A home page"):
        build(atlas, heading)
