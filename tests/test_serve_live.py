"""A preview of an atlas with pages that are broken, slow or endless: the others are shown."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
SMALL = REPOSITORY / "tests/sites/small/in"
LOOP = "```python\nwhile True:\n    pass\n```\n"
PATIENCE_S = 60  # for what takes a moment on an idle machine


class Served:
    """A preview in a process of its own."""

    def __init__(self, root: Path, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self.root = root
        self.port = int(process.stdout.readline().split(":")[2].partition("/")[0])

    def get(self, path: str) -> str:
        """Return the page at the path, whatever its status."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("GET", path)
        return connection.getresponse().read().decode()

    def read_status(self, page: str) -> dict[str, object]:
        """Return what an open page is told now."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("GET", f"/-/events?page={page}")
        for line in connection.getresponse():
            if line.startswith(b"data: {"):
                found: dict[str, object] = json.loads(line.removeprefix(b"data: "))
                return found
        raise AssertionError("no status")


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    """Return an atlas of two pages, the second without a prerequisite."""
    shutil.copytree(SMALL, tmp_path / "atlas")
    numbers = tmp_path / "atlas/concepts/numbers"
    shutil.copytree(numbers / "halves", numbers / "other")
    record = numbers / "other/concept.yaml"
    lines = record.read_text().splitlines(keepends=True)
    record.write_text("".join(line for line in lines if not line.startswith("aliases")))
    return tmp_path / "atlas"


@pytest.fixture
def serve(atlas: Path, tmp_path: Path) -> Iterator[Callable[[], Served]]:
    """Return a function that starts the preview of the atlas."""
    started: list[subprocess.Popen[str]] = []

    def start() -> Served:
        command = [sys.executable, "-m", "builder", "--root", str(atlas), "serve", "--port", "0"]
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env=os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")},
        )
        started.append(process)
        return Served(atlas, process)

    yield start
    for process in started:
        process.kill()
        process.communicate()


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def edit(atlas: Path, name: str, old: str, new: str) -> None:
    path = atlas / "concepts/numbers" / name / "content.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_broken_page_hides_no_other_on_a_cold_start(
    atlas: Path, serve: Callable[[], Served]
) -> None:
    edit(atlas, "other", "## Intuition\n", "## Intuition\n\nBroken [@nobody2020].\n")
    served = serve()
    wait_for(lambda: "Halves add up" in served.get("/numbers/halves/"))
    assert "not built yet" in served.get("/numbers/other/")
    assert "citation-resolves" in str(served.read_status("/numbers/other/")["problems"])
    assert served.read_status("/numbers/other/")["kept"]
    assert not served.read_status("/numbers/halves/")["kept"]


def test_a_page_that_breaks_stays_as_it_was_until_it_is_mended(
    atlas: Path, serve: Callable[[], Served]
) -> None:
    served = serve()
    wait_for(lambda: "Halves add up" in served.get("/numbers/other/"))
    edit(atlas, "other", "## Intuition\n", "## Intuition\n\nBroken [@nobody2020].\n")
    wait_for(lambda: bool(served.read_status("/numbers/other/")["kept"]))
    assert "Halves add up" in served.get("/numbers/other/")
    edit(atlas, "other", "Broken [@nobody2020].", "Mended.")
    wait_for(lambda: "Mended." in served.get("/numbers/other/"))
    assert not served.read_status("/numbers/other/")["kept"]


def test_an_endless_witness_stops_no_other_page_and_its_time_is_counted(
    atlas: Path, serve: Callable[[], Served]
) -> None:
    edit(atlas, "other", "## Code\n", f"## Code\n\n{LOOP}")
    record = atlas / "concepts/numbers/other/concept.yaml"  # it must outlast a busy machine
    limits = "witness:\n  limits: {time_s: 80}\n"
    record.write_text(record.read_text().replace("witness:\n", limits, 1))
    served = serve()
    wait_for(lambda: "Halves add up" in served.get("/numbers/halves/"))
    wait_for(lambda: "numbers/other" in str(served.read_status("/")["running"]))
    edit(atlas, "halves", "## Intuition\n", "## Intuition\n\nEdited meanwhile.\n")
    wait_for(lambda: "Edited meanwhile." in served.get("/numbers/halves/"))
    wait_for(lambda: "numbers/other" in str(served.read_status("/")["running"]))
    edit(atlas, "other", LOOP, "")
    wait_for(lambda: "Halves add up" in served.get("/numbers/other/"))
    wait_for(lambda: served.read_status("/")["running"] == [])
