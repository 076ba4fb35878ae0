"""A concept in a list: title, summary, status, levels of claims, reading time, prerequisites."""

from collections.abc import Iterable, Iterator

from builder.records.concept import ConceptRecord, Domain
from builder.records.level import Level
from builder.records.place import Ref
from builder.render.pages.lists import MOST_LISTED, MOST_NAMED
from builder.render.pages.neighbours import STATES, link_concept
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View
from builder.render.words import count, reading_time


def view_entries(
    domain: Domain, context: RenderContext, root: str, typeset: Typesetter
) -> tuple[View, ...]:
    """Return the views of the domain's first concepts in reading order."""
    return tuple(
        _view_entry(concept, context, root, typeset)
        for concept in list_concepts(domain, context)[:MOST_LISTED]
    )


def list_concepts(domain: Domain, context: RenderContext) -> tuple[ConceptRecord, ...]:
    """Return the domain's concepts in reading order, including planned ones."""
    return tuple(
        context.atlas.concept_by_id[concept_id]
        for concept_id in context.graph.order
        if concept_id.partition("/")[0] == domain.id
    )


def count_levels(concepts: Iterable[ConceptRecord], context: RenderContext) -> tuple[View, ...]:
    """Count the claims at each level, best level first; levels without claims are omitted."""
    levels = [claim.level for concept in concepts for claim in context.evidence[concept.id].claims]
    return tuple(
        {"level": str(level), "number": levels.count(level)}
        for level in reversed(Level)
        if level in levels
    )


def describe_facts(concepts: Iterable[ConceptRecord], context: RenderContext) -> Iterator[str]:
    """Yield the totals of the concepts that are not 0: `4 pages`, `1 planned`, `50 min`."""
    members = tuple(concepts)
    minutes = list_minutes(members, context)
    yield count(len(minutes), "page")
    if len(members) > len(minutes):
        yield f"{len(members) - len(minutes)} planned"
    if minutes:
        yield f"{sum(minutes)} min"


def list_minutes(concepts: Iterable[ConceptRecord], context: RenderContext) -> list[int]:
    """Return the reading time of each concept that has a page."""
    return [
        reading_time(concept.content)
        for concept in concepts
        if context.is_shown(concept) and concept.content is not None
    ]


def _view_entry(
    concept: ConceptRecord, context: RenderContext, root: str, typeset: Typesetter
) -> View:
    is_shown = context.is_shown(concept)
    before = context.graph.reduced[concept.id]
    return {
        "id": concept.id,
        "anchor": f"concept-{concept.id.replace('/', '-')}",
        "href": f"{root}{concept.id}/" if is_shown else "",
        "title": typeset.inline(concept.title),
        "summary": typeset.inline(concept.summary),
        "state": STATES.get(concept.status, ""),
        "levels": count_levels([concept], context),
        "minutes": sum(list_minutes([concept], context)),
        "before": tuple(
            link_concept(Ref(other, concept.place), context, root, typeset)
            for other in before[:MOST_NAMED]
        ),
        "more": max(0, len(before) - MOST_NAMED),
        "next": context.graph.next[concept.id][:MOST_LISTED],
    }
