"""What most commands need of an atlas: its world, its concepts' names, its lines."""

import difflib
from argparse import Namespace
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from builder.commands import UsageError
from builder.effects.job_runner import Progress
from builder.effects.profile import Profile
from builder.effects.sandbox.zygote_client import ZygoteClient
from builder.effects.world import RunOptions, Session, World, be_silent
from builder.records.atlas import Tree
from builder.records.place import Place


def open_world(
    arguments: Namespace,
    root: Path,
    progress: Progress = be_silent,
    *,
    first: ZygoteClient | None = None,
    session: Session | None = None,
    profile: Profile | None = None,
) -> World:
    """Return the world of the atlas at `root` with the options and theme of the arguments."""
    options = RunOptions(arguments.jobs, arguments.force_run, arguments.trust_content)
    theme = vars(arguments).get("theme")
    return World(
        root,
        options,
        progress,
        theme=theme,
        first=first,
        session=session,
        profile=profile,
    )


def require_concepts(world: World, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names as ids; a path to a concept's folder will do.

    Raises: `UsageError` for one that is none, with the closest that is.
    """
    known = sorted(
        {
            "/".join(parts[1:3])
            for path in world.read_tree().paths
            if (parts := path.split("/"))[0] == "concepts" and len(parts) == 4
        }
    )
    ids = tuple(map(strip_folder, names))
    for concept_id in ids:
        if concept_id not in known:
            close = difflib.get_close_matches(concept_id, known, n=1)
            hint = f"did you mean '{close[0]}'?" if close else "see them all with: plumbline graph"
            raise UsageError(f"no concept is named '{concept_id}'; {hint}")
    return ids


def strip_folder(name: str) -> str:
    """Return the id that is meant by it, or by a path to its folder."""
    return name.removeprefix("./").removeprefix("concepts/").rstrip("/")


def line_reader(tree: Tree) -> Callable[[Place], str | None]:
    """Return a reader of the source line at a place.

    `None` where the file or line cannot be read.
    """

    @cache
    def read_lines(path: str) -> tuple[str, ...]:
        if path not in tree.paths:
            return ()
        try:
            raw = tree.read(path)
        except OSError:
            return ()
        text = raw.decode("utf-8", errors="replace").removeprefix("\ufeff")
        return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    def read_line(place: Place) -> str | None:
        lines = read_lines(place.path)
        return lines[place.line - 1] if 0 < place.line <= len(lines) else None

    return read_line
