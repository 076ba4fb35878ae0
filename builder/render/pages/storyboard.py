"""The storyboard: states of the demo and figures in the order of the explanation."""

from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.instruments import StoryboardFrame
from builder.render.figures.plot.plotter import Plotter
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import View
from builder.render.words import format_settings


def view_storyboard(concept: Concept, plotter: Plotter | None, typeset: Typesetter) -> View | None:
    """Return the frames and the key of their plots, or nothing if there is no storyboard."""
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
        plot = mark = None
        if plotter and number is not None:
            plot = plotter.view(number, frame.mark)
            mark = _view_mark(frame, plotter, number)
        yield {
            "title": typeset.inline(frame.title),
            "caption": typeset.inline(frame.caption),
            "state": format_settings(frame.state or ()),
            "plot": plot,
            "figure": typeset.figure(frame.figure.id) if frame.figure is not None else None,
            "mark": mark,
        }


def _view_mark(frame: StoryboardFrame, plotter: Plotter, number: int) -> View | None:
    """Return the marked x value and the values of every series there."""
    x = dict(frame.mark).get("x")
    if x is None:
        return None
    return {
        "name": plotter.across.shown,
        "at": plotter.name_value(x),
        "values": plotter.read_at(number, x),
    }
