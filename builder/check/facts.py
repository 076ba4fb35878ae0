"""What the rules look at: the atlas with its graph and outlines, and small answers about them."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from builder.records.atlas import Atlas
from builder.records.codec import Codec
from builder.records.concept import Concept
from builder.records.digest import digest_records
from builder.records.graph import Graph
from builder.records.memory import Memory
from builder.records.outline import Outline
from builder.records.place import Ref
from builder.records.problem import Severity
from builder.records.walk import gather_marks

_MARKS = Codec[dict[str, tuple[Ref, ...]]](dict[str, tuple[Ref, ...]])


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known before the run. `drafts` are concepts that are not built; `memory` is of what the rules looked at before."""

    atlas: Atlas
    graph: Graph
    outlines: Mapping[str, Outline]
    drafts: frozenset[str] = frozenset()
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    def marked(self, concept: Concept, kind: str) -> tuple[Ref, ...]:
        """What the marks of this kind name, in all texts of the concept."""
        return list_marks(concept, self.memory).get(kind, ())

    def cited(self, concept: Concept) -> tuple[Ref, ...]:
        """Every citation key of the page with its place: declared, in claims, figures and data, and in prose."""
        return self.memory.of(list_cited, concept, list_marks(concept, self.memory))

    def digest_names(self) -> str:
        """The digest of what there is to name: concepts, by their old ids too, those that are not built, and sources."""
        aliases = [
            (id, concept.aliases)
            for id, concept in self.atlas.concept_by_id.items()
            if concept.aliases
        ]
        return digest_records(
            tuple(self.atlas.concept_by_id), aliases, self.drafts, tuple(self.atlas.source_by_key)
        )

    def list_named(self, ids: Iterable[str]) -> tuple[Concept | Outline, ...]:
        """The concepts of these ids, as far as there are such, and their outlines."""
        named = [self.atlas.concept_by_id[id] for id in ids if id in self.atlas.concept_by_id]
        return tuple(part for concept in named for part in (concept, self.outline(concept)))

    def outline(self, concept: Concept) -> Outline:
        """The concept's outline, an empty one where it has no witness."""
        return self.outlines.get(concept.id, Outline(concept.id))


@dataclass(frozen=True, slots=True)
class Own:
    """One page, for the rules that look at no other: its record, its outline, and what the marks in its texts name, by their kind."""

    concept: Concept
    outline: Outline
    marks: Mapping[str, tuple[Ref, ...]]

    def marked(self, kind: str) -> tuple[Ref, ...]:
        """What the marks of this kind name."""
        return self.marks.get(kind, ())


def list_marks(concept: Concept, memory: Memory) -> dict[str, tuple[Ref, ...]]:
    """What the marks in all texts of the concept name, by the marks' kind."""
    return memory.recall("marks", (concept,), partial(gather_marks, concept), _MARKS)


def list_cited(concept: Concept, marks: Mapping[str, tuple[Ref, ...]]) -> tuple[Ref, ...]:
    """As `Facts.cited`, of a concept alone and of what its marks name."""
    return (
        *(use.key for use in concept.sources),
        *(citation.key for claim in concept.claims for citation in claim.sources),
        *(figure.source for figure in concept.figures if figure.source is not None),
        *(data.source for data in concept.data),
        *marks.get("cite", ()),
    )


def owed_severity(concept: Concept) -> Severity | None:
    """How much a missing part weighs: an error on a published page, a warning under review, nothing on a draft or a planned page."""
    return {"published": Severity.ERROR, "review": Severity.WARNING}.get(concept.status)


def suggest(wrong: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint with the closest known name, or `otherwise`."""
    close = difflib.get_close_matches(wrong, list(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else otherwise
