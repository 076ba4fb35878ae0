"""The folder of `[tool.builder] theme`, for what happens before the atlas is loaded.

Such as the look whether anything has changed, so this module imports nothing heavy. The loader
reads the same key, and reports its faults.
"""

from pathlib import Path

from builder.records.inner_path import is_inner_path
from builder.records.toml_bounds import find_excess

OWN_NAME = "theme"  # the folder of an atlas's own theme where no setting names another


def list_overlays(root: Path, asked: Path | None) -> tuple[Path, ...]:
    """Return the folders whose files may replace those of the packaged theme, there or not.

    The one that the command names, the one of the setting, and `theme/` of the atlas at `root`.
    """
    setting = read_theme_setting(root)
    named = [asked] if asked is not None else []
    return (*named, *([root / setting] if setting else []), root / OWN_NAME)


def read_theme_setting(root: Path) -> str:
    """Return the folder that the atlas's configuration names; empty without a sound one."""
    path = root / "pyproject.toml"
    try:
        raw = path.read_bytes() if path.is_file() else b""
    except OSError:
        return ""
    if b"theme" not in raw:  # saves the import of tomllib, a fifth of a build of no change
        return ""
    import tomllib

    try:
        text = raw.decode("utf-8-sig")
        document = {} if find_excess(text) else tomllib.loads(text)
    except (ValueError, RecursionError):
        return ""
    tool = document.get("tool")
    section = tool.get("builder") if isinstance(tool, dict) else None
    setting = section.get("theme") if isinstance(section, dict) else None
    return setting if isinstance(setting, str) and is_inner_path(setting) else ""
