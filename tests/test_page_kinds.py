"""The table of page kinds: a kind that is added has its page, its place in the navigation, and its folder."""

import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from builder.cli import main
from builder.records.page_kinds import PAGE_KINDS, PageKind
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, page_frame

REPOSITORY = Path(__file__).parents[1]
SMALL = REPOSITORY / "tests/sites/small/in"
TEMPLATE = """{% extends "base.html" %}
{% block main %}
<main id="main"><h1>Titles</h1>
{% for title in view.titles %}<p>{{ title }}</p>{% endfor %}
</main>
{% endblock %}
"""


def view_titles(context: RenderContext, typeset: Typesetter) -> View:
    """Return what `titles.html` shows."""
    titles = tuple(typeset.plain(one.title) for one in context.summaries.values())
    return {**page_frame(context, "titles/index.html", "Titles", "All."), "titles": titles}


@pytest.fixture
def atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an atlas and its theme, to which a kind of page was added: a row, a module, a template."""
    module = ModuleType("builder.render.pages.titles")
    module.view_titles = view_titles  # type: ignore[attr-defined]  # what a new module holds
    monkeypatch.setitem(sys.modules, "builder.render.pages.titles", module)
    monkeypatch.setitem(PAGE_KINDS, "titles", PageKind("Titles", view="pages.titles:view_titles"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(SMALL, tmp_path / "atlas")
    (tmp_path / "atlas/theme/templates").mkdir(parents=True)
    (tmp_path / "atlas/theme/templates/titles.html").write_text(TEMPLATE)
    return tmp_path / "atlas"


def run(atlas: Path, *arguments: str) -> int:
    return main(["--root", str(atlas), *arguments])


def test_a_kind_is_one_row_one_module_and_one_template(atlas: Path) -> None:
    assert run(atlas, "build", "--base-url", "https://example.org/") == 0
    page = (atlas / "site/titles/index.html").read_text()
    assert "<p>Halves add up to one</p>" in page
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
