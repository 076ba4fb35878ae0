"""The storyboard: states of the demo and figures in the order in which they tell the story."""

from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.instruments import Frame
from builder.render.known import View
from builder.render.plot.plotter import Plotter
from builder.render.typeset import Typesetter
from builder.render.words import format_settings


def view_storyboard(concept: Concept, plotter: Plotter | None, typeset: Typesetter) -> View | None:
    """The frames, and the key of what is drawn in them; nothing where the author has told no story."""
    if not concept.storyboard:
        return None
    frames = tuple(_view_frames(concept, plotter, typeset))
    return {
        "frames": frames,
        "key": plotter.key() if plotter and any(frame["plot"] for frame in frames) else (),
    }


def _view_frames(concept: Concept, plotter: Plotter | None, typeset: Typesetter) -> Iterator[View]:
    for frame in concept.storyboard:
        number = plotter.find(frame.state) if plotter and frame.state is not None else None
        yield {
            "title": typeset.inline(frame.title),
            "caption": typeset.inline(frame.caption),
            "state": format_settings(frame.state or ()),
            "plot": plotter.view(number, frame.mark) if plotter and number is not None else None,
            "figure": typeset.figure(frame.figure.id) if frame.figure is not None else None,
            "mark": _view_mark(frame, plotter, number) if plotter and number is not None else None,
        }


def _view_mark(frame: Frame, plotter: Plotter, number: int) -> View | None:
    """What the mark points at, in numbers: the place across, and what every series has there."""
    x = dict(frame.mark).get("x")
    if x is None:
        return None
    return {
        "name": plotter.across.shown,
        "at": plotter.name_value(x),
        "values": plotter.read_at(number, x),
    }
