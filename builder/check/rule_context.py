"""What the rules look at.

Summaries of all concepts, one concept in full, and small answers about them.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from builder.check.object_keys import list_objects
from builder.records.atlas import Atlas
from builder.records.concept import Concept
from builder.records.graph import Graph
from builder.records.outline import Outline
from builder.records.place import Ref
from builder.records.problem import Severity
from builder.records.summary import ConceptSummary
from builder.records.walk import gather_marks, list_object_keys, list_repairs


@dataclass(frozen=True, slots=True)
class RuleContext:
    """All that is known of the atlas before the run.

    `drafts` are the concepts that are not built.
    """

    atlas: Atlas[ConceptSummary]
    graph: Graph
    drafts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PageContext:
    """One page, for the rules that look at no other.

    Its record, its outline, and what the marks in its texts name, by their kind.
    """

    concept: Concept
    outline: Outline
    marks: Mapping[str, tuple[Ref, ...]]

    def marked(self, kind: str) -> tuple[Ref, ...]:
        """Return what the marks of this kind name."""
        return self.marks.get(kind, ())


def make_page_context(concept: Concept, outline: Outline) -> PageContext:
    """Return the concept as the rules on one page see it."""
    return PageContext(concept, outline, gather_marks(concept))


def summarize_concept(page: PageContext) -> ConceptSummary:
    """Return the summary of a concept."""
    concept = page.concept
    pictures = (ref for ref in page.marked("image") if ref.id.removeprefix("./") in concept.files)
    return ConceptSummary(
        id=concept.id,
        title=concept.title,
        status=concept.status,
        place=concept.place,
        has_page=concept.has_page,
        is_written=concept.content is not None,
        is_sound=page.outline.is_sound,
        has_practice=concept.has_page and bool(concept.practice),
        written=concept.updated or concept.created,
        reviewed=max((review.date for review in concept.reviews), default=None),
        aliases=concept.aliases,
        prerequisites=concept.prerequisites,
        related=tuple(relation.concept for relation in concept.related),
        named=(*list_repairs(concept), *page.marked("concept")),
        cited=list_cited(concept, page.marks),
        declared=frozenset(use.key.id for use in concept.sources),
        shown=tuple(list_object_keys(concept)),
        objects=list_objects(concept, page.outline),
        links=(*page.marked("link"), *pictures),
        files=concept.files,
        unread=concept.unread,
    )


def list_cited(concept: Concept, marks: Mapping[str, tuple[Ref, ...]]) -> tuple[Ref, ...]:
    """Return every citation key of the page with its place.

    Declared, in claims, figures and data, and in prose.
    """
    return (
        *(use.key for use in concept.sources),
        *(citation.key for claim in concept.claims for citation in claim.sources),
        *(figure.source for figure in concept.figures if figure.source is not None),
        *(data.source for data in concept.data),
        *marks.get("cite", ()),
    )


def completeness_severity(concept: Concept) -> Severity | None:
    """Return how much a missing part weighs.

    An error on a published page, a warning under review, nothing on a draft or a planned page.
    """
    return {"published": Severity.ERROR, "review": Severity.WARNING}.get(concept.status)


def suggest(wrong: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a hint with the closest known name, or `otherwise`."""
    close = difflib.get_close_matches(wrong, list(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else otherwise
