"""Write `site.json`: the whole atlas in one file, its concepts in reading order."""

from builder import __version__
from builder.records.concept import ConceptRecord
from builder.records.level import Level
from builder.render.exports.keys import write_key
from builder.render.exports.plain import Json, describe_text, write_json
from builder.render.exports.record import count_levels, describe_weakest
from builder.render.render_context import RenderContext, source_slug

SCHEMA = "plumbline-site/1"


def write_site_record(context: RenderContext) -> bytes:
    """Return the content of `site.json`.

    Addresses are relative to the file, and null for a concept that has no page.
    """
    config = context.atlas.config
    concepts = [context.atlas.concept_by_id[concept_id] for concept_id in context.graph.order]
    levels = [
        count_levels(context.evidence[concept.id])
        for concept in concepts
        if context.is_shown(concept)
    ]
    return write_json(
        {
            "schema": SCHEMA,
            "plumbline": __version__,
            "title": config.title,
            "language": config.language,
            "license": config.content_license or None,
            "url": f"{config.base_url.rstrip('/')}/" if config.base_url else None,
            "repository": config.repository or None,
            "manifest": "manifest.json",
            "levels": {str(level): sum(found[level] for found in levels) for level in Level},
            "domains": [
                {
                    "id": domain.id,
                    "title": describe_text(domain.title),
                    "summary": describe_text(domain.summary),
                    "page": f"{domain.id}/",
                    "concepts": [concept.id for concept in concepts if concept.domain == domain.id],
                }
                for domain in context.atlas.domains
            ],
            "concepts": [_describe_concept(concept, context) for concept in concepts],
            "sources": [
                {
                    "citation_key": source.key,
                    "title": source.title,
                    "page": f"sources/{source_slug(source.key)}/",
                }
                for source in context.atlas.sources
            ],
        }
    )


def _describe_concept(concept: ConceptRecord, context: RenderContext) -> Json:
    evidence = context.evidence[concept.id]
    shown = context.is_shown(concept)
    return {
        "key": write_key(concept.id, "concept"),
        "id": concept.id,
        "domain": concept.domain,
        "title": describe_text(concept.title),
        "summary": describe_text(concept.summary),
        "status": concept.status,
        "prerequisites": list(context.graph.prerequisites[concept.id]),
        "levels": count_levels(evidence) if shown else None,
        "weakest_link": describe_weakest(evidence) if shown else None,
        "page": f"{concept.id}/" if shown else None,
        "index": f"{concept.id}/index.json" if shown else None,
        "evidence": f"{concept.id}/evidence.json" if shown else None,
    }
