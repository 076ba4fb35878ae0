"""Keys of a page's objects: the one table that names every object of the site, with the anchor at which it stands."""

import re
from collections.abc import Iterator, Mapping

from builder.records.concept import Concept
from builder.records.outline import Outline
from builder.render.known import object_anchor

_ID = re.compile(r'<[^<>]*?\sid="([^"]*)"')


def write_key(concept: str, local: str) -> str:
    """An object's key in the whole atlas by its key on its page.

    >>> write_key("scaling/double-descent", "claim:threshold-peak")
    'claim:scaling/double-descent#threshold-peak'
    >>> write_key("scaling/double-descent", "demo")
    'demo:scaling/double-descent'
    """
    kind, _, id = local.partition(":")
    return f"{kind}:{concept}#{id}" if id else f"{kind}:{concept}"


def list_keys(concept: Concept, outline: Outline) -> Iterator[str]:
    """The key on its page of every object that the page may show, kind by kind as DESIGN §2 lists them."""
    content = concept.content
    yield "concept"
    if content is not None:
        yield from (f"section:{section.id}" for section in content.sections)
    yield from (f"claim:{claim.id}" for claim in concept.claims)
    if content is not None:
        yield from (f"equation:{equation.label}" for equation in content.equations)
    yield from (f"symbol:{symbol.tex}" for symbol in concept.symbols)
    yield from (f"check:{id}" for id in outline.check_ids())
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
    """The anchor of every object that stands on the rendered page, by its key there: `claim:rate` -> `claim-rate`."""
    ids = frozenset(_ID.findall(html))
    return {
        key: anchor for key in list_keys(concept, outline) if (anchor := object_anchor(key)) in ids
    }
