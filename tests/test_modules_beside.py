"""Modules that lie in an atlas beside its concepts, by the names of modules that Python, our packages or their packages may look for."""

import ast
import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import builder
from tests.conftest import TESTS

PACKAGE = Path(builder.__file__).parent
# What libraries import where it is there, and is not here; what Python imports by itself when it starts.
ASKED = (
    "cffi",
    "simplejson",
    "ujson",
    "orjson",
    "brotli",
    "gi",
    "IPython",
    "ipykernel",
    "sitecustomize",
    "usercustomize",
    "owned",
)
INSTALLED = importlib.metadata.packages_distributions()
NAMES = sorted(
    name
    for name in {*sys.stdlib_module_names, *INSTALLED, *ASKED}
    if name.isidentifier() and name != "builder"
)


def list_needed_by_m() -> set[str]:
    """Return the modules that Python imports for `-m`, before it runs any module of ours."""
    told = subprocess.run(
        [sys.executable, "-I", "-c", "import runpy, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(told.stdout.split())


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    """Return a site with a figure, which matplotlib draws, that holds the builder too, as a checkout does."""
    atlas = shutil.copytree(TESTS / "sites/example/in", tmp_path / "atlas")
    shutil.copytree(PACKAGE, atlas / "builder", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PACKAGE.parent / "theme", atlas / "theme")
    (atlas / "matplotlibrc").write_text("backend: module://owned\n", "utf-8")
    return atlas


def run(atlas: Path, names: list[str], *command: str, cwd: Path, **variables: str) -> str:
    """Return what the command prints; every module of these names writes its name into a file when it is run."""
    for name in names:
        (atlas / f"{name}.py").write_text(
            f"open({str(atlas / 'owned.txt')!r}, 'a').write('{name} ')\n", "utf-8"
        )
    environment = os.environ | {"XDG_CACHE_HOME": str(atlas.parent / "cache"), "CI": ""} | variables
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (atlas / "owned.txt").exists(), (atlas / "owned.txt").read_text("utf-8")
    return done.stdout


@pytest.mark.parametrize(
    "options", [(), ("-P",), ("-I",)], ids=lambda options: " ".join(options) or "plain"
)
def test_the_builder_run_by_its_path_imports_none_of_them(
    atlas: Path, options: tuple[str, ...]
) -> None:
    assert "13 pages, 28 runs" in run(atlas, NAMES, *options, "builder", "build", cwd=atlas)
    assert (atlas / "site/index.html").exists()


def test_a_builder_elsewhere_imports_none_of_them(atlas: Path, tmp_path: Path) -> None:
    assert "13 pages, 28 runs" in run(
        atlas, NAMES, str(PACKAGE), "--root", str(atlas), "check", cwd=tmp_path
    )
    assert "13 pages, 28 runs" in run(atlas, NAMES, str(PACKAGE), "check", "--force-run", cwd=atlas)


def test_the_builder_run_by_its_name_imports_none_but_what_python_needs_to_find_it(
    atlas: Path,
) -> None:
    needed = list_needed_by_m()
    assert "json" not in needed
    assert "13 pages, 28 runs" in run(
        atlas, [name for name in NAMES if name not in needed], "-m", "builder", "build", cwd=atlas
    )


def test_a_builder_found_by_a_setting_of_the_environment_stays_usable(tmp_path: Path) -> None:
    shutil.copytree(TESTS / "sites/example/in", tmp_path / "atlas")
    told = run(
        tmp_path / "atlas",
        [],
        "-P",
        "-m",
        "builder",
        "check",
        cwd=tmp_path / "atlas",
        PYTHONPATH=str(PACKAGE.parent),
    )
    assert "13 pages, 28 runs" in told


def test_no_module_of_the_builder_s_own_folder_is_taken_for_one_of_python_s() -> None:
    """`python builder` puts that folder first for as long as Python needs to start it."""
    assert {path.stem for path in PACKAGE.iterdir()} & sys.stdlib_module_names == set()


def test_the_package_itself_imports_nothing() -> None:
    """While it is imported, the folder around it is on the path."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


@pytest.mark.parametrize("named", ["{atlas}", "", "{elsewhere}:"])
def test_a_module_hides_none_of_python_s_where_the_environment_names_the_atlas(
    atlas: Path, named: str
) -> None:
    """An empty entry of `PYTHONPATH` is the working directory."""
    needed = list_needed_by_m()
    names = [name for name in ("random", "yaml", "tempfile", "numpy") if name not in needed]
    setting = named.format(atlas=atlas, elsewhere=atlas.parent)
    told = run(atlas, names, "-m", "builder", "check", cwd=atlas, PYTHONPATH=setting)
    assert "13 pages, 28 runs" in told
