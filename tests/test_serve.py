"""A preview that runs for a day: what it holds in memory does not grow with the number of edits."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from builder.cli import main
from builder.commands import serve
from builder.load.recent_files import keep_newest
from builder.records.place import Place
from builder.records.text import Written

REPOSITORY = Path(__file__).parents[1]
SMALL = REPOSITORY / "tests/sites/small/in"
FOLDER = "concepts/numbers/halves"
SETTLED, EDITS = 3, 8  # edits after which nothing is new in kind, and edits in all
FEW = 10  # objects an edit: the prose of the page has a hundred times as many
EDITED = [
    ("content.md", "## Intuition\n", "## Intuition\n\nBeginning {}.\n"),
    ("content.md", "terms = 10\n", "terms = 10  # {}\n"),
    ("concept.yaml", "title: Halves", "title: Halves, edit {},"),
    ("concept.yaml", "difficulty:", "# {}\ndifficulty:"),
]


@pytest.fixture
def usual_collections() -> Iterator[None]:
    """Collections as they are outside of a command."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("usual_collections")
@pytest.mark.parametrize(("name", "old", "new"), EDITED, ids=["prose", "code", "title", "remark"])
def test_an_edit_leaves_nothing_of_the_edit_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str
) -> None:
    shutil.copytree(SMALL, tmp_path / "atlas")
    path = tmp_path / "atlas" / FOLDER / name
    text = path.read_text()
    objects: list[int] = []

    def edit(folders: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
        for number in range(EDITS):
            path.write_text(text.replace(old, new.format(number)))
            yield (path,)
            objects.append(len(gc.get_objects()))

    monkeypatch.setattr(serve, "tick", edit)
    assert main(["--root", str(tmp_path / "atlas"), "serve", "--port", "0"]) == 0
    assert len(objects) == EDITS
    assert objects[-1] - objects[SETTLED - 1] <= FEW * (EDITS - SETTLED), objects


@pytest.mark.chaos
def test_a_preview_of_the_atlas_takes_no_more_memory_after_hundreds_of_edits_than_after_twenty(
    tmp_path: Path,
) -> None:
    for name in ("concepts", "sources", "theme", "pyproject.toml"):
        (shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy)(
            REPOSITORY / name, tmp_path / name
        )
    path = tmp_path / "concepts/scaling/double-descent/content.md"
    text = path.read_text()
    command = [sys.executable, "-m", "builder", "--root", str(tmp_path), "serve", "--port", "0"]
    used = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as process:
        try:
            assert process.stdout is not None
            built = (
                line for line in process.stdout if line.endswith(" s\n")
            )  # each build says how long it took
            next(built)
            for number in range(300):
                path.write_text(
                    text.replace("## Intuition\n", f"## Intuition\n\nBeginning {number}.\n")
                )
                next(built)
                used.append(
                    int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
                    * os.sysconf("SC_PAGE_SIZE")
                )
        finally:
            process.kill()
    assert used[-1] <= 1.3 * used[19]


def test_newer_texts_of_a_file_take_the_place_of_older_ones_of_the_same_file() -> None:
    asked: list[Written] = []

    @keep_newest(files=2, each=2)
    def read(written: Written) -> str:
        asked.append(written)
        return written.source.upper()

    other = Written("other", Place("b.md"))
    texts = [Written(source, Place("a.md")) for source in "abc"]
    assert [read(one) for one in (other, *texts)] == ["OTHER", "A", "B", "C"]
    asked.clear()
    assert [read(one) for one in (other, texts[2], texts[1], texts[0])] == ["OTHER", "C", "B", "A"]
    assert asked == [texts[0]]
