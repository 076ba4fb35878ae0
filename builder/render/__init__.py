"""Rendering of records and evidence as the pages of the site."""

from builder.render.drawing import label_concepts
from builder.render.entries import make_entry
from builder.render.known import Known
from builder.render.maths import read_macros
from builder.render.printed import SitePage, list_site_pages
from builder.render.printer import Printer
from builder.render.site import (
    collect_known,
    join_site,
    list_named,
    list_referred,
    list_theme_faults,
    narrow_entries,
    narrow_known,
    render_page,
    render_site_page,
)
from builder.render.templates import find_theme_faults
from builder.render.theme import make_environment

__all__ = [
    "Known",
    "Printer",
    "SitePage",
    "collect_known",
    "find_theme_faults",
    "join_site",
    "label_concepts",
    "list_named",
    "list_referred",
    "list_site_pages",
    "list_theme_faults",
    "make_entry",
    "make_environment",
    "narrow_entries",
    "narrow_known",
    "read_macros",
    "render_page",
    "render_site_page",
]
