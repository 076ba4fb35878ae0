"""The concept page: everything its record, its run and its neighbours say, arranged in reading order."""

from collections.abc import Iterator

from markupsafe import Markup

from builder.records.concept import Concept
from builder.records.evidence import CheckResult, Evidence, Level
from builder.records.place import Ref
from builder.records.text import Content, Section
from builder.render.claims import view_claims, view_sources
from builder.render.instruments import view_demo, view_inquiry, view_practice, view_storyboard
from builder.render.known import Known, View, object_anchor, page_frame, root_of
from builder.render.map import view_concept_map
from builder.render.neighbours import link_concept, view_next, view_prerequisites, view_related
from builder.render.notes import Seen, describe_counters, describe_seeds, note_marks
from builder.render.symbols import view_symbols
from builder.render.typeset import Typesetter
from builder.render.words import count, format_date, format_number, reading_time

PANELS = (  # (anchor, name in the view, title), in the page's order
    ("storyboard", "storyboard", "Storyboard"),
    ("inquiry", "inquiry", "A question to a figure"),
    ("misconceptions", "misconceptions", "Misconceptions"),
    ("practice", "practice", "Practice"),
    ("sources", "sources", "Sources"),
    ("claims", "claims", "Claims"),
    ("research-room", "questions", "Research room"),
)

MOST_ROWS_OF_A_NOTE = 12  # as many as css/layout.css has spans for

MATH_LEVELS = {"school": "school maths", "undergraduate": "undergraduate maths", "graduate": "graduate maths", "research": "research maths"}


def view_concept(concept: Concept, content: Content, known: Known, typeset: Typesetter) -> View:
    """What `concept.html` shows of one concept."""
    evidence = known.evidence[concept.id]
    path = f"{concept.id}/index.html"
    root = root_of(path)
    seen: Seen = set()
    sections = tuple(
        _view_section(number, section, concept, known, typeset, seen) for number, section in enumerate(content.sections, start=1)
    )
    hero = next((figure for figure in concept.figures if figure.hero), None)
    domain = next((domain for domain in known.atlas.domains if domain.id == concept.domain), None)
    view: dict[str, object] = {
        **page_frame(known, path, typeset.plain(concept.title), typeset.plain(concept.summary)),
        "title_html": typeset.inline(concept.title),
        "summary": typeset.inline(concept.summary),
        "domain": {"href": "../", "text": typeset.inline(domain.title) if domain else concept.domain},
        "facts": tuple(_view_facts(concept, content)),
        "invariant": typeset.optional(concept.invariant),
        "grounding": _view_grounding(concept, evidence, known, root, typeset),
        "hero": typeset.figure(hero.id) if hero else None,
        "before": view_prerequisites(concept, known, root, typeset),
        "next": view_next(concept.id, known, root, typeset),
        "related": view_related(concept, known, root, typeset),
        "map": view_concept_map(concept, known, root, typeset),
        "sections": sections,
        "symbols": tuple(view_symbols(concept, evidence, typeset)),
        "demo": view_demo(concept, evidence, known, root, typeset),
        "storyboard": view_storyboard(concept, typeset),
        "inquiry": view_inquiry(concept, evidence, typeset),
        "misconceptions": tuple(
            {
                "id": entry.id,
                "wrong": typeset.inline(entry.wrong),
                "tempts": typeset.optional(entry.tempts),
                "right": typeset.inline(entry.right),
                "claim": entry.claim.id if entry.claim else "",
                "repair": link_concept(entry.repair, known, root, typeset) if entry.repair else None,
            }
            for entry in concept.misconceptions
        ),
        "practice": view_practice(concept, typeset),
        "sources": view_sources(concept, known, root, typeset),
        "claims": view_claims(concept, evidence, known, root, typeset),
        "questions": tuple(
            {
                "question": typeset.inline(entry.question),
                "object": _view_object(entry.object),
                "evidence": tuple(_view_object(ref) for ref in entry.evidence),
                "resolves": tuple(typeset.inline(text) for text in entry.resolves),
            }
            for entry in concept.questions
        ),
        "colophon": tuple(_view_colophon(concept, evidence, known)),
    }
    return {**view, "contents": tuple(_view_contents(content, view))}


def _view_facts(concept: Concept, content: Content) -> Iterator[View]:
    facts = [
        concept.importance,
        f"difficulty {concept.difficulty} of 5" if concept.difficulty else "",
        MATH_LEVELS.get(concept.math_level, ""),
        f"{reading_time(content)} min",
        "demo" if concept.demo else "",
        *concept.tags,
    ]
    yield {"text": {"review": "under review"}.get(concept.status, concept.status), "is_status": concept.status != "published"}
    yield from ({"text": fact, "is_status": False} for fact in facts if fact)


def _view_grounding(concept: Concept, evidence: Evidence, known: Known, root: str, typeset: Typesetter) -> View:
    numbers = {level: sum(claim.level is level for claim in evidence.claims) for level in reversed(Level)}
    weakest = evidence.weakest_link
    holding = sum(check.passed for check in evidence.checks)
    run = (
        f"{holding} of {count(len(evidence.checks), 'check')} hold in this build's run."
        if evidence.is_checked
        else "No witness of this page has been checked."
    )
    return {
        "total": len(concept.claims),
        "levels": tuple({"level": str(level), "number": number} for level, number in numbers.items() if number),
        "run": run,
        "weakest": link_concept(Ref(weakest[0], concept.place), known, root, typeset)
        if weakest and weakest[0] != concept.id
        else {"href": "", "text": "this page"}
        if weakest
        else None,
        "weakest_level": str(weakest[1]) if weakest else "",
    }


def _view_object(ref: Ref) -> View:
    """An object of this page by its key, as a link to its anchor."""
    return {"anchor": object_anchor(ref.id), "text": ref.id.replace(":", " ")}


def _view_contents(content: Content, view: View) -> Iterator[View]:
    """The page's parts: its sections, then the panels that have something to show."""
    for number, section in enumerate(content.sections, start=1):
        yield {"anchor": section.id, "text": f"{number:02} {section.title}", "children": ()}
    for anchor, name, title in PANELS:
        shown = view[name]
        if shown:
            counted = f" ({len(shown)})" if name in ("sources", "claims") and isinstance(shown, tuple) else ""
            yield {"anchor": anchor, "text": title + counted, "children": ()}
    yield {"anchor": "carry-on", "text": "Carry on", "children": ()}


def _view_section(number: int, section: Section, concept: Concept, known: Known, typeset: Typesetter, seen: Seen) -> View:
    blocks = [block for block in typeset.blocks(section) if block.html]
    notes = [note_marks(concept, known, block.marks, seen) for block in blocks]
    noted = [index for index, own in enumerate(notes) if own] + [len(blocks)]
    rows = [
        {
            "html": Markup(block.html),
            "run": _view_run(block.fence, concept, known.evidence[concept.id]) if block.fence >= 0 else None,
            "notes": own,
            "span": min(MOST_ROWS_OF_A_NOTE, next(other for other in noted if other > index) - index),
        }
        for index, (block, own) in enumerate(zip(blocks, notes, strict=True))
    ]
    return {"id": section.id, "number": f"{number:02}", "title": section.title, "rows": tuple(rows)}


def _view_run(fence: int, concept: Concept, evidence: Evidence) -> View:
    """What one fence printed, and its checks."""
    assert concept.content is not None
    code = concept.content.fences[fence]
    lines = range(code.place.line, code.place.line + code.code.count("\n") + 1)
    output = next((text for index, text in evidence.outputs if index == fence), "")
    checks = [check for check in evidence.checks if check.declared.place.line in lines] if evidence.is_checked else []
    return {"output": output, "checks": tuple(_view_check(check, fence, code.place.line) for check in checks)}


def _view_check(check: CheckResult, fence: int, first_line: int) -> View:
    return {
        "id": check.id,
        "holds": check.passed,
        "line_anchor": f"code-{fence}-{check.declared.place.line - first_line + 1}",
        "measured": check.measured,
        "margin": format_number(check.margin),
        "seeds": describe_seeds(check),
        "counters": describe_counters(check),
    }


def _view_colophon(concept: Concept, evidence: Evidence, known: Known) -> Iterator[View]:
    if concept.authors:
        yield {"name": "written by", "text": ", ".join(author.name for author in concept.authors), "href": ""}
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
    if evidence.is_checked:
        yield {"name": "run with", "text": ", ".join(f"{name} {version}" for name, version in evidence.packages), "href": ""}
        yield {"name": "run key", "text": evidence.run_key[:16], "href": ""}
