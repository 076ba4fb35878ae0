"""The page ahead of its site: what the site will have there, made once; and nothing where the edit is at fault."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import FunctionLoader

import builder.render.sheets
from benchmarks.pages import write_pages
from builder.ahead import rehearse, render_ahead
from builder.commands.serve import _find_edited
from builder.effects.world import World
from builder.pipeline import build_site
from builder.records.concept import Concept
from builder.records.memory import Memory
from builder.records.rendered import Rendered
from builder.render import theme
from builder.stages import Built, Options

ID = "domain-0/least-squares-0001"
CONTENT, RECORD = f"concepts/{ID}/content.md", f"concepts/{ID}/concept.yaml"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("generated")
    write_pages(root, 3)
    return root


@pytest.fixture
def atlas(tmp_path: Path, generated: Path) -> Path:
    shutil.copytree(generated, tmp_path / "atlas")
    return tmp_path / "atlas"


def edit(atlas: Path, path: str, old: str, new: str) -> None:
    text = (atlas / path).read_text()
    assert old in text
    (atlas / path).write_text(text.replace(old, new, 1))


def follow(atlas: Path, *change: str) -> tuple[Rendered | None, Built]:
    """What is shown ahead of an edited page, and the build after it; both know the build before the edit."""
    memory = Memory()
    with World(atlas, memory=memory) as world:
        before = build_site(world, Options(drafts=True))
    edit(atlas, *change)
    with World(atlas, memory=memory) as world:
        return render_ahead(world, before, ID), build_site(world, Options(drafts=True))


@pytest.mark.parametrize(
    "change",
    [
        (CONTENT, "## Intuition\n\n", "## Intuition\n\nAnother word. "),
        (CONTENT, "import numpy as np\n", "import numpy as np\n\nspare = 1\n"),
        (RECORD, "title: ", "title: Truly "),
    ],
    ids=["a word", "a line of code", "a title"],
)
def test_the_page_ahead_is_that_of_the_site_and_is_rendered_once(
    atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: tuple[str, str, str]
) -> None:
    printed: list[str] = []
    print_concept: Callable[..., Rendered] = builder.render.sheets.print_concept

    def print_counted(printer: object, concept: Concept, *given: object) -> Rendered:
        printed.append(str(concept.title))
        return print_concept(printer, concept, *given)

    monkeypatch.setattr(builder.render.sheets, "print_concept", print_counted)
    monkeypatch.setattr(World, "spread", lambda world, work, items: [work(item) for item in items])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    ahead, built = follow(atlas, *change)
    assert ahead is not None
    for path, content in ahead.files.items():
        assert built.site.files[path] == content
    title = str(built.loaded.atlas.concept_by_id[ID].title)
    assert printed.count(title) == (
        1 if change[0] == RECORD else 2
    )  # once before the edit, if it had that title, and once after


@pytest.mark.parametrize(
    "change",
    [
        (CONTENT, "## Intuition\n", "## Intuition\n\n{concept}`nothing <domain-0/nothing>`\n"),
        (CONTENT, "## Intuition\n", "## Intuition\n\n{eq}`nothing`\n"),
        (CONTENT, "import numpy as np\n", "import numpy as np\n\nassert 1 > 2\n"),
        (RECORD, "status: review", "status: reviewed"),
    ],
    ids=["another page", "this page", "a check", "the record"],
)
def test_nothing_is_shown_ahead_of_an_edit_with_an_error(
    atlas: Path, change: tuple[str, str, str]
) -> None:
    ahead, built = follow(atlas, *change)
    assert ahead is None
    assert not built.site.files


def test_after_a_rehearsal_no_template_is_loaded(
    atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    with World(atlas, memory=memory) as world:
        before = build_site(world, Options(drafts=True))
        theme._make_environment.cache_clear()
        rehearse(world, before)
    edit(atlas, CONTENT, "## Intuition\n\n", "## Intuition\n\nAnother word. ")
    monkeypatch.setattr(FunctionLoader, "load", None)
    with World(atlas, memory=memory) as world:
        assert render_ahead(world, before, ID) is not None


def test_nothing_is_shown_ahead_of_a_page_that_was_not_there(atlas: Path) -> None:
    with World(atlas) as world:
        before = build_site(world, Options(drafts=True))
        assert render_ahead(world, before, "domain-0/nothing") is None


def test_a_page_is_edited_where_its_own_files_alone_have_changed() -> None:
    root = Path("/atlas")
    own, other = root / CONTENT, root / "concepts/domain-1/eigenvalues-0002/content.md"
    assert _find_edited(root, (own, root / RECORD)) == ID
    swap = own.with_name(".content.md.swp")
    assert (_find_edited(root, (own, swap)), _find_edited(root, (swap,))) == (ID, "")
    for changed in (
        (),
        (own, other),
        (root / "sources/all.bib",),
        (root / "concepts/domain-0/domain.yaml",),
        (own, Path("/theme/x.css")),
    ):
        assert _find_edited(root, changed) == ""
