"""The view of a map drawing: boxes with the state of their concepts, bands, and edges as paths."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from builder.records.atlas import Atlas
from builder.records.concept import ConceptRecord
from builder.records.layout import Box, Layout, Point
from builder.records.summary import ConceptSummary
from builder.render.prose.maths import read_macros
from builder.render.prose.plain_maths import linear_text, write_formulas
from builder.render.render_context import View

EM = 16  # pixels of the drawing for one em, so that the drawing scales with the reader's text


@dataclass(frozen=True, slots=True)
class BoxState:
    """The state of a concept in its box: the page's address, the status, the level of claims."""

    href: str  # empty if the concept has no page
    status: str
    level: str
    words: str  # "under review, every claim backed"


def label_concepts(
    atlas: Atlas[ConceptRecord | ConceptSummary], theme: Mapping[str, bytes]
) -> dict[str, str]:
    """Return the plain title of every concept by its id, or the id if the title is empty."""
    formula = write_formulas(read_macros(theme.get("macros.toml", b"")))
    return {
        concept.id: linear_text(concept.title, formula) or concept.id for concept in atlas.concepts
    }


def view_drawing(
    layout: Layout,
    faces: Mapping[str, BoxState],
    *,
    domains: Mapping[str, str],
    label: str,
    focus: str = "",
) -> View:
    """Return the view for `partials/map.html`.

    `domains` has the name of every band. `focus` is the concept whose page shows the drawing.
    """
    return {
        "label": label,
        "width": layout.width,
        "height": layout.height,
        "width_em": _in_em(layout.width),
        "height_em": _in_em(layout.height),
        "has_links": any(faces[box.id].href for box in layout.boxes if box.id != focus),
        "bands": tuple(
            {
                "name": domains.get(band.domain, band.domain),
                "x": band.name[0],
                "baseline": band.name[1],
                "y": band.y,
                "height": band.height,
            }
            for band in layout.bands
        ),
        "edges": tuple(
            {"before": route.before, "after": route.after, "path": write_path(route.points)}
            for route in layout.routes
        ),
        "boxes": tuple(_view_box(box, faces[box.id], focus) for box in layout.boxes),
    }


def write_path(points: Sequence[Point]) -> str:
    """Return the cubic curves as an SVG path; a cubic between points of one height is a line."""
    out = [f"M{points[0][0]} {points[0][1]}"]
    for at, (start, stop) in enumerate(pairwise(points[::3])):
        if start[1] == stop[1]:
            out.append(f"H{stop[0]}")
        else:
            out.append("C" + " ".join(f"{x} {y}" for x, y in points[3 * at + 1 : 3 * at + 4]))
    return "".join(out)


def _view_box(box: Box, face: BoxState, focus: str) -> View:
    is_focus = box.id == focus
    name = (box.label, "this page" if is_focus else "", face.words)
    return {
        "id": box.id,
        "href": "" if is_focus else face.href,
        "is_focus": is_focus,
        "status": face.status,
        "level": face.level,
        "name": ", ".join(part for part in name if part),
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        "port": box.y + box.height // 2,
        "mark": box.mark,
        "lines": tuple(_view_lines(box)),
    }


def _view_lines(box: Box) -> Iterator[View]:
    """Yield the lines of the label, each with the space that follows it.

    With the spaces, the visible text is part of the accessible name.
    """
    rest = box.label
    for line in box.lines:
        rest = rest.removeprefix(line.text)
        gap = rest[:1] if rest[:1].isspace() else ""
        rest = rest.removeprefix(gap)
        yield {"text": line.text, "gap": gap, "x": line.at[0], "baseline": line.at[1]}


def _in_em(pixels: int) -> str:
    return f"{pixels / EM:.4f}".rstrip("0").rstrip(".")
