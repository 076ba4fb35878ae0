"""The wheel and the sdist work alone, without the checkout that they were made from."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from builder.commands.parsers import COMMANDS
from tests.installed import Installed

REPOSITORY = Path(__file__).parents[1]
SMALL = REPOSITORY / "tests/sites/small/in"
CONCEPT = "numbers/halves"
# command -> what it is given in an atlas; the last two words of `review` are its action
IN_ATLAS = {
    "build": [],
    "check": [],
    "run": [CONCEPT],
    "audit": [],
    "review": ["next"],
    "sources": ["list"],
    "graph": [],
    "new": ["numbers/other"],
    "mv": [CONCEPT, "numbers/other", "--dry-run"],
    "verify": [],
    "explain": ["claim-backed"],
    "schema": ["concept.yaml"],
    "doctor": [],
    "clean": [],
}
WITHOUT_ATLAS = {"new", "explain", "schema", "doctor"}  # what an empty folder is enough for


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "atlas")
    return tmp_path / "atlas"


def list_theme(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_file_of_the_theme_and_of_the_package(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    package = {f"builder/{name}" for name in list_theme(REPOSITORY / "builder")}
    theme = {f"builder/theme/{name}" for name in list_theme(REPOSITORY / "theme")}
    others = {name for name in names if ".dist-info/" not in name}
    assert others == package | theme


def test_the_sdist_holds_the_package_the_theme_and_no_site(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tops = {name.partition("/")[0] for name in names}
    assert {"builder", "theme", "LICENSE", "README.md", "pyproject.toml"} <= tops
    assert not {"site", "concepts", "tests", "node_modules"} & tops


@pytest.mark.parametrize("command", sorted(IN_ATLAS))
def test_every_command_works_in_an_atlas(installed: Installed, atlas: Path, command: str) -> None:
    if command == "verify":
        assert installed.run(atlas, "build").returncode == 0
    found = installed.run(atlas, command, *IN_ATLAS[command])
    assert found.returncode == 0, found.stdout + found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("command", sorted(IN_ATLAS))
def test_every_command_says_what_is_missing_in_an_empty_folder(
    installed: Installed, tmp_path: Path, command: str
) -> None:
    (tmp_path / "empty").mkdir()
    found = installed.run(tmp_path / "empty", command, *IN_ATLAS[command])
    assert "Traceback" not in found.stderr
    if command in WITHOUT_ATLAS:
        assert found.returncode == 0, found.stderr
    else:
        assert found.returncode == 2, found.stdout + found.stderr
        assert found.stderr.startswith("plumbline: ")


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


def test_no_command_is_left_out() -> None:
    assert IN_ATLAS.keys() | {"serve", "init"} >= COMMANDS.keys()


def test_the_site_is_the_same_from_a_checkout_and_installed(
    installed: Installed, atlas: Path, tmp_path: Path
) -> None:
    assert installed.run(atlas, "build", "--output", str(tmp_path / "one")).returncode == 0
    command = [sys.executable, "builder", "--root", str(atlas), "build"]
    subprocess.run(
        [*command, "--output", str(tmp_path / "other")],
        check=True,
        cwd=REPOSITORY,
        capture_output=True,
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache-of-checkout")},
    )
    read = {
        name: {path.relative_to(tmp_path / name): path.read_bytes() for path in files}
        for name in ("one", "other")
        for files in [[path for path in (tmp_path / name).rglob("*") if path.is_file()]]
    }
    assert read["one"] == read["other"]
