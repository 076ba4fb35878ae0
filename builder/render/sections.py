"""A section of the concept page: its prose with the evidence of each sentence, its code with what the run says of it."""

from collections.abc import Iterator

from markupsafe import Markup

from builder.records.evidence import CheckResult
from builder.records.text import Section
from builder.render.known import View
from builder.render.markdown import Block
from builder.render.notes import NoteTaker, describe_counters, describe_seeds
from builder.render.run import view_made
from builder.render.slots import KINDS
from builder.render.words import format_number


def view_section(number: int, section: Section, notes: NoteTaker) -> View:
    """What `concept.html` shows of one section, and its notes once more, for paper."""
    blocks = tuple(
        _view_block(block, notes) for block in notes.typeset.blocks(section) if block.html
    )
    told = tuple(note for block in blocks for piece in block["pieces"] for note in piece["notes"])  # type: ignore[attr-defined]  # a view
    return {
        "id": section.id,
        "number": f"{number:02}",
        "title": section.title,
        "blocks": blocks,
        "notes": told,
    }


def _view_block(block: Block, notes: NoteTaker) -> View:
    return {
        "pieces": tuple(_view_pieces(block, notes)),
        "run": _view_run(block.fence, notes) if block.fence >= 0 else None,
    }


def _view_pieces(block: Block, notes: NoteTaker) -> Iterator[View]:
    """Stretches of HTML with the notes at the end of each; what is marked where no note can stand is noted before the block."""
    slotted = [mark for piece in block.pieces for mark in piece.marks]
    loose = [mark for mark in block.marks if mark.kind in KINDS and mark not in slotted]
    yield {
        "html": "",
        "notes": (
            *notes.note_equation(block.label),
            *notes.note_symbols(block.marks),
            *notes.note_marks(loose),
        ),
    }
    yield from (
        {"html": Markup(piece.html), "notes": notes.note_marks(piece.marks)}
        for piece in block.pieces
    )


def _view_run(fence: int, notes: NoteTaker) -> View:
    """What one fence printed, and its checks."""
    content, evidence = notes.concept.content, notes.known.evidence[notes.concept.id]
    assert content is not None
    code = content.fences[fence]
    lines = range(code.place.line, code.place.line + code.code.count("\n") + 1)
    output = next((text for index, text in evidence.outputs if index == fence), "")
    checks = (
        [check for check in evidence.checks if check.declared.place.line in lines]
        if evidence.is_checked
        else []
    )
    return {
        "output": output,
        "checks": tuple(
            {
                **_view_check(check, fence, code.place.line),
                "referrers": notes.referrers.get(f"check:{check.id}", ()),
            }
            for check in checks
        ),
        "made": view_made(fence, content, evidence),
    }


def _view_check(check: CheckResult, fence: int, first_line: int) -> View:
    return {
        "id": check.id,
        "holds": check.passed,
        "line_anchor": f"code-{fence}-{check.declared.place.line - first_line + 1}",
        "measured": check.measured,
        "margin": format_number(check.margin),
        "seeds": describe_seeds(check),
        "counters": describe_counters(check),
    }
