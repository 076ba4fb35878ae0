"""The wheel builds an atlas with the oldest packages that it allows, and with the newest ones."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.installed import REPOSITORY

PYTHONS = ("3.11", "3.12", "3.13")
SITES = ("small", "example")  # the second draws a figure


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip where pip reaches no packages."""
    folder = tmp_path_factory.mktemp("index")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder), "mdurl"]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("the package index cannot be reached")


@pytest.fixture(params=PYTHONS)
def python(request: pytest.FixtureRequest) -> str:
    """Return the path of an interpreter; skip where the machine does not have it."""
    name = f"python{request.param}"
    path = shutil.which(name)
    # A version manager may have a command for a Python that it does not start.
    if path is None or subprocess.run([path, "-V"], capture_output=True, check=False).returncode:
        pytest.skip(f"{name} is not on this machine")
    return path


def list_bounds() -> list[list[str]]:
    """Return the name and the lower bound of each dependency."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    return [dependency.split(">=") for dependency in project["dependencies"]]


def test_every_dependency_has_a_lower_bound_and_no_other() -> None:
    bounds = list_bounds()
    assert all(len(one) == 2 for one in bounds)
    assert [version for _, version in bounds if not version.replace(".", "").isdigit()] == []


@pytest.mark.bars
@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("age", ["oldest", "newest"])
def test_an_atlas_is_built(wheel: Path, python: str, age: str, tmp_path: Path) -> None:
    lines = [f"{name}=={version}\n" for name, version in list_bounds()] if age == "oldest" else []
    (tmp_path / "constraints.txt").write_text("".join(lines))
    programs = tmp_path / "environment/bin"
    subprocess.run([python, "-m", "venv", str(programs.parent)], check=True)
    options = [
        "--quiet",
        "--only-binary",
        ":all:",
        "--constraint",
        str(tmp_path / "constraints.txt"),
    ]
    subprocess.run([programs / "pip", "install", *options, str(wheel)], check=True)
    for name in SITES:
        atlas = shutil.copytree(REPOSITORY / "tests/sites" / name / "in", tmp_path / name)
        built = subprocess.run(
            [programs / "plumbline", "build"],
            cwd=atlas,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")},
        )
        assert built.returncode == 0, built.stdout + built.stderr
        assert (atlas / "site/index.html").is_file()
