"""The table of contents of a concept page: the objects in each part that a link can lead to."""

import sys
from collections.abc import Iterator

from builder.records.concept import Concept, Figure
from builder.records.text import Content
from builder.render.prose.plain_maths import linear_text
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import View


def list_section_objects(
    content: Content, concept: Concept, typeset: Typesetter
) -> tuple[tuple[View, ...], ...]:
    """Return the equations and figures of each section in order, without the hero."""
    starts = [section.place.line for section in content.sections]
    bounds = zip(starts, [*starts[1:], sys.maxsize], strict=False)
    objects = [*_list_equations(content), *_list_figures(content, concept, typeset)]
    found = sorted(objects, key=lambda entry: entry[0])
    return tuple(tuple(view for line, view in found if start < line < end) for start, end in bounds)


def list_head_objects(concept: Concept, typeset: Typesetter) -> tuple[View, ...]:
    """Return the hero, the figure at the head of the page."""
    views = (_view_figure(figure, typeset) for figure in concept.figures if figure.hero)
    return tuple(view for view in views if view)


def list_claims(concept: Concept) -> tuple[View, ...]:
    """Return the claims by number."""
    return tuple(
        {"anchor": f"claim-{claim.id}", "kind": "claim", "name": "Claim", "text": str(number)}
        for number, claim in enumerate(concept.claims, start=1)
    )


def _list_equations(content: Content) -> Iterator[tuple[int, View]]:
    """Yield the line and the view of each equation."""
    for equation in content.equations:
        view = {
            "anchor": f"equation-{equation.label}",
            "kind": "equation",
            "name": "Equation",
            "text": f"({equation.number})",
        }
        yield equation.place.line, view


def _list_figures(
    content: Content, concept: Concept, typeset: Typesetter
) -> Iterator[tuple[int, View]]:
    """Yield the line and the view of each figure except the hero."""
    placed = {mark.target: mark.place.line for mark in reversed(content.placements)}
    fenced = {fence.figure: fence.place.line for fence in reversed(content.fences) if fence.figure}
    for figure in concept.figures:
        line = placed.get(figure.id) or fenced.get(figure.id)
        view = _view_figure(figure, typeset)
        if line and view and not figure.hero:
            yield line, view


def _view_figure(figure: Figure, typeset: Typesetter) -> View | None:
    """Return the figure's number and title, or nothing if it could not be drawn."""
    drawn = typeset.figure(figure.id)
    if drawn is None:
        return None
    text = linear_text(figure.title, typeset.plain_formula) if figure.title else ""
    return {
        "anchor": f"figure-{figure.id}",
        "kind": "figure",
        "name": f"Figure {drawn['number']}",
        "text": text,
    }
