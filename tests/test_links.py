"""Symbolic links in what a build reads of an atlas: nothing that lies elsewhere is published or shown."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.cli import main
from tests.conftest import TESTS

SECRET = "[tool.builder]\nplumbline-secret = token\n"
CONCEPT = "concepts/numbers/halves"


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    atlas = shutil.copytree(TESTS / "sites/small/in", tmp_path / "atlas")
    shutil.copytree(TESTS.parent / "theme", atlas / "theme")
    for folder in ("secrets", "secrets/templates"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "secret.txt").write_text(SECRET, "utf-8")
    return atlas


def link(path: Path, target: Path | str) -> None:
    """Put a link where a file or a folder may stand."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to(target)


FILE, FOLDER = "secrets/secret.txt", "secrets"
LINKS = [  # the link in the atlas, what it leads to, what is said of it
    ("theme/assets/leak.txt", FILE, "is a symbolic link that leaves the theme"),
    ("theme/js/leak.js", FILE, "is a symbolic link that leaves the theme"),
    ("theme/css/components/leak.css", FILE, "is a symbolic link that leaves the theme"),
    ("theme/fonts/leak.txt", FILE, "is a symbolic link that leaves the theme"),
    ("theme/templates/home.html", FILE, "is a symbolic link that leaves the theme"),
    ("theme/templates/partials/tally.html", FILE, "is a symbolic link that leaves the theme"),
    ("theme/early.js", FILE, "is a symbolic link that leaves the theme"),
    ("theme/macros.toml", FILE, "is a symbolic link that leaves the theme"),
    ("theme/assets", FOLDER, "is a symbolic link to something other than a file"),
    ("theme/templates", FOLDER, "is a symbolic link to something other than a file"),
    ("theme/js/leak", FOLDER, "is a symbolic link to something other than a file"),
    ("theme/js/nowhere.js", "nowhere", "is a symbolic link that leads nowhere"),
    ("theme", FOLDER, "is a symbolic link"),
    ("theme", "nowhere", "is a symbolic link"),
    ("pyproject.toml", FILE, "is a symbolic link"),
    ("pyproject.toml", "nowhere", "is a symbolic link"),
    ("sources/leak.bib", FILE, "is a symbolic link"),
    ("sources/audits.yaml", FILE, "is a symbolic link"),
    ("sources/criteria.yaml", FILE, "is a symbolic link"),
    ("sources/leak", FOLDER, "is a symbolic link"),
    ("concepts/numbers/domain.yaml", FILE, "is a symbolic link"),
    ("concepts/leak", FOLDER, "is a symbolic link"),
    (f"{CONCEPT}/content.md", FILE, "is a symbolic link that leaves its concept's folder"),
    (f"{CONCEPT}/leak.csv", FILE, "is a symbolic link that leaves its concept's folder"),
    (f"{CONCEPT}/leak", FOLDER, "is a symbolic link to something other than a file"),
]


@pytest.mark.parametrize(
    ("path", "target", "said"), LINKS, ids=[f"{path} -> {target}" for path, target, _ in LINKS]
)
def test_a_link_that_leads_out_is_a_problem_and_is_not_read(
    atlas: Path,
    tmp_path: Path,
    path: str,
    target: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    link(atlas / path, tmp_path / target)
    assert main(["--root", str(atlas), "build", "--output", str(tmp_path / "out")]) == 1
    told = capsys.readouterr()
    name = path if not path.startswith("theme/") else path.removeprefix("theme/")
    assert f"{path}:1:1: error[link-inside]: '{name}' {said}, and is not read\n" in told.out
    assert "error[theme-complete]" not in told.out
    assert "plumbline-secret" not in told.out + told.err
    assert not (tmp_path / "out").exists()


def make_pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


@pytest.mark.parametrize(
    "path",
    [
        "theme/assets/pipe",
        "theme/early.js",
        "pyproject.toml",
        "sources/pipe.bib",
        f"{CONCEPT}/pipe.csv",
    ],
)
def test_what_is_no_file_is_a_problem_and_nobody_waits_for_it(
    atlas: Path, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_pipe(atlas / path)
    assert main(["--root", str(atlas), "check"]) == 1
    assert (
        f"{path}:1:1: error[link-inside]: '{path.removeprefix('theme/')}' is no regular file, and is not read"
        in capsys.readouterr().out
    )


def test_a_link_within_the_theme_is_read_as_what_it_leads_to(atlas: Path, tmp_path: Path) -> None:
    os.rename(atlas / "theme/js/site.js", atlas / "theme/js/main.js")
    link(atlas / "theme/js/site.js", "../assets/../js/main.js")
    os.rename(atlas / "theme/early.js", atlas / "theme/js/early.js")
    link(atlas / "theme/early.js", "js/early.js")
    assert main(["--root", str(atlas), "build", "--output", str(tmp_path / "out")]) == 0
    own = (tmp_path / "out/assets/js/main.js").read_bytes()
    assert (tmp_path / "out/assets/js/site.js").read_bytes() == own != b""
    assert (atlas / "theme/js/early.js").read_text("utf-8").strip() in (
        tmp_path / "out/index.html"
    ).read_text("utf-8")


def test_a_theme_that_the_command_names_may_be_a_link_and_what_is_in_it_not(
    atlas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.rename(atlas / "theme", tmp_path / "look")
    link(tmp_path / "linked", tmp_path / "look")
    command = ["--root", str(atlas), "check", "--theme", str(tmp_path / "linked")]
    assert main(command) == 0
    link(tmp_path / "look/assets/leak.txt", tmp_path / FILE)
    capsys.readouterr()
    assert main(command) == 1
    said = f"{tmp_path}/linked/assets/leak.txt:1:1: error[link-inside]: 'assets/leak.txt' is a symbolic link that leaves the theme"
    assert said in capsys.readouterr().out


def test_hidden_files_of_a_theme_are_not_published(atlas: Path, tmp_path: Path) -> None:
    (atlas / "theme/assets/.git").mkdir()
    for name in (".git/config", ".env"):
        (atlas / "theme/assets" / name).write_text(SECRET, "utf-8")
    assert main(["--root", str(atlas), "build", "--output", str(tmp_path / "out")]) == 0
    assert not [
        path
        for path in (tmp_path / "out").rglob("*")
        if path.is_file() and b"plumbline-secret" in path.read_bytes()
    ]


def test_the_drawing_of_the_graph_refuses_a_link_in_the_theme(
    atlas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link(atlas / "theme/templates/drawing.svg", tmp_path / FILE)
    assert main(["--root", str(atlas), "graph", "--format", "svg"]) == 2
    assert (
        "theme/templates/drawing.svg:1:1: 'templates/drawing.svg' is a symbolic link that leaves the theme"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda site, secret: link(site / ".gitignore", secret),
        lambda site, secret: link(site / "manifest.json", secret),
    ],
)
def test_a_link_in_the_site_before_is_not_carried_over(
    atlas: Path, tmp_path: Path, spoil: Callable[[Path, Path], None]
) -> None:
    command = ["--root", str(atlas), "build", "--force"]
    assert main(command) == 0
    spoil(atlas / "site", tmp_path / FILE)
    (atlas / CONCEPT / "draws.csv").write_text(
        "1\n", "utf-8"
    )  # so that the site is put in place anew
    assert main(command) == 0
    found = [
        path
        for path in (atlas / "site").rglob("*")
        if path.is_symlink() or (path.is_file() and b"plumbline-secret" in path.read_bytes())
    ]
    assert found == []
