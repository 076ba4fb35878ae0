"""Lays a site out in a folder beside the one that stands, and writes only what is in neither.

There are two generations: the site that stands, and the one before it, of which the next is made.
What both hold is one file under two names, so a file that stays keeps its time, and the cost
follows the change. At every moment the manifest of the folder names all files in it but the one
that is being written: a build that is killed leaves nothing that the next could take for foreign.
"""

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from builder.effects.standing import KEPT, PART
from builder.records.manifest import MANIFEST
from builder.records.page import Site


def lay_out(
    site: Site, standing: Mapping[str, str], held: Mapping[str, str], output: Path, spare: Path
) -> list[Path]:
    """Make the spare folder hold the site, and return which files had to be written.

    `standing` holds the SHA-256 of the builder's files in `output`, `held` of those in the spare
    folder, by path.
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
    """Remove the builder's files from a folder, the manifest last, but for what git keeps."""
    _remove_files(folder, (path for path in own if path not in (MANIFEST, KEPT)))
    for place, _, _ in os.walk(folder, topdown=False):
        if place != str(folder):
            with contextlib.suppress(OSError):  # something of others is in it
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
    """Remove files, and the folders that are empty then."""
    for path in paths:
        (folder / path).unlink()
        for parent in (folder / path).parents:
            if parent == folder or any(parent.iterdir()):
                break
            parent.rmdir()


def _write(content: bytes, target: Path, part: Path) -> None:
    """Write a file so that it is seen whole or not at all."""
    with open(part, "wb") as file:
        file.write(content)
    os.replace(part, target)


def _link(path: Path, target: Path) -> bool:
    """Give a file a second name; return false if that cannot be done here."""
    try:
        os.link(path, target)
    except OSError:
        return False
    return True
