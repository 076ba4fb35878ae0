"""The question about a figure, with the places in the figure that a reader can choose."""

from string import ascii_uppercase

from builder.records.axes_frame import AxesFrame
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.instruments import Inquiry
from builder.render.figures.data_tables import show_cell
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import View

LETTER_GAP = (11.0, -8.0)  # from the centre of a ring to its letter, in units of the drawing
EDGE = 30.0  # a letter nearer to the right or upper edge moves to the other side of its ring


def view_inquiry(concept: Concept, evidence: Evidence, typeset: Typesetter) -> View | None:
    """Return the question, its figure with the cues, and the cues as options with responses."""
    inquiry = concept.inquiry
    if inquiry is None:
        return None
    drawings = (figure for figure in evidence.figures if figure.id == inquiry.figure.id)
    frames = next((drawing.frames for drawing in drawings), ())
    return {
        "figure": typeset.figure(inquiry.figure.id),
        "question": typeset.inline(inquiry.question),
        "cues": tuple(_place_cues(inquiry, evidence, frame) for frame in frames),
        "options": tuple(
            {
                "id": cue.id,
                "anchor": f"cue-{cue.id}",
                "letter": _letter(number),
                "text": typeset.inline(cue.label),
                "at": " and ".join(show_cell(value) for value in evidence.cue_at(cue.id) or ()),
                "is_right": cue.answer,
                "verdict": "Yes." if cue.answer else "No.",
                "response": typeset.block(cue.response),
                "repair": None,
            }
            for number, cue in enumerate(inquiry.cues)
        ),
    }


def _place_cues(inquiry: Inquiry, evidence: Evidence, frame: AxesFrame) -> tuple[View, ...]:
    """Return the positions of each cue's ring and letter, in units of the drawing."""
    views = []
    for number, cue in enumerate(inquiry.cues):
        values = evidence.cue_at(cue.id)
        point = frame.place(*values) if values else None
        if point is None:
            continue
        (x, y), (right, up) = point, LETTER_GAP
        is_right, is_high = x > frame.left + frame.width - EDGE, y < frame.top + EDGE
        views.append(
            {
                "id": cue.id,
                "letter": _letter(number),
                "x": f"{x:.1f}",
                "y": f"{y:.1f}",
                "letter_x": f"{x + (-right if is_right else right):.1f}",
                "letter_y": f"{y + (2.5 * -up if is_high else up):.1f}",
                "anchor": "end" if is_right else "start",
            }
        )
    return tuple(views)


def _letter(number: int) -> str:
    """Return the letter of a cue, `A` for the first; after `Z` its number."""
    return ascii_uppercase[number] if number < len(ascii_uppercase) else str(number + 1)
