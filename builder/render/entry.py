"""A concept as it is listed: its title and summary, its state, how its claims are backed, how long it takes, what it comes after."""

from collections.abc import Iterable, Iterator

from builder.records.concept import Concept, Domain
from builder.records.level import Level
from builder.records.place import Ref
from builder.render.known import Known, View
from builder.render.lists import MOST_LISTED, MOST_NAMED
from builder.render.neighbours import STATES, link_concept
from builder.render.typeset import Typesetter
from builder.render.words import count, reading_time


def view_entries(domain: Domain, known: Known, root: str, typeset: Typesetter) -> tuple[View, ...]:
    """The domain's concepts in reading order; of a long list the first."""
    return tuple(
        _view_entry(concept, known, root, typeset)
        for concept in list_concepts(domain, known)[:MOST_LISTED]
    )


def list_concepts(domain: Domain, known: Known) -> tuple[Concept, ...]:
    """The domain's concepts in reading order, planned ones too."""
    return tuple(
        known.atlas.concept_by_id[id]
        for id in known.graph.order
        if id.partition("/")[0] == domain.id
    )


def count_levels(concepts: Iterable[Concept], known: Known) -> tuple[View, ...]:
    """How many claims of the concepts are at each level, the best first; levels of none are left out."""
    levels = [claim.level for concept in concepts for claim in known.evidence[concept.id].claims]
    return tuple(
        {"level": str(level), "number": levels.count(level)}
        for level in reversed(Level)
        if level in levels
    )


def describe_facts(concepts: Iterable[Concept], known: Known) -> Iterator[str]:
    """`4 pages`, `1 planned`, `50 min`: what the concepts come to, without what there is none of."""
    members = tuple(concepts)
    minutes = list_minutes(members, known)
    yield count(len(minutes), "page")
    if len(members) > len(minutes):
        yield f"{len(members) - len(minutes)} planned"
    if minutes:
        yield f"{sum(minutes)} min"


def list_minutes(concepts: Iterable[Concept], known: Known) -> list[int]:
    """The reading time of each of the concepts that has a page."""
    return [
        reading_time(concept.content)
        for concept in concepts
        if known.is_shown(concept) and concept.content is not None
    ]


def _view_entry(concept: Concept, known: Known, root: str, typeset: Typesetter) -> View:
    is_shown = known.is_shown(concept)
    return {
        "id": concept.id,
        "anchor": f"concept-{concept.id.replace('/', '-')}",
        "href": f"{root}{concept.id}/" if is_shown else "",
        "title": typeset.inline(concept.title),
        "summary": typeset.inline(concept.summary),
        "state": STATES.get(concept.status, ""),
        "levels": count_levels([concept], known),
        "minutes": sum(list_minutes([concept], known)),
        "before": tuple(
            link_concept(Ref(id, concept.place), known, root, typeset)
            for id in known.graph.reduced[concept.id][:MOST_NAMED]
        ),
        "more": max(0, len(known.graph.reduced[concept.id]) - MOST_NAMED),
        "next": known.graph.next[concept.id][:MOST_LISTED],
    }
