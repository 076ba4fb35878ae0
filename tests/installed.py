"""The package as pip installs it, outside of the checkout."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


class Installed:
    """A package that was unpacked by pip into a folder, with the packages of this environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, cwd: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the installed program in a folder that is no checkout."""
        return subprocess.run(
            [self.folder / "bin/plumbline", *arguments],
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
            env=self._find_environment(cwd),
        )

    def start(self, cwd: Path, *arguments: str) -> "subprocess.Popen[str]":
        """Start the installed program, whose output can be read as it comes."""
        return subprocess.Popen(
            [self.folder / "bin/plumbline", *arguments],
            cwd=cwd,
            stdout=subprocess.PIPE,
            text=True,
            env=self._find_environment(cwd),
        )

    def _find_environment(self, cwd: Path) -> dict[str, str]:
        own = {"PYTHONPATH": str(self.folder), "XDG_CACHE_HOME": str(cwd.parent / "cache")}
        return os.environ | own


def pip(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments],
        check=True,
        cwd=REPOSITORY,
    )


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), ".")
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder)]
    subprocess.run(command, check=True, cwd=REPOSITORY, capture_output=True)
    (found,) = folder.glob("*.tar.gz")
    return found


def install(package: Path, folder: Path) -> Installed:
    """Install the wheel or the sdist into the folder, without its dependencies."""
    alone = ("--no-deps", "--no-build-isolation", "--no-index")
    pip("install", *alone, "--target", str(folder), str(package))
    return Installed(folder)


@pytest.fixture(scope="session")
def from_wheel(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The package as the wheel installs it."""
    return install(wheel, tmp_path_factory.mktemp("from-wheel"))


@pytest.fixture(scope="session")
def from_sdist(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The package as the sdist installs it."""
    return install(sdist, tmp_path_factory.mktemp("from-sdist"))
