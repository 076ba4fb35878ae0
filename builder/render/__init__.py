"""Rendering of records and evidence as the pages of the site."""

from builder.render.pages.concept_entry import make_entry
from builder.render.pages.drawing import label_concepts
from builder.render.prose.maths import read_macros
from builder.render.render_context import RenderContext
from builder.render.renderer import Renderer
from builder.render.rendering import SitePage, list_site_pages
from builder.render.site import (
    join_site,
    list_named,
    list_referred,
    list_theme_faults,
    make_render_context,
    narrow_context,
    narrow_entries,
    render_page,
    render_site_page,
)
from builder.render.templates.environment import find_theme_faults
from builder.render.templates.theme import make_environment

__all__ = [
    "RenderContext",
    "Renderer",
    "SitePage",
    "find_theme_faults",
    "join_site",
    "label_concepts",
    "list_named",
    "list_referred",
    "list_site_pages",
    "list_theme_faults",
    "make_entry",
    "make_environment",
    "make_render_context",
    "narrow_context",
    "narrow_entries",
    "read_macros",
    "render_page",
    "render_site_page",
]
