"""The author's own places, which no command overwrites, whatever its flags."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from builder.effects import WorldError
from builder.effects.cache.folder import cache_folder
from builder.effects.files.disk import ROOTS
from builder.effects.files.own_theme import OWN_THEME
from builder.effects.files.theme_setting import OWN_NAME, read_theme_setting

GIT = ".git"
_PARTS_OF_GIT = ("HEAD", "objects", "refs")  # Source: gitrepository-layout(5)
_SUGGESTED = ("site", "public", *(f"site-{number}" for number in range(2, 100)))


class ProtectedPathError(WorldError):
    """A command would overwrite one of the author's places; nothing was written."""


@dataclass(frozen=True, slots=True)
class ProtectedPaths:
    """The places of the author of one atlas, as pairs (name in messages, path)."""

    root: Path
    places: tuple[tuple[str, Path], ...] = ()


def list_protected(root: Path, theme: Path | None = None) -> ProtectedPaths:
    """List the places of the atlas at `root`, with the theme that the command was given, if any.

    The builder's own files and its cache folder are among them.
    """
    names = (*ROOTS, OWN_NAME, read_theme_setting(root))
    places = [(f"'{name}' of the atlas", root / name) for name in names if name]
    places += [("the configuration of the atlas", root / "pyproject.toml")]
    places += [("the theme", theme)] if theme is not None else []
    places += [("the repository", path) for path in _find_repositories(root.resolve())]
    places += [("the builder's own code", Path(__file__).parents[2])]
    places += [("the builder's own theme", OWN_THEME), ("the builder's cache", cache_folder())]
    if sys.prefix != sys.base_prefix:
        # Only its parts, since the environment may be the atlas's folder, which holds the site too.
        parts = ("bin", "lib")
        places += [("the Python that runs the builder", Path(sys.prefix, part)) for part in parts]
    return ProtectedPaths(root, tuple(places))


def find_owned(path: Path, owned: ProtectedPaths) -> str:
    """Describe the author's place that the path overlaps; empty if there is none.

    Existing folders are compared by identity, because links, mounts and case-insensitive file
    systems give one folder several names.
    """
    path = Path(os.path.realpath(path))
    for name, place in owned.places:
        for spot in dict.fromkeys((_locate(place), Path(os.path.realpath(place)))):
            if relation := _relate(path, spot):
                return f"'{path}' {relation} {name}" + (f" ('{spot}')" if path != spot else "")
    for folder in (path, *path.parents):
        if folder.name.lower() == GIT or is_repository(folder):
            return f"'{path}' {'is' if folder == path else 'lies within'} the repository '{folder}'"
    return ""


def is_repository(folder: Path) -> bool:
    """Return true if the folder has the parts of a `.git` folder, whatever its name."""
    return all(os.path.exists(f"{folder}/{part}") for part in _PARTS_OF_GIT)


def advise_output(owned: ProtectedPaths, refused: Path) -> str:
    """Suggest an output folder instead of the refused one: a free one, or one with a site."""
    for path in (owned.root / name for name in _SUGGESTED):
        is_other = os.path.realpath(path) != str(refused)
        if is_other and not find_owned(path, owned) and _may_hold_site(path):
            return f"give the site a folder of its own: --output '{path}'"
    return "give the site a folder of its own with --output DIR"


def _may_hold_site(path: Path) -> bool:
    return not os.path.lexists(path) or (path / "manifest.json").is_file()


def _locate(place: Path) -> Path:
    """Return the path of the place itself, even if it is a link to another."""
    return Path(os.path.realpath(place.absolute().parent), place.name)


def _relate(path: Path, place: Path) -> str:
    """Describe how a path overlaps a place; empty if neither contains the other."""
    own, other = _identify(path), _identify(place)
    if own == other:
        return "is"
    if other in map(_identify, path.parents):
        return "lies within"
    return "holds" if own in map(_identify, place.parents) else ""


def _identify(path: Path) -> tuple[int, int] | Path:
    """Return the device and inode of a path, or the path itself if nothing exists there."""
    try:
        found = os.stat(path)
    except OSError:
        return path
    return found.st_dev, found.st_ino


def _find_repositories(root: Path) -> Iterator[Path]:
    """Yield every `.git` above a folder, and the folders that one leads to if it is a file.

    Source: gitrepository-layout(5), `gitfile` and `commondir`.
    """
    for folder in (root, *root.parents):
        path = folder / GIT
        if not os.path.lexists(path):
            continue
        yield path
        if (private := _read_path(path, "gitdir:")) is not None:
            yield private
            if (common := _read_path(private / "commondir", "")) is not None:
                yield common


def _read_path(file: Path, start: str) -> Path | None:
    """Read the path after `start` in one of git's files; it is relative to the file's folder."""
    try:
        text = os.fsdecode(file.read_bytes()) if file.is_file() else ""
    except OSError:
        return None
    written = text.removeprefix(start).strip()
    if not text.startswith(start) or not written or "\0" in written:
        return None
    return file.parent / written
