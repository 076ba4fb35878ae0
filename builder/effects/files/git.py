"""Files as a git repository has them under another revision."""

import subprocess
from collections.abc import Sequence
from pathlib import Path


class GitError(Exception):
    """A revision that cannot be read, with the reason that git gives."""


def read_revision(root: Path, revision: str, folder: str, name: str) -> dict[str, bytes]:
    """Return the content of every file of that name below the folder, by its path from `root`.

    Raises: `GitError` if there is no git, no repository or no such revision.
    """
    commit = _run(root, ["rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}"])
    listed = _run(root, ["ls-tree", "-r", "-z", commit.decode().strip(), "--", folder])
    objects = {}
    for entry in listed.split(b"\0"):
        head, _, name_of = entry.partition(b"\t")
        written = name_of.decode("utf-8", errors="surrogateescape")
        if written.rpartition("/")[2] == name:
            objects[written] = head.split()[2]
    asked = b"".join(one + b"\n" for one in objects.values())
    answer = _run(root, ["cat-file", "--batch"], asked)
    contents = {}
    start = 0
    for path in objects:
        line_end = answer.index(b"\n", start)
        size = int(answer[start:line_end].split()[2])
        contents[path] = answer[line_end + 1 : line_end + 1 + size]
        start = line_end + size + 2  # each object ends with a newline of its own
    return contents


def read_user_name(root: Path) -> str:
    """Return the name of the person under which git commits here; empty without one."""
    try:
        return _run(root, ["config", "user.name"]).decode(errors="replace").strip()
    except GitError:
        return ""


def _run(root: Path, arguments: Sequence[str], given: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], input=given, capture_output=True, check=True
        )
    except FileNotFoundError:
        raise GitError("git is not installed") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise GitError(said[0] if said else f"git {arguments[0]} failed") from None
    return done.stdout
