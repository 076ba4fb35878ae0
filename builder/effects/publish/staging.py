"""Lays a site out in a folder beside the published one, and writes only files that neither has.

There are two generations: the published site, and the one before it, whose folder becomes the next
site. A file that is the same in both is one file with two hard links. So an unchanged file keeps
its modification time, and the cost depends on the size of the change. At every moment the folder's
manifest names all files in it but the one that is being written. The next build therefore takes
nothing that a killed build left for a foreign file.
"""

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from builder.effects.publish.foreign_files import KEPT, PART
from builder.records.manifest import MANIFEST
from builder.records.page import Site


def lay_out(
    site: Site, standing: Mapping[str, str], held: Mapping[str, str], output: Path, spare: Path
) -> list[Path]:
    """Make the spare folder hold the site, and return which files had to be written.

    `standing` maps the paths of the builder's files in `output` to their SHA-256; `held` does so
    for the spare folder.
    """
    spare.mkdir(exist_ok=True)
    gone = (path for path, digest in held.items() if site.digests.get(path) != digest)
    _remove_files(spare, (path for path in gone if path != MANIFEST))
    written = []
    made = {spare}
    for path in sorted(site.digests, key=lambda path: path != MANIFEST):
        target, digest = spare / path, site.digests[path]
        if held.get(path) == digest:
            continue
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        if not (standing.get(path) == digest and _link(output / path, target)):
            _write(site.files[path], target, spare / PART)
            written.append(target)
    return written


def clear_site(folder: Path, own: Iterable[str]) -> None:
    """Remove the builder's files from a folder except `.gitignore`, the manifest last."""
    _remove_files(folder, (path for path in own if path not in (MANIFEST, KEPT)))
    for place, _, _ in os.walk(folder, topdown=False):
        if place != str(folder):
            with contextlib.suppress(OSError):  # it holds foreign files
                os.rmdir(place)
    (folder / MANIFEST).unlink(missing_ok=True)


def remove_site(folder: Path, own: Iterable[str]) -> None:
    """Remove a folder that holds the builder's files and nothing else.

    Raises: `OSError` if anything else is in it, which stays.
    """
    if folder.is_dir():
        clear_site(folder, own)
        (folder / KEPT).unlink(missing_ok=True)
        folder.rmdir()


def _remove_files(folder: Path, paths: Iterable[str]) -> None:
    """Remove files, and the folders that become empty."""
    for path in paths:
        (folder / path).unlink()
        for parent in (folder / path).parents:
            if parent == folder or any(parent.iterdir()):
                break
            parent.rmdir()


def _write(content: bytes, target: Path, part: Path) -> None:
    """Write a file so that no reader sees it half written."""
    with open(part, "wb") as file:
        file.write(content)
    os.replace(part, target)


def _link(path: Path, target: Path) -> bool:
    """Make a hard link to a file; return false if the file system cannot."""
    try:
        os.link(path, target)
    except OSError:
        return False
    return True
