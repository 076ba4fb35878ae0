"""What several tests share: sites built once, a browser, a server of files on loopback."""

import functools
import http.server
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from builder.cli import main
from tests.installed import from_sdist, from_wheel, sdist, wheel

__all__ = ("from_sdist", "from_wheel", "sdist", "wheel")  # fixtures

TESTS = Path(__file__).parent
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
if (
    not IS_WORKER
):  # no test reads or writes what was kept outside of the tests; the workers share what they keep
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="plumbline-tests-")
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which(
    "chromium"
)  # the shell has no windows of its own, in half the time
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

settings.register_profile("plumbline", deadline=None)  # what is slow here is the machine
settings.load_profile("plumbline")


def need(tool: str, present: object) -> None:
    """Skips where a tool is missing; in CI a missing tool is a failure."""
    if not present:
        if os.environ.get("CI"):
            pytest.fail(f"{tool} is missing")
        pytest.skip(f"{tool} is missing; tests/install-tools says how to get it")


def pytest_sessionfinish() -> None:
    """Remove what the tests kept."""
    if not IS_WORKER:
        shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def built_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sites of `tests/sites/*/in`, each built by the command."""
    out = tmp_path_factory.mktemp("sites")
    for case in sorted((TESTS / "sites").iterdir()):
        assert main(["--root", str(case / "in"), "build", "--output", str(out / case.name)]) == 0
    return out


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the test's output clean."""


def build_files(root: Path, files: Mapping[str, str]) -> Path:
    """Write an atlas, path -> text, builds it, and gives the folder of the site."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    assert main(["--root", str(root), "build", "--output", str(root / "site")]) == 0
    return root / "site"


@contextmanager
def serve_files(folder: Path) -> Iterator[str]:
    """Yield the address of the folder's files, on loopback."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="session")
def served_sites(built_sites: Path) -> Iterator[str]:
    """Yield the address of the built sites, on loopback."""
    with serve_files(built_sites) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, headless."""
    need("chromium", CHROMIUM)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as launched,
    ):
        yield launched
