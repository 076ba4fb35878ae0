"""The learning map: its page with the drawing and the same as a nested list, a domain's part of it, and a concept's surroundings."""

from collections.abc import Iterable

from builder.records.concept import Concept, Domain
from builder.records.layout import Layout, Undrawn
from builder.records.level import Level
from builder.records.place import Ref
from builder.records.summary import ConceptSummary
from builder.render.drawing import Face, view_drawing
from builder.render.known import Known, View, page_frame
from builder.render.lists import MOST_NAMED
from builder.render.neighbours import STATES, view_neighbour
from builder.render.typeset import Typesetter
from builder.render.words import count

PATH = "map/index.html"
DEPTH = 2  # steps around a concept that the link from its page shows
_ELSEWHERE = "The learning map lists every concept and what it rests on."
LEVELS = {  # what the least backed claim of a page says of all of them
    Level.REVIEWED: "every claim reviewed",
    Level.BACKED: "every claim backed",
    Level.ILLUSTRATED: "a claim illustrated only",
    Level.UNBACKED: "a claim unbacked",
}


def view_map_page(known: Known, typeset: Typesetter) -> View:
    """`map.html`: the whole graph, drawn where it is small enough, and as a list by domain."""
    layout = known.maps.whole()
    edges, how = (
        (layout.edges, "")
        if isinstance(layout, Undrawn)
        else (len(layout.routes), "; what comes first stands left")
    )
    pages = sum(concept.has_page for concept in known.summaries.values())
    concepts = [known.summaries[id] for id in known.graph.order]
    summary = (
        f"{count(len(concepts), 'concept')}, {count(pages, 'page')}, {count(edges, 'edge')}{how}."
    )
    groups = [_view_group(domain, concepts, known, typeset) for domain in known.atlas.domains]
    return {
        **page_frame(known, PATH, "Learning map", summary),
        "summary": summary,
        "map": _view(
            layout,
            known,
            "../",
            typeset,
            "Learning map",
            "The list names every concept and what it rests on.",
        ),
        "legend": tuple(_view_legend(concepts, known)),
        "groups": tuple(group for group in groups if group["concepts"]),
    }


def view_domain_map(domain: Domain, known: Known, root: str, typeset: Typesetter) -> View | None:
    """The drawing of a domain with what it rests on and leads to, or nothing where it holds no concepts."""
    layout = known.maps.domain(domain.id)
    if isinstance(layout, Layout) and not layout.boxes:
        return None
    return _view(
        layout,
        known,
        root,
        typeset,
        f"{typeset.plain(domain.title)} and what it touches",
        _ELSEWHERE,
    )


def view_concept_map(concept: Concept, known: Known, root: str, typeset: Typesetter) -> View | None:
    """The drawing around a concept, with the way to its place on the map; nothing where it stands alone."""
    layout = known.maps.concept(concept.id)
    if layout is None or (isinstance(layout, Layout) and len(layout.boxes) < 2):
        return None
    query = f"?focus={concept.id}&direction=both&depth={DEPTH}"
    drawing = _view(
        layout,
        known,
        root,
        typeset,
        f"Around {typeset.plain(concept.title)}",
        _ELSEWHERE,
        focus=concept.id,
    )
    before, after = known.graph.count_ancestors(concept.id), len(known.graph.next[concept.id])
    return {**drawing, "href": f"{root}map/{query}", "counts": f"{before} before, {after} after"}


def _view(
    layout: Layout | Undrawn,
    known: Known,
    root: str,
    typeset: Typesetter,
    label: str,
    instead: str,
    *,
    focus: str = "",
) -> View:
    """The drawing; of one that is too large the sentences that say so, and what shows the same `instead`."""
    if isinstance(layout, Undrawn):
        size = f"{count(layout.concepts, 'concept')} and {count(layout.edges, 'edge')}"
        return {"undrawn": f"This map is not drawn: {size} are too many for one drawing. {instead}"}
    faces = {box.id: _face(known.summaries[box.id], known, root) for box in layout.boxes}
    domains = {domain.id: typeset.plain(domain.title) for domain in known.atlas.domains}
    return {**view_drawing(layout, faces, domains=domains, label=label, focus=focus), "undrawn": ""}


def _face(concept: ConceptSummary, known: Known, root: str) -> Face:
    level = _least(concept, known)
    status = STATES.get(concept.status, concept.status)
    words = ", ".join(
        part
        for part in (
            "" if concept.status == "published" else status,
            LEVELS[level] if level else "",
        )
        if part
    )
    return Face(
        f"{root}{concept.id}/" if known.is_shown(concept) else "",
        concept.status,
        str(level or ""),
        words,
    )


def _least(concept: ConceptSummary, known: Known) -> Level | None:
    """The level of the concept's least backed claim, if it makes any."""
    return min(known.levels[concept.id], key=lambda level: level.rank, default=None)


def _view_group(
    domain: Domain, concepts: Iterable[ConceptSummary], known: Known, typeset: Typesetter
) -> View:
    """A domain and its concepts in reading order, each with what it rests on directly."""
    members = [concept for concept in concepts if concept.domain == domain.id]
    return {
        "title": typeset.inline(domain.title),
        "label": typeset.plain(domain.title),
        "concepts": tuple(
            {
                **view_neighbour(Ref(concept.id, concept.place), known, "../", typeset),
                "id": concept.id,
                "label": typeset.plain(concept.title),
                "words": _face(concept, known, "../").words,
                "level": str(_least(concept, known) or ""),
                "after": tuple(
                    {"id": id, "title": typeset.inline(known.summaries[id].title)}
                    for id in known.graph.reduced[concept.id][:MOST_NAMED]
                ),
                "more": max(0, len(known.graph.reduced[concept.id]) - MOST_NAMED),
            }
            for concept in members
        ),
    }


def _view_legend(concepts: Iterable[ConceptSummary], known: Known) -> Iterable[View]:
    """The signs that the drawing uses, each with its meaning."""
    shown = [concept for concept in concepts if concept.id in known.graph.layer]
    levels = {_least(concept, known) for concept in shown}
    yield from (
        {"kind": "level", "value": str(level), "words": words}
        for level, words in LEVELS.items()
        if level in levels
    )
    statuses = {concept.status for concept in shown}
    for status, words in STATES.items():
        if status in statuses:
            yield {
                "kind": "status",
                "value": status,
                "words": f"{words}, no page yet" if status == "planned" else words,
            }
