"""The paragraph of the page that makes a claim, as plain words, the marked ones highlighted."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.text import Mark


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one style: `claim`, `good`, `bad`, `code`, `quote`, `dim`, `gone`, `new` or none."""

    words: str
    style: str = ""


def list_paragraph(mark: Mark, concept: Concept, evidence: Evidence) -> Iterator[Piece]:
    """Yield the paragraph around the mark of a claim; only its words if there is no paragraph.

    Formulas stand as TeX, and values as this build measured them.
    """
    line = mark.place.line
    tokens = concept.content.text.tokens if concept.content is not None else ()
    around = (
        token
        for token in tokens
        if token.type == "inline" and token.map and token.map[0] < line <= token.map[1]
    )
    block = next((token for token in around if _holds(token.children or (), mark)), None)
    if block is None:
        yield Piece(mark.words, "claim")
    else:
        yield from _merge(_list_words(block.children or (), mark, evidence))


def _holds(tokens: Sequence[Token], mark: Mark) -> bool:
    return any(
        _is_claim(token, mark) or _holds(token.children or (), mark)
        for token in tokens
        if token.type == "role" or token.children
    )


def _is_claim(token: Token, mark: Mark) -> bool:
    marks = token.meta.get("marks", ()) if token.type == "role" else ()
    return any(one == mark and one.place == mark.place for one in marks)


def _list_words(tokens: Sequence[Token], mark: Mark, evidence: Evidence) -> Iterator[Piece]:
    for token in tokens:
        if token.type == "role" and token.info == "value":
            yield Piece(_write_value(token, evidence))
        elif token.type == "role":
            style = "claim" if _is_claim(token, mark) else ""
            words = token.meta.get("words") or token.content
            inside = tuple(_list_words(token.children or (), mark, evidence)) or (Piece(words),)
            yield from (replace(piece, style=style or piece.style) for piece in inside)
        elif token.type in ("softbreak", "hardbreak"):
            yield Piece(" ")
        elif token.type == "math_inline":
            yield Piece(f"${token.content.strip()}$")
        elif token.type == "code_inline":
            yield Piece(token.content, "code")
        elif token.type == "image":
            yield from _list_words(token.children or (), mark, evidence)
        elif token.type != "footnote_ref":
            yield Piece(token.content)


def _write_value(token: Token, evidence: Evidence) -> str:
    """Return a value as the page shows it, or its expression if the run did not answer it."""
    expression = str(token.meta.get("expression", token.content))
    answer = evidence.answer(f"value:{expression}")
    if answer is None or answer.failed:
        return f"{{{expression}}}"
    try:
        return format(json.loads(answer.data), str(token.meta.get("format", "")))
    except (TypeError, ValueError):
        return answer.text


def _merge(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join neighbours of one style."""
    held = Piece("")
    for piece in pieces:
        if piece.style == held.style:
            held = Piece(held.words + piece.words, held.style)
            continue
        if held.words:
            yield held
        held = piece
    if held.words:
        yield held
