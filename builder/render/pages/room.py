"""`room.json` beside a concept page.

For every object what is asked of it, what it rests on, what refers to it, and its prompt.
"""

from collections.abc import Callable, Iterator, Mapping

from builder import __version__
from builder.records.concept import Concept, Question
from builder.render.exports.keys import list_keys
from builder.render.exports.plain import Json, write_json
from builder.render.pages.choices import find_defaults, show_choice
from builder.render.pages.referrers import find_referrers
from builder.render.prompts.dossier import Dossier
from builder.render.prompts.object_prompts import write_prompt
from builder.render.prose.markdown import plain_text
from builder.render.prose.plain_maths import Formula, linear_text
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, link_object

SCHEMA = "plumbline-room/1"
GROUPS = {  # kind of an object's key -> what all of that kind are called, in the order of the list
    "concept": "Page",
    "section": "Sections",
    "claim": "Claims",
    "equation": "Equations",
    "symbol": "Symbols",
    "check": "Checks",
    "witness": "Witness",
    "figure": "Figures",
    "demo": "Demo",
    "source": "Sources",
    "misconception": "Misconceptions",
    "practice": "Practice",
    "review": "Reviews",
}
LONGEST_NAME = 90  # characters of an object's name, which stands in a list of all


def view_room(concept: Concept, context: RenderContext) -> tuple[View, ...]:
    """Return the groups of the list of objects, which the room's own file fills."""
    kinds = {key.partition(":")[0] for key in list_keys(concept, context.outlines[concept.id])}
    return tuple({"kind": kind, "title": title} for kind, title in GROUPS.items() if kind in kinds)


def write_room(
    concept: Concept, context: RenderContext, anchors: Mapping[str, str], typeset: Typesetter
) -> bytes:
    """Return the file.

    `anchors` are those of the objects that stand on the page, by their keys there.

    Everything in it is plain text.
    """
    dossier = Dossier(concept, context)
    names = dict(_list_names(dossier, typeset.plain_formula))
    referrers = find_referrers(concept)
    return write_json(
        {
            "schema": SCHEMA,
            "plumbline": __version__,
            "concept": concept.id,
            "page": "./",
            "objects": [
                {
                    "key": key,
                    "kind": key.partition(":")[0],
                    "name": _cut(names.get(key, key.partition(":")[2])),
                    "anchor": anchor,
                    "questions": [
                        _describe_question(entry, typeset)
                        for entry in concept.questions
                        if entry.object.id == key
                    ],
                    "evidence": [
                        link_object(other)
                        for other in _list_evidence(key, dossier)
                        if other in anchors
                    ],
                    "referrers": list(referrers.get(key, ())),
                    "controls": list(_list_controls(dossier)) if key == "demo" else [],
                    "prompt": write_prompt(key, referrers.get(key, ()), dossier),
                }
                for key, anchor in anchors.items()
            ],
        }
    )


def _describe_question(entry: Question, typeset: Typesetter) -> Json:
    return {
        "question": linear_text(entry.question, typeset.plain_formula),
        "evidence": [link_object(ref.id) for ref in entry.evidence],
        "resolves": [linear_text(text, typeset.plain_formula) for text in entry.resolves],
    }


def _list_controls(dossier: Dossier) -> Iterator[Json]:
    """Yield what the demo's state is made of.

    A control takes one of these values in the page's address, else the first.
    """
    demo = dossier.concept.demo
    assert demo is not None
    defaults = find_defaults(demo, dossier.outline)
    for control in demo.controls:
        yield {
            "name": control.name,
            "values": [show_choice(value) for value in control.values],
            "default": show_choice(defaults.get(control.name)),
        }


def _list_evidence(key: str, dossier: Dossier) -> tuple[str, ...]:
    """Return the keys that the object's record names, or that stand in it, in order."""
    kind, _, object_id = key.partition(":")
    listed = _EVIDENCE.get(kind)
    return tuple(dict.fromkeys(listed(object_id, dossier))) if listed is not None else ()


def _list_of_claim(object_id: str, dossier: Dossier) -> Iterator[str]:
    claim = next(claim for claim in dossier.concept.claims if claim.id == object_id)
    yield from (f"check:{ref.id}" for ref in claim.checks)
    yield from (f"equation:{ref.id}" for ref in claim.equations)
    yield from (f"source:{citation.key.id}" for citation in claim.sources)
    yield from (ref.id for ref in claim.shows)


def _list_of_section(object_id: str, dossier: Dossier) -> Iterator[str]:
    section = next(section for section in dossier.content.sections if section.id == object_id)
    kinds = {"claim": "claim", "cite": "source", "fig": "figure"}
    yield from (
        f"{kinds[mark.kind]}:{mark.target}"
        for mark in dossier.marks_in(section)
        if mark.kind in kinds
    )
    yield from (
        f"equation:{own.label}"
        for own in dossier.content.equations
        if dossier.section_at(own.place) is section
    )
    yield from (
        f"figure:{mark.target}"
        for mark in dossier.content.placements
        if dossier.section_at(mark.place) is section
    )
    yield from (f"check:{check}" for check in dossier.checks_in(section))
    if object_id == "interactive-demo":
        yield "demo"


def _list_of_source(key: str, dossier: Dossier) -> Iterator[str]:
    for claim in dossier.concept.claims:
        if key in {citation.key.id for citation in claim.sources}:
            yield f"claim:{claim.id}"


def _list_of_misconception(object_id: str, dossier: Dossier) -> Iterator[str]:
    yield from (
        f"claim:{entry.claim.id}"
        for entry in dossier.concept.misconceptions
        if entry.id == object_id and entry.claim
    )


def _list_of_practice(object_id: str, dossier: Dossier) -> Iterator[str]:
    yield from (
        f"claim:{entry.claim.id}"
        for entry in dossier.concept.practice
        if entry.id == object_id and entry.claim
    )


def _list_of_review(object_id: str, dossier: Dossier) -> Iterator[str]:
    yield from (
        f"claim:{ref.id}"
        for review in dossier.concept.reviews
        if review.id == object_id
        for ref in review.claims
    )


_EVIDENCE: Mapping[
    str, Callable[[str, Dossier], Iterator[str]]
] = {  # kind of an object's key -> keys of what it rests on
    "concept": lambda _id, dossier: (f"claim:{claim.id}" for claim in dossier.concept.claims),
    "section": _list_of_section,
    "claim": _list_of_claim,
    "witness": lambda _id, dossier: (f"check:{check}" for check in dossier.outline.check_ids()),
    "source": _list_of_source,
    "misconception": _list_of_misconception,
    "practice": _list_of_practice,
    "review": _list_of_review,
}


def _list_names(dossier: Dossier, formula: Formula) -> Iterator[tuple[str, str]]:
    """Yield what objects are called in a list of all of one kind, by their keys.

    Checks and reviews are called by their ids.
    """
    concept, content = dossier.concept, dossier.content
    yield "concept", plain_text(concept.title)
    yield "witness", "all code and checks"
    yield "demo", concept.demo.function if concept.demo else ""
    yield from ((f"section:{section.id}", section.title) for section in content.sections)
    yield from (
        (f"equation:{equation.label}", f"({equation.number}) {equation.label}")
        for equation in content.equations
    )
    for number, claim in enumerate(concept.claims, start=1):
        yield f"claim:{claim.id}", f"{number}. {linear_text(claim.text, formula)}"
    for symbol in concept.symbols:
        yield (
            f"symbol:{symbol.tex}",
            f"{formula(symbol.tex)}: {linear_text(symbol.meaning, formula)}",
        )
    for figure in concept.figures:
        yield (
            f"figure:{figure.id}",
            linear_text(figure.title, formula) if figure.title else figure.id,
        )
    for use in concept.sources:
        yield f"source:{use.key.id}", dossier.context.labels.get(use.key.id, use.key.id)
    for misconception in concept.misconceptions:
        yield f"misconception:{misconception.id}", linear_text(misconception.wrong, formula)
    for practice in concept.practice:
        yield f"practice:{practice.id}", f"{practice.kind}: {linear_text(practice.prompt, formula)}"


def _cut(name: str) -> str:
    """Return the name, cut at a space where it is longer than what a list shows."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[:LONGEST_NAME].rpartition(' ')[0] or name[:LONGEST_NAME]} …"
