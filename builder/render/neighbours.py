"""Other concepts as a page shows them: before, next, related, and as plain links."""

from collections.abc import Sequence

from builder.records.concept import Concept
from builder.records.place import Ref
from builder.records.summary import ConceptSummary
from builder.render.known import Known, View
from builder.render.lists import MOST_LISTED, LongList
from builder.render.typeset import Typesetter

STATES = {
    "review": "under review",
    "draft": "draft",
    "planned": "planned",
}  # what is said of a page that is not published


def view_prerequisites(
    concept: Concept, known: Known, root: str, typeset: Typesetter
) -> tuple[View, ...]:
    """What the page rests on, with the reason that it gives; of a long list the first."""
    return tuple(
        {
            **view_neighbour(prerequisite.concept, known, root, typeset),
            "why": typeset.optional(prerequisite.why),
        }
        for prerequisite in concept.prerequisites[:MOST_LISTED]
    )


def view_next(id: str, known: Known, root: str, typeset: Typesetter) -> tuple[View, ...]:
    """What rests on the page, with the reason that each gives for needing it; of a long list the first."""
    views = []
    for other in known.graph.next.get(id, ())[:MOST_LISTED]:
        dependant = known.summaries[other]
        why = next(
            prerequisite.why
            for prerequisite in dependant.prerequisites
            if prerequisite.concept.id == id
        )
        views.append(
            {
                **view_neighbour(Ref(other, dependant.place), known, root, typeset),
                "why": typeset.optional(why),
            }
        )
    return tuple(views)


def view_related(
    concept: Concept, known: Known, root: str, typeset: Typesetter
) -> tuple[View, ...]:
    """The page's neighbours with the relation, its reason, and where the likeness ends; of a long list the first."""
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
    """All ids that the page names before, next and related, by these words; `title` is the page's in plain words."""

    def view(id: str, root: str, typeset: Typesetter) -> View:
        return view_listed(known.summaries[id], known, root, typeset)

    def make(name: str, heading: str, ids: Sequence[str]) -> LongList[str]:
        return LongList(
            f"{concept.id}/{name}",
            ids,
            f"{heading} {title}",
            "concept",
            (f"{concept.id}/", title),
            view,
        )

    there = known.summaries
    before = [one.concept.id for one in concept.prerequisites]
    related = [one.concept.id for one in concept.related]
    return {
        "before": make("before", "Before", [id for id in before if id in there]),
        "next": make("next", "Next after", known.graph.next.get(concept.id, ())),
        "related": make("related", "Related to", [id for id in related if id in there]),
    }


def view_listed(
    concept: Concept | ConceptSummary, known: Known, root: str, typeset: Typesetter
) -> View:
    """The concept as an item of a list of all."""
    neighbour = view_neighbour(Ref(concept.id, concept.place), known, root, typeset)
    return {"href": neighbour["href"], "title": neighbour["title"], "note": neighbour["state"]}


def view_neighbour(ref: Ref, known: Known, root: str, typeset: Typesetter) -> View:
    """Another concept as a link with its title, or its title alone where it has no page."""
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
    """Another concept as `href` and `text`; one without a page is found on the map."""
    neighbour = view_neighbour(ref, known, root, typeset)
    place = f"#{ref.id}" if ref.id in known.summaries else ""
    return {"href": neighbour["href"] or f"{root}map/{place}", "text": neighbour["title"]}
