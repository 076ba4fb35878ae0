"""The text of `review`: the queue, a claim with its evidence, and the changes since its review."""

import textwrap
from collections.abc import Sequence

from builder.records.atlas import Atlas
from builder.records.concept import Claim, Concept
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.ledger import name_level
from builder.records.review import (
    DiffPiece,
    QueuedClaim,
    shorten_pieces,
)
from builder.records.summary import ConceptSummary
from builder.report.claim_rows import list_rows
from builder.report.lines import align_columns, format_count

_WIDTH = 100
_INDENT = 13  # where the second column begins
_COLOURS = {"gone": "\033[31m", "new": "\033[32m", "kept": ""}
_SIGNS = {"gone": "[-{}-]", "new": "{{+{}+}}", "kept": "{}"}
_AROUND = 200  # characters of unchanged text shown on each side of a change


def format_queue(queue: Sequence[QueuedClaim], most: int) -> str:
    """Return the first `most` claims of the queue, one per line, and the length of the queue."""
    if not queue:
        return "no claim wants a review\n"
    rows = []
    for item in queue[:most]:
        verb = "rests" if item.resting == 1 else "rest"
        resting = [f"{format_count(item.resting, 'page')} {verb} on it"] if item.resting else []
        rows.append((item.key, item.level, "; ".join([*item.doubts, *resting])))
    lines = [
        *align_columns(rows),
        f"{len(rows)} of {format_count(len(queue), 'claim')} that want a review",
        f"read the first: plumbline review show {queue[0].key}",
    ]
    return "\n".join(lines) + "\n"


def format_claim(
    atlas: Atlas[ConceptSummary], concept: Concept, claim: Claim, evidence: Evidence
) -> str:
    """Return all evidence for a claim, and what to type next."""
    found = evidence.claim(claim.id)
    assert found is not None
    key = f"{concept.id}#{claim.id}"
    stipulated = ", stipulated" if claim.stipulated else ""
    contested = ", contested" if found.contested else ""
    level = name_level(evidence, found)
    sections = [f"{key}  {claim.kind}{stipulated}, {level}{contested}  ({concept.status})"]
    sections += [_column(row.label, row.text) for row in list_rows(atlas, concept, claim, evidence)]
    if found.moved:
        sections.append(f"what moved: plumbline review diff {key}")
    sections.append(f"your review: plumbline review record {key}")
    return "\n".join(sections) + "\n"


def format_changes(key: str, found: ClaimEvidence, *, is_coloured: bool = False) -> str:
    """Return the components that changed since their review, and the parts to read again.

    The changes are shown word by word.
    """
    if not found.moved:
        reviews = sorted({state.review for state in found.components if state.review})
        if not reviews:
            return f"{key}: it was never reviewed\n"
        return f"{key}: nothing has moved since it was reviewed ({', '.join(reviews)})\n"
    lines = [f"{key}: {', '.join(state.name for state in found.moved)} moved"]
    for state in found.moved:
        if state.changes:
            pieces = shorten_pieces(state.changes, _AROUND)
            words = "".join(_write_piece(piece, is_coloured=is_coloured) for piece in pieces)
            indented = textwrap.indent(words, "  ")
            lines.append(f"\n{state.name}, read by {state.review}:\n{indented}")
    if lost := [state.name for state in found.moved if not state.changes]:
        lines.append(
            f"\n{', '.join(lost)}: what was read then is not kept, so the words cannot be shown"
        )
    parts = ", ".join(state.name for state in (*found.moved, *found.unread))
    current = sum(state.state == "current" for state in found.components)
    counted = f"{current} of {len(found.components)} components are as they were read"
    lines.append(f"\nto read again: {parts}; {counted}")
    lines.append(f"then: plumbline review record {key}")
    return "\n".join(lines) + "\n"


def _column(name: str, text: str) -> str:
    """Return a name with a wrapped text beside it."""
    wrapped = textwrap.fill(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=name.ljust(_INDENT),
        subsequent_indent=" " * _INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return (wrapped or name).rstrip()


def _write_piece(piece: DiffPiece, *, is_coloured: bool) -> str:
    if is_coloured and _COLOURS[piece.kind]:
        return f"{_COLOURS[piece.kind]}{piece.words}\033[0m"
    return _SIGNS[piece.kind].format(piece.words)
