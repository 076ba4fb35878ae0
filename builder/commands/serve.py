"""`plumbline serve`: the site from memory on this machine, built again whenever a file changes.

A build does not wait for witnesses: it shows the pages whose runs are known. The others appear as
their runs end. A page with errors stays as it was last built.
"""

import gc
import queue
import sys
import threading
import time
import webbrowser
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from builder.commands import UsageError, find_atlas
from builder.commands.atlas import line_reader, open_world
from builder.commands.program import show
from builder.commands.theme import place_in_theme
from builder.effects.cache.fingerprint import take_fingerprint
from builder.effects.files.own_theme import OWN_THEME
from builder.effects.files.theme_setting import list_overlays
from builder.effects.preview.changes import tick
from builder.effects.preview.server import HOST, Loopback
from builder.effects.preview.shown_site import BuildStatus, Preview
from builder.effects.world import RunOptions, Session
from builder.pipeline import build_site
from builder.report.lines import format_count
from builder.report.problems import count_problems, format_problems
from builder.report.progress import show_progress
from builder.report.summary import format_summary
from builder.stages import Built, Options

PATIENCE_S = 0.7  # for runs after an edit, before the site is shown without their pages
OFTEN_S = 1.0  # between two builds that show what was run meanwhile
STATUS_S = 0.5  # between two looks at what runs


def serve(arguments: Namespace) -> int:
    """Build and serve until it is interrupted."""
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
    events: queue.Queue[str] = queue.Queue()
    options = RunOptions(arguments.jobs, arguments.force_run, arguments.trust_content)
    session = Session(root, options, lambda: events.put("ran"))
    try:
        _follow(_Previewer(arguments, root, preview, session), events, address)
        return 0
    finally:
        server.close()
        session.close()


def list_inputs(arguments: Namespace, root: Path) -> tuple[Path, ...]:
    """Return the folders that the site depends on."""
    overlays = list_overlays(root, arguments.theme)
    return root / "concepts", root / "sources", *overlays, OWN_THEME


class _Previewer:
    """Builds the site and shows it; knows which inputs were built last, and when."""

    def __init__(
        self, arguments: Namespace, root: Path, preview: Preview, session: Session
    ) -> None:
        self.runs = session.runs
        self.opens_browser: bool = arguments.open
        self.has_news = False  # witnesses have been run since the last build
        self._arguments = arguments
        self._root = root
        self._preview = preview
        self._session = session
        self._seen = ""
        self._built_at = 0.0
        self._took_s = 0.0
        self._printed = ""
        self._status = BuildStatus()

    def list_inputs(self) -> tuple[Path, ...]:
        """Return the folders to watch, as the settings are now."""
        return list_inputs(self._arguments, self._root)

    def follow_edit(self) -> None:
        """Build and show the site if a file has changed; give its witnesses a moment to run."""
        paths = [str(self._root / "pyproject.toml"), *map(str, self.list_inputs())]
        now = take_fingerprint(paths, ()).digest  # before files are read: a later edit is seen
        if now == self._seen:
            return
        self._seen = now
        built = self._build()
        if self.runs.is_busy():
            self.runs.wait(PATIENCE_S)
            built = self._build()
        self._show(built)

    def follow_runs(self) -> None:
        """Show what was run since the last build, but not too often; say what is being run."""
        since_s = time.monotonic() - self._built_at
        is_due = since_s > max(OFTEN_S, 3 * self._took_s) or not self.runs.is_busy()
        if self.has_news and is_due:
            self._show(self._build())
        running = tuple(
            f"{concept}, {seconds:.0f} s of {limit_s} s"
            for concept, seconds, limit_s in self.runs.list_running()
            if seconds > STATUS_S
        )
        self._preview.tell(replace(self._status, running=running))

    def _build(self) -> Built:
        self.has_news = False
        start = time.monotonic()
        with (
            show_progress(sys.stderr) as progress,
            open_world(self._arguments, self._root, progress, session=self._session) as world,
        ):
            built = build_site(world, Options(drafts=True, keep_going=True))
            theme = world.read_theme(built.loaded.atlas.config.theme)
            problems = place_in_theme(built.problems, theme)
            shown = format_problems(problems, line_reader(world.read_tree()), style="text")
        self._built_at = time.monotonic()
        self._took_s = self._built_at - start
        self._status = BuildStatus(
            summary=count_problems(built.problems),
            problems=shown,
            left_out=built.left_out,
            is_shown=bool(built.site.files),
        )
        return built

    def _show(self, built: Built) -> None:
        if built.site.files:  # before it is printed: who reads "4 pages" finds them
            home = built.loaded.atlas.config.home
            self._preview.publish(built.site, home, self._status)
        else:
            self._preview.tell(self._status)
        problems = self._status.problems
        if problems and problems != self._printed:
            show(problems)
        self._printed = problems
        pages = sum(path.endswith(".html") for path in built.site.files)
        summary = format_summary(
            built.tallies.values(), built.problems, pages=pages, runs=(built.runs, 0)
        )
        waiting = len(built.left_out)
        left_out = f"; left out: {format_count(waiting, 'page')}" if waiting else ""
        show(f"{summary}{left_out}; {self._took_s:.1f} s")


def _follow(previewer: _Previewer, events: "queue.Queue[str]", address: str) -> None:
    """Build whenever a file changes or a witness has been run, until nothing watches any more."""
    opened = address if previewer.opens_browser else ""
    threading.Thread(target=_watch, args=(previewer, events), daemon=True).start()
    while True:
        try:
            event = events.get(timeout=STATUS_S if previewer.runs.is_busy() else None)
        except queue.Empty:
            previewer.follow_runs()
            continue
        if event == "end":
            return
        if event == "ran":
            previewer.has_news = True
        else:
            previewer.follow_edit()
            # `cli` has made collections rare, and a build leaves a megabyte in cycles: parsers,
            # templates, trees of XML
            gc.collect()
        previewer.follow_runs()
        if opened:
            webbrowser.open(opened)
            opened = ""
        events.task_done()


def _watch(previewer: _Previewer, events: "queue.Queue[str]") -> None:
    """Tell of every change, the next one when the last has been followed."""
    for _ in tick(previewer.list_inputs()):
        events.put("look")
        events.join()
    events.put("end")
