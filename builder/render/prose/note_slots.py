"""Slots in prose: placeholders for margin notes at the end of sentences with claims or citations.

A note floats from its slot: beside the sentence on wide screens, below it on narrow ones.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from builder.records.text import Mark

SLOT = "<!--slot-->"  # placeholder in HTML; authors cannot write it, since their `<` is escaped
KINDS = frozenset({"claim", "cite"})

# Elements that a note can float out of.
_FLOWING = frozenset({"paragraph_open", "bullet_list_open", "ordered_list_open", "list_item_open"})
_SENTENCE_END = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*(?=\s+[^\sa-z]|\s*$)")

Slots = tuple[tuple[Mark, ...], ...]


def open_slots(tokens: Sequence[Token]) -> tuple[list[Token], Slots]:
    """Add a token of type `slot` after each sentence with marks; return the tokens and the marks.

    Only paragraphs and list items get slots: a note in a table cell or a quote cannot float out.
    """
    out: list[Token] = []
    slots: list[tuple[Mark, ...]] = []
    opened: list[str] = []
    for token in tokens:
        if token.nesting < 0:
            opened.pop()
        if token.type == "inline" and token.children and _FLOWING.issuperset(opened):
            out.append(token.copy(children=list(_open_within(token.children, slots))))
        else:
            out.append(token)
        if token.nesting > 0:
            opened.append(token.type)
    return out, tuple(slots)


def list_marks(tokens: Sequence[Token]) -> Iterator[Mark]:
    """Yield all marks of the tokens in order."""
    for token in tokens:
        if token.type == "figure" and "placement" in token.meta:
            yield token.meta["placement"]
        yield from token.meta.get("marks", ())
        yield from list_marks(token.children or ())


def _open_within(children: Sequence[Token], slots: list[tuple[Mark, ...]]) -> Iterator[Token]:
    """Yield the inline tokens with their slots; collect the marks of each slot in `slots`."""
    waiting: list[Mark] = []  # marks of the current sentence
    depth = 0
    for token in children:
        depth += token.nesting
        is_text = depth == 0 and token.type == "text"
        end = _SENTENCE_END.search(token.content) if waiting and is_text else None
        if end is not None:
            yield token.copy(content=token.content[: end.end()])
            yield _make_slot(waiting, slots)
            yield token.copy(content=token.content[end.end() :])
        else:
            yield token
        waiting += [mark for mark in list_marks((token,)) if mark.kind in KINDS]
    if waiting:
        yield _make_slot(waiting, slots)


def _make_slot(waiting: list[Mark], slots: list[tuple[Mark, ...]]) -> Token:
    slots.append(tuple(waiting))
    waiting.clear()
    return Token("slot", "", 0)
