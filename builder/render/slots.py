"""Slots in prose: a place at the end of the sentence that marks a claim or cites a source, which the page fills with its evidence.

A note that floats from there stands level with its sentence on wide screens, and opens below it on narrow ones.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from builder.records.text import Mark

SLOT = "<!--slot-->"  # what a slot is in HTML until it is filled; authors' text cannot hold it, since its `<` is escaped
KINDS = frozenset({"claim", "cite"})

_FLOWING = frozenset(
    {"paragraph_open", "bullet_list_open", "ordered_list_open", "list_item_open"}
)  # a note can float out of these
_SENTENCE_END = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*(?=\s+[^\sa-z]|\s*$)")

Slots = tuple[tuple[Mark, ...], ...]


def open_slots(tokens: Sequence[Token]) -> tuple[list[Token], Slots]:
    """The tokens of a block with a token of type `slot` for each sentence that marks something, and what each slot is for.

    Only paragraphs and items of lists have slots: a note in a cell of a table or in a quote would stay inside it.
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
    """Everything that the tokens mark, in order."""
    for token in tokens:
        if token.type == "figure" and "placement" in token.meta:
            yield token.meta["placement"]
        yield from token.meta.get("marks", ())
        yield from list_marks(token.children or ())


def _open_within(children: Sequence[Token], slots: list[tuple[Mark, ...]]) -> Iterator[Token]:
    waiting: list[Mark] = []
    depth = 0
    for token in children:
        depth += token.nesting
        end = (
            _SENTENCE_END.search(token.content)
            if waiting and depth == 0 and token.type == "text"
            else None
        )
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
