"""The places that are the author's: what hits one of them, under whatever name."""

import sys
from pathlib import Path

import pytest

from builder.effects.publish.protected_paths import find_owned, list_protected


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    for name in ("concepts/a", "sources", "site", "elsewhere/theme"):
        (tmp_path / "atlas" / name).mkdir(parents=True)
    return tmp_path / "atlas"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("concepts", "is 'concepts' of the atlas"),
        ("concepts/a/b/c", "lies within 'concepts' of the atlas"),
        ("link/a", "lies within 'concepts' of the atlas"),
        ("site/../sources", "is 'sources' of the atlas"),
        (".", "holds 'concepts' of the atlas"),
        ("../..", "holds 'concepts' of the atlas"),
        ("theme", "is 'theme' of the atlas"),  # though it is not there yet
        ("theme/x", "lies within 'theme' of the atlas"),
        ("pyproject.toml", "is the configuration of the atlas"),
        ("elsewhere", "holds the theme"),
        ("a/.git/b", "lies within the repository"),
        ("a/.GIT", "is the repository"),
    ],
)
def test_a_path_that_is_holds_or_lies_within_a_place_hits_it(
    atlas: Path, path: str, expected: str
) -> None:
    (atlas / "link").symlink_to("concepts")
    assert expected in find_owned(
        atlas / path, list_protected(atlas, atlas / "elsewhere" / "theme")
    )


@pytest.mark.parametrize("path", ["site", "concepts-2", "sites/concepts", "elsewhere-2", "a/b/c"])
def test_another_path_hits_nothing(atlas: Path, path: str) -> None:
    assert find_owned(atlas / path, list_protected(atlas, atlas / "elsewhere" / "theme")) == ""


def test_a_place_that_is_a_link_is_hit_at_the_link_and_where_it_leads(atlas: Path) -> None:
    (atlas / "pyproject.toml").symlink_to("elsewhere/shared.toml")
    (atlas / "elsewhere" / "shared.toml").write_text("")
    owned = list_protected(atlas)
    assert "is the configuration" in find_owned(atlas / "pyproject.toml", owned)
    assert "holds the configuration" in find_owned(atlas / "elsewhere", owned)


def test_a_repository_is_known_by_its_parts_under_any_name(atlas: Path) -> None:
    for part in ("HEAD", "objects", "refs"):
        (atlas / "pages.git" / part).mkdir(parents=True)
    assert "lies within the repository" in find_owned(
        atlas / "pages.git" / "x", list_protected(atlas)
    )


@pytest.mark.parametrize("content", ["", "nonsense", "gitdir:", "gitdir: \0", "gitdir: gone"])
def test_a_git_file_that_leads_nowhere_is_still_a_repository(atlas: Path, content: str) -> None:
    (atlas / ".git").write_text(content)
    assert "is the repository" in find_owned(atlas / ".git", list_protected(atlas))
    assert find_owned(atlas / "site", list_protected(atlas)) == ""


def test_an_environment_in_the_atlas_leaves_room_for_the_site(
    atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `python -m venv .` makes it."""
    monkeypatch.setattr(sys, "prefix", str(atlas))
    owned = list_protected(atlas)
    assert find_owned(atlas / "site", owned) == ""
    assert "is the Python that runs the builder" in find_owned(atlas / "lib", owned)
