"""Rendering of records and evidence as the pages of the site."""

from builder.render.drawing import label_concepts
from builder.render.known import Known
from builder.render.maths import read_macros
from builder.render.sheets import Helpers
from builder.render.site import collect_known, rehearse_page, render_page, render_site
from builder.render.templates import find_theme_faults

__all__ = [
    "Helpers",
    "Known",
    "collect_known",
    "find_theme_faults",
    "label_concepts",
    "read_macros",
    "rehearse_page",
    "render_page",
    "render_site",
]
