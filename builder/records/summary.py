"""What one concept comes to.

The draft that is read, its summary for everybody else, the assessment of its claims.
"""

from dataclasses import dataclass
from datetime import date

from builder.records.concept import Concept, ConceptRecord, Prerequisite
from builder.records.evidence import ConceptCounts, Evidence
from builder.records.ledger import NOT_RUN
from builder.records.level import Level
from builder.records.outline import Outline
from builder.records.place import Place, Ref
from builder.records.problem import Problems
from builder.records.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptSummary:
    """All that the graph, a rule or another concept's page may ask of a concept.

    It holds no prose and no code.
    """

    id: str
    title: Text
    status: str
    place: Place
    has_page: bool
    is_written: bool  # its prose could be read
    is_sound: bool  # its witness may be run
    has_practice: bool  # its page asks questions
    written: date | None  # when its page was last changed, or else first written
    reviewed: date | None  # the date of its latest review
    aliases: tuple[Ref, ...]
    prerequisites: tuple[Prerequisite, ...]
    related: tuple[Ref, ...]
    named: tuple[Ref, ...]  # concepts that repairs and prose name
    cited: tuple[Ref, ...]  # keys of sources, wherever they stand
    declared: frozenset[str]  # keys listed under `sources`
    shown: tuple[
        Ref, ...
    ]  # keys of objects that claims and questions name, of this page and others
    objects: frozenset[str]  # keys of its own objects: "claim:rate"
    links: tuple[Ref, ...]  # addresses in its prose
    files: tuple[str, ...]
    unread: frozenset[str]  # as in `Concept`

    @property
    def domain(self) -> str:
        """The id of the concept's domain."""
        return self.id.partition("/")[0]

    @property
    def folder(self) -> str:
        """The concept's folder, relative to the atlas's root."""
        return f"concepts/{self.id}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A concept as it was read, with the outline of its witness."""

    concept: Concept
    outline: Outline


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """The summary of a draft, and what is wrong with it by itself.

    `reviews` are the problems of its review records, `latest_review` the latest date in them.
    """

    summary: ConceptSummary
    problems: Problems  # of its files
    found: Problems  # of its witness and by the rules on one page
    reviews: Problems
    latest_review: date


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the runs of one concept show.

    Counts, problems, and what is still missing of its evidence.

    `is_run` is false for a witness that was not run. `is_final` is false where a run failed in a
    way that another run may not.
    """

    tally: ConceptCounts
    claims: tuple[str, ...]  # their ids, in the page's order
    problems: Problems
    missing: Problems
    is_run: bool = True
    is_final: bool = True

    @property
    def level_names(self) -> tuple[str, ...]:
        """The level of each claim in words, in the page's order."""
        return tuple(map(str, self.levels)) if self.is_run else (NOT_RUN,) * len(self.claims)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The level of each claim, in the page's order."""
        return self.tally.levels


@dataclass(frozen=True, slots=True)
class ConceptEntry:
    """What the pages of the whole atlas show of one concept.

    Its record and evidence without prose, code, outputs and drawings.
    """

    concept: ConceptRecord
    evidence: Evidence
