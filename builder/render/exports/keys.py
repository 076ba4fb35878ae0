"""Write the keys of a page's objects, and find the anchor of each object on the page."""

import re
from collections.abc import Iterator, Mapping

from builder.records.concept import Concept
from builder.records.outline import Outline
from builder.render.render_context import object_anchor

_ID = re.compile(r'<[^<>]*?\sid="([^"]*)"')


def write_key(concept: str, local: str) -> str:
    """Return the key of an object in the atlas; `local` is its key on the page.

    >>> write_key("scaling/double-descent", "claim:threshold-peak")
    'claim:scaling/double-descent#threshold-peak'
    >>> write_key("scaling/double-descent", "demo")
    'demo:scaling/double-descent'
    """
    kind, _, name = local.partition(":")
    return f"{kind}:{concept}#{name}" if name else f"{kind}:{concept}"


def list_keys(concept: Concept, outline: Outline) -> Iterator[str]:
    """Yield the key on the page of every object that the page may show, kind by kind."""
    content = concept.content
    yield "concept"
    if content is not None:
        yield from (f"section:{section.id}" for section in content.sections)
    yield from (f"claim:{claim.id}" for claim in concept.claims)
    if content is not None:
        yield from (f"equation:{equation.label}" for equation in content.equations)
    yield from (f"symbol:{symbol.tex}" for symbol in concept.symbols)
    yield from (f"check:{check_id}" for check_id in outline.check_ids())
    if content is not None and any(fence.kind == "witness" for fence in content.fences):
        yield "witness"
    yield from (f"figure:{figure.id}" for figure in concept.figures)
    if concept.demo is not None:
        yield "demo"
    yield from (f"source:{use.key.id}" for use in concept.sources)
    yield from (f"misconception:{entry.id}" for entry in concept.misconceptions)
    yield from (f"practice:{entry.id}" for entry in concept.practice)
    yield from (f"review:{review.id}" for review in concept.reviews)


def find_anchors(concept: Concept, outline: Outline, html: str) -> Mapping[str, str]:
    """Return the anchors of the objects on the rendered page by key.

    For example `claim:rate` -> `claim-rate`.
    """
    ids = frozenset(_ID.findall(html))
    return {
        key: anchor for key in list_keys(concept, outline) if (anchor := object_anchor(key)) in ids
    }
