"""The record of the last build, with which a build of unchanged inputs ends at once.

Imports nothing heavy.
"""

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import NamedTuple

from builder.effects.cache.fingerprint import Fingerprint, take_fingerprint
from builder.effects.cache.folder import cache_folder

LARGEST = 64_000_000  # bytes of a record, most of it printed warnings


class LastBuild(NamedTuple):
    """A build that was published.

    The fingerprints of what went in, of what came out, and of the site before that lies beside it.

    `inputs` is empty where its files were too new to tell a later change; `shown` is what was
    printed, less the seconds.
    """

    inputs: str
    output: str
    spare: str
    shown: str


def read_last_build(output: Path, inputs: Fingerprint) -> LastBuild | None:
    """Return the last build into the folder, if neither its inputs nor its output changed."""
    found = _read(find_record(output))
    if found is None or found.inputs != inputs.digest or found.output != fingerprint_site(output):
        return None
    return found


def store_last_build(output: Path, inputs: Fingerprint, shown: str) -> None:
    """Keep what a build said, and how it left its folders.

    Whatever the disk refuses, nothing is kept.
    """
    import tempfile  # which a build of what has not changed does without

    path, seen = find_record(output), inputs.digest if inputs.is_settled else ""
    spare = find_spare(output)
    finished = LastBuild(seen, fingerprint_site(output), fingerprint_site(spare), shown)
    raw = json.dumps(finished._asdict()).encode()
    with contextlib.suppress(OSError):
        if len(raw) > LARGEST:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.replace(beside, path)


def stands_as_left(output: Path, folder: Path) -> bool:
    """Return true if the folder, the output or its spare, is as the last build left it."""
    found = _read(find_record(output))
    return found is not None and (
        found.output if folder == output else found.spare
    ) == fingerprint_site(folder)


def find_spare(output: Path) -> Path:
    """Where the site is laid out before it takes its place, and where the one before it then is."""
    return output.with_name(f".{output.name}.next")


def fingerprint_site(folder: Path) -> str:
    """Return the digest that says whether what stands in the folder has changed."""
    return take_fingerprint([str(folder)], (), hidden=True).digest


def find_record(output: Path) -> Path:
    """Where the record of the last build into the folder is kept."""
    return (
        cache_folder()
        / "finished"
        / f"{hashlib.sha256(os.fsencode(os.path.realpath(output))).hexdigest()[:32]}.json"
    )


def _read(path: Path) -> LastBuild | None:
    """Return the record, or nothing where there is none or it is none."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    names = LastBuild._fields
    if (
        not isinstance(found, dict)
        or found.keys() != set(names)
        or not all(isinstance(found[name], str) for name in names)
    ):
        return None
    return LastBuild(**found)
