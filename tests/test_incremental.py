"""Builds that recall pages: the bytes and problems of a clean build, whatever was edited before, and no more work than that."""

import contextlib
import os
import random
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import builder.alone
import builder.load.atlas
import builder.pages
import builder.pipeline
import builder.witnesses
from benchmarks.pages import write_pages
from builder.cli import main
from builder.effects.cache.database import Cache
from builder.effects.cache.folder import cache_folder
from builder.effects.world import RunOptions, Session, World
from builder.pipeline import build_site
from builder.records.problem import Problems
from builder.records.step import Step
from builder.stages import Options

Edit = Callable[[Path], object]
FIRST, SECOND, LAST = (
    f"concepts/{id}"
    for id in (
        "domain-0/least-squares-0001",
        "domain-1/eigenvalues-0002",
        "domain-5/monte-carlo-0006",
    )
)
PAGES = 6
STEPS = (
    (builder.load.atlas, "read_concept"),
    (builder.pipeline, "outline_witness"),
    (builder.alone, "plan_witness"),
    (builder.witnesses, "judge_witness"),
    (builder.witnesses, "assess_claims"),
    (builder.pages, "render_page"),
    (builder.pages, "make_entry"),
)
REPOSITORY = Path(__file__).parents[1]
TOOK = re.compile(r"; \d+\.\d s$", re.MULTILINE)


class Watched(World):
    """A world that says which pages were rendered in it, `home` among those of the whole atlas."""

    def __init__(self, root: Path, session: Session | None, cache: Cache | None) -> None:
        super().__init__(root, session=session)
        self.made: list[str] = []
        if cache is not None:
            self.__dict__["_cache"] = cache

    def cached_map(
        self, step: Step[Any, Any], make: Any, keys: Mapping[str, str], prepare: Any
    ) -> Any:
        def prepare_and_note(items: Sequence[str]) -> Any:
            if step.name == "page":
                self.made += [f"{item}/index.html" for item in items]
            if step.name == "site page":
                self.made += ["index.html" for item in items if item == "home"]
            return prepare(items)

        return super().cached_map(step, make, keys, prepare_and_note)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("generated")
    write_pages(root, PAGES)
    (root / FIRST / "beside.py").write_text("scale = 1\n")
    (root / FIRST / "draws.csv").write_text("1,2\n")
    return root


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Return what is kept is kept for this test alone: it looks at all of it, or damages it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def atlas(tmp_path: Path, generated: Path) -> Path:
    """Return an atlas that was built, unlike that of any other test: they share what they keep."""
    shutil.copytree(generated, tmp_path / "atlas")
    swap("pyproject.toml", "title = ", f'description = "Of {tmp_path}."\ntitle = ')(
        tmp_path / "atlas"
    )
    build(tmp_path / "atlas")
    return tmp_path / "atlas"


def build(
    root: Path, *, is_clean: bool = False, session: Session | None = None
) -> tuple[dict[str, bytes], Problems, list[str]]:
    """Return the site's files, the problems, and what was rendered; a clean build finds outcomes only."""
    cache = _OutcomesOnly(cache_folder() / "cache.sqlite") if is_clean else None
    made: list[str] = []
    while True:
        with Watched(root, session, cache) as world:
            built = build_site(world, Options(drafts=True))
            made += world.made
        if session is None or not session.runs.is_busy():
            return dict(built.site.files), built.problems, sorted(made)
        session.runs.wait(60)


def open_session(root: Path) -> Session:
    return Session(root, RunOptions(), lambda: None)


class _OutcomesOnly(Cache):
    """A cache in which earlier builds have left only the outcomes of runs."""

    def get_heads(self, keys: Iterable[str]) -> dict[str, tuple[bytes, str]]:
        return super().get_heads(key for key in keys if key.startswith("outcome "))


def swap(path: str, old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        text = (root / path).read_text()
        (root / path).write_text(
            text.replace(old, new, 1) if old in text else text.replace(new, old, 1)
        )

    return edit


def add_prerequisite(root: Path) -> None:
    path = root / f"{FIRST}/concept.yaml"
    text = path.read_text()
    added = "prerequisites:\n  - {concept: domain-9/planned, why: It is planned.}\n"
    path.write_text(
        text.replace(added, "")
        if added in text
        else text.replace("sources:\n", f"{added}sources:\n", 1)
    )
    folder = root / "concepts/domain-9/planned"
    folder.mkdir(exist_ok=True)
    (folder / "concept.yaml").write_text(
        "title: What is planned\nsummary: It is not written.\nstatus: planned\ndifficulty: 1\n"
    )


def change_theme(root: Path) -> None:
    if not (root / "theme").exists():
        shutil.copytree(REPOSITORY / "theme", root / "theme")
    swap("theme/templates/concept.html", "<main ", "<main data-a=b ")(root)


OWN = {  # what only the page itself shows
    "a word of prose": swap(f"{FIRST}/content.md", "This basis together", "That basis together"),
    "a line of code": swap(
        f"{FIRST}/content.md", "import numpy as np\n", "import numpy as np\n\nspare = 1\n"
    ),
    "a module beside it": swap(f"{FIRST}/beside.py", "scale = 1", "scale = 2"),
    "data beside it": swap(f"{FIRST}/draws.csv", "1,2", "2,1"),
    "a blank line": swap(f"{FIRST}/content.md", "## Intuition\n\n", "## Intuition\n\n\n"),
}
LISTED = {  # what beside it only pages of the whole atlas show
    "a claim's caveat": swap(f"{FIRST}/concept.yaml", "caveat: No step", "caveat: Not one step"),
    "the summary": swap(f"{FIRST}/concept.yaml", "Its variance always", "Her variance always"),
}
SHARED = {  # what others show too
    "a title": swap(f"{FIRST}/concept.yaml", "title: Least squares", "title: Smallest squares"),
    "a status": swap(f"{SECOND}/concept.yaml", "status: review", "status: draft"),
    "a level": swap(f"{SECOND}/concept.yaml", "kind: derivation", "kind: theorem"),
    "a prerequisite's reason": swap(f"{LAST}/concept.yaml", "slowly leaves", "quickly leaves"),
    "a prerequisite": add_prerequisite,
    "a source": swap("sources/all.bib", "{Generated record 8}", "{Another record 8}"),
    "a domain's title": swap("concepts/domain-0/domain.yaml", "title: ", "title: The "),
    "the atlas's title": swap("pyproject.toml", "An atlas of trials", "Another atlas"),
    "a template": change_theme,
}
FAULTS = {
    "a citation of nothing": swap(f"{FIRST}/content.md", "[@made8", "[@nobody8"),
    "a link to nowhere": swap(
        f"{SECOND}/content.md", "## Intuition\n", "## Intuition\n\nSee [this](../nowhere/).\n"
    ),
    "a value that fails": swap(
        f"{LAST}/content.md", "## Intuition\n", "## Intuition\n\nIt is {value}`1 / 0`.\n"
    ),
}


def test_where_nothing_has_changed_no_page_is_rendered(atlas: Path) -> None:
    assert build(atlas)[2] == []
    assert len(build(atlas, is_clean=True)[2]) == PAGES + 1


@pytest.mark.parametrize("name", OWN)
def test_what_no_other_page_shows_has_one_page_rendered(atlas: Path, name: str) -> None:
    OWN[name](atlas)
    assert build(atlas)[2] == [f"{FIRST.removeprefix('concepts/')}/index.html"]


@pytest.mark.parametrize("name", LISTED)
def test_what_no_other_concept_shows_has_one_of_their_pages_rendered(
    atlas: Path, name: str
) -> None:
    """And the pages of the whole atlas, of which home is one."""
    LISTED[name](atlas)
    assert build(atlas)[2] == [f"{FIRST.removeprefix('concepts/')}/index.html", "index.html"]


@pytest.mark.parametrize("name", SHARED)
def test_what_other_pages_show_changes_them_too(atlas: Path, name: str) -> None:
    """A neighbour's page is what a clean build makes of it."""
    SHARED[name](atlas)
    files, problems, made = build(atlas)
    assert (files, problems) == build(atlas, is_clean=True)[:2]
    assert made


def test_a_title_has_those_pages_rendered_that_show_it(atlas: Path) -> None:
    record = atlas / LAST / "concept.yaml"
    text, title = record.read_text(), re.compile("^title: .*$", re.MULTILINE)
    record.write_text(title.sub("title: Zebra stripes", text))
    files = build(atlas)[0]
    own = {
        path: content
        for path, content in files.items()
        if path.startswith("domain-") and path.count("/") == 2
    }
    showing = {
        f"{path.rpartition('/')[0]}/index.html"
        for path, content in own.items()
        if b"Zebra" in content
    }
    record.write_text(title.sub("title: Quagga stripes", text))
    assert sorted(build(atlas)[2]) == sorted({*showing, "index.html"})
    assert len(showing) < PAGES


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("is_preview", [True, False])
def test_a_build_works_on_what_was_edited_alone(
    atlas: Path, is_preview: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in calls, of a word of prose: no other concept is read, judged or rendered."""
    monkeypatch.setattr(World, "parallel_map", lambda world, work, items: [*map(work, items)])
    calls: Counter[str] = Counter()

    def count(module: ModuleType, name: str) -> None:
        function = getattr(module, name)

        @wraps(function)
        def counted(*arguments: object) -> object:
            calls[name] += 1
            return function(*arguments)

        monkeypatch.setattr(module, name, counted)

    for module, name in STEPS:
        count(module, name)
    session = open_session(atlas) if is_preview else None
    build(atlas, session=session)
    calls.clear()
    build(atlas, session=session)
    assert calls == {}
    OWN["a word of prose"](atlas)
    build(atlas, session=session)
    assert calls == {name: 1 for _, name in STEPS}


@pytest.mark.parametrize("steps", [8, pytest.param(150, marks=pytest.mark.chaos)])
def test_after_any_edits_the_bytes_are_those_of_a_clean_build(atlas: Path, steps: int) -> None:
    """Of a build that reads the cache, and of a preview, which keeps what it has decoded."""
    chance = random.Random(steps)
    edits = [*OWN.items(), *LISTED.items(), *SHARED.items(), *FAULTS.items()]
    done, session = [], open_session(atlas)
    for _ in range(steps):
        name, edit = chance.choice(edits)
        done.append(name)
        edit(atlas)
        clean, found, _ = build(atlas, is_clean=True)
        for files, problems, _ in (build(atlas), build(atlas, session=session)):
            assert problems == found, done
            assert files.keys() == clean.keys(), done
            assert [path for path in files if files[path] != clean[path]] == [], done
    session.close()


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("times", [6, pytest.param(1000, marks=pytest.mark.chaos)])
def test_a_damaged_cache_gives_a_right_build(atlas: Path, times: int) -> None:
    """The file is cut, flipped, lengthened, emptied or replaced; or one row of it is."""
    chance = random.Random(times)
    clean = build(atlas, is_clean=True)[0]
    path = cache_folder() / "cache.sqlite"
    for _ in range(times):
        build(atlas)
        damage = chance.choice(sorted(DAMAGES))
        DAMAGES[damage](path, chance)
        assert build(atlas)[0] == clean, damage
    assert build(atlas)[0] == clean


def damage_row(path: Path, chance: random.Random) -> None:
    """Change one bit of one row."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        ids = [row for (row,) in database.execute("SELECT rowid FROM rows")]
        row, part = chance.choice(ids), chance.choice(("head", "body", "head_sum", "body_sum"))
        query = f"SELECT {part} FROM rows WHERE rowid = ?"
        raw = database.execute(query, (row,)).fetchone()[0] or b"x"
        at = chance.randrange(len(raw))
        flipped = raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :]
        database.execute(f"UPDATE rows SET {part} = ? WHERE rowid = ?", (flipped, row))


def flip_byte(path: Path, chance: random.Random) -> None:
    with open(path, "r+b") as file:
        at = chance.randrange(path.stat().st_size)
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1 << chance.randrange(8)]))


DAMAGES: dict[str, Callable[[Path, random.Random], object]] = {
    "row": damage_row,
    "flip": flip_byte,
    "cut": lambda path, chance: os.truncate(path, chance.randrange(path.stat().st_size)),
    "more": lambda path, chance: path.write_bytes(path.read_bytes() + b"x"),
    "empty": lambda path, chance: path.write_bytes(b""),
    "foreign": lambda path, chance: path.write_bytes(b"not a database " * 300),
    "gone": lambda path, chance: path.unlink(),
}


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize(
    "command", ["build --drafts", "audit --format json", "graph", "sources list", "review next"]
)
def test_where_bodies_cannot_be_read_a_command_says_the_same(
    atlas: Path, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All heads are sound, and no body is: each that is asked for is made again."""

    def run(site: str) -> tuple[int, str]:
        output = ["--output", str(tmp_path / site)] if command.startswith("build") else []
        code = main(["--root", str(atlas), *command.split(), *output])
        return code, TOOK.sub("", capsys.readouterr().out)

    run("first")  # under continuous integration a build makes runs that the fixture has not made
    expected = run("one")
    path = cache_folder() / "cache.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE rows SET body = x'00' WHERE key NOT LIKE 'outcome %'")
    assert run("other") == expected
    if command.startswith("build"):
        assert read(tmp_path / "one") == read(tmp_path / "other")


def read(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.mark.usefixtures("own_cache")
def test_a_concept_has_four_rows_beside_the_outcomes_of_its_runs(atlas: Path) -> None:
    with contextlib.closing(sqlite3.connect(cache_folder() / "cache.sqlite")) as database:
        query = "SELECT count(*) FROM rows WHERE key NOT LIKE 'outcome %'"
        before = database.execute(query).fetchone()[0]
        OWN["a word of prose"](atlas)
        build(atlas)
        assert database.execute(query).fetchone()[0] - before == 4
    assert [path.name for path in cache_folder().iterdir() if path.is_file()] == ["cache.sqlite"]


def test_a_fault_on_the_page_of_a_domain_is_told_where_the_domain_stands_now(atlas: Path) -> None:
    """The page is the same, and so is all that pages of the whole atlas show; the place is not."""
    path = atlas / "concepts/domain-0/domain.yaml"
    path.write_text(re.sub("summary: .*", "summary: See [this](../nowhere/).", path.read_text()))
    for _ in range(2):
        found = [problem for problem in build(atlas)[1] if problem.code == "link-resolves"]
        assert found
        assert found == [
            problem for problem in build(atlas, is_clean=True)[1] if problem.code == "link-resolves"
        ]
        path.write_text("\n" + path.read_text())


def test_a_preview_of_an_atlas_without_sources_follows_an_edit(tmp_path: Path) -> None:
    for path in (
        "concepts/numbers/domain.yaml",
        *(f"concepts/numbers/{id}/concept.yaml" for id in ("one", "two")),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(
            "title: Numbers\nsummary: They count.\n"
            + ("" if "domain" in path else "status: planned\n")
        )
    session = open_session(tmp_path)
    build(tmp_path, session=session)
    (tmp_path / "concepts/numbers/two/concept.yaml").write_text(
        "title: Two\nsummary: It counts.\nstatus: planned\n"
    )
    assert build(tmp_path, session=session)[:2] == build(tmp_path, is_clean=True)[:2]
