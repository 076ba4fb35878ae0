"""The real world behind the pipeline's `Effects`.

This disk, these packages, these processes, and what they gave before.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from builder.effects.cache.cached_map import StepCache
from builder.effects.cache.database import Cache
from builder.effects.cache.folder import cache_folder, make_private_folder
from builder.effects.cache.outcomes import Outcomes, digest_builder, digest_engine
from builder.effects.files.disk import digest_folder, read_tree
from builder.effects.files.system import count_cores
from builder.effects.files.theme import read_theme
from builder.effects.job_runner import JobRunner, Plans, Progress
from builder.effects.packages import Versions, list_versions
from builder.effects.profile import Profile
from builder.effects.sandbox.zygote_client import ZygoteClient
from builder.records.atlas import Tree
from builder.records.run import Outcome
from builder.records.step import B, H, Results, Step
from builder.records.theme import Theme

# Each is imported when it is first needed: a build that recalls all runs starts no process, a run
# alone renders nothing
if TYPE_CHECKING:
    from builder.effects.sandbox.executor import Executor

_C = TypeVar("_C")
_T = TypeVar("_T")
_R = TypeVar("_R")


def be_silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How runs are made.

    At most `jobs` at once (one per core where 0), all of them anew, in spite of missing walls.
    """

    jobs: int = 0
    force_run: bool = False
    trust_content: bool = False


class World:
    """An atlas on disk; a context manager, since processes may be waiting.

    Files are read once, so that all stages see the same tree.
    """

    def __init__(
        self,
        root: Path,
        options: RunOptions = RunOptions(),
        progress: Progress = be_silent,
        *,
        theme: Path | None = None,
        first: ZygoteClient | None = None,
        session: "Session | None" = None,
        profile: Profile | None = None,
    ) -> None:
        """Open the atlas at `root`.

        `first` is the zygote of first attempts where one has been started, and is closed with the
        world; `session` is what the preview keeps between builds.
        """
        self._profile = profile
        self._root = root
        self._asked = theme
        self._options = options
        self._progress = progress
        self._tree: Tree | None = None
        self._theme: Theme | None = None
        self._first = first
        self._today: date | None = None
        self._executor: Executor | None = None
        self._session = session
        self._digests: dict[str, str] = {}  # by path

    def __enter__(self) -> "World":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._executor is not None:
            self._executor.close()
            self._executor = None
        if self._session is not None:
            self._session.steps.end()
            if error is None:
                self._session.runs.end_build()
        if "_cache" in self.__dict__ and self._session is None:
            self._cache.close()

    def enter(self, stage: str) -> None:
        """Tell whoever waits, and whoever measures, which stage begins."""
        self._progress(stage, 0, 0)
        if self._profile is not None:
            self._profile.enter(stage)

    def read_tree(self) -> Tree:
        """Return the author's files, as they stood when first asked for."""
        if self._tree is None:
            tree = read_tree(self._root)
            self._tree = replace(tree, read=cache(tree.read))
        return self._tree

    def read_theme(self, setting: str) -> Theme:
        """Return the theme with the overlay of the command, of the setting, or of the atlas.

        It is read once: all stages have the same setting.
        """
        if self._theme is None:
            self._theme = read_theme(self._root, self._asked, setting)
        return self._theme

    def list_packages(self, modules: Sequence[str]) -> Versions:
        """Return the versions of Python, of the packages of the modules, and of Plumbline."""
        return list_versions(tuple(modules))

    def read_latest_date(self) -> date:
        """Return the date where the day begins first, 14 hours before Greenwich.

        It does not change during a build.
        """
        if self._today is None:
            self._today = (datetime.now(UTC) + timedelta(hours=14)).date()
        return self._today

    def find_compiled(self) -> str:
        """Return the folder for compiled templates, which is this account's alone.

        Empty without one.
        """
        folder = cache_folder() / "templates" / self._builder
        if self._options.force_run or not make_private_folder(folder):
            return ""
        return str(folder)

    def digest_file(self, path: str) -> str:
        """Return the SHA-256 of a file of the atlas; of one that cannot be read, of nothing."""
        if path not in self._digests:
            try:
                self._digests[path] = hashlib.sha256(self.read_tree().read(path)).hexdigest()
            except OSError:
                self._digests[path] = hashlib.sha256().hexdigest()
        return self._digests[path]

    def digest_files(self, paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Return (file name, SHA-256 of its bytes) for each path."""
        return tuple((path.rsplit("/", 1)[-1], self.digest_file(path)) for path in paths)

    def digest_folder(self, folder: str) -> str:
        """Return the SHA-256 of all files of a folder of the atlas and of their names."""
        if folder not in self._digests:
            self._digests[folder] = digest_folder(folder, self.read_tree().paths, self.digest_file)
        return self._digests[folder]

    def cached_map(
        self,
        step: Step[H, B],
        make: Callable[[str, _C], tuple[H, B]],
        keys: Mapping[str, str],
        prepare: Callable[[Sequence[str]], _C],
    ) -> Results[H, B]:
        """Return what the step makes of each item of `keys`.

        Item -> digest of all that it depends on.
        """
        work = self.parallel_map if self._profile is None else partial(self._timed_map, step.name)
        return self._steps.cached_map(step, make, keys, prepare, work)

    def parallel_map(self, work: Callable[[_T], _R], items: Sequence[_T]) -> Sequence[_R]:
        """Return `work(item)` for each item, in their order, on as many cores as runs may use."""
        from builder.effects.parallel import parallel_map

        return parallel_map(work, items, self._options.jobs or count_cores())

    def _timed_map(
        self, stage: str, work: Callable[[str], _R], items: Sequence[str]
    ) -> Sequence[_R]:
        assert self._profile is not None
        timed = self.parallel_map(partial(self._profile.watch, stage, work), items)
        for _, spent in timed:
            self._profile.take(spent)
        return [made for made, _ in timed]

    def run_plans(self, plans: Plans) -> Iterator[tuple[int, tuple[Outcome, ...]]]:
        """Yield the index and the outcomes of each plan as it ends.

        A plan is the jobs of one concept. If the first does not end well, the others are not run.
        """
        if self._session is not None:
            yield from self._session.runs.take(plans)
        else:
            yield from self._runner.run(plans, is_fresh=self._options.force_run)

    @property
    def ran(self) -> int:
        """The number of jobs that were asked for and that no cache had."""
        return self._runner.ran

    @cached_property
    def _runner(self) -> JobRunner:
        return JobRunner(self._outcomes, self._start, self._progress, self._profile)

    def _start(self) -> "Executor":
        if self._executor is None:
            from builder.effects.sandbox.executor import Executor

            options = self._options
            self._executor = Executor(
                self._root,
                jobs=options.jobs,
                trust_content=options.trust_content,
                first=self._first,
            )
        return self._executor

    @cached_property
    def _cache(self) -> Cache:
        if self._session is not None:
            return self._session.cache
        return Cache(cache_folder() / "cache.sqlite", is_fresh=self._options.force_run)

    @cached_property
    def _steps(self) -> StepCache:
        if self._session is not None:
            return self._session.steps
        return StepCache(self._cache, f"{self._builder} {self._engine}")

    @cached_property
    def _outcomes(self) -> Outcomes:
        return Outcomes(self._cache, self._engine)

    @cached_property
    def _engine(self) -> str:
        return digest_engine("trusted" if self._options.trust_content else "locked away")

    @cached_property
    def _builder(self) -> str:
        return digest_builder()


class Session:
    """What the preview keeps between its builds.

    That is the open cache with the heads that were decoded, and the witnesses that are run.
    """

    def __init__(self, root: Path, options: RunOptions, notify: Callable[[], None]) -> None:
        """Open the cache as a `World` with these options does; see `BackgroundRuns` on `notify`."""
        from builder.effects.preview.background import BackgroundRuns
        from builder.effects.sandbox.executor import Executor

        self.cache = Cache(cache_folder() / "cache.sqlite", is_fresh=options.force_run)
        engine = digest_engine("trusted" if options.trust_content else "locked away")
        self.steps = StepCache(self.cache, f"{digest_builder()} {engine}")

        def start(tick: Callable[[], None]) -> Executor:
            trusted = options.trust_content
            return Executor(root, jobs=options.jobs, trust_content=trusted, tick=tick)

        self.runs = BackgroundRuns(Outcomes(self.cache, engine), start, notify)

    def close(self) -> None:
        """End the runs, and close the cache."""
        self.runs.close()
        self.cache.close()
