"""Exercises as a page shows them, with what a browser keeps the reader's grade under and by what it sees that the claim has changed."""

import hashlib
import unicodedata
from collections.abc import Callable

from markupsafe import Markup

from builder.records.concept import Concept
from builder.records.text import Text
from builder.render.known import View, object_anchor

DIGITS = 12  # hexadecimal, of a digest


def view_exercises(concept: Concept, set_text: Callable[[Text], Markup]) -> tuple[View, ...]:
    """The exercises with their hints; `home` is where each stands on its concept's page, for pages that show it elsewhere."""
    claims = {claim.id: digest_text(claim.text) for claim in concept.claims}
    return tuple(
        {
            "key": f"{concept.id}#{entry.id}",
            "anchor": object_anchor(f"practice:{entry.id}"),
            "claim": claims.get(entry.claim.id, "") if entry.claim else "",
            "kind": entry.kind.capitalize(),
            "home": None,
            "prompt": set_text(entry.prompt),
            "hints": tuple(set_text(hint) for hint in entry.hints),
            "answer": set_text(entry.answer),
        }
        for entry in concept.practice
    )


def digest_text(text: Text) -> str:
    """The first digits of the SHA-256 of the text as it is written, which differ as soon as a word does, and not with its lines."""
    words = " ".join(unicodedata.normalize("NFC", text.source).split())
    return hashlib.sha256(words.encode()).hexdigest()[:DIGITS]
