"""Checks that the cues of the inquiry and the marks of the storyboard lie on their axes."""

from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.evidence import Evidence, FigureDrawing
from builder.records.instruments import Demo, Inquiry, StoryboardFrame
from builder.records.literal import Literal
from builder.records.place import Place
from builder.records.problem import Problem
from builder.witness.axes import Tables, find_ends, list_axes, list_values

AXES = ("x", "y")


def judge_places(concept: Concept, evidence: Evidence) -> Iterator[Problem]:
    """Yield the problems of every cue and every mark whose runs have been made."""
    if concept.inquiry is not None:
        yield from _judge_cues(concept.inquiry, evidence)
    has_marks = any(frame.mark for frame in concept.storyboard)
    tables = [state.series() for state in evidence.states] if has_marks else []
    for frame in concept.storyboard:
        yield from _judge_names(frame)
        if frame.state is not None and concept.demo is not None and tables:
            yield from _judge_mark(frame, concept.demo, tables)
        elif frame.figure is not None:
            drawing = _find_drawing(evidence, frame.figure.id)
            if drawing is not None:
                yield from _judge_figure_mark(frame, drawing)


def _judge_cues(inquiry: Inquiry, evidence: Evidence) -> Iterator[Problem]:
    drawing = _find_drawing(evidence, inquiry.figure.id)
    if drawing is None:
        return  # another problem says that the figure was not drawn
    if not drawing.frames:
        message = (
            f"the axes of the figure '{drawing.id}' are neither linear nor logarithmic,"
            " and no cue can be placed on them"
        )
        hint = "ask of a figure whose first axes are"
        yield Problem("cue-on-axes", message, inquiry.figure.place, hint)
        return
    for cue in inquiry.cues:
        point = evidence.cue_at(cue.id)
        if point is not None and any(frame.place(*point) is None for frame in drawing.frames):
            message = (
                f"the cue '{cue.id}' stands at {point[0]:.4g}, {point[1]:.4g}, off the axes of the"
                f" figure '{drawing.id}', which show {_describe_axes(drawing)}"
            )
            hint = "write data coordinates that the figure shows"
            yield Problem("cue-on-axes", message, cue.place_of("at"), hint)


def _judge_names(frame: StoryboardFrame) -> Iterator[Problem]:
    """Yield a problem for each coordinate of a mark that is neither x nor y."""
    for name, _ in frame.mark:
        if name not in AXES:
            hint = "write x, y or both, in data coordinates"
            yield Problem("mark-on-axes", f"a mark has no '{name}'", _place_of(frame, name), hint)


def _judge_mark(frame: StoryboardFrame, demo: Demo, tables: Tables) -> Iterator[Problem]:
    """Check that a mark lies between the ends of its axis, or names a bar."""
    for name, axes in list_axes(demo.view):
        mark, ends = dict(frame.mark).get(name), find_ends(axes, tables)
        if mark is None:
            continue
        if ends is not None and isinstance(mark, int | float):
            if not ends[0] <= mark <= ends[1]:
                shown = f"the demo, which show {ends[0]:.4g} to {ends[1]:.4g}"
                yield _off_axes(frame, name, mark, shown)
        elif mark not in (values := list_values(axes, tables)):
            shown = f"the demo, which show {', '.join(dict.fromkeys(map(str, values)))}"
            yield _off_axes(frame, name, mark, shown)


def _judge_figure_mark(frame: StoryboardFrame, drawing: FigureDrawing) -> Iterator[Problem]:
    """Check that a mark lies on the first axes of a figure."""
    for name, mark in frame.mark:
        for axes in drawing.frames[:1]:
            side = axes.x if name == "x" else axes.y
            position = side.place(mark) if isinstance(mark, int | float) else None
            if position is None or not 0 <= position <= 1:
                shown = f"the figure '{drawing.id}', which show {_describe_axes(drawing)}"
                yield _off_axes(frame, name, mark, shown)


def _off_axes(frame: StoryboardFrame, name: str, mark: Literal, axes: str) -> Problem:
    message = f"the mark {name}: {mark} lies off the axes of {axes}"
    hint = "write a value that is shown there"
    return Problem("mark-on-axes", message, _place_of(frame, name), hint)


def _place_of(frame: StoryboardFrame, name: str) -> Place:
    """Return the place of one coordinate of a mark."""
    return frame.places.get(f"mark.{name}", frame.place_of("mark"))


def _find_drawing(evidence: Evidence, figure_id: str) -> FigureDrawing | None:
    return next((figure for figure in evidence.figures if figure.id == figure_id), None)


def _describe_axes(drawing: FigureDrawing) -> str:
    x, y = drawing.frames[0].x, drawing.frames[0].y
    return f"x from {x.first:.4g} to {x.last:.4g} and y from {y.first:.4g} to {y.last:.4g}"
