"""The places that are the author's: no command writes over one of them, whatever its flags."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from builder.effects import WorldError
from builder.effects.cache import cache_folder
from builder.effects.disk import OWN_THEME, ROOTS

GIT = ".git"
_PARTS_OF_GIT = ("HEAD", "objects", "refs")  # Source: gitrepository-layout(5)
_SUGGESTED = ("site", "public", *(f"site-{number}" for number in range(2, 100)))


class OwnedError(WorldError):
    """A command would write over a place of the author's; nothing was written."""


@dataclass(frozen=True, slots=True)
class Owned:
    """The places of the author of one atlas: (what a message calls it, path)."""

    root: Path
    places: tuple[tuple[str, Path], ...] = ()


def list_owned(root: Path, theme: Path | None = None) -> Owned:
    """List the places of the atlas at `root`, with the theme that the command was given, if any.

    The builder's own files are among them, and the folder in which builds keep results.
    """
    places = [(f"'{name}' of the atlas", root / name) for name in (*ROOTS, "theme")]
    places += [("the configuration of the atlas", root / "pyproject.toml")]
    places += [("the theme", theme)] if theme is not None else []
    places += [("the repository", path) for path in _find_repositories(root.resolve())]
    places += [("the builder's own code", Path(__file__).parents[1])]
    places += [("the builder's own theme", OWN_THEME), ("the builder's cache", cache_folder())]
    if sys.prefix != sys.base_prefix:
        # Its parts: an environment may be made in the atlas's own folder, which holds the site too.
        parts = ("bin", "lib")
        places += [("the Python that runs the builder", Path(sys.prefix, part)) for part in parts]
    return Owned(root, tuple(places))


def find_owned(path: Path, owned: Owned) -> str:
    """Describe the place of the author's that the path hits; empty if it hits none.

    Folders are compared by identity where they exist: links, mounts and file systems that ignore
    case give one folder several names.
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
    """True if the folder has the parts that git keeps in a `.git`, under whatever name."""
    return all(os.path.exists(f"{folder}/{part}") for part in _PARTS_OF_GIT)


def advise_output(owned: Owned, refused: Path) -> str:
    """Say what to type instead of the refused folder: one that is free, or holds a site."""
    for path in (owned.root / name for name in _SUGGESTED):
        is_other = os.path.realpath(path) != str(refused)
        if is_other and not find_owned(path, owned) and _may_hold_site(path):
            return f"give the site a folder of its own: --output '{path}'"
    return "give the site a folder of its own with --output DIR"


def _may_hold_site(path: Path) -> bool:
    return not os.path.lexists(path) or (path / "manifest.json").is_file()


def _locate(place: Path) -> Path:
    """Where the place itself stands, also if it is a link to somewhere else."""
    return Path(os.path.realpath(place.absolute().parent), place.name)


def _relate(path: Path, place: Path) -> str:
    """Say how a path lies to a place; empty if neither is in the other."""
    own, other = _identify(path), _identify(place)
    if own == other:
        return "is"
    if other in map(_identify, path.parents):
        return "lies within"
    return "holds" if own in map(_identify, place.parents) else ""


def _identify(path: Path) -> tuple[int, int] | Path:
    """Return device and inode, the same under every name; the path if nothing is there."""
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
    """Read the path that a file of git holds after `start`; it is relative to the file's folder."""
    try:
        text = os.fsdecode(file.read_bytes()) if file.is_file() else ""
    except OSError:
        return None
    written = text.removeprefix(start).strip()
    if not text.startswith(start) or not written or "\0" in written:
        return None
    return file.parent / written
