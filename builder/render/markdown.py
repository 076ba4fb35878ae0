"""Renders texts: whole ones, and a page's content section by section and block by block, so that evidence can stand beside each."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from builder.records.problem import Problems
from builder.records.text import Content, Mark, Section, Text
from builder.render.context import Rendering, TextContext
from builder.render.prose import ProseRenderer, plain_inline
from builder.render.slots import SLOT, list_marks, open_slots

_RENDERER = ProseRenderer()
_OPTIONS = MarkdownIt("commonmark", {"html": False}).options

_KINDS = {
    "fence": "fence",
    "formula": "equation",
    "figure": "figure",
    "note_open": "note",
    "heading_open": "heading",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block's HTML, and the marks whose evidence belongs at its end."""

    html: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A top-level block of a section. `kind`: prose, heading, fence, equation, figure, note, footnotes.

    `index` counts the section's blocks from 0; `marks` are all in it, in order; `fence` is the index of a code fence, else -1;
    `label` is that of an equation.
    The pieces joined are its HTML, which may be empty: a figure's code that is not shown, a figure that the page places elsewhere.
    """

    kind: str
    index: int
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...] = ()
    fence: int = -1
    label: str = ""

    @property
    def html(self) -> str:
        """The whole block."""
        return "".join(piece.html for piece in self.pieces)


def render_text(text: Text, context: TextContext) -> tuple[str, Problems]:
    """The text as HTML with its footnotes at the end, and what of its formulas and values could not be shown."""
    notes = _collect_notes(text.tokens)
    rendering = Rendering(context, text.place.path, notes=frozenset(notes))
    shown = _render(_without_notes(text.tokens), rendering)
    return shown + _render_notes(list(notes), notes, text.tokens, rendering), tuple(
        rendering.problems
    )


def render_blocks(
    content: Content, section: Section, context: TextContext
) -> tuple[tuple[Block, ...], Problems]:
    """The blocks of a section below its heading; the footnotes first referred to in it are its last block."""
    tokens = content.text.tokens
    notes = _collect_notes(tokens)
    placed = frozenset(mark.target for mark in content.placements)
    rendering = Rendering(
        context, content.text.place.path, content.fences, placed, frozenset(notes)
    )
    blocks: list[Block] = []
    inside = _without_notes(tokens[section.start : section.stop])
    for group in _split_blocks(inside):
        first = group[0]
        marks = tuple(list_marks(group))
        pieces = _render_pieces(group, rendering)
        label = first.info if first.type == "formula" else ""
        blocks.append(
            Block(
                _KINDS.get(first.type, "prose"),
                len(blocks),
                pieces,
                marks,
                first.meta.get("fence", -1),
                label,
            )
        )
    own = [id for id in _list_first_references(inside) if id in notes]
    if own:
        below = [token for id in own for token in notes[id]]
        shown = Piece(_render_notes(own, notes, tokens, rendering))
        blocks.append(Block("footnotes", len(blocks), (shown,), tuple(list_marks(below))))
    return tuple(blocks), tuple(rendering.problems)


def plain_text(text: Text) -> str:
    """The text's words without markup, for titles, search and metadata: maths as its TeX, white space folded."""
    if text.plain_words is not None:
        return text.plain_words
    words = (
        plain_inline(token.children or ()) if token.type == "inline" else token.content
        for token in text.tokens
    )
    return " ".join(" ".join(words).split())


def _render(tokens: Sequence[Token], rendering: Rendering) -> str:
    env: EnvType = {"rendering": rendering}
    return _RENDERER.render(tokens, _OPTIONS, env)


def _render_pieces(tokens: Sequence[Token], rendering: Rendering) -> tuple[Piece, ...]:
    slotted, slots = open_slots(tokens)
    shown = _render(slotted, rendering).split(SLOT)
    return tuple(Piece(html, marks) for html, marks in zip(shown, (*slots, ()), strict=True))


def _split_blocks(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : index + 1]
            start = index + 1


def _without_notes(tokens: Sequence[Token]) -> list[Token]:
    """The tokens outside of footnotes' definitions."""
    kept, inside = [], 0
    for token in tokens:
        inside += token.type == "footnote_reference_open"
        if not inside:
            kept.append(token)
        inside -= token.type == "footnote_reference_close"
    return kept


def _collect_notes(tokens: Sequence[Token]) -> dict[int, list[Token]]:
    """The body of each footnote that is referred to, by its number from 0, in the order of first reference."""
    bodies: dict[str, list[Token]] = {}
    opened: list[str] = []
    for token in tokens:
        if token.type == "footnote_reference_open":
            opened.append(token.meta["label"])
            bodies.setdefault(opened[-1], [])
        elif token.type == "footnote_reference_close":
            opened.pop()
        elif opened:
            bodies[opened[-1]].append(token)
    if not bodies:
        return {}
    ids = {token.meta["label"]: token.meta["id"] for token in _list_references(tokens)}
    return {
        id: bodies[label]
        for label, id in sorted(ids.items(), key=lambda pair: pair[1])
        if label in bodies
    }


def _list_references(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "footnote_ref":
            yield token
        yield from _list_references(token.children or ())


def _list_first_references(tokens: Sequence[Token]) -> list[int]:
    return [token.meta["id"] for token in _list_references(tokens) if token.meta["subId"] == 0]


def _render_notes(
    ids: list[int], notes: dict[int, list[Token]], tokens: Sequence[Token], rendering: Rendering
) -> str:
    """The footnotes as a list, each with links back to where it is referred to; notes referred to by notes follow them."""
    if not ids:
        return ""
    counts: dict[int, int] = {}
    for token in _list_references(tokens):
        counts[token.meta["id"]] = max(counts.get(token.meta["id"], 0), token.meta["subId"] + 1)
    queue = list(dict.fromkeys(ids))
    for id in queue:  # grows while it is read
        queue += [
            other
            for other in _list_first_references(notes[id])
            if other in notes and other not in queue
        ]
    items = "".join(_render_note(id, notes[id], counts[id], rendering) for id in queue)
    return f'<section class="footnotes" aria-label="Footnotes">\n<ol>\n{items}</ol>\n</section>\n'


def _render_note(id: int, body: list[Token], count: int, rendering: Rendering) -> str:
    prefix = html.escape(rendering.context.id_prefix)
    number = id + 1
    backs = "".join(
        f' <a class="footnote-back" href="#{prefix}fnref-{number}{f"-{again}" if again > 1 else ""}" '
        f'aria-label="Back to reference {again} of footnote {number}">\u21a9\ufe0e</a>'
        for again in range(1, count + 1)
    )
    shown = _render(body, rendering)
    inside = (
        shown.removesuffix("</p>\n") + backs + "</p>\n"
        if shown.endswith("</p>\n")
        else shown + f"<p>{backs.strip()}</p>\n"
    )
    return f'<li id="{prefix}fn-{number}" value="{number}">\n{inside}</li>\n'
