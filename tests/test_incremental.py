"""Builds that recall pages: the bytes and problems of a clean build, whatever was edited before, and no more work than that."""

import contextlib
import hashlib
import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pytest

import builder.alone
import builder.graph.layout
import builder.load.atlas
import builder.pipeline
import builder.records.rendered
import builder.witnesses
from benchmarks.pages import write_pages
from builder.cli import main
from builder.effects.bundle import SMALL
from builder.effects.cache import cache_folder
from builder.effects.made import MadeStore
from builder.effects.world import World
from builder.pipeline import build_site
from builder.records.codec import HeadedCodec
from builder.records.gone import GoneError
from builder.records.memory import Memory
from builder.records.page import Page
from builder.records.place import Place
from builder.records.problem import Problems
from builder.records.rendered import FILES, RENDERED, make_rendered
from builder.render.sheets import Sheet
from builder.stages import Options

T = TypeVar("T")
R = TypeVar("R")
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
    (builder.graph.layout, "_lay_out"),
    (builder.records.rendered, "read_page"),
)
REPOSITORY = Path(__file__).parents[1]
TOOK = re.compile(r"; \d+\.\d s$", re.MULTILINE)


class Watched(World):
    """A world that tells which pages were rendered in it, of the whole atlas home; with `forgets` nothing is read from the store."""

    def __init__(self, root: Path, memory: Memory | None, *, forgets: bool, holds: bool) -> None:
        super().__init__(root, memory=memory, holds=holds)
        self.made: list[str] = []
        if forgets:
            self._made = MadeStore(cache_folder() / "made", str, "", anew=True)
            self.memory.begin(self._made)

    def spread(self, work: Callable[[T], R], items: Sequence[T]) -> Sequence[R]:
        ids = [item.id for item in items if isinstance(item, Sheet)]
        self.made += [
            "index.html" if id == "home" else f"{id}/index.html"
            for id in ids
            if id == "home" or "/" in id
        ]
        return super().spread(work, items)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("generated")
    write_pages(root, PAGES)
    (root / FIRST / "beside.py").write_text("scale = 1\n")
    (root / FIRST / "draws.csv").write_text("1,2\n")
    return root


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is kept for this test alone: it looks at all of it, or damages it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def atlas(tmp_path: Path, generated: Path) -> Path:
    """An atlas that was built, unlike that of any other test: they share what they keep."""
    shutil.copytree(generated, tmp_path / "atlas")
    swap("pyproject.toml", "title = ", f'description = "Of {tmp_path}."\ntitle = ')(
        tmp_path / "atlas"
    )
    build(tmp_path / "atlas")
    return tmp_path / "atlas"


def build(
    root: Path, *, forgets: bool = False, memory: Memory | None = None
) -> tuple[dict[str, bytes], Problems, list[str]]:
    """The site's files, the problems, and what was rendered, as `Watched` tells it; once more where an entry has gone."""
    for holds in (False, True):
        with (
            contextlib.suppress(GoneError),
            Watched(root, memory, forgets=forgets, holds=holds) as world,
        ):
            built = build_site(world, Options(drafts=True))
            return dict(built.site.files), built.problems, world.made
    raise AssertionError("it has gone twice")


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
    assert len(build(atlas, forgets=True)[2]) == PAGES + 1


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
    assert build(atlas)[2] == ["index.html", f"{FIRST.removeprefix('concepts/')}/index.html"]


@pytest.mark.parametrize("name", SHARED)
def test_what_other_pages_show_changes_them_too(atlas: Path, name: str) -> None:
    """A neighbour's page is what a clean build makes of it."""
    SHARED[name](atlas)
    files, problems, made = build(atlas)
    assert (files, problems) == build(atlas, forgets=True)[:2]
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


def test_a_build_that_remembers_works_on_what_was_edited_alone(
    atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in calls, of a word of prose: no other concept is read, outlined, judged or assessed, and no other map drawn."""
    monkeypatch.setenv(
        "XDG_CACHE_HOME", str(tmp_path / "cache")
    )  # no other test has built this page before
    monkeypatch.setattr(
        World, "spread", lambda world, work, items: [work(item) for item in items]
    )  # where it is counted
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
    memory = Memory()
    build(atlas, memory=memory)
    assert calls["read_concept"] == PAGES
    calls.clear()
    build(atlas, memory=memory)
    assert calls == {}
    OWN["a word of prose"](atlas)
    calls.clear()
    build(atlas, memory=memory)
    assert calls == {name: 1 for _, name in STEPS}
    OWN["a blank line"](atlas)
    calls.clear()
    build(atlas)  # in another process, as it were: it has but the disk
    assert calls == {name: 1 for _, name in STEPS}


@pytest.mark.parametrize("steps", [8, pytest.param(150, marks=pytest.mark.chaos)])
def test_after_any_edits_the_bytes_are_those_of_a_clean_build(atlas: Path, steps: int) -> None:
    """Whether a build knows the one before it from the disk alone, or remembers all of them, as a preview does."""
    chance = random.Random(steps)
    edits = [*OWN.items(), *LISTED.items(), *SHARED.items(), *FAULTS.items()]
    done, memory = [], Memory()
    for _ in range(steps):
        name, edit = chance.choice(edits)
        done.append(name)
        edit(atlas)
        clean, found, _ = build(atlas, forgets=True)
        for files, problems, _ in (build(atlas), build(atlas, memory=memory)):
            assert problems == found, done
            assert files.keys() == clean.keys(), done
            assert [path for path in files if files[path] != clean[path]] == [], done


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("times", [6, pytest.param(1000, marks=pytest.mark.chaos)])
def test_what_was_damaged_is_made_again(atlas: Path, times: int) -> None:
    """Entries that were cut, flipped, lengthened, emptied, exchanged or replaced by what is no entry."""
    chance = random.Random(times)
    clean = build(atlas, forgets=True)[0]
    for _ in range(times):
        entries = sorted(
            path
            for path in (cache_folder() / "made").rglob("*")
            if path.is_file() and path.name != "seal"
        )
        path = chance.choice(entries)
        raw = path.read_bytes() or b"nothing"
        at = chance.randrange(len(raw))
        damage = chance.choice(("cut", "flip", "more", "empty", "exchange", "foreign"))
        path.write_bytes(
            {
                "cut": raw[:at],
                "flip": raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :],
                "more": raw + b"x",
                "empty": b"",
                "exchange": chance.choice(entries).read_bytes(),
                "foreign": b"\x80\x04K\x01.",
            }[damage]
        )
        if times < 100 or chance.random() < 0.05:
            assert build(atlas)[0] == clean, damage
    assert build(atlas)[0] == clean


PAGE = Page(
    "a/index.html",
    '<h2 id="ä">a\n</h2><a href="../b/#c">b</a><img src="x.png">',
    Place("a/content.md", width=0),
)


def test_what_is_kept_is_read_as_it_was_and_what_is_no_rendering_is_not_read() -> None:
    rendered = make_rendered(
        (PAGE, Page("c/index.html", "", Place("a", 1, 1, 1))),
        {"a/x.png": b"\x00\n\xff", "a/empty": b""},
    )
    files = FILES.write(dict(rendered.files)) or b""
    raw = RENDERED.write((rendered, None)) or b""
    assert (RENDERED.read(raw), FILES.read(files)) == ((rendered, None), rendered.files)
    for wrong in (
        *(raw[:size] for size in range(len(raw))),
        raw + b"x",
        b"{}",
        b"\x80",
        b"\x80\x04K\x01.",
    ):
        assert RENDERED.read(wrong) is None
    for wrong in (
        *(files[:size] for size in range(len(files))),
        files + b"x",
        b"[]",
        b"\x80\x04K\x01.",
    ):
        assert FILES.read(wrong) is None


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_a_page_that_cannot_be_read_when_it_is_published_is_rendered_again(
    atlas: Path, tmp_path: Path, damage: str
) -> None:
    """The site is asked for a page whose bytes no folder holds any more but the cache, where they are damaged."""
    clean = build(atlas, forgets=True)[0]
    build(atlas)
    for path in (cache_folder() / "made").rglob("*-files"):
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-1])
    assert (
        main(["--root", str(atlas), "build", "--drafts", "--output", str(tmp_path / "site")]) == 0
    )
    assert {
        str(path.relative_to(tmp_path / "site"))
        for path in (tmp_path / "site").rglob("*")
        if path.is_file()
    } >= clean.keys()
    for path, content in clean.items():
        assert (tmp_path / "site" / path).read_bytes() == content, path


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize(
    "command", ["check", "audit", "audit --format json", "graph", "sources list", "review next"]
)
def test_where_records_cannot_be_read_to_their_end_a_command_says_the_same(
    atlas: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their heads are in the bundle, and all but these is damaged."""
    expected = main(["--root", str(atlas), *command.split()]), TOOK.sub("", capsys.readouterr().out)
    bundle = hashlib.sha256(os.fsencode(atlas.resolve())).hexdigest()
    for path in (cache_folder() / "made").rglob("*"):
        if path.is_file() and path.name not in ("seal", bundle):
            path.write_bytes(path.read_bytes()[:-1])
    assert (
        main(["--root", str(atlas), *command.split()]),
        TOOK.sub("", capsys.readouterr().out),
    ) == expected


def test_a_fault_on_the_page_of_a_domain_is_told_where_the_domain_stands_now(atlas: Path) -> None:
    """The page is the same, and so is all that pages of the whole atlas show; the place is not."""
    path = atlas / "concepts/domain-0/domain.yaml"
    path.write_text(re.sub("summary: .*", "summary: See [this](../nowhere/).", path.read_text()))
    for _ in range(2):
        found = [problem for problem in build(atlas)[1] if problem.code == "link-resolves"]
        assert found
        assert found == [
            problem for problem in build(atlas, forgets=True)[1] if problem.code == "link-resolves"
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
    memory = Memory()
    build(tmp_path, memory=memory)
    (tmp_path / "concepts/numbers/two/concept.yaml").write_text(
        "title: Two\nsummary: It counts.\nstatus: planned\n"
    )
    assert build(tmp_path, memory=memory)[:2] == build(tmp_path, forgets=True)[:2]


@pytest.mark.usefixtures("own_cache")
def test_another_process_reads_no_concept_whole_but_the_one_that_was_edited(
    atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: Counter[str] = Counter()
    read = HeadedCodec.read

    def count(codec: HeadedCodec[Any, Any], raw: bytes) -> object:
        found = read(codec, raw)
        whole[type(found[0]).__name__ if found is not None else ""] += 1
        return found

    OWN["a word of prose"](atlas)
    monkeypatch.setattr(HeadedCodec, "read", count)
    build(atlas)
    assert (whole["Concept"], whole["Outline"]) == (0, 0)  # its own were read from its files
    assert (
        whole["Rendered"] == 2
    )  # its own page as it was printed, and the map, to which it leads by an anchor
    assert whole["Evidence"] < PAGES  # of those whose levels it shows


@pytest.mark.usefixtures("own_cache")
def test_a_page_that_is_recalled_counts_as_used_with_its_files(atlas: Path) -> None:
    entries = [
        path
        for path in (cache_folder() / "made").rglob("*")
        if path.is_file() and path.name != "seal"
    ]
    for path in entries:
        os.utime(path, (1_000_000_000, 1_000_000_000))
    with World(atlas) as world:
        build_site(world, Options(drafts=True))  # nobody asks for a file
    used = {path.name for path in entries if path.stat().st_mtime > 1_000_000_000}
    files = {name for name in used if name.endswith("-files")}
    assert len(files) > PAGES
    large = {
        path.name for path in entries if path.stat().st_size > 2 * SMALL
    }  # of the others the bundle may have copies
    heads = {name.removesuffix("-files") for name in files} & large
    assert heads <= used
