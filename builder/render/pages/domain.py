"""The page of a domain.

Its part of the map, its concepts in reading order, what it rests on in other domains.
"""

from collections.abc import Iterator

from builder.records.concept import ConceptRecord, Domain
from builder.records.place import Ref
from builder.render.pages.list_entry import (
    count_levels,
    describe_facts,
    list_concepts,
    view_entries,
)
from builder.render.pages.lists import MOST_LISTED, LongList, name_some
from builder.render.pages.map import view_domain_map
from builder.render.pages.neighbours import view_listed, view_neighbour
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, page_frame, root_of


def view_domain(domain: Domain, context: RenderContext, typeset: Typesetter) -> View:
    """Return what `domain.html` shows of one domain."""
    path = f"{domain.id}/index.html"
    root = root_of(path)
    concepts = list_concepts(domain, context)
    return {
        **page_frame(context, path, typeset.plain(domain.title), typeset.plain(domain.summary)),
        "title_html": typeset.inline(domain.title),
        "summary": typeset.inline(domain.summary),
        "facts": tuple(describe_facts(concepts, context)) if concepts else (),
        "levels": count_levels(concepts, context),
        "map": view_domain_map(domain, context, root, typeset),
        "concepts": view_entries(domain, context, root, typeset),
        "all": list_domain(domain, context, typeset.plain(domain.title)).link_all(root),
        "rests": tuple(_view_rests(domain, context, root, typeset)),
    }


def list_domain(domain: Domain, context: RenderContext, title: str) -> LongList[ConceptRecord]:
    """All concepts of the domain in reading order; `title` is the domain's in plain words."""

    def view(concept: ConceptRecord, root: str, typeset: Typesetter) -> View:
        return view_listed(concept, context, root, typeset)

    return LongList(
        domain.id,
        list_concepts(domain, context),
        f"{title} in reading order",
        "concept",
        (f"{domain.id}/", title),
        view,
    )


def _view_rests(
    domain: Domain, context: RenderContext, root: str, typeset: Typesetter
) -> Iterator[View]:
    """Yield the prerequisites in other domains, by domain, with the concepts that name them."""
    needing: dict[str, list[str]] = {}  # prerequisite -> titles of what names it
    for concept in list_concepts(domain, context):
        for concept_id in context.graph.prerequisites[concept.id]:
            if concept_id.partition("/")[0] != domain.id:
                needing.setdefault(concept_id, []).append(typeset.plain(concept.title))
    for other in context.atlas.domains:
        named = [
            concept_id
            for concept_id in context.graph.order
            if concept_id in needing and concept_id.partition("/")[0] == other.id
        ]
        if named:
            yield {
                "href": f"{root}{other.id}/",
                "title": typeset.inline(other.title),
                "concepts": tuple(
                    {
                        **view_neighbour(Ref(concept_id, other.place), context, root, typeset),
                        "needed": name_some(needing[concept_id]),
                    }
                    for concept_id in named[:MOST_LISTED]
                ),
                "more": max(0, len(named) - MOST_LISTED),
            }
