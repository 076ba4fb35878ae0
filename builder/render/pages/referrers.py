"""The references to each object of a page, so that readers can follow every link back."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from builder.records.concept import Concept
from builder.records.text import Content
from builder.render.render_context import View, object_anchor

# Kind of a mark -> kind of the object's key.
_KEYS = {"claim": "claim", "eq": "equation", "fig": "figure", "check": "check"}


def find_referrers(concept: Concept) -> Mapping[str, tuple[View, ...]]:
    """Return the links to what refers to an object, by the object's key.

    The links are in the page's order, each once.

    >>> find_referrers(concept)["check:peak"]
    ({'anchor': 'claim-threshold-peak', 'text': 'claim 1'}, {'anchor': 'code', 'text': 'Code'})
    """
    found: dict[str, dict[tuple[str, str], None]] = {}
    for key, anchor, text in _list_references(concept):
        found.setdefault(key, {})[anchor, text] = None
    return {
        key: tuple({"anchor": anchor, "text": text} for anchor, text in referrers)
        for key, referrers in found.items()
    }


def _list_references(concept: Concept) -> Iterator[tuple[str, str, str]]:
    """Yield (key of the object, anchor and name of what refers to it)."""
    for number, claim in enumerate(concept.claims, start=1):
        keys = (
            *(f"check:{ref.id}" for ref in claim.checks),
            *(f"equation:{ref.id}" for ref in claim.equations),
            *(ref.id for ref in claim.shows),
        )
        anchor = object_anchor(f"claim:{claim.id}")
        yield from ((key, anchor, f"claim {number}") for key in keys)
    if concept.content is not None:
        yield from _list_marks(concept.content)
    for frame in concept.storyboard:
        if frame.figure is not None:
            yield f"figure:{frame.figure.id}", "storyboard", "storyboard"
    if concept.inquiry is not None:
        yield f"figure:{concept.inquiry.figure.id}", "inquiry", "inquiry"
    for entry in concept.misconceptions:
        if entry.claim is not None:
            anchor = object_anchor(f"misconception:{entry.id}")
            yield f"claim:{entry.claim.id}", anchor, f"misconception {entry.id}"
    for item in concept.practice:
        if item.claim is not None:
            anchor = object_anchor(f"practice:{item.id}")
            yield f"claim:{item.claim.id}", anchor, f"practice {item.id}"
    for question in concept.questions:
        for ref in (question.object, *question.evidence):
            yield ref.id, "research-room", "research room"


def _list_marks(content: Content) -> Iterator[tuple[str, str, str]]:
    """Yield the references of the prose, each with its section."""
    lines = [section.place.line for section in content.sections]
    for mark in content.text.marks:
        at = bisect_right(lines, mark.place.line) - 1
        if mark.kind in _KEYS and at >= 0:
            section = content.sections[at]
            yield f"{_KEYS[mark.kind]}:{mark.target}", section.id, section.title
