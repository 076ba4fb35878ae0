"""From records and evidence to pages."""

from builder.render.drawing import label_concepts
from builder.render.site import collect_known, render_site

__all__ = ["collect_known", "label_concepts", "render_site"]
