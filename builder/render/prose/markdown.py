"""Rendering of texts as HTML: whole texts, and the content of a page in sections and blocks."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from builder.records.problem import Problems
from builder.records.text import Content, Mark, Section, Text
from builder.render.prose.note_slots import SLOT, list_marks, open_slots
from builder.render.prose.text_context import Rendering, TextContext
from builder.render.prose.token_rules import ProseRenderer, plain_inline

_RENDERER = ProseRenderer()
_OPTIONS = MarkdownIt("commonmark", {"html": False}).options

_KINDS = {  # type of a block's first token -> kind of the block
    "fence": "fence",
    "formula": "equation",
    "figure": "figure",
    "note_open": "note",
    "heading_open": "heading",
}


@dataclass(frozen=True, slots=True)
class BlockPiece:
    """A part of a block's HTML, and the marks whose margin notes stand at its end."""

    html: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A top-level block of a section.

    `kind` is prose, heading, fence, equation, figure, note or footnotes. `index` counts the
    section's blocks from 0. `marks` holds all marks of the block in order. `fence` is the index
    of a code fence, else -1. `label` is the label of an equation. The HTML is empty for hidden
    code of a figure, and for a figure that the page places elsewhere.
    """

    kind: str
    index: int
    pieces: tuple[BlockPiece, ...]
    marks: tuple[Mark, ...] = ()
    fence: int = -1
    label: str = ""

    @property
    def html(self) -> str:
        """The HTML of the whole block."""
        return "".join(piece.html for piece in self.pieces)


def render_text(text: Text, context: TextContext) -> tuple[str, Problems]:
    """Return the text as HTML with its footnotes, and the problems of its formulas and values."""
    notes = _collect_notes(text.tokens)
    rendering = Rendering(context, text.place.path, notes=frozenset(notes))
    body = _render(_without_notes(text.tokens), rendering)
    footnotes = _render_notes(list(notes), notes, text.tokens, rendering)
    return body + footnotes, tuple(rendering.problems)


def render_blocks(
    content: Content, section: Section, context: TextContext
) -> tuple[tuple[Block, ...], Problems]:
    """Return the blocks of a section below its heading, and the problems in them.

    The last block holds the footnotes that are first referred to in the section.
    """
    tokens = content.text.tokens
    notes = _collect_notes(tokens)
    placed = frozenset(mark.target for mark in content.placements)
    path = content.text.place.path
    rendering = Rendering(context, path, content.fences, placed, frozenset(notes))
    blocks: list[Block] = []
    inside = _without_notes(tokens[section.start : section.stop])
    for group in _split_blocks(inside):
        first = group[0]
        block = Block(
            kind=_KINDS.get(first.type, "prose"),
            index=len(blocks),
            pieces=_render_pieces(group, rendering),
            marks=tuple(list_marks(group)),
            fence=first.meta.get("fence", -1),
            label=first.info if first.type == "formula" else "",
        )
        blocks.append(block)
    own = [note_id for note_id in _list_first_references(inside) if note_id in notes]
    if own:
        below = [token for note_id in own for token in notes[note_id]]
        footnotes = BlockPiece(_render_notes(own, notes, tokens, rendering))
        blocks.append(Block("footnotes", len(blocks), (footnotes,), tuple(list_marks(below))))
    return tuple(blocks), tuple(rendering.problems)


def plain_text(text: Text) -> str:
    """Return the text's words without markup; a formula is shown as its TeX."""
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


def _render_pieces(tokens: Sequence[Token], rendering: Rendering) -> tuple[BlockPiece, ...]:
    slotted, slots = open_slots(tokens)
    parts = _render(slotted, rendering).split(SLOT)
    return tuple(BlockPiece(html, marks) for html, marks in zip(parts, (*slots, ()), strict=True))


def _split_blocks(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : index + 1]
            start = index + 1


def _without_notes(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens outside of footnote definitions."""
    outside, depth = [], 0
    for token in tokens:
        depth += token.type == "footnote_reference_open"
        if not depth:
            outside.append(token)
        depth -= token.type == "footnote_reference_close"
    return outside


def _collect_notes(tokens: Sequence[Token]) -> dict[int, list[Token]]:
    """Return the bodies of the footnotes that are referred to, in the order of first reference.

    The keys are the footnotes' numbers from 0.
    """
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
    labels = {token.meta["id"]: token.meta["label"] for token in _list_references(tokens)}
    return {note_id: bodies[label] for note_id, label in sorted(labels.items()) if label in bodies}


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
    """Return the footnotes as a list, each with links back to its references.

    Footnotes that are first referred to in other footnotes come last.
    """
    if not ids:
        return ""
    counts: dict[int, int] = {}
    for token in _list_references(tokens):
        counts[token.meta["id"]] = max(counts.get(token.meta["id"], 0), token.meta["subId"] + 1)
    queue = list(dict.fromkeys(ids))
    for note_id in queue:  # grows while it is iterated
        inner = _list_first_references(notes[note_id])
        queue += [other for other in inner if other in notes and other not in queue]
    items = "".join(
        _render_note(note_id, notes[note_id], counts[note_id], rendering) for note_id in queue
    )
    return f'<section class="footnotes" aria-label="Footnotes">\n<ol>\n{items}</ol>\n</section>\n'


def _render_note(note_id: int, body: list[Token], count: int, rendering: Rendering) -> str:
    prefix = html.escape(rendering.context.id_prefix)
    number = note_id + 1
    backs = ""
    for again in range(1, count + 1):
        href = f"#{prefix}fnref-{number}" + (f"-{again}" if again > 1 else "")
        label = f"Back to reference {again} of footnote {number}"
        attributes = f'class="footnote-back" href="{href}" aria-label="{label}"'
        backs += f" <a {attributes}>\u21a9\ufe0e</a>"
    inside = _render(body, rendering)
    if inside.endswith("</p>\n"):
        inside = inside.removesuffix("</p>\n") + backs + "</p>\n"
    else:
        inside += f"<p>{backs.strip()}</p>\n"
    return f'<li id="{prefix}fn-{number}" value="{number}">\n{inside}</li>\n'
