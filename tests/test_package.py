"""The wheel and the sdist work alone, without the checkout that they were made from."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import tomllib
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from builder.cli import make_parser
from builder.commands.parsers import COMMANDS
from builder.effects.cache.fingerprint import GRAIN_NS
from tests.installed import REPOSITORY, Installed

SMALL = REPOSITORY / "tests/sites/small/in"
CONCEPT = "numbers/halves"
# command, what it is given, its exit codes in an atlas and in an empty folder
CALLS = (
    ("build", [], 0, 2),
    ("check", [], 0, 2),
    ("run", [CONCEPT], 0, 2),
    ("audit", [], 0, 2),
    ("review", ["next"], 0, 2),
    ("sources", ["list"], 0, 2),
    ("graph", [], 0, 2),
    ("init", ["--yes"], 2, 0),
    ("new", ["numbers/other"], 0, 0),
    ("mv", [CONCEPT, "numbers/other", "--dry-run"], 0, 2),
    ("verify", [], 0, 2),
    ("explain", ["claim-backed"], 0, 0),
    ("schema", ["concept.yaml"], 0, 0),
    ("doctor", [], 0, 0),
    ("clean", [], 0, 2),
)
IDS = [command for command, *_ in CALLS]


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "atlas")
    return tmp_path / "atlas"


@pytest.fixture
def own_copy(from_wheel: Installed, tmp_path: Path) -> Installed:
    """The installed package in a folder that one test may change."""
    return Installed(shutil.copytree(from_wheel.folder, tmp_path / "package"))


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, but for what Python has compiled."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def require_end(found: "subprocess.CompletedProcess[str]", code: int) -> None:
    """Require that a command ended in silence on stderr, or in one line with what to type."""
    assert found.returncode == code, found.stdout + found.stderr
    if code == 0:
        assert found.stderr == ""
        return
    assert found.stdout == ""
    assert re.fullmatch(r"plumbline: .+ plumbline (init|new) ?.*\n", found.stderr)


def test_the_wheel_holds_every_file_of_the_theme_and_of_the_package(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    package = {f"builder/{name}" for name in read_files(REPOSITORY / "builder")}
    theme = {f"builder/theme/{name}" for name in read_files(REPOSITORY / "theme")}
    others = {name for name in names if ".dist-info/" not in name}
    assert others == package | theme


def test_the_sdist_holds_the_package_the_theme_and_no_site(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tops = {name.partition("/")[0] for name in names}
    assert {"builder", "theme", "docs", "LICENSE", "README.md", "pyproject.toml"} <= tops
    assert "CONTRIBUTING.md" in tops
    assert not {"site", "concepts", "tests", "node_modules"} & tops


def test_the_sdist_installs_the_same_files_as_the_wheel(
    from_wheel: Installed, from_sdist: Installed
) -> None:
    assert read_files(from_wheel.folder / "builder") == read_files(from_sdist.folder / "builder")


@pytest.mark.parametrize(("command", "given", "code", "_"), CALLS, ids=IDS)
def test_every_command_works_in_an_atlas(
    from_wheel: Installed, atlas: Path, command: str, given: list[str], code: int, _: int
) -> None:
    if command == "verify":
        assert from_wheel.run(atlas, "build").returncode == 0
    found = from_wheel.run(atlas, command, *given)
    require_end(found, code)


@pytest.mark.parametrize(("command", "given", "_", "code"), CALLS, ids=IDS)
def test_every_command_says_what_is_missing_in_an_empty_folder(
    from_wheel: Installed, tmp_path: Path, command: str, given: list[str], _: int, code: int
) -> None:
    (tmp_path / "empty").mkdir()
    found = from_wheel.run(tmp_path / "empty", command, *given)
    require_end(found, code)


def wait_for(address: str, text: bytes) -> None:
    """Wait until the page at the address holds the text: it appears when it is built."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(HTTPError), urlopen(address, timeout=60) as answer:
            if text in answer.read():
                return
        time.sleep(0.1)
    raise AssertionError(f"{address} does not hold {text!r}")


def test_a_preview_is_served(from_wheel: Installed, atlas: Path) -> None:
    with from_wheel.start(atlas, "serve", "--port", "0") as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[2].rstrip(";")
        wait_for(f"{address}-/preview.js", b"EventSource")
        wait_for(f"{address}{CONCEPT}/", b"Halves add up to one")
        process.send_signal(signal.SIGINT)
        process.stdout.read()
    assert process.returncode == 130


def test_a_preview_of_an_empty_folder_is_refused(from_wheel: Installed, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    require_end(from_wheel.run(tmp_path / "empty", "serve", "--port", "0"), 2)


def test_an_edit_of_the_installed_theme_is_seen(own_copy: Installed, atlas: Path) -> None:
    time.sleep(GRAIN_NS / 1e9)  # what is as new as the build may change unseen
    assert own_copy.run(atlas, "build").returncode == 0
    assert "nothing changed" in own_copy.run(atlas, "build").stdout
    footer = own_copy.folder / "builder/theme/templates/partials/footer.html"
    footer.write_text(footer.read_text("utf-8").replace("built by", "made by"), "utf-8")
    assert "nothing changed" not in own_copy.run(atlas, "build").stdout
    assert "made by Plumbline" in (atlas / "site/index.html").read_text("utf-8")


def test_no_site_is_built_into_the_installed_theme(own_copy: Installed, atlas: Path) -> None:
    theme = own_copy.folder / "builder/theme"
    before = read_files(theme)
    found = own_copy.run(atlas, "build", "--force", "--output", str(theme / "css"))
    assert found.returncode == 2
    assert "lies within the builder's own" in found.stderr
    assert read_files(theme) == before


def test_the_container_starts_what_the_package_installs() -> None:
    lines = (REPOSITORY / "Containerfile").read_text().splitlines()
    said = dict(line.split(" ", 1) for line in lines if line.startswith(("ENTRYPOINT", "CMD")))
    scripts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["scripts"]
    assert json.loads(said["ENTRYPOINT"]) == list(scripts)
    assert json.loads(said["CMD"])[0] in COMMANDS
    copied = {
        line.split()[1] for line in lines if line.startswith("COPY") and len(line.split()) == 3
    }
    assert copied == {"builder", "theme"}


def test_the_guide_starts_the_container_with_commands_that_exist() -> None:
    guide = (REPOSITORY / "docs/running.md").read_text()
    section = guide.partition("## In a container")[2].partition("\n## ")[0]
    commands = re.findall(r"^    plumbline (.*)$", section, re.MULTILINE)
    assert commands == ["serve", "build"]
    for command in commands:
        assert make_parser().parse_args(shlex.split(command))
    lines = (REPOSITORY / "Containerfile").read_text().splitlines()
    (folder,) = (line.partition(" ")[2] for line in lines if line.startswith("WORKDIR"))
    assert f'"$PWD:{folder}" plumbline' in section


def test_no_command_is_left_out() -> None:
    assert {*IDS, "serve"} == COMMANDS.keys()


def test_the_site_is_the_same_from_the_wheel_the_sdist_and_a_checkout(
    from_wheel: Installed, from_sdist: Installed, atlas: Path, tmp_path: Path
) -> None:
    sites = [tmp_path / name for name in ("wheel", "sdist", "checkout")]
    for package, site in zip((from_wheel, from_sdist), sites, strict=False):
        assert package.run(atlas, "build", "--force-run", "--output", str(site)).returncode == 0
    subprocess.run(
        [sys.executable, "builder", "--root", str(atlas), "build", "--output", str(sites[-1])],
        check=True,
        cwd=REPOSITORY,
        capture_output=True,
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache-of-checkout")},
    )
    of_wheel, of_sdist, of_checkout = map(read_files, sites)
    assert "index.html" in of_wheel
    assert of_wheel == of_sdist == of_checkout
