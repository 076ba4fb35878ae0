"""`builder serve`: the site from memory on this machine, built again whenever a file changes."""

import sys
import time
import webbrowser
from argparse import Namespace
from pathlib import Path

from builder.commands import UsageError
from builder.commands.atlas import find_atlas, line_reader, open_world
from builder.commands.theme import place_in_theme
from builder.effects.preview import HOST, Preview, stamp_files
from builder.pipeline import Options, build_site
from builder.records.page import Site
from builder.records.problem import has_errors
from builder.report.problems import format_problems
from builder.report.progress import show_progress
from builder.report.summary import format_summary

LOOK_EVERY_S = 0.3


def serve(arguments: Namespace) -> int:
    """Builds and serves until it is interrupted; a site with errors is not shown, the last good one stays."""
    root = find_atlas(arguments.root)
    try:
        preview = Preview(arguments.port)
    except OSError as error:
        raise UsageError(f"port {arguments.port} cannot be opened: {error.strerror}; choose another with --port") from None
    preview.start()
    address = f"http://{HOST}:{preview.port}/"
    print(f"serving at {address}; stop with Ctrl-C", flush=True)
    try:
        seen = stamp_files(root, arguments.theme)  # before the build: what changes while it goes on is built next
        _build(arguments, root, preview)
        if arguments.open:
            webbrowser.open(address)
        while True:
            time.sleep(LOOK_EVERY_S)
            now = stamp_files(root, arguments.theme)
            if now != seen:
                seen = now
                _build(arguments, root, preview)
    finally:
        preview.close()


def _build(arguments: Namespace, root: Path, preview: Preview) -> None:
    with show_progress("witnesses", sys.stderr) as progress, open_world(arguments, root, progress) as world:
        start = time.monotonic()
        built = build_site(world, Options(drafts=True))
        shown = format_problems(place_in_theme(built.problems, arguments.theme), line_reader(world.read_tree()), style="text")
    pages = sum(path.endswith(".html") for path in built.site.files)
    runs = (built.runs, world.recalled)
    if not has_errors(built.problems):  # before it is said: who reads "4 pages" finds them
        preview.publish(Site(built.site.files), built.loaded.atlas.config.home)
    print(shown, end="\n" if shown else "")
    summary = format_summary(built.evidence, built.problems, pages=pages, runs=runs)
    print(f"{summary}; {time.monotonic() - start:.1f} s", flush=True)
