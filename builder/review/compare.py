"""Compares two texts word by word."""

import difflib
import re
from collections.abc import Iterator

from builder.records.review import DiffPiece

MOST_WORDS = 4_000  # of both texts together; beyond, whole lines are compared
_WORDS = re.compile(r"\s+|\w+|[<>=!*/+-]+|[^\w\s]")  # an operator is a word
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


def compare_words(before: str, after: str) -> tuple[DiffPiece, ...]:
    """Return the words of both texts in order, white space included.

    A piece is `kept` in both texts, `gone` from `before`, or `new` in `after`.

    Source: the longest matching blocks of Ratcliff and Obershelp, as difflib finds them.
    """
    long = len(_WORDS.findall(before)) + len(_WORDS.findall(after)) > MOST_WORDS
    cut = _LINES if long else _WORDS
    return tuple(_merge(_compare(cut.findall(before), cut.findall(after))))


def _compare(before: list[str], after: list[str]) -> Iterator[DiffPiece]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, start, stop in matcher.get_opcodes():
        if kind == "equal":
            yield DiffPiece("kept", "".join(before[first:last]))
            continue
        if first < last:
            yield DiffPiece("gone", "".join(before[first:last]))
        if start < stop:
            yield DiffPiece("new", "".join(after[start:stop]))


def _merge(pieces: Iterator[DiffPiece]) -> Iterator[DiffPiece]:
    """Join changes that are separated by white space only, since readers compare words."""
    gone, new, gap = "", "", ""
    for piece in pieces:
        if piece.kind == "kept" and (piece.words.strip() or not (gone or new)):
            yield from _flush(gone, new, gap)
            gone, new, gap = "", "", ""
            yield piece
        elif piece.kind == "kept":
            gap += piece.words
        else:
            gone, new, gap = gone + gap, new + gap, ""
            gone += piece.words if piece.kind == "gone" else ""
            new += piece.words if piece.kind == "new" else ""
    yield from _flush(gone, new, gap)


def _flush(gone: str, new: str, gap: str) -> Iterator[DiffPiece]:
    if gone:
        yield DiffPiece("gone", gone)
    if new:
        yield DiffPiece("new", new)
    if gap:
        yield DiffPiece("kept", gap)
