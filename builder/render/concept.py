"""The concept page: everything its record, its run and its neighbours say, arranged in reading order."""

from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.level import Level
from builder.records.place import Ref
from builder.records.text import Content
from builder.render.claims import view_claims, view_sources
from builder.render.contents import list_claims, list_head_objects, list_section_objects
from builder.render.demo import plot_demo, view_demo
from builder.render.exercises import view_exercises
from builder.render.inquiry import view_inquiry
from builder.render.known import Known, View, link_object, page_frame, root_of
from builder.render.map import view_concept_map
from builder.render.neighbours import (
    link_concept,
    list_neighbours,
    view_next,
    view_prerequisites,
    view_related,
)
from builder.render.notes import NoteTaker
from builder.render.referrers import find_referrers
from builder.render.room import view_room
from builder.render.sections import view_section
from builder.render.storyboard import view_storyboard
from builder.render.symbols import view_symbols
from builder.render.typeset import Typesetter
from builder.render.words import count, format_date, reading_time

PANELS = (  # (anchor, name in the view, title), in the page's order
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


def view_concept(concept: Concept, content: Content, known: Known, typeset: Typesetter) -> View:
    """What `concept.html` shows of one concept."""
    evidence = known.evidence[concept.id]
    path = f"{concept.id}/index.html"
    root = root_of(path)
    referrers = find_referrers(concept)
    symbols = tuple(view_symbols(concept, evidence, typeset))
    notes = NoteTaker(concept, known, typeset, symbols, referrers)
    sections = tuple(
        view_section(number, section, notes)
        for number, section in enumerate(content.sections, start=1)
    )
    plotter = plot_demo(concept, known, typeset)
    hero = next((figure for figure in concept.figures if figure.hero), None)
    domain = next((domain for domain in known.atlas.domains if domain.id == concept.domain), None)
    view: dict[str, object] = {
        **page_frame(known, path, typeset.plain(concept.title), typeset.plain(concept.summary)),
        "id": concept.id,
        "title_html": typeset.inline(concept.title),
        "summary": typeset.inline(concept.summary),
        "domain": {
            "href": "../",
            "text": typeset.inline(domain.title) if domain else concept.domain,
        },
        "facts": tuple(_view_facts(concept, content)),
        "invariant": typeset.optional(concept.invariant),
        "grounding": _view_grounding(concept, evidence, known, root, typeset),
        "hero": typeset.figure(hero.id) if hero else None,
        "before": view_prerequisites(concept, known, root, typeset),
        "next": view_next(concept.id, known, root, typeset),
        "related": view_related(concept, known, root, typeset),
        **{
            f"all_{name}": whole.link_all(root)
            for name, whole in list_neighbours(concept, known, typeset.plain(concept.title)).items()
        },
        "map": view_concept_map(concept, known, root, typeset),
        "sections": sections,
        "symbols": symbols,
        "demo": view_demo(concept, known, root, plotter, typeset),
        "storyboard": view_storyboard(concept, plotter, typeset),
        "inquiry": view_inquiry(concept, evidence, typeset),
        "misconceptions": tuple(
            {
                "id": entry.id,
                "wrong": typeset.inline(entry.wrong),
                "tempts": typeset.optional(entry.tempts),
                "right": typeset.inline(entry.right),
                "claim": entry.claim.id if entry.claim else "",
                "repair": link_concept(entry.repair, known, root, typeset)
                if entry.repair
                else None,
            }
            for entry in concept.misconceptions
        ),
        "practice": view_exercises(concept, typeset.block),
        "sources": view_sources(concept, known, root, typeset),
        "claims": tuple(
            {**claim, "referrers": referrers.get(f"claim:{claim['id']}", ())}
            for claim in view_claims(concept, evidence, known, root, typeset)
        ),
        "demo_referrers": referrers.get("demo", ()),
        "questions": tuple(
            {
                "key": entry.object.id,
                "question": typeset.inline(entry.question),
                "object": link_object(entry.object.id),
                "evidence": tuple(link_object(ref.id) for ref in entry.evidence),
                "resolves": tuple(typeset.inline(text) for text in entry.resolves),
            }
            for entry in concept.questions
        ),
        "room": view_room(concept, known),
        "colophon": tuple(_view_colophon(concept, known)),
    }
    return {**view, "contents": tuple(_view_contents(concept, content, view, typeset))}


def _view_facts(concept: Concept, content: Content) -> Iterator[View]:
    facts = [
        concept.importance,
        f"difficulty {concept.difficulty} of 5" if concept.difficulty else "",
        MATH_LEVELS.get(concept.math_level, ""),
        f"{reading_time(content)} min",
        "live demo" if concept.demo else "",
    ]
    yield {
        "text": {"review": "under review"}.get(concept.status, concept.status),
        "is_status": concept.status != "published",
    }
    yield from ({"text": fact, "is_status": False} for fact in facts if fact)


def _view_grounding(
    concept: Concept, evidence: Evidence, known: Known, root: str, typeset: Typesetter
) -> View:
    numbers = {
        level: sum(claim.level is level for claim in evidence.claims) for level in reversed(Level)
    }
    weakest = evidence.weakest_link
    holding = sum(check.passed for check in evidence.checks)
    run = (
        f"{holding} of {count(len(evidence.checks), 'check')} hold."
        if evidence.is_checked
        else "No witness of this page has been checked."
    )
    return {
        "total": len(concept.claims),
        "levels": tuple(
            {"level": str(level), "number": number} for level, number in numbers.items() if number
        ),
        "stale": f"{sum(claim.stale for claim in evidence.claims)} stale"
        if concept.reviews
        else "",
        "run": run,
        "weakest": link_concept(Ref(weakest[0], concept.place), known, root, typeset)
        if weakest and weakest[0] != concept.id
        else {"href": "", "text": "this page"}
        if weakest
        else None,
        "weakest_level": str(weakest[1]) if weakest else "",
    }


def _view_contents(
    concept: Concept, content: Content, view: View, typeset: Typesetter
) -> Iterator[View]:
    """The page's parts: its head, its sections, then the panels that have something to show."""
    yield {
        "anchor": "main",
        "text": typeset.plain(concept.title),
        "children": list_head_objects(concept, typeset),
    }
    objects = list_section_objects(content, concept, typeset)
    for number, (section, own) in enumerate(zip(content.sections, objects, strict=True), start=1):
        yield {"anchor": section.id, "text": f"{number:02} {section.title}", "children": own}
    for anchor, name, title in PANELS:
        shown = view[name]
        if shown:
            counted = (
                f" ({len(shown)})"
                if name in ("sources", "claims") and isinstance(shown, tuple)
                else ""
            )
            yield {
                "anchor": anchor,
                "text": title + counted,
                "children": list_claims(concept) if name == "claims" else (),
            }
    yield {"anchor": "carry-on", "text": "Carry on", "children": ()}


def _view_colophon(concept: Concept, known: Known) -> Iterator[View]:
    if concept.tags:
        yield {"name": "about", "text": ", ".join(concept.tags), "href": ""}
    if concept.authors:
        yield {
            "name": "written by",
            "text": ", ".join(author.name for author in concept.authors),
            "href": "",
        }
    if concept.created:
        yield {"name": "created", "text": format_date(concept.created), "href": ""}
    if concept.updated:
        yield {"name": "updated", "text": format_date(concept.updated), "href": ""}
    for file in concept.data:
        where = f", {file.locator}" if file.locator else ""
        yield {
            "name": "data",
            "text": f"{file.file.id} from {known.labels.get(file.source.id, file.source.id)}{where} ({file.licence})",
            "href": "",
        }
