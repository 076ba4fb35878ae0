"""The contents of a concept page: its parts in order, and below each the objects that stand in it and can be led to."""

import sys
from collections.abc import Iterator

from builder.records.concept import Concept, Figure
from builder.records.text import Content
from builder.render.known import View
from builder.render.linear import linear_text
from builder.render.typeset import Typesetter


def list_section_objects(
    content: Content, concept: Concept, typeset: Typesetter
) -> tuple[tuple[View, ...], ...]:
    """For each section its equations and its figures, as they stand there; the hero stands at the head of the page."""
    starts = [section.place.line for section in content.sections]
    bounds = zip(starts, [*starts[1:], sys.maxsize], strict=False)
    found = sorted(
        [*_list_equations(content), *_list_figures(content, concept, typeset)],
        key=lambda entry: entry[0],
    )
    return tuple(tuple(view for line, view in found if start < line < end) for start, end in bounds)


def list_head_objects(concept: Concept, typeset: Typesetter) -> tuple[View, ...]:
    """The hero."""
    return tuple(
        view
        for figure in concept.figures
        if figure.hero and (view := _view_figure(figure, typeset))
    )


def list_claims(concept: Concept) -> tuple[View, ...]:
    """The claims by number."""
    return tuple(
        {"anchor": f"claim-{claim.id}", "kind": "claim", "name": "Claim", "text": str(number)}
        for number, claim in enumerate(concept.claims, start=1)
    )


def _list_equations(content: Content) -> Iterator[tuple[int, View]]:
    for equation in content.equations:
        anchor = f"equation-{equation.label}"
        yield (
            equation.place.line,
            {
                "anchor": anchor,
                "kind": "equation",
                "name": "Equation",
                "text": f"({equation.number})",
            },
        )


def _list_figures(
    content: Content, concept: Concept, typeset: Typesetter
) -> Iterator[tuple[int, View]]:
    placed = {mark.target: mark.place.line for mark in reversed(content.placements)}
    fenced = {fence.figure: fence.place.line for fence in reversed(content.fences) if fence.figure}
    for figure in concept.figures:
        line = placed.get(figure.id) or fenced.get(figure.id)
        view = _view_figure(figure, typeset)
        if line and view and not figure.hero:
            yield line, view


def _view_figure(figure: Figure, typeset: Typesetter) -> View | None:
    """Its number and title; nothing where it could not be drawn."""
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
