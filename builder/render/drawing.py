"""A drawing of the map as the view of its partial: boxes with what is known of their concepts, bands, edges as paths."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from builder.records.atlas import Atlas
from builder.records.concept import Concept
from builder.records.layout import Box, Layout, Point
from builder.records.summary import ConceptSummary
from builder.render.known import View
from builder.render.linear import linear_text, write_formulas
from builder.render.maths import read_macros

EM = (
    16  # pixels of the drawing per em of the page, so that the drawing grows with the reader's text
)


@dataclass(frozen=True, slots=True)
class Face:
    """What a box shows of its concept: its page, empty where there is none, its status, the level of its claims, both in words."""

    href: str
    status: str
    level: str
    words: str  # "under review, every claim backed"


def label_concepts(
    atlas: Atlas[Concept | ConceptSummary], theme: Mapping[str, bytes]
) -> dict[str, str]:
    """The words of every concept's title, formulas written out, and its id where these are none."""
    formula = write_formulas(read_macros(theme.get("macros.toml", b"")))
    return {
        concept.id: linear_text(concept.title, formula) or concept.id for concept in atlas.concepts
    }


def view_drawing(
    layout: Layout,
    faces: Mapping[str, Face],
    *,
    domains: Mapping[str, str],
    label: str,
    focus: str = "",
) -> View:
    """What `partials/map.html` shows; `domains` holds the name of every band, `focus` the concept whose page this is."""
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
    """The cubics as an SVG path; a cubic between two points of one height is a straight line."""
    out = [f"M{points[0][0]} {points[0][1]}"]
    for at, (start, stop) in enumerate(pairwise(points[::3])):
        if start[1] == stop[1]:
            out.append(f"H{stop[0]}")
        else:
            out.append("C" + " ".join(f"{x} {y}" for x, y in points[3 * at + 1 : 3 * at + 4]))
    return "".join(out)


def _view_box(box: Box, face: Face, focus: str) -> View:
    is_focus = box.id == focus
    return {
        "id": box.id,
        "href": "" if is_focus else face.href,
        "is_focus": is_focus,
        "status": face.status,
        "level": face.level,
        "name": ", ".join(
            part for part in (box.label, "this page" if is_focus else "", face.words) if part
        ),
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        "port": box.y + box.height // 2,
        "mark": box.mark,
        "lines": tuple(_view_lines(box)),
    }


def _view_lines(box: Box) -> Iterator[View]:
    """The lines with what stands between them in the label, so that what is seen is part of the name that is heard."""
    left = box.label
    for line in box.lines:
        left = left.removeprefix(line.text)
        gap = left[:1] if left[:1].isspace() else ""
        left = left.removeprefix(gap)
        yield {"text": line.text, "gap": gap, "x": line.at[0], "baseline": line.at[1]}


def _in_em(pixels: int) -> str:
    return f"{pixels / EM:.4f}".rstrip("0").rstrip(".")
