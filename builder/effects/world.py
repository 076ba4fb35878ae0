"""The real world behind the pipeline's `Effects`: this disk, these packages, these processes, and what they gave before."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from builder.effects import WorldError
from builder.effects.cache import cache_folder
from builder.effects.disk import digest_folder, find_theme, read_theme, read_tree
from builder.effects.made import MadeStore
from builder.effects.outcomes import OutcomeStore, digest_engine
from builder.effects.packages import Versions, list_versions
from builder.effects.profile import RUNS, Profile, Spent, TimedMemory
from builder.effects.system import count_cores
from builder.effects.warm import Warm
from builder.records.atlas import Tree
from builder.records.memory import Memory
from builder.records.request import Request
from builder.records.run import JobKind, Outcome, is_worth_keeping

if TYPE_CHECKING:  # each is imported when it is first needed: a build that recalls all runs starts no process, a run alone renders nothing
    from builder.effects.executor import Executor
    from builder.records.rendered import Rendered

_T = TypeVar("_T")
_R = TypeVar("_R")
Progress = Callable[
    [str, int, int], None
]  # the stage, how much of it is done, how much there is in all: 0 where nobody knows


def be_silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How runs are made: at most `jobs` at once (one per core where 0), all of them anew, in spite of missing walls."""

    jobs: int = 0
    force_run: bool = False
    trust_content: bool = False


def _name(request: Request) -> str:
    return request.job.key


class World:
    """An atlas on disk; a context manager, since processes may be waiting. Files are read once, so that all stages see the same tree."""

    def __init__(
        self,
        root: Path,
        options: RunOptions = RunOptions(),
        progress: Progress = be_silent,
        *,
        theme: Path | None = None,
        first: Warm | None = None,
        memory: Memory | None = None,
        profile: Profile | None = None,
        holds: bool = False,
    ) -> None:
        """`first` is the zygote of first attempts where one has been started, and closed with the world; `memory` is of builds before.

        With a memory, or where it `holds`, all files of the site are in memory; else those recalled are read when they are asked for.
        """
        self.memory = memory or (TimedMemory(profile) if profile is not None else Memory())
        atlas = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()
        self._made = MadeStore(
            cache_folder() / "made",
            lambda: self._engine,
            atlas,
            anew=options.force_run,
            holds=holds or memory is not None,
            is_first=self.memory.is_empty(),
        )
        self.memory.begin(self._made)
        self._profile = profile
        self._root = root
        self._theme = theme
        self._options = options
        self._progress = progress
        self._tree: Tree | None = None
        self._theme_tree: Tree | None = None
        self._files: Mapping[str, bytes] | None = None  # of the theme
        self._first = first
        self._today: date | None = None
        self._executor: Executor | None = None
        self._store: OutcomeStore | None = None
        self.ran = 0  # runs that were asked for and came from no store

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
        if self._store is not None:
            self._store.prune()
        self._made.close()
        self.memory.end()

    def enter(self, stage: str) -> None:
        """Tells whoever waits, and whoever measures, which stage begins."""
        self._progress(stage, 0, 0)
        if self._profile is not None:
            self._profile.enter(stage)

    def read_tree(self) -> Tree:
        """The author's files, as they stood when first asked for."""
        if self._tree is None:
            tree = read_tree(self._root)
            self._tree = replace(tree, read=cache(tree.read))
        return self._tree

    def read_theme(self) -> Mapping[str, bytes]:
        """The theme that was asked for, else the atlas's own where it has one, else the builder's."""
        if self._files is None:
            tree = self.read_theme_tree()
            try:
                files = {path: tree.read(path) for path in tree.paths}
            except OSError as error:
                raise WorldError(
                    f"'{error.filename}' of the theme cannot be read: {error.strerror}"
                ) from None
            self._files = self.memory.settle("theme", files)
        return self._files

    def read_theme_tree(self) -> Tree:
        """The same theme, with what of it is not read."""
        if self._theme_tree is None:
            self._theme_tree = read_theme(
                find_theme(self._root, self._theme), is_asked=self._theme is not None
            )
        return self._theme_tree

    def list_packages(self, modules: Sequence[str]) -> Versions:
        """Python, the packages of the modules that witnesses may import, and Plumbline as the engine."""
        return list_versions(tuple(modules))

    def read_latest_date(self) -> date:
        """The date where the day begins first, 14 hours before it does at Greenwich, as it was when first asked for."""
        if self._today is None:
            self._today = (datetime.now(UTC) + timedelta(hours=14)).date()
        return self._today

    def digest_files(self, paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """(file name, SHA-256 of its bytes) for each path."""
        read = self.read_tree().read
        return tuple(
            (path.rsplit("/", 1)[-1], hashlib.sha256(read(path)).hexdigest()) for path in paths
        )

    def digest_folder(self, folder: str) -> str:
        """SHA-256 of all files in a folder of the atlas and of their names, hexadecimal."""
        tree = self.read_tree()
        return digest_folder(folder, tree.paths, tree.read)

    def recall_rendered(self, key: str) -> "Rendered | None":
        """What was rendered in a build before; nothing where all is to be made anew."""
        return self.memory.recall("rendered", (key,), lambda: self._made.recall_rendered(key))

    def keep_rendered(self, key: str, rendered: "Rendered") -> bool:
        """Keeps what was rendered for builds to come, and says whether it can be recalled from now on."""
        return self._made.keep_rendered(key, rendered)

    def spread(self, work: Callable[[_T], _R], items: Sequence[_T]) -> Sequence[_R]:
        """What the work makes of each item, in their order, on all cores, or as many as runs may use."""
        from builder.effects.spread import spread

        profile, jobs = self._profile, self._options.jobs or count_cores()
        if profile is None:
            return spread(work, items, jobs)
        timed: list[tuple[_R, Spent]] = spread(partial(profile.watch, work), items, jobs)
        for _, spent in timed:
            profile.take(spent)
        return [made for made, _ in timed]

    def make_apart(self, make: Callable[[_T], object], items: Sequence[_T]) -> None:
        """Has something made of each item on all cores, so that it need but be recalled; nothing of one alone, or where it cannot be."""
        here = os.getpid()

        def make_one(item: _T) -> None:
            with (
                self.memory.passing() if os.getpid() != here else nullcontext()
            ):  # of what a fork has made, nothing is asked there again
                make(item)

        if len(items) > 1 and self._made.can_keep():
            self.spread(make_one, items)

    def run_jobs(self, requests: Sequence[Request]) -> Iterator[tuple[int, Outcome]]:
        """Each request's index and outcome: at once where an equal job has been run before, the others as they are done."""
        store = self._open_store()
        waiting: dict[str, list[int]] = {}  # key -> indices of equal jobs, which are run once
        done = 0
        for index, request in enumerate(requests):
            key = self.memory.of(_name, request)
            known = (
                None
                if self._options.force_run or key in waiting
                else self._recall_outcome(store, key, request.job.kind)
            )
            if known is None:
                waiting.setdefault(key, []).append(index)
            else:
                done += 1
                yield index, known
        self.ran += len(requests) - done
        self._progress(RUNS, done, len(requests))
        places = list(waiting.items())
        for place, outcome in (
            self._start().run([requests[indices[0]] for _, indices in places]) if places else ()
        ):
            key, indices = places[place]
            kind = requests[indices[0]].job.kind
            if self._profile is not None:
                self._profile.add(
                    RUNS,
                    requests[indices[0]].folder.removeprefix("concepts/"),
                    self._start().spent[place],
                )
            store.keep(key, kind, outcome)
            if is_worth_keeping(kind, outcome):
                self.memory.keep("outcome", (key,), outcome)
            done += len(indices)
            self._progress(RUNS, done, len(requests))
            yield from ((index, outcome) for index in indices)

    def _recall_outcome(self, store: OutcomeStore, key: str, kind: JobKind) -> Outcome | None:
        return self.memory.recall("outcome", (key,), lambda: store.recall(key, kind))

    def _start(self) -> "Executor":
        if self._executor is None:
            from builder.effects.executor import Executor

            options = self._options
            self._executor = Executor(
                self._root,
                jobs=options.jobs,
                trust_content=options.trust_content,
                first=self._first,
            )
        return self._executor

    def _open_store(self) -> OutcomeStore:
        if self._store is None:
            self._store = OutcomeStore(cache_folder() / "outcomes", self._engine)
        return self._store

    @cached_property
    def _engine(self) -> str:
        return digest_engine("trusted" if self._options.trust_content else "locked away")
