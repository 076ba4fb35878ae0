"""Collect all exports: files beside the pages and at the site's root, and page metadata.

docs/exports.md describes the formats.
"""

from collections.abc import Callable

from builder.records.beside import has_program
from builder.records.concept import Concept
from builder.render.exports.atlas import write_site_record
from builder.render.exports.citation import find_written, list_highwire, view_citation
from builder.render.exports.evidence import write_evidence
from builder.render.exports.headers import write_headers
from builder.render.exports.jsonld import write_jsonld
from builder.render.exports.ledger import write_ledger
from builder.render.exports.program import export_programs, name_programs
from builder.render.exports.record import Anchors, write_record
from builder.render.exports.review_forms import name_forms, write_forms
from builder.render.exports.sitemap import write_robots
from builder.render.exports.social import Picture
from builder.render.render_context import RenderContext, View
from builder.render.words import format_date


def view_metadata(concept: Concept, context: RenderContext, picture: Picture | None) -> View:
    """Return the fields of `metadata.html`, `cite.html` and `program.html`."""
    written = find_written(concept)
    highwire = list_highwire(concept, context)
    return {
        "cite": view_citation(concept, context),
        "highwire": tuple({"name": name, "content": content} for name, content in highwire),
        "jsonld": write_jsonld(concept, context, picture.address if picture else ""),
        "picture": picture,
        "written": format_date(written) if written else "",
        "programs": name_programs(concept) if has_program(concept) else (),
    }


def export_concept(
    concept: Concept, context: RenderContext, anchors: Anchors, read: Callable[[str], bytes]
) -> dict[str, bytes]:
    """Return the files beside a concept's page."""
    return {
        f"{concept.id}/index.json": write_record(concept, context, anchors),
        f"{concept.id}/evidence.json": write_evidence(concept, context, anchors, read),
        name_forms(concept.id): write_forms(concept, context),
        **export_programs(concept, context, read),
    }


def export_site(context: RenderContext, csp: str) -> dict[str, bytes]:
    """Return the files at the site's root, except the feed and the sitemap."""
    return {
        "robots.txt": write_robots(context.atlas.config.base_url),
        "site.json": write_site_record(context),
        "_headers": write_headers(csp),
        **write_ledger(context),
    }
