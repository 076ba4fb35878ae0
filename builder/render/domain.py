"""The page of a domain.

Its part of the map, its concepts in reading order, what it rests on in other domains.
"""

from collections.abc import Iterator

from builder.records.concept import Concept, Domain
from builder.records.place import Ref
from builder.render.entry import count_levels, describe_facts, list_concepts, view_entries
from builder.render.known import Known, View, page_frame, root_of
from builder.render.lists import MOST_LISTED, LongList, name_some
from builder.render.map import view_domain_map
from builder.render.neighbours import view_listed, view_neighbour
from builder.render.typeset import Typesetter


def view_domain(domain: Domain, known: Known, typeset: Typesetter) -> View:
    """Return what `domain.html` shows of one domain."""
    path = f"{domain.id}/index.html"
    root = root_of(path)
    concepts = list_concepts(domain, known)
    return {
        **page_frame(known, path, typeset.plain(domain.title), typeset.plain(domain.summary)),
        "title_html": typeset.inline(domain.title),
        "summary": typeset.inline(domain.summary),
        "facts": tuple(describe_facts(concepts, known)) if concepts else (),
        "levels": count_levels(concepts, known),
        "map": view_domain_map(domain, known, root, typeset),
        "concepts": view_entries(domain, known, root, typeset),
        "all": list_domain(domain, known, typeset.plain(domain.title)).link_all(root),
        "rests": tuple(_view_rests(domain, known, root, typeset)),
    }


def list_domain(domain: Domain, known: Known, title: str) -> LongList[Concept]:
    """All concepts of the domain in reading order; `title` is the domain's in plain words."""

    def view(concept: Concept, root: str, typeset: Typesetter) -> View:
        return view_listed(concept, known, root, typeset)

    return LongList(
        domain.id,
        list_concepts(domain, known),
        f"{title} in reading order",
        "concept",
        (f"{domain.id}/", title),
        view,
    )


def _view_rests(domain: Domain, known: Known, root: str, typeset: Typesetter) -> Iterator[View]:
    """Yield the prerequisites in other domains, by domain, with the concepts that name them."""
    needing: dict[str, list[str]] = {}  # prerequisite -> titles of what names it
    for concept in list_concepts(domain, known):
        for concept_id in known.graph.prerequisites[concept.id]:
            if concept_id.partition("/")[0] != domain.id:
                needing.setdefault(concept_id, []).append(typeset.plain(concept.title))
    for other in known.atlas.domains:
        named = [
            concept_id
            for concept_id in known.graph.order
            if concept_id in needing and concept_id.partition("/")[0] == other.id
        ]
        if named:
            yield {
                "href": f"{root}{other.id}/",
                "title": typeset.inline(other.title),
                "concepts": tuple(
                    {
                        **view_neighbour(Ref(concept_id, other.place), known, root, typeset),
                        "needed": name_some(needing[concept_id]),
                    }
                    for concept_id in named[:MOST_LISTED]
                ),
                "more": max(0, len(named) - MOST_LISTED),
            }
