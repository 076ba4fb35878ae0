"""`builder serve`: the site from memory on this machine, built again whenever a file changes."""

import gc
import sys
import time
import webbrowser
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from builder.ahead import rehearse, render_ahead
from builder.commands import UsageError, find_atlas
from builder.commands.atlas import line_reader, open_world
from builder.commands.theme import place_in_theme
from builder.effects.changes import tick
from builder.effects.disk import find_theme
from builder.effects.fingerprint import take_fingerprint
from builder.effects.loopback import HOST, Loopback
from builder.effects.preview import Preview, Told
from builder.pipeline import build_site
from builder.records.memory import Memory
from builder.records.problem import has_errors
from builder.report.problems import count_problems, format_problems
from builder.report.progress import show_progress
from builder.report.summary import format_summary
from builder.stages import Built, Options


def serve(arguments: Namespace) -> int:
    """Builds and serves until it is interrupted; a site with errors is not shown, the last good one stays."""
    root = find_atlas(arguments.root)
    preview, memory = Preview(), Memory()
    try:
        server = Loopback(preview, arguments.port)
    except OSError as error:
        raise UsageError(
            f"port {arguments.port} cannot be opened: {error.strerror}; choose another with --port"
        ) from None
    server.start()
    address = f"http://{HOST}:{server.port}/"
    print(f"serving at {address}; stop with Ctrl-C", flush=True)
    try:
        built, seen = _build(arguments, root, preview, memory)
        if arguments.open:
            webbrowser.open(address)
        for changed in tick(_list_inputs(arguments, root)):
            edited = _find_edited(root, changed)
            if edited or _look(arguments, root) != seen:
                built, seen = _build(
                    arguments, root, preview, memory, before=built, seen=seen, edited=edited
                )
                gc.collect()  # `cli` has made collections rare, and a build leaves a megabyte in cycles: parsers, templates, trees of XML
        return 0
    finally:
        server.close()


def _look(arguments: Namespace, root: Path) -> str:
    """Equal as long as nothing has changed of the atlas and its theme."""
    return take_fingerprint(
        [str(root / "pyproject.toml"), *map(str, _list_inputs(arguments, root))], ()
    ).digest


def _look_at_concept(root: Path, id: str) -> str:
    """Equal as long as nothing has changed of the concept's own files."""
    return take_fingerprint([str(root / "concepts" / id)], ()).digest if id else ""


def _list_inputs(arguments: Namespace, root: Path) -> tuple[Path, ...]:
    return root / "concepts", root / "sources", find_theme(root, arguments.theme)


def _find_edited(root: Path, changed: Sequence[Path]) -> str:
    """The id of the concept whose files alone have changed, as far as the system has told; else empty.

    What editors keep in hidden files beside them is passed over, as it is in the atlas.
    """
    seen = [path for path in changed if not path.name.startswith(".")]
    folders = {
        path.parent.relative_to(root).parts[:3] if path.is_relative_to(root) else ()
        for path in seen
    }
    kind, *names = (folders.pop() if len(folders) == 1 else ()) or ("",)
    return "/".join(names) if kind == "concepts" and len(names) == 2 else ""


def _build(
    arguments: Namespace,
    root: Path,
    preview: Preview,
    memory: Memory,
    *,
    before: Built | None = None,
    seen: str = "",
    edited: str = "",
) -> tuple[Built, str]:
    """Builds and shows the site, first of all the page of the concept that was `edited`; what was `seen` by then is not built again.

    Gives what was built, and what was seen: that is looked at before the files are read, so that what changes later is built next.
    """
    own = _look_at_concept(root, edited)
    with (
        show_progress(sys.stderr) as progress,
        open_world(arguments, root, progress, memory=memory) as world,
    ):
        start = time.monotonic()
        if (
            before is not None
            and edited
            and (ahead := render_ahead(world, before, edited)) is not None
        ):
            preview.show_ahead(ahead.files, ahead.digests)
        now = _look(arguments, root)
        if own != _look_at_concept(root, edited):  # it has changed since it was read
            now = ""
        if before is not None and now == seen:
            return before, seen
        built = build_site(world, Options(drafts=True))
        shown = format_problems(
            place_in_theme(built.problems, arguments.theme),
            line_reader(world.read_tree()),
            style="text",
        )
        told = Told(count_problems(built.problems), shown, not has_errors(built.problems))
        if told.shown:  # before it is said: who reads "4 pages" finds them
            preview.publish(built.site, built.loaded.atlas.config.home, told)
        else:
            preview.warn(told)
        if before is None:
            rehearse(world, built)
    pages = sum(path.endswith(".html") for path in built.site.files)
    print(shown, end="\n" if shown else "")
    summary = format_summary(
        built.tallies.values(),
        built.problems,
        pages=pages,
        runs=(built.runs, built.runs - world.ran),
    )
    print(f"{summary}; {time.monotonic() - start:.1f} s", flush=True)
    return built, now
