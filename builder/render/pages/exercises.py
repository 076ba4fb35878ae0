"""Exercises of a page, with the key of the stored grade and a digest of the tested claim."""

import hashlib
import unicodedata
from collections.abc import Callable

from markupsafe import Markup

from builder.records.concept import ConceptRecord
from builder.records.text import Text
from builder.render.render_context import View, object_anchor

DIGITS = 12  # hexadecimal digits of a digest


def view_exercises(concept: ConceptRecord, render: Callable[[Text], Markup]) -> tuple[View, ...]:
    """Return the exercises with their hints.

    `home` links to the exercise on its concept's page; pages that repeat it elsewhere set it.
    """
    claims = {claim.id: digest_text(claim.text) for claim in concept.claims}
    return tuple(
        {
            "key": f"{concept.id}#{entry.id}",
            "anchor": object_anchor(f"practice:{entry.id}"),
            "claim": claims.get(entry.claim.id, "") if entry.claim else "",
            "kind": entry.kind.capitalize(),
            "home": None,
            "prompt": render(entry.prompt),
            "hints": tuple(render(hint) for hint in entry.hints),
            "answer": render(entry.answer),
        }
        for entry in concept.practice
    )


def digest_text(text: Text) -> str:
    """Return the first digits of the SHA-256 of the text's words; line breaks do not count."""
    words = " ".join(unicodedata.normalize("NFC", text.source).split())
    return hashlib.sha256(words.encode()).hexdigest()[:DIGITS]
