"""The exercises of a page."""

from builder.records.concept import Concept
from builder.render.known import View
from builder.render.typeset import Typesetter


def view_practice(concept: Concept, typeset: Typesetter) -> tuple[View, ...]:
    """The exercises with their hints."""
    return tuple(
        {
            "id": entry.id,
            "kind": entry.kind.capitalize(),
            "prompt": typeset.block(entry.prompt),
            "hints": tuple(typeset.block(hint) for hint in entry.hints),
            "answer": typeset.block(entry.answer),
        }
        for entry in concept.practice
    )
