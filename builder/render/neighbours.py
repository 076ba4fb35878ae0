"""The neighbours of a concept on its page: prerequisites, next and related concepts, and links."""

from collections.abc import Iterable

from builder.records.concept import Concept
from builder.records.place import Ref
from builder.records.summary import ConceptSummary
from builder.render.known import Known, View
from builder.render.lists import MOST_LISTED, LongList
from builder.render.typeset import Typesetter

# Status of a page that is not published -> words.
STATES = {"review": "under review", "draft": "draft", "planned": "planned"}


def view_prerequisites(
    concept: Concept, known: Known, root: str, typeset: Typesetter
) -> tuple[View, ...]:
    """Return the page's first prerequisites, each with the page's reason for it."""
    return tuple(
        {
            **view_neighbour(prerequisite.concept, known, root, typeset),
            "why": typeset.optional(prerequisite.why),
        }
        for prerequisite in concept.prerequisites[:MOST_LISTED]
    )


def view_next(concept_id: str, known: Known, root: str, typeset: Typesetter) -> tuple[View, ...]:
    """Return the first concepts that need this one, each with its reason."""
    views = []
    for other in known.graph.next.get(concept_id, ())[:MOST_LISTED]:
        dependant = known.summaries[other]
        why = next(one.why for one in dependant.prerequisites if one.concept.id == concept_id)
        neighbour = view_neighbour(Ref(other, dependant.place), known, root, typeset)
        views.append({**neighbour, "why": typeset.optional(why)})
    return tuple(views)


def view_related(
    concept: Concept, known: Known, root: str, typeset: Typesetter
) -> tuple[View, ...]:
    """Return the first related concepts, with the relation, its reason and its limits."""
    return tuple(
        {
            **view_neighbour(relation.concept, known, root, typeset),
            "relation": relation.relation.replace("-", " "),
            "why": typeset.inline(relation.why),
            "breaks": typeset.optional(relation.breaks),
        }
        for relation in concept.related[:MOST_LISTED]
    )


def list_neighbours(concept: Concept, known: Known, title: str) -> dict[str, LongList[str]]:
    """Return the lists of all neighbours under `before`, `next` and `related`.

    `title` is the plain title of the page.
    """

    def view(concept_id: str, root: str, typeset: Typesetter) -> View:
        return view_listed(known.summaries[concept_id], known, root, typeset)

    def make(name: str, heading: str, ids: Iterable[str]) -> LongList[str]:
        existing = [one for one in ids if one in known.summaries]
        back = (f"{concept.id}/", title)
        return LongList(
            f"{concept.id}/{name}", existing, f"{heading} {title}", "concept", back, view
        )

    before = (one.concept.id for one in concept.prerequisites)
    related = (one.concept.id for one in concept.related)
    return {
        "before": make("before", "Before", before),
        "next": make("next", "Next after", known.graph.next.get(concept.id, ())),
        "related": make("related", "Related to", related),
    }


def view_listed(
    concept: Concept | ConceptSummary, known: Known, root: str, typeset: Typesetter
) -> View:
    """Return the concept as an item of a long list."""
    neighbour = view_neighbour(Ref(concept.id, concept.place), known, root, typeset)
    return {"href": neighbour["href"], "title": neighbour["title"], "note": neighbour["state"]}


def view_neighbour(ref: Ref, known: Known, root: str, typeset: Typesetter) -> View:
    """Return another concept's title, as a link if the concept has a page."""
    other = known.summaries.get(ref.id)
    return {
        "id": ref.id,
        "href": f"{root}{ref.id}/" if other is not None and known.is_shown(other) else "",
        "title": typeset.inline(other.title) if other is not None else ref.id,
        "state": STATES.get(other.status, "") if other is not None else "",
        "why": "",
        "breaks": "",
    }


def link_concept(ref: Ref, known: Known, root: str, typeset: Typesetter) -> View:
    """Return another concept as `href` and `text`; the link leads to the map if it has no page."""
    neighbour = view_neighbour(ref, known, root, typeset)
    place = f"#{ref.id}" if ref.id in known.summaries else ""
    return {"href": neighbour["href"] or f"{root}map/{place}", "text": neighbour["title"]}
