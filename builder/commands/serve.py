"""`plumbline serve`: the site from memory on this machine, built again whenever a file changes."""

import gc
import sys
import time
import webbrowser
from argparse import Namespace
from pathlib import Path

from builder.commands import UsageError, find_atlas
from builder.commands.atlas import line_reader, open_world
from builder.commands.program import show
from builder.commands.theme import place_in_theme
from builder.effects.cache.fingerprint import take_fingerprint
from builder.effects.files.disk import OWN_THEME
from builder.effects.files.theme_setting import list_overlays
from builder.effects.preview.changes import tick
from builder.effects.preview.server import HOST, Loopback
from builder.effects.preview.shown_site import BuildStatus, Preview
from builder.effects.world import Session
from builder.pipeline import build_site
from builder.records.problem import has_errors
from builder.report.problems import count_problems, format_problems
from builder.report.progress import show_progress
from builder.report.summary import format_summary
from builder.stages import Options


def serve(arguments: Namespace) -> int:
    """Build and serves until it is interrupted.

    A site with errors is not shown, the last good one stays.
    """
    root = find_atlas(arguments.root)
    preview = Preview()
    try:
        server = Loopback(preview, arguments.port)
    except OSError as error:
        raise UsageError(
            f"port {arguments.port} cannot be opened: {error.strerror}; choose another with --port"
        ) from None
    server.start()
    address = f"http://{HOST}:{server.port}/"
    show(f"serving at {address}; stop with Ctrl-C")
    session = Session(trust_content=arguments.trust_content, force_run=arguments.force_run)
    seen = ""
    try:
        for _ in tick(_list_inputs(arguments, root)):
            now = _look(arguments, root)  # before files are read: what changes later is built next
            if now == seen:
                continue
            _build(arguments, root, preview, session)
            # `cli` has made collections rare, and a build leaves a megabyte in cycles: parsers,
            # templates, trees of XML
            gc.collect()
            if not seen and arguments.open:
                webbrowser.open(address)
            seen = now
        return 0
    finally:
        server.close()
        session.close()


def _look(arguments: Namespace, root: Path) -> str:
    """Return a text that is equal as long as nothing has changed of the atlas and its theme."""
    paths = [str(root / "pyproject.toml"), *map(str, _list_inputs(arguments, root))]
    return take_fingerprint(paths, ()).digest


def _list_inputs(arguments: Namespace, root: Path) -> tuple[Path, ...]:
    """Return the folders to watch. A setting that is edited while it runs is read anew."""
    overlays = list_overlays(root, arguments.theme)
    return root / "concepts", root / "sources", *overlays, OWN_THEME


def _build(arguments: Namespace, root: Path, preview: Preview, session: Session) -> None:
    """Build the site and show it."""
    with (
        show_progress(sys.stderr) as progress,
        open_world(arguments, root, progress, session=session) as world,
    ):
        start = time.monotonic()
        built = build_site(world, Options(drafts=True))
        problems = place_in_theme(built.problems, world.read_theme(built.loaded.atlas.config.theme))
        shown = format_problems(problems, line_reader(world.read_tree()), style="text")
        told = BuildStatus(count_problems(built.problems), shown, not has_errors(built.problems))
        if told.shown:  # before it is said: who reads "4 pages" finds them
            preview.publish(built.site, built.loaded.atlas.config.home, told)
        else:
            preview.warn(told)
    pages = sum(path.endswith(".html") for path in built.site.files)
    show(shown, end="\n" if shown else "")
    summary = format_summary(
        built.tallies.values(),
        built.problems,
        pages=pages,
        runs=(built.runs, built.runs - world.ran),
    )
    show(f"{summary}; {time.monotonic() - start:.1f} s")
