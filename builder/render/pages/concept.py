"""The view of a concept page: its record, its run and its neighbours, in reading order."""

from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.place import Ref
from builder.records.text import Content
from builder.render.pages.claims import view_claims, view_sources
from builder.render.pages.contents import list_claims, list_head_objects, list_section_objects
from builder.render.pages.demo import plot_demo, view_demo
from builder.render.pages.exercises import view_exercises
from builder.render.pages.inquiry import view_inquiry
from builder.render.pages.list_entry import count_levels
from builder.render.pages.map import view_concept_map
from builder.render.pages.neighbours import (
    link_concept,
    list_neighbours,
    view_next,
    view_prerequisites,
    view_related,
)
from builder.render.pages.referrers import find_referrers
from builder.render.pages.reviews import describe_reviewed
from builder.render.pages.room import view_room
from builder.render.pages.sections import view_section
from builder.render.pages.storyboard import view_storyboard
from builder.render.pages.symbols import view_symbols
from builder.render.prose.margin_notes import NoteTaker
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, link_object, page_frame, root_of
from builder.render.words import count, format_date, reading_time

PANELS = (  # (anchor, key in the view, title), in the page's order
    ("storyboard", "storyboard", "Storyboard"),
    ("inquiry", "inquiry", "A question to a figure"),
    ("misconceptions", "misconceptions", "Misconceptions"),
    ("practice", "practice", "Practice"),
    ("sources", "sources", "Sources"),
    ("claims", "claims", "Claims"),
    ("research-room", "questions", "Research room"),
)

MATH_LEVELS = {
    "school": "school maths",
    "undergraduate": "undergraduate maths",
    "graduate": "graduate maths",
    "research": "research maths",
}


def view_concept(
    concept: Concept, content: Content, context: RenderContext, typeset: Typesetter
) -> View:
    """Return the view that `concept.html` shows."""
    evidence = context.evidence[concept.id]
    path = f"{concept.id}/index.html"
    root = root_of(path)
    referrers = find_referrers(concept)
    symbols = tuple(view_symbols(concept, evidence, typeset))
    notes = NoteTaker(concept, context, typeset, symbols, referrers)
    sections = tuple(
        view_section(number, section, notes)
        for number, section in enumerate(content.sections, start=1)
    )
    plotter = plot_demo(concept, context, typeset)
    hero = next((figure for figure in concept.figures if figure.hero), None)
    domain = next((domain for domain in context.atlas.domains if domain.id == concept.domain), None)
    view: dict[str, object] = {
        **page_frame(context, path, typeset.plain(concept.title), typeset.plain(concept.summary)),
        "id": concept.id,
        "title_html": typeset.inline(concept.title),
        "summary": typeset.inline(concept.summary),
        "domain": {
            "href": "../",
            "text": typeset.inline(domain.title) if domain else concept.domain,
        },
        "facts": tuple(_view_facts(concept, content)),
        "invariant": typeset.optional(concept.invariant),
        "grounding": _view_grounding(concept, evidence, context, root, typeset),
        "hero": typeset.figure(hero.id) if hero else None,
        "before": view_prerequisites(concept, context, root, typeset),
        "next": view_next(concept.id, context, root, typeset),
        "related": view_related(concept, context, root, typeset),
        **{
            f"all_{name}": whole.link_all(root)
            for name, whole in list_neighbours(
                concept, context, typeset.plain(concept.title)
            ).items()
        },
        "map": view_concept_map(concept, context, root, typeset),
        "sections": sections,
        "symbols": symbols,
        "demo": view_demo(concept, context, root, plotter, typeset),
        "storyboard": view_storyboard(concept, plotter, typeset),
        "inquiry": view_inquiry(concept, evidence, typeset),
        "misconceptions": tuple(_view_misconceptions(concept, context, root, typeset)),
        "practice": view_exercises(concept, typeset.block),
        "sources": view_sources(concept, context, root, typeset),
        "claims": tuple(
            {**claim, "referrers": referrers.get(f"claim:{claim['id']}", ())}
            for claim in view_claims(concept, evidence, context, root, typeset)
        ),
        "demo_referrers": referrers.get("demo", ()),
        "questions": tuple(_view_questions(concept, typeset)),
        "room": view_room(concept, context),
        "colophon": tuple(_view_colophon(concept, context)),
    }
    return {**view, "contents": tuple(_view_contents(concept, content, view, typeset))}


def _view_misconceptions(
    concept: Concept, context: RenderContext, root: str, typeset: Typesetter
) -> Iterator[View]:
    for entry in concept.misconceptions:
        repair = entry.repair
        yield {
            "id": entry.id,
            "wrong": typeset.inline(entry.wrong),
            "tempts": typeset.optional(entry.tempts),
            "right": typeset.inline(entry.right),
            "claim": entry.claim.id if entry.claim else "",
            "repair": link_concept(repair, context, root, typeset) if repair else None,
        }


def _view_questions(concept: Concept, typeset: Typesetter) -> Iterator[View]:
    for entry in concept.questions:
        yield {
            "key": entry.object.id,
            "question": typeset.inline(entry.question),
            "object": link_object(entry.object.id),
            "evidence": tuple(link_object(ref.id) for ref in entry.evidence),
            "resolves": tuple(typeset.inline(text) for text in entry.resolves),
        }


def _view_facts(concept: Concept, content: Content) -> Iterator[View]:
    """Yield the facts below the title: the status, importance, difficulty and reading time."""
    facts = [
        concept.importance,
        f"difficulty {concept.difficulty} of 5" if concept.difficulty else "",
        MATH_LEVELS.get(concept.math_level, ""),
        f"{reading_time(content)} min",
        "live demo" if concept.demo else "",
    ]
    status = "under review" if concept.status == "review" else concept.status
    yield {"text": status, "is_status": concept.status != "published"}
    yield from ({"text": fact, "is_status": False} for fact in facts if fact)


def _view_grounding(
    concept: Concept, evidence: Evidence, context: RenderContext, root: str, typeset: Typesetter
) -> View:
    """Return the summary of the evidence: levels of claims, checks, and the weakest link."""
    run = "No witness of this page has been checked."
    if evidence.is_checked:
        holding = sum(check.passed for check in evidence.checks)
        run = f"{holding} of {count(len(evidence.checks), 'check')} hold."
    stale = sum(claim.stale for claim in evidence.claims)
    weakest, level = evidence.weakest_link or ("", "")
    link: View | None = None
    if weakest == concept.id:
        link = {"href": "", "text": "this page"}
    elif weakest:
        link = link_concept(Ref(weakest, concept.place), context, root, typeset)
    return {
        "total": len(concept.claims),
        "levels": count_levels([concept], context),
        "stale": f"{stale} stale" if concept.reviews else "",
        "run": run,
        "reviewed": describe_reviewed(concept, evidence) if concept.claims else "",
        "weakest": link,
        "weakest_level": str(level),
    }


def _view_contents(
    concept: Concept, content: Content, view: View, typeset: Typesetter
) -> Iterator[View]:
    """Yield the table of contents: the head, the sections, then the panels that are not empty."""
    yield {
        "anchor": "main",
        "text": typeset.plain(concept.title),
        "children": list_head_objects(concept, typeset),
    }
    objects = list_section_objects(content, concept, typeset)
    for number, (section, own) in enumerate(zip(content.sections, objects, strict=True), start=1):
        yield {"anchor": section.id, "text": f"{number:02} {section.title}", "children": own}
    for anchor, name, title in PANELS:
        panel = view[name]
        if not panel:
            continue
        text = title
        if name in ("sources", "claims") and isinstance(panel, tuple):
            text = f"{title} ({len(panel)})"
        claims = list_claims(concept) if name == "claims" else ()
        yield {"anchor": anchor, "text": text, "children": claims}
    yield {"anchor": "carry-on", "text": "Carry on", "children": ()}


def _view_colophon(concept: Concept, context: RenderContext) -> Iterator[View]:
    """Yield the tags, authors, dates and data files of the page, those that it has."""
    for name, text in (
        ("about", ", ".join(concept.tags)),
        ("written by", ", ".join(author.name for author in concept.authors)),
        ("created", format_date(concept.created) if concept.created else ""),
        ("updated", format_date(concept.updated) if concept.updated else ""),
    ):
        if text:
            yield {"name": name, "text": text, "href": ""}
    for file in concept.data:
        source = context.labels.get(file.source.id, file.source.id)
        locator = f", {file.locator}" if file.locator else ""
        text = f"{file.file.id} from {source}{locator} ({file.licence})"
        yield {"name": "data", "text": text, "href": ""}
