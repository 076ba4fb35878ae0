"""The page of a domain: its part of the map, its concepts in reading order, what it rests on in other domains."""

from collections.abc import Iterator

from builder.records.concept import Domain
from builder.records.place import Ref
from builder.render.entry import count_levels, describe_facts, list_concepts, view_entries
from builder.render.known import Known, View, page_frame, root_of
from builder.render.map import view_domain_map
from builder.render.neighbours import view_neighbour
from builder.render.typeset import Typesetter
from builder.render.words import list_words


def view_domain(domain: Domain, known: Known, typeset: Typesetter) -> View:
    """What `domain.html` shows of one domain."""
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
        "rests": tuple(_view_rests(domain, known, root, typeset)),
    }


def _view_rests(domain: Domain, known: Known, root: str, typeset: Typesetter) -> Iterator[View]:
    """The concepts of other domains that concepts of this one name as prerequisites, by domain, with who names them."""
    needing: dict[str, list[str]] = {}  # prerequisite -> titles of what names it
    for concept in list_concepts(domain, known):
        for id in known.graph.prerequisites[concept.id]:
            if id.partition("/")[0] != domain.id:
                needing.setdefault(id, []).append(typeset.plain(concept.title))
    for other in known.atlas.domains:
        named = [id for id in known.graph.order if id in needing and id.partition("/")[0] == other.id]
        if named:
            yield {
                "href": f"{root}{other.id}/",
                "title": typeset.inline(other.title),
                "concepts": tuple(
                    {**view_neighbour(Ref(id, other.place), known, root, typeset), "needed": list_words(needing[id])} for id in named
                ),
            }
