"""The neighbours of a concept on its page: prerequisites, next and related concepts, and links."""

from collections.abc import Iterable

from builder.records.concept import ConceptRecord
from builder.records.place import Ref
from builder.records.summary import ConceptSummary
from builder.render.pages.lists import MOST_LISTED, LongList
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View

# Status of a page that is not published -> words.
STATES = {"review": "under review", "draft": "draft", "planned": "planned"}


def view_prerequisites(
    concept: ConceptRecord, context: RenderContext, root: str, typeset: Typesetter
) -> tuple[View, ...]:
    """Return the page's first prerequisites, each with the page's reason for it."""
    return tuple(
        {
            **view_neighbour(prerequisite.concept, context, root, typeset),
            "why": typeset.optional(prerequisite.why),
        }
        for prerequisite in concept.prerequisites[:MOST_LISTED]
    )


def view_next(
    concept_id: str, context: RenderContext, root: str, typeset: Typesetter
) -> tuple[View, ...]:
    """Return the first concepts that need this one, each with its reason."""
    views = []
    for other in context.graph.next.get(concept_id, ())[:MOST_LISTED]:
        dependant = context.summaries[other]
        why = next(one.why for one in dependant.prerequisites if one.concept.id == concept_id)
        neighbour = view_neighbour(Ref(other, dependant.place), context, root, typeset)
        views.append({**neighbour, "why": typeset.optional(why)})
    return tuple(views)


def view_related(
    concept: ConceptRecord, context: RenderContext, root: str, typeset: Typesetter
) -> tuple[View, ...]:
    """Return the first related concepts, with the relation, its reason and its limits."""
    return tuple(
        {
            **view_neighbour(relation.concept, context, root, typeset),
            "relation": relation.relation.replace("-", " "),
            "why": typeset.inline(relation.why),
            "breaks": typeset.optional(relation.breaks),
        }
        for relation in concept.related[:MOST_LISTED]
    )


def list_neighbours(
    concept: ConceptRecord, context: RenderContext, title: str
) -> dict[str, LongList[str]]:
    """Return the lists of all neighbours under `before`, `next` and `related`.

    `title` is the plain title of the page.
    """

    def view(concept_id: str, root: str, typeset: Typesetter) -> View:
        return view_listed(context.summaries[concept_id], context, root, typeset)

    def make(name: str, heading: str, ids: Iterable[str]) -> LongList[str]:
        existing = [one for one in ids if one in context.summaries]
        back = (f"{concept.id}/", title)
        return LongList(
            f"{concept.id}/{name}", existing, f"{heading} {title}", "concept", back, view
        )

    before = (one.concept.id for one in concept.prerequisites)
    related = (one.concept.id for one in concept.related)
    return {
        "before": make("before", "Before", before),
        "next": make("next", "Next after", context.graph.next.get(concept.id, ())),
        "related": make("related", "Related to", related),
    }


def view_listed(
    concept: ConceptRecord | ConceptSummary, context: RenderContext, root: str, typeset: Typesetter
) -> View:
    """Return the concept as an item of a long list."""
    neighbour = view_neighbour(Ref(concept.id, concept.place), context, root, typeset)
    return {"href": neighbour["href"], "title": neighbour["title"], "note": neighbour["state"]}


def view_neighbour(ref: Ref, context: RenderContext, root: str, typeset: Typesetter) -> View:
    """Return another concept's title, as a link if the concept has a page."""
    other = context.summaries.get(ref.id)
    return {
        "id": ref.id,
        "href": f"{root}{ref.id}/" if other is not None and context.is_shown(other) else "",
        "title": typeset.inline(other.title) if other is not None else ref.id,
        "state": STATES.get(other.status, "") if other is not None else "",
        "why": "",
        "breaks": "",
    }


def link_concept(ref: Ref, context: RenderContext, root: str, typeset: Typesetter) -> View:
    """Return another concept as `href` and `text`; the link leads to the map if it has no page."""
    neighbour = view_neighbour(ref, context, root, typeset)
    place = f"#{ref.id}" if ref.id in context.summaries else ""
    return {"href": neighbour["href"] or f"{root}map/{place}", "text": neighbour["title"]}
