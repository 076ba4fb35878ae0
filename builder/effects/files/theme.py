"""Reads the packaged theme, and the overlay whose files come before packaged ones."""

import os
from itertools import accumulate
from pathlib import Path

from builder.effects import WorldError
from builder.effects.files.disk import read_file, read_folder
from builder.effects.files.own_theme import OWN_THEME
from builder.effects.files.theme_setting import OWN_NAME
from builder.records.atlas import Tree
from builder.records.theme import Theme

# Folders and files; what else lies in the folder of a theme is not read.
PARTS = ("assets", "css", "early.js", "fonts", "js", "macros.toml", "templates")


def read_theme(root: Path, asked: Path | None, setting: str) -> Theme:
    """Return the theme of the atlas at `root`.

    The overlay is the folder that was `asked` for, else the one of the `setting`, else `theme/`.

    Raises: WorldError where the folder that was asked for is no theme, or a file cannot be read.
    """
    folder = asked or Path(setting or OWN_NAME)
    overlay = _read_asked(asked) if asked else _read_own(root, folder)
    packaged = _read_files(OWN_THEME)
    own = frozenset(overlay.paths)
    added = sorted(own.difference(packaged.paths))
    try:
        files = {
            path: (overlay if path in own else packaged).read(path)
            for path in (*packaged.paths, *added)
        }
    except OSError as error:
        raise WorldError(
            f"'{error.filename}' of the theme cannot be read: {error.strerror}"
        ) from None
    return Theme(files, overlay, folder.as_posix(), OWN_THEME.as_posix())


def _read_asked(folder: Path) -> Tree:
    """Read the folder that a command names. It may be a link: whoever builds has named it."""
    tree = _read_files(folder) if folder.is_dir() else Tree((), read_file)
    if tree.is_empty:
        fault = "holds no file of a theme" if folder.is_dir() else "there is no such folder"
        hint = f"put into it the files of '{OWN_THEME}' that you change"
        raise WorldError(f"'{folder}' is no theme: {fault}; {hint}")
    return tree


def _read_own(root: Path, folder: Path) -> Tree:
    """Read a folder of the atlas, which is no link and is reached through none."""
    if any((root / part).is_symlink() for part in accumulate(folder.parts, os.path.join)):
        return Tree((), read_file, {"": "is a symbolic link"})
    return _read_files(root / folder) if (root / folder).is_dir() else Tree((), read_file)


def _read_files(folder: Path) -> Tree:
    """Return the tree of a theme's folder. A symbolic link must stay within the folder."""
    if not os.access(folder, os.R_OK | os.X_OK):
        return Tree((), read_file, refused=("",))
    return read_folder(folder, PARTS)
