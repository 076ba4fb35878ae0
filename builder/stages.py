"""What flows between the stages of the pipeline, and the world as they see it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from builder.alone import Inputs
from builder.records.atlas import Atlas
from builder.records.concept import Concept
from builder.records.evidence import ConceptCounts, Evidence
from builder.records.graph import Graph
from builder.records.level import Level
from builder.records.page import Site
from builder.records.problem import Problems
from builder.records.request import Request
from builder.records.run import Outcome
from builder.records.step import B, H, Results, Step
from builder.records.summary import Assessment, ConceptSummary, Draft, DraftSummary
from builder.records.theme import Theme

_C = TypeVar("_C")
_T = TypeVar("_T")
_R = TypeVar("_R")


def prepare_nothing(items: Sequence[str]) -> None:
    """Return the context of a step that needs none."""


class Effects(Inputs, Protocol):
    """The world as the pipeline sees it: disk, processes, and results of builds before."""

    def enter(self, stage: str) -> None:
        """Say which stage begins."""

    def read_theme(self, setting: str) -> Theme:
        """Return the theme; `setting` is the folder of the overlay that the configuration names."""

    def read_latest_date(self) -> date:
        """Return the latest date that it is anywhere on Earth."""

    def find_compiled(self) -> str:
        """Return the folder for compiled templates; empty without one."""

    def digest_file(self, path: str) -> str:
        """Return the SHA-256 of a file of the atlas."""

    def digest_folder(self, folder: str) -> str:
        """Return the digest of all files in a folder of the atlas, and of their names."""

    def cached_map(
        self,
        step: Step[H, B],
        make: Callable[[str, _C], tuple[H, B]],
        keys: Mapping[str, str],
        prepare: Callable[[Sequence[str]], _C],
    ) -> Results[H, B]:
        """Return what the step makes of each item.

        `keys` holds the digest of all that an item depends on.

        `make` is given an item and what `prepare` returns for the items that no build has made.
        """

    def parallel_map(self, work: Callable[[_T], _R], items: Sequence[_T]) -> Sequence[_R]:
        """Return `work(item)` for each item, in their order."""

    def run_plans(
        self, plans: Sequence[Sequence[Request]]
    ) -> Iterator[tuple[int, tuple[Outcome, ...]]]:
        """Yield the index and the outcomes of each plan as it ends.

        If the first job of a plan does not end well, its other jobs are not run.
        """


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line decides about a build.

    `only` names the concepts to run; empty means all.
    With `second_opinion` plain Python runs each page's program as well, and must agree.
    With `mutants` those of each witness are run and judged too.
    With `keep_going` a page with an error is left out of the site, and the rest is built.
    """

    drafts: bool = False
    strict: bool = False
    second_opinion: bool = False
    mutants: bool = False
    keep_going: bool = False
    base_url: str = ""
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The atlas before anything runs: summaries, and drafts that are read on request.

    `left_out` are the concepts that are not built; `sources_digest` is that of the registry.
    """

    atlas: Atlas[ConceptSummary]
    graph: Graph
    drafts: Results[DraftSummary, Draft]
    left_out: frozenset[str]
    sources_digest: str
    problems: Problems

    def read_concept(self, concept_id: str) -> Concept:
        """Read one concept in full."""
        return self.drafts.body(concept_id).concept

    def read_atlas(self) -> Atlas[Concept]:
        """Read every concept in full."""
        return self.atlas.with_concepts(map(self.read_concept, self.atlas.concept_by_id))


@dataclass(frozen=True, slots=True)
class Assessed:
    """All that is known before anything is rendered.

    The problems are not yet sorted and finalized, see `settle`.
    `weakest` is the weakest link of each concept, (concept, level); `None` without a claim.
    """

    loaded: Loaded
    assessments: Results[Assessment, Evidence]
    weakest: Mapping[str, tuple[str, Level] | None]
    problems: Problems

    @property
    def tallies(self) -> Mapping[str, ConceptCounts]:
        """What is counted of each concept."""
        return {concept: one.tally for concept, one in self.assessments.items()}

    @property
    def runs(self) -> int:
        """How many runs were judged."""
        return sum(tally.runs for tally in self.tallies.values())

    def read_evidence(self, concept_id: str) -> Evidence:
        """Read the evidence of one concept, with its weakest link."""
        own = self.assessments.body(concept_id)
        return replace(own, weakest_link=self.weakest[concept_id])

    def read_all_evidence(self) -> dict[str, Evidence]:
        """Read the evidence of every concept."""
        return {concept: self.read_evidence(concept) for concept in self.assessments}


@dataclass(frozen=True, slots=True)
class Built(Assessed):
    """All that a build knows, its problems settled.

    `site` holds no files where there are errors, unless the build keeps going: then `left_out`
    are the concepts whose pages it does not hold.
    """

    site: Site
    left_out: frozenset[str]
