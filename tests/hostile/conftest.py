"""The hostile sites, each built once, and served as built and without their policy."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.cli import main
from builder.records.problem import Problems
from tests.conftest import serve_files
from tests.hostile.sites import render_anyway, write_raw, write_raw_site, write_text_site

POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
HOME = b'="/a&amp;b/'  # where the page of what is missing says that its site stands, by the address of `sites.py`


@pytest.fixture(scope="session")
def text_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site that is hostile and right, built by the command."""
    root = tmp_path_factory.mktemp("hostile-text")
    write_text_site(root)
    assert main(["--root", str(root), "build", "--output", str(root / "site")]) == 0
    return root / "site"


@pytest.fixture(scope="session")
def raw_render(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Problems]:
    """Return what the refused atlas would look like if nothing stopped it, and its problems."""
    root = tmp_path_factory.mktemp("hostile-raw")
    write_raw_site(root, write_raw)
    files, problems = render_anyway(root)
    for path, content in files.items():
        (root / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / path).write_bytes(content)
    return root / "site", problems


@pytest.fixture(scope="session")
def hostile_sites(
    text_site: Path, raw_render: tuple[Path, Problems], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a folder with both sites, each as it is and without its policy: `text`, `text-open`, `raw`, `raw-open`."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, site in (("text", text_site), ("raw", raw_render[0])):
        for path in site.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                for copy, shown in ((name, content), (f"{name}-open", POLICY.sub(b"", content))):
                    placed = (
                        shown.replace(HOME, f'="/{copy}/'.encode())
                        if path.name == "404.html"
                        else shown
                    )
                    (folder / copy / path.relative_to(site)).parent.mkdir(
                        parents=True, exist_ok=True
                    )
                    (folder / copy / path.relative_to(site)).write_bytes(placed)
    return folder


@pytest.fixture(scope="session")
def hostile_origin(hostile_sites: Path) -> Iterator[str]:
    """Yield the origin of a server of them, on loopback."""
    with serve_files(hostile_sites) as address:
        yield address
