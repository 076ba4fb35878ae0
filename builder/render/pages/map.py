"""The learning map: the page with the whole map, and the smaller maps of domains and concepts."""

from collections.abc import Iterable

from builder.records.concept import ConceptRecord, Domain
from builder.records.layout import Layout, Undrawn
from builder.records.level import Level
from builder.records.place import Ref
from builder.records.summary import ConceptSummary
from builder.render.pages.drawing import BoxState, view_drawing
from builder.render.pages.lists import MOST_NAMED
from builder.render.pages.neighbours import STATES, view_neighbour
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, page_frame
from builder.render.words import count

PATH = "map/index.html"
DEPTH = 2  # steps around a concept on the map that its page links to
_ELSEWHERE = "The learning map lists every concept and what it rests on."
LEVELS = {  # level of a page's weakest claim -> words
    Level.REVIEWED: "every claim reviewed",
    Level.BACKED: "every claim backed",
    Level.ILLUSTRATED: "a claim illustrated only",
    Level.UNBACKED: "a claim unbacked",
}


def view_map_page(context: RenderContext, typeset: Typesetter) -> View:
    """Return the view for `map.html`: a drawing if the graph is small enough, and a list."""
    layout = context.maps.whole()
    if isinstance(layout, Undrawn):
        edges, order = layout.edges, ""
    else:
        edges, order = len(layout.routes), "; what comes first stands left"
    pages = sum(concept.has_page for concept in context.summaries.values())
    concepts = [context.summaries[concept_id] for concept_id in context.graph.order]
    counts = (count(len(concepts), "concept"), count(pages, "page"), count(edges, "edge"))
    summary = f"{', '.join(counts)}{order}."
    instead = "The list names every concept and what it rests on."
    groups = [_view_group(domain, concepts, context, typeset) for domain in context.atlas.domains]
    return {
        **page_frame(context, PATH, "Learning map", summary),
        "summary": summary,
        "map": _view(layout, context, "../", typeset, "Learning map", instead),
        "legend": tuple(_view_legend(concepts, context)),
        "groups": tuple(group for group in groups if group["concepts"]),
    }


def view_domain_map(
    domain: Domain, context: RenderContext, root: str, typeset: Typesetter
) -> View | None:
    """Return the map of a domain and its neighbours, or nothing if the domain has no concepts."""
    layout = context.maps.domain(domain.id)
    if isinstance(layout, Layout) and not layout.boxes:
        return None
    label = f"{typeset.plain(domain.title)} and what it touches"
    return _view(layout, context, root, typeset, label, _ELSEWHERE)


def view_concept_map(
    concept: ConceptRecord, context: RenderContext, root: str, typeset: Typesetter
) -> View | None:
    """Return the map around a concept, with a link to the whole map, or nothing if it is alone."""
    layout = context.maps.concept(concept.id)
    if layout is None or (isinstance(layout, Layout) and len(layout.boxes) < 2):
        return None
    query = f"?focus={concept.id}&direction=both&depth={DEPTH}"
    label = f"Around {typeset.plain(concept.title)}"
    drawing = _view(layout, context, root, typeset, label, _ELSEWHERE, focus=concept.id)
    before, after = context.graph.count_ancestors(concept.id), len(context.graph.next[concept.id])
    return {**drawing, "href": f"{root}map/{query}", "counts": f"{before} before, {after} after"}


def _view(
    layout: Layout | Undrawn,
    context: RenderContext,
    root: str,
    typeset: Typesetter,
    label: str,
    instead: str,
    *,
    focus: str = "",
) -> View:
    """Return the view of a drawing; if it is too large, a note with the sentence `instead`."""
    if isinstance(layout, Undrawn):
        size = f"{count(layout.concepts, 'concept')} and {count(layout.edges, 'edge')}"
        return {"undrawn": f"This map is not drawn: {size} are too many for one drawing. {instead}"}
    faces = {box.id: _face(context.summaries[box.id], context, root) for box in layout.boxes}
    domains = {domain.id: typeset.plain(domain.title) for domain in context.atlas.domains}
    return {**view_drawing(layout, faces, domains=domains, label=label, focus=focus), "undrawn": ""}


def _face(concept: ConceptSummary, context: RenderContext, root: str) -> BoxState:
    level = _weakest_level(concept, context)
    status = STATES.get(concept.status, concept.status) if concept.status != "published" else ""
    words = ", ".join(part for part in (status, LEVELS[level] if level else "") if part)
    href = f"{root}{concept.id}/" if context.is_shown(concept) else ""
    return BoxState(href, concept.status, str(level or ""), words)


def _weakest_level(concept: ConceptSummary, context: RenderContext) -> Level | None:
    """Return the level of the concept's weakest claim, or nothing if it has no claims."""
    levels = context.levels[concept.id]
    return min(levels, key=lambda level: level.rank, default=None)


def _view_group(
    domain: Domain, concepts: Iterable[ConceptSummary], context: RenderContext, typeset: Typesetter
) -> View:
    """Return a domain and its concepts in reading order, each with its direct prerequisites."""
    members = (concept for concept in concepts if concept.domain == domain.id)
    return {
        "title": typeset.inline(domain.title),
        "label": typeset.plain(domain.title),
        "concepts": tuple(_view_member(concept, context, typeset) for concept in members),
    }


def _view_member(concept: ConceptSummary, context: RenderContext, typeset: Typesetter) -> View:
    face, before = _face(concept, context, "../"), context.graph.reduced[concept.id]
    return {
        **view_neighbour(Ref(concept.id, concept.place), context, "../", typeset),
        "id": concept.id,
        "label": typeset.plain(concept.title),
        "words": face.words,
        "level": face.level,
        "after": tuple(
            {"id": other, "title": typeset.inline(context.summaries[other].title)}
            for other in before[:MOST_NAMED]
        ),
        "more": max(0, len(before) - MOST_NAMED),
    }


def _view_legend(concepts: Iterable[ConceptSummary], context: RenderContext) -> Iterable[View]:
    """Yield the signs that the drawing uses, each with its meaning."""
    drawn = [concept for concept in concepts if concept.id in context.graph.layer]
    levels = {_weakest_level(concept, context) for concept in drawn}
    for level, words in LEVELS.items():
        if level in levels:
            yield {"kind": "level", "value": str(level), "words": words}
    statuses = {concept.status for concept in drawn}
    for status, words in STATES.items():
        if status in statuses:
            note = ", no page yet" if status == "planned" else ""
            yield {"kind": "status", "value": status, "words": f"{words}{note}"}
