"""A section of the concept page: its prose with margin notes, its code with the run's results."""

from collections.abc import Iterator

from markupsafe import Markup

from builder.records.evidence import CheckResult
from builder.records.text import Section
from builder.render.pages.run_environment import view_environment
from builder.render.prose.margin_notes import NoteTaker, describe_counters, describe_seeds
from builder.render.prose.markdown import Block
from builder.render.prose.note_slots import KINDS
from builder.render.render_context import View
from builder.render.words import format_number


def view_section(number: int, section: Section, notes: NoteTaker) -> View:
    """Return the view of one section; `notes` repeats its margin notes for printing."""
    blocks: list[View] = []
    printed: list[View] = []
    for block in notes.typeset.blocks(section):
        if not block.html:
            continue
        pieces = tuple(_view_pieces(block, notes))
        run = _view_run(block.fence, notes) if block.fence >= 0 else None
        blocks.append({"pieces": tuple(view for view, _ in pieces), "run": run})
        printed += [note for _, own in pieces for note in own]
    return {
        "id": section.id,
        "number": f"{number:02}",
        "title": section.title,
        "blocks": tuple(blocks),
        "notes": tuple(printed),
    }


def _view_pieces(block: Block, notes: NoteTaker) -> Iterator[tuple[View, tuple[View, ...]]]:
    """Yield the pieces of the block's HTML, each with its notes.

    The first piece has only notes: those of marks in places where no note can stand.
    """
    slotted = [mark for piece in block.pieces for mark in piece.marks]
    loose = [mark for mark in block.marks if mark.kind in KINDS and mark not in slotted]
    own = (
        *notes.note_equation(block.label),
        *notes.note_symbols(block.marks),
        *notes.note_marks(loose),
    )
    yield {"html": "", "notes": own}, own
    for piece in block.pieces:
        own = notes.note_marks(piece.marks)
        yield {"html": Markup(piece.html), "notes": own}, own


def _view_run(fence: int, notes: NoteTaker) -> View:
    """Return the output, the checks and the environment of one fence."""
    content, evidence = notes.concept.content, notes.context.evidence[notes.concept.id]
    assert content is not None
    code = content.fences[fence]
    lines = range(code.place.line, code.place.line + code.code.count("\n") + 1)
    output = next((text for index, text in evidence.outputs if index == fence), "")
    found = evidence.checks if evidence.is_checked else ()
    checks = [check for check in found if check.declared.place.line in lines]
    return {
        "output": output,
        "checks": tuple(
            {
                **_view_check(check, fence, code.place.line),
                "rivals": tuple(_view_rivals(check, notes)),
                "referrers": notes.referrers.get(f"check:{check.id}", ()),
            }
            for check in checks
        ),
        "made": view_environment(fence, content, evidence),
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


def _view_rivals(check: CheckResult, notes: NoteTaker) -> Iterator[View]:
    """Yield what was tried in place of what, why it is wrong, and what came of it."""
    spec = notes.concept.witness
    reasons = {rival.id: rival.because for rival in spec.rivals} if spec is not None else {}
    for rival in check.rivals:
        yield {
            "before": rival.before,
            "after": rival.after,
            "because": notes.typeset.inline(reasons[rival.id]),
            "words": "Refused" if rival.refused else "Not refused",
            "measured": rival.measured,
        }
