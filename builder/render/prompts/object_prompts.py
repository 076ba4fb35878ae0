"""Write the prompt of an object: its key and address, its records and its open questions."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from builder.records.concept import Concept
from builder.records.text import Mark, Section
from builder.render.exports.keys import write_key
from builder.render.prompts.dossier import (
    Dossier,
    list_check_lines,
    list_claim_lines,
    list_source_lines,
    make_audit_line,
    make_citation_line,
    make_equation_line,
    make_review_line,
    make_run_line,
    make_text_line,
    summarize_claim,
    summarize_claims,
)
from builder.render.prompts.labelled_lines import LabelledLine, write_lines
from builder.render.prompts.measured import (
    describe_check,
    describe_demo,
    describe_figure,
    describe_symbol,
    describe_witness,
)
from builder.render.prose.formatted_values import FormatError, format_value
from builder.render.prose.markdown import plain_text
from builder.render.render_context import View, object_anchor
from builder.render.words import format_date, format_settings


def write_prompt(key: str, referrers: Sequence[View], dossier: Dossier) -> str:
    """Return the prompt of an object of the page; `referrers` are the links to what names it."""
    kind, _, name = key.partition(":")
    concept = dossier.concept
    base = dossier.context.atlas.config.base_url.rstrip("/")
    lines = (
        LabelledLine("Object", write_key(concept.id, key)),
        LabelledLine("Page", plain_text(concept.title)),
        LabelledLine("Address", f"{base}/{concept.id}/#{object_anchor(key)}" if base else ""),
        *_DESCRIBED[kind](name, dossier),
        LabelledLine("Named in", ", ".join(str(link["text"]) for link in referrers)),
        *_list_question_lines(key, concept),
    )
    return write_lines(lines)


def _list_question_lines(key: str, concept: Concept) -> Iterator[LabelledLine]:
    for entry in concept.questions:
        if entry.object.id == key:
            evidence = LabelledLine("Evidence", ", ".join(ref.id for ref in entry.evidence))
            resolves = (make_text_line("Resolved by", text) for text in entry.resolves)
            yield LabelledLine("Open question", str(entry.question), (evidence, *resolves))


def _describe_concept(_id: str, dossier: Dossier) -> Iterator[LabelledLine]:
    concept, weakest = dossier.concept, dossier.evidence.weakest_link
    yield make_text_line("Summary", concept.summary)
    yield make_text_line("Invariant", concept.invariant)
    yield LabelledLine("Status", concept.status)
    yield LabelledLine("Importance", concept.importance)
    yield LabelledLine("Difficulty", f"{concept.difficulty} of 5" if concept.difficulty else "")
    yield LabelledLine("Maths", concept.math_level)
    yield LabelledLine("Authors", ", ".join(author.name for author in concept.authors))
    yield LabelledLine("Updated", format_date(concept.updated) if concept.updated else "")
    yield from _list_neighbour_lines(dossier)
    yield from summarize_claims(concept.claims, dossier)
    yield LabelledLine("Weakest link", f"{weakest[0]}, {weakest[1]}" if weakest else "")
    for file in concept.data:
        source = LabelledLine("Source", file.source.id)
        below = source, LabelledLine("Locator", file.locator), LabelledLine("Licence", file.licence)
        yield LabelledLine("Data", file.file.id, below)
    for frame in concept.storyboard:
        state = LabelledLine("State", format_settings(frame.state or ()))
        yield LabelledLine(
            "Frame", str(frame.title), (make_text_line("Caption", frame.caption), state)
        )


def _list_neighbour_lines(dossier: Dossier) -> Iterator[LabelledLine]:
    concept = dossier.concept
    for prerequisite in concept.prerequisites:
        yield LabelledLine(
            "Prerequisite", prerequisite.concept.id, (make_text_line("Why", prerequisite.why),)
        )
    for relation in concept.related:
        parts = (
            LabelledLine("Relation", relation.relation),
            make_text_line("Why", relation.why),
            make_text_line("Breaks", relation.breaks),
        )
        yield LabelledLine("Related", relation.concept.id, parts)
    for concept_id in dossier.context.graph.next.get(concept.id, ()):
        needs = dossier.context.summaries[concept_id].prerequisites
        reasons = (need.why for need in needs if need.concept.id == concept.id)
        yield LabelledLine(
            "Needed by", concept_id, tuple(make_text_line("Why", why) for why in reasons)
        )


def _describe_section(section_id: str, dossier: Dossier) -> Iterator[LabelledLine]:
    section = next(section for section in dossier.content.sections if section.id == section_id)
    marks = dossier.marks_in(section)
    marked = {mark.target for mark in marks if mark.kind == "claim"}
    yield LabelledLine("Section", section.title)
    yield LabelledLine("Text", _cut_out(section, dossier))
    yield from (_make_value_line(mark, dossier) for mark in marks if mark.kind == "value")
    claims = (claim for claim in dossier.concept.claims if claim.id in marked)
    yield from summarize_claims(claims, dossier)
    citations = dict.fromkeys((mark.target, mark.detail) for mark in marks if mark.kind == "cite")
    for key, locator in citations:
        source = dossier.context.atlas.source_by_key.get(key)
        title = LabelledLine("Title", source.title if source is not None else "")
        below = LabelledLine("Locator", locator), title, make_audit_line(key, dossier)
        yield LabelledLine("Source", dossier.context.labels.get(key, key), below)
    for check_id in dossier.checks_in(section):
        yield LabelledLine("Check", check_id, tuple(list_check_lines(check_id, dossier)))
    all_fences = dossier.content.fences
    fences = (fence for fence in all_fences if dossier.section_at(fence.place) is section)
    indices = {fence.index for fence in fences}
    outputs = dossier.evidence.outputs if dossier.evidence.is_checked else ()
    yield from (LabelledLine("Output", text) for index, text in outputs if index in indices)


def _cut_out(section: Section, dossier: Dossier) -> str:
    """Return the prose of a section as its author wrote it, without its heading."""
    text, span = dossier.content.text, dossier.lines_of(section)
    first, end = span.start - text.place.line + 1, span.stop - text.place.line
    return "\n".join(text.source.split("\n")[first:end])


def _make_value_line(mark: Mark, dossier: Dossier) -> LabelledLine:
    """Return the line of a value as the page shows it; empty if the value is not known."""
    answer = dossier.evidence.answer(f"value:{mark.target}")
    if answer is None or answer.failed or not dossier.evidence.is_checked:
        return LabelledLine("Value")
    try:
        return LabelledLine("Value", f"{mark.target} = {format_value(answer, mark.detail)}")
    except FormatError:  # reported at the expression
        return LabelledLine("Value")


def _describe_claim(claim_id: str, dossier: Dossier) -> Iterator[LabelledLine]:
    claim = next(claim for claim in dossier.concept.claims if claim.id == claim_id)
    yield LabelledLine("Claim", str(dossier.number_of(claim)))
    yield from list_claim_lines(claim, dossier)
    yield make_run_line(dossier) if claim.checks else LabelledLine("Run")
    for entry in dossier.concept.misconceptions:
        if entry.claim is not None and entry.claim.id == claim_id:
            yield LabelledLine(
                "Misconception", str(entry.wrong), (make_text_line("Right", entry.right),)
            )


def _describe_equation(label: str, dossier: Dossier) -> Iterator[LabelledLine]:
    equation = next(equation for equation in dossier.content.equations if equation.label == label)
    section = dossier.section_at(equation.place)
    yield make_equation_line(label, dossier)
    yield LabelledLine("Section", section.title if section is not None else "")
    claims = dossier.concept.claims
    backed = (claim for claim in claims if label in {ref.id for ref in claim.equations})
    yield from summarize_claims(backed, dossier)


def _describe_source(key: str, dossier: Dossier) -> Iterator[LabelledLine]:
    concept, source = dossier.concept, dossier.context.atlas.source_by_key.get(key)
    yield from list_source_lines(source) if source is not None else ()
    yield make_audit_line(key, dossier)
    yield from (
        make_text_line("Grounds", use.grounds) for use in concept.sources if use.key.id == key
    )
    for claim in concept.claims:
        cited = tuple(
            make_citation_line(citation) for citation in claim.sources if citation.key.id == key
        )
        if cited:
            below = (make_text_line("Text", claim.text), *cited)
            yield LabelledLine("Claim", f"{dossier.number_of(claim)}, {claim.id}", below)
    marks = dossier.content.text.marks
    locators = (mark.detail for mark in marks if mark.kind == "cite" and mark.target == key)
    yield from (LabelledLine("Cited at", locator) for locator in dict.fromkeys(locators))


def _describe_misconception(entry_id: str, dossier: Dossier) -> Iterator[LabelledLine]:
    entry = next(entry for entry in dossier.concept.misconceptions if entry.id == entry_id)
    yield make_text_line("Misconception", entry.wrong)
    yield make_text_line("Why it tempts", entry.tempts)
    yield make_text_line("Right", entry.right)
    yield LabelledLine("Repaired by", entry.repair.id if entry.repair else "")
    yield from summarize_claim(entry.claim, dossier)


def _describe_practice(entry_id: str, dossier: Dossier) -> Iterator[LabelledLine]:
    entry = next(entry for entry in dossier.concept.practice if entry.id == entry_id)
    yield LabelledLine("Practice", entry.kind)
    yield make_text_line("Prompt", entry.prompt)
    yield from (make_text_line("Hint", hint) for hint in entry.hints)
    yield make_text_line("Answer", entry.answer)
    yield from summarize_claim(entry.claim, dossier)


def _describe_review(review_id: str, dossier: Dossier) -> Iterator[LabelledLine]:
    review = next(review for review in dossier.concept.reviews if review.id == review_id)
    yield make_review_line(review)
    for ref in review.claims:
        yield from summarize_claim(ref, dossier)


# Kind of an object's key -> the function that describes the object.
_DESCRIBED: Mapping[str, Callable[[str, Dossier], Iterator[LabelledLine]]] = {
    "concept": _describe_concept,
    "section": _describe_section,
    "claim": _describe_claim,
    "equation": _describe_equation,
    "symbol": describe_symbol,
    "check": describe_check,
    "witness": describe_witness,
    "figure": describe_figure,
    "demo": describe_demo,
    "source": _describe_source,
    "misconception": _describe_misconception,
    "practice": _describe_practice,
    "review": _describe_review,
}
