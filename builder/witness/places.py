"""Whether what a page points at in a figure or a plot lies on its axes: cues of the inquiry, marks of the storyboard."""

from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.evidence import Evidence, FigureDrawing
from builder.records.instruments import Demo, Frame, Inquiry
from builder.records.literal import Literal
from builder.records.problem import Problem
from builder.witness.axes import Tables, find_ends, list_axes, list_values

AXES = ("x", "y")


def judge_places(concept: Concept, evidence: Evidence) -> Iterator[Problem]:
    """Problems of every cue and every mark, where the runs that they need have been made."""
    if concept.inquiry is not None:
        yield from _judge_cues(concept.inquiry, evidence)
    tables = (
        [state.series() for state in evidence.states]
        if any(frame.mark for frame in concept.storyboard)
        else []
    )
    for frame in concept.storyboard:
        yield from _judge_names(frame)
        if frame.state is not None and concept.demo is not None and tables:
            yield from _judge_mark(frame, concept.demo, tables)
        elif frame.figure is not None:
            drawn = _find_drawing(evidence, frame.figure.id)
            yield from _judge_figure_mark(frame, drawn) if drawn is not None else ()


def _judge_cues(inquiry: Inquiry, evidence: Evidence) -> Iterator[Problem]:
    drawn = _find_drawing(evidence, inquiry.figure.id)
    if drawn is None:
        return  # that it is not drawn is said elsewhere
    if not drawn.frames:
        message = f"the axes of the figure '{drawn.id}' are neither linear nor logarithmic, and no cue can be placed on them"
        yield Problem(
            "cue-on-axes", message, inquiry.figure.place, "ask of a figure whose first axes are"
        )
        return
    for cue in inquiry.cues:
        at = evidence.cue_at(cue.id)
        if at is not None and any(frame.place(*at) is None for frame in drawn.frames):
            where = f"stands at {at[0]:.4g}, {at[1]:.4g}, off the axes of the figure '{drawn.id}'"
            message = f"the cue '{cue.id}' {where}, which show {_say_axes(drawn)}"
            yield Problem(
                "cue-on-axes",
                message,
                cue.place_of("at"),
                "write data coordinates that the figure shows",
            )


def _judge_names(frame: Frame) -> Iterator[Problem]:
    for name, _ in frame.mark:
        if name not in AXES:
            place = frame.places.get(f"mark.{name}", frame.place_of("mark"))
            yield Problem(
                "mark-on-axes",
                f"a mark has no '{name}'",
                place,
                "write x, y or both, in data coordinates",
            )


def _judge_mark(frame: Frame, demo: Demo, tables: Tables) -> Iterator[Problem]:
    """A mark lies between the ends of its axis, or names a bar."""
    for name, axes in list_axes(demo.view):
        mark, ends = dict(frame.mark).get(name), find_ends(axes, tables)
        if mark is None:
            continue
        if ends is not None and isinstance(mark, int | float):
            if not ends[0] <= mark <= ends[1]:
                yield _off_axes(
                    frame, name, mark, f"the demo, which show {ends[0]:.4g} to {ends[1]:.4g}"
                )
        elif mark not in (names := list_values(axes, tables)):
            yield _off_axes(
                frame,
                name,
                mark,
                f"the demo, which show {', '.join(dict.fromkeys(map(str, names)))}",
            )


def _judge_figure_mark(frame: Frame, drawn: FigureDrawing) -> Iterator[Problem]:
    for name, mark in frame.mark:
        for axes in drawn.frames[:1]:
            side = axes.x if name == "x" else axes.y
            at = side.place(mark) if isinstance(mark, int | float) else None
            if at is None or not 0 <= at <= 1:
                yield _off_axes(
                    frame, name, mark, f"the figure '{drawn.id}', which show {_say_axes(drawn)}"
                )


def _off_axes(frame: Frame, name: str, mark: Literal, axes: str) -> Problem:
    place = frame.places.get(f"mark.{name}", frame.place_of("mark"))
    return Problem(
        "mark-on-axes",
        f"the mark {name}: {mark} lies off the axes of {axes}",
        place,
        "write a value that is shown there",
    )


def _find_drawing(evidence: Evidence, id: str) -> FigureDrawing | None:
    return next((figure for figure in evidence.figures if figure.id == id), None)


def _say_axes(drawn: FigureDrawing) -> str:
    frame = drawn.frames[0]
    return f"x from {frame.x.first:.4g} to {frame.x.last:.4g} and y from {frame.y.first:.4g} to {frame.y.last:.4g}"
