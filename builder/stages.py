"""What flows between the stages of the pipeline, and the world as they see it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from builder.alone import Inputs
from builder.records.atlas import Atlas, Tree
from builder.records.evidence import Evidence, Tally
from builder.records.graph import Graph
from builder.records.outline import Outline
from builder.records.page import Site
from builder.records.problem import Problems
from builder.records.request import Request
from builder.records.run import Outcome
from builder.render import Helpers


class Effects(Inputs, Helpers, Protocol):
    """The world as the pipeline sees it: disk and processes; plans are given the part of it that is `Inputs`, rendering `Helpers`."""

    def enter(self, stage: str) -> None:
        """Says which stage begins."""

    def read_theme(self) -> Mapping[str, bytes]:
        """The theme's files: path relative to `theme/` -> bytes."""

    def read_theme_tree(self) -> Tree:
        """The same, with what of the theme is not read."""

    def read_latest_date(self) -> date:
        """The latest date that it is anywhere on Earth."""

    def run_jobs(self, requests: Sequence[Request]) -> Iterator[tuple[int, Outcome]]:
        """Each request's index and outcome, as they are done."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line decides about a build. `only` names the concepts to run and render, all where empty.

    With `second_opinion` plain Python runs each page's program as well, and must agree.
    """

    drafts: bool = False
    strict: bool = False
    second_opinion: bool = False
    base_url: str = ""
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The atlas as read, before anything runs."""

    atlas: Atlas
    graph: Graph
    outlines: Mapping[str, Outline]
    drafts: frozenset[str]
    problems: Problems


@dataclass(frozen=True, slots=True)
class Judged:
    """What the runs say of each concept, what is counted of it, and what is wrong.

    `owed` is what the rules on evidence find on each: it is worth saying of those without errors, since what was not run has been said.
    """

    evidence: Mapping[str, Evidence]
    tallies: Mapping[str, Tally]
    problems: Problems
    owed: Mapping[str, Problems]


@dataclass(frozen=True, slots=True)
class Assessed:
    """All that is known before anything is rendered; the problems are as they were found, see `settle`."""

    loaded: Loaded
    evidence: Mapping[str, Evidence]
    tallies: Mapping[str, Tally]
    problems: Problems

    @property
    def runs(self) -> int:
        """How many runs were judged."""
        return sum(tally.runs for tally in self.tallies.values())


@dataclass(frozen=True, slots=True)
class Built(Assessed):
    """All that a build knows, its problems settled; `site` holds no files where there are errors."""

    site: Site
