"""The table of page kinds: a kind that is added has its page, its place in the navigation, and its folder."""

import re
import shutil
import sys
import textwrap
from pathlib import Path
from types import ModuleType

import pytest

from builder.cli import main
from builder.records.page_kinds import PAGE_KINDS, PageKind

REPOSITORY = Path(__file__).parents[1]
SMALL = REPOSITORY / "tests/sites/small/in"


def read_guide() -> tuple[str, str, str]:
    """Return the row, the module and the template of the guide's example."""
    guide = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    section = guide.partition("## Add a page kind\n")[2].partition("\n## ")[0]
    row, module, template = re.findall(r"```\w+\n(.*?)```", section, re.DOTALL)
    return row, textwrap.dedent(module), textwrap.dedent(template)


@pytest.fixture
def atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an atlas and its theme, to which the guide's example was added."""
    row, code, template = read_guide()
    module = ModuleType("builder.render.pages.titles")
    exec(compile(code, module.__name__, "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    for kind, added in eval(f"{{{row}}}", {"PageKind": PageKind}).items():
        monkeypatch.setitem(PAGE_KINDS, kind, added)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(SMALL, tmp_path / "atlas")
    (tmp_path / "atlas/theme/templates").mkdir(parents=True)
    (tmp_path / "atlas/theme/templates/titles.html").write_text(template)
    return tmp_path / "atlas"


def run(atlas: Path, *arguments: str) -> int:
    return main(["--root", str(atlas), *arguments])


def test_a_kind_is_one_row_one_module_and_one_template(atlas: Path) -> None:
    assert run(atlas, "build", "--base-url", "https://example.org/") == 0
    page = (atlas / "site/titles/index.html").read_text()
    assert '<li><a href="../numbers/halves/">Halves add up to one</a></li>' in page
    assert '<a href="../titles/">Titles</a>' in (atlas / "site/map/index.html").read_text()
    assert "https://example.org/titles/" in (atlas / "site/sitemap.xml").read_text()


def test_its_folder_is_no_domain(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(atlas / "concepts/numbers", atlas / "concepts/titles")
    assert run(atlas, "check") == 1
    assert "name-free" in capsys.readouterr().out


def test_every_kind_names_functions_that_are_there() -> None:
    from builder.render.renderer import find_function

    for kind in PAGE_KINDS.values():
        assert kind.view or kind.render
        for name in (kind.view, kind.lists, kind.is_made, kind.render):
            assert not name or callable(find_function(name))
