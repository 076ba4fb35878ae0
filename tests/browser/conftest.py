"""What several browser tests share beside `tests/conftest.py`: sites built and served once, and their pages opened."""

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from builder.cli import main
from tests.browser.kinds import SOURCES, Kind
from tests.browser.server import serve
from tests.conftest import IS_WORKER
from tests.drill_atlas import build_drill
from tests.instrument_atlas import build_instruments
from tests.shelf_atlas import build_shelves

HERE = Path(__file__).parent


class Visit(Protocol):
    """Opens a page in a context of its own, which is closed after the test; options are those of playwright's contexts."""

    def __call__(self, kind: Kind, *, width: int = 1280, **options: object) -> Page: ...


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test of one component with many cases, `make test` runs the first and the last, and `make bars` all."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        callspec = getattr(item, "callspec", None)
        if item.path.parent == HERE and callspec is not None and "kind" not in callspec.params:
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for of_one_test in cases.values():
        for item in of_one_test[1:-1]:
            item.add_marker(pytest.mark.bars)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of the site of `tests/shelf_atlas.py`."""
    with serve(build_shelves(tmp_path_factory.mktemp("house"))) as address:
        yield address


@pytest.fixture(scope="session")
def instruments_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the site of `tests/instrument_atlas.py`."""
    return build_instruments(tmp_path_factory.mktemp("instruments"))


@pytest.fixture(scope="session")
def instruments(instruments_folder: Path) -> Iterator[str]:
    """Its address on loopback."""
    with serve(instruments_folder) as address:
        yield address


@pytest.fixture(scope="session")
def gym(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of the site of `tests/drill_atlas.py`."""
    with serve(build_drill(tmp_path_factory.mktemp("gym"))) as address:
        yield address


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """Yield what goes wrong on the pages of the test, which is nothing."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Name of a site of `kinds.py` -> the folder with it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if IS_WORKER else base
    return {name: build_once(root, shared / f"built-{name}") for name, root in SOURCES.items()}


def build_once(root: Path, out: Path) -> Path:
    """Return the site, built by the first worker that comes while the others wait."""
    with out.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not out.exists():
            assert main(["--root", str(root), "build", "--output", str(out)]) == 0
    return out


@pytest.fixture(scope="session")
def hosts(folders: Mapping[str, Path]) -> Iterator[Mapping[str, str]]:
    """Name of a site -> its address on loopback."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(serve(folder)) for name, folder in folders.items()}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Yield a reader at a wide window who keeps nothing; a file whose reader is another has its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def visit(browser: Browser, hosts: Mapping[str, str]) -> Iterator[Visit]:
    """Yield a function that opens pages."""
    contexts: list[BrowserContext] = []

    def open_page(kind: Kind, *, width: int = 1280, **options: object) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.goto(f"{hosts[kind.site]}/{kind.path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
