"""Whole small projects, in and out: `tests/sites/<name>/in` built gives the pages of `tests/sites/<name>/out`, byte for byte."""

import functools
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from builder.effects.world import RunOptions, World
from builder.pipeline import build_site
from builder.records.problem import has_errors
from builder.report.problems import format_problems
from builder.stages import Built, Options
from tests.built import hold

SITES = Path(__file__).parent / "sites"
CASES = sorted(path for path in SITES.iterdir() if path.is_dir())
MODULE = re.compile(
    r'<script type="module" src="((\.\./)*|/[a-z]+/)assets/js/site\.js"></script>'
)  # a page's one script
EARLY = f"<script>{(Path(__file__).parents[1] / 'theme/early.js').read_text('utf-8').strip()}</script>"  # before the style sheet
DATA = re.compile(
    r'<script type="application/ld\+json">[^<]*</script>'
)  # data, which no browser runs
FIXED = (
    ("python", "3"),
    ("numpy", "2"),
    ("matplotlib", "3"),
    ("plumbline", "0"),
)  # versions are shown on pages, and machines differ


class Fixed(World):
    """The real world, with package versions that do not vary."""

    def list_packages(self, modules: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return FIXED


def build(case: Path) -> Built:
    """Every run made anew."""
    with Fixed(case / "in", RunOptions(force_run=True)) as world:
        return hold(build_site(world, Options()))


built_once = functools.cache(build)


def golden(built: Built) -> dict[str, bytes]:
    """Return the pages of the site and its problems; styles and digests are not for a person to read."""
    pages = {path: content for path, content in built.site.files.items() if path.endswith(".html")}
    return pages | {
        "problems.txt": format_problems(built.problems, lambda place: None, style="text").encode()
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_project_gives_the_pages_beside_it(case: Path) -> None:
    found = golden(built_once(case))
    out = case / "out"
    if os.environ.get("UPDATE_GOLDEN") and not os.environ.get("CI"):
        shutil.rmtree(out, ignore_errors=True)
        for path, content in found.items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes(content)
    expected = {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file()
    }
    assert sorted(expected) == sorted(found)  # an orphan golden is a failure too
    for path, content in found.items():
        assert expected[path].decode() == content.decode(), path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_two_builds_give_the_same_bytes(case: Path) -> None:
    assert dict(build(case).site.files) == dict(built_once(case).site.files)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_page_names_this_machine_or_holds_inline_style_or_script(case: Path) -> None:
    for path, content in built_once(case).site.files.items():
        if path.endswith(".html"):
            html = content.decode()
            assert str(case.resolve()) not in html
            assert " style=" not in html
            assert "<style" not in html
            assert "<script" not in DATA.sub("", MODULE.sub("", html.replace(EARLY, "", 1)))
            assert " onclick" not in html


def test_the_example_holds_what_its_record_says() -> None:
    built = built_once(SITES / "example")
    own = built.read_evidence("statistics/monte-carlo-error")
    assert not has_errors(built.problems)
    assert own.is_checked
    assert [
        (check.id, check.passed, check.seeds and check.seeds.passed, check.must_fail_and_does)
        for check in own.checks
    ] == [
        ("root-n-slope", True, 20, True),
        ("more-data-helps", True, 20, True),
    ]
    assert {claim.claim: str(claim.level) for claim in own.claims} == {
        "rate": "backed",
        "variance-over-n": "backed",
    }
