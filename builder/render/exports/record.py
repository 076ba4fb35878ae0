"""Write `index.json` beside a concept page: its record, and what the build derived from it."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from builder import __version__
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.level import Level
from builder.records.source import Source
from builder.records.text import Text
from builder.render.exports.keys import write_key
from builder.render.exports.plain import Json, describe_text, list_fields, write_json
from builder.render.pages.claims import list_source_keys
from builder.render.render_context import RenderContext, root_of, source_slug
from builder.render.words import reading_time

SCHEMA = "plumbline-concept/1"

Anchors = Mapping[str, str]  # "claim:rate" -> "claim-rate", for the objects shown on the page


def write_record(concept: Concept, context: RenderContext, anchors: Anchors) -> bytes:
    """Return the content of `index.json`; its addresses are relative to the file."""
    evidence = context.evidence[concept.id]
    config = context.atlas.config
    domain = next((domain for domain in context.atlas.domains if domain.id == concept.domain), None)
    assert concept.content is not None
    return write_json(
        {
            "schema": SCHEMA,
            "plumbline": __version__,
            "key": write_key(concept.id, "concept"),
            "id": concept.id,
            "page": "./",
            "evidence": "evidence.json",
            "site": f"{root_of(f'{concept.id}/')}site.json",
            "language": config.language,
            "license": config.content_license or None,
            "title": describe_text(concept.title),
            "summary": describe_text(concept.summary),
            "invariant": _describe(concept.invariant),
            "status": concept.status,
            "domain": {
                "id": concept.domain,
                "title": describe_text(domain.title) if domain else None,
            },
            "reading_minutes": reading_time(concept.content),
            "levels": count_levels(evidence),
            "weakest_link": describe_weakest(evidence),
            "prerequisites": [
                {
                    **_describe_neighbour(prerequisite.concept.id, concept, context),
                    "why": _describe(prerequisite.why),
                }
                for prerequisite in concept.prerequisites
            ],
            "next": list(_list_next(concept, context)),
            "claims": list(_list_claims(concept, evidence, anchors)),
            "symbols": list(_list_symbols(concept, evidence, anchors)),
            "sources": list(_list_sources(concept, context, anchors)),
            "objects": [
                {"key": write_key(concept.id, key), "kind": key.partition(":")[0], "anchor": anchor}
                for key, anchor in anchors.items()
            ],
            "record": {key: value for key, value in list_fields(concept).items() if key != "id"},
        }
    )


def count_levels(evidence: Evidence) -> dict[str, int]:
    """Return the number of claims at each level, weakest level first."""
    found = Counter(claim.level for claim in evidence.claims)
    return {str(level): found[level] for level in Level}


def describe_weakest(evidence: Evidence) -> Json:
    """Return the lowest level among the page and its prerequisites, and the concept that has it.

    Without any claim the result is null.
    """
    weakest = evidence.weakest_link
    return {"concept": weakest[0], "level": str(weakest[1])} if weakest else None


def _describe(text: Text | None) -> Json:
    return describe_text(text) if text is not None else None


def _describe_neighbour(
    concept_id: str, concept: Concept, context: RenderContext
) -> dict[str, Json]:
    other = context.summaries.get(concept_id)
    if other is None:
        return {"concept": concept_id, "title": None, "status": None, "page": None}
    page = f"{root_of(f'{concept.id}/')}{concept_id}/"
    return {
        "concept": concept_id,
        "title": describe_text(other.title),
        "status": other.status,
        "page": page if context.is_shown(other) else None,
    }


def _list_next(concept: Concept, context: RenderContext) -> Iterator[Json]:
    """Yield each concept that has the page as a prerequisite, with the reason that it gives."""
    for concept_id in context.graph.next.get(concept.id, ()):
        needs = context.summaries[concept_id].prerequisites
        why = next(need.why for need in needs if need.concept.id == concept.id)
        yield {**_describe_neighbour(concept_id, concept, context), "why": _describe(why)}


def _list_claims(concept: Concept, evidence: Evidence, anchors: Anchors) -> Iterator[Json]:
    for number, claim in enumerate(concept.claims, start=1):
        found = evidence.claim(claim.id)
        yield {
            "key": write_key(concept.id, f"claim:{claim.id}"),
            "anchor": anchors.get(f"claim:{claim.id}"),
            "number": number,
            "text": describe_text(claim.text),
            "kind": claim.kind,
            "caveat": _describe(claim.caveat),
            "level": str(found.level) if found is not None else str(Level.UNBACKED),
            "contested": found is not None and found.contested,
            "qualified": found is not None and found.qualified,
        }


def _list_symbols(concept: Concept, evidence: Evidence, anchors: Anchors) -> Iterator[Json]:
    for index, symbol in enumerate(concept.symbols):
        answer = evidence.answer(f"symbol:{index}") if evidence.is_checked else None
        is_known = answer is not None and not answer.failed
        yield {
            "key": write_key(concept.id, f"symbol:{symbol.tex}"),
            "anchor": anchors.get(f"symbol:{symbol.tex}"),
            "tex": symbol.tex,
            "meaning": describe_text(symbol.meaning),
            "code": symbol.code or None,
            "role": symbol.role or None,
            "shape": list(symbol.shape) if symbol.shape is not None else None,
            "observed": json.loads(answer.data) if answer and is_known else None,
        }


def _list_sources(concept: Concept, context: RenderContext, anchors: Anchors) -> Iterator[Json]:
    grounds = {use.key.id: use.grounds for use in concept.sources}
    marks = concept.content.text.marks if concept.content is not None else ()
    for key in list_source_keys(concept, context):
        source = context.atlas.source_by_key[key]
        places = [mark.detail for mark in marks if mark.kind == "cite" and mark.target == key]
        yield {
            "key": write_key(concept.id, f"source:{key}"),
            "anchor": anchors.get(f"source:{key}"),
            **_describe_source(source),
            "label": context.labels[key],
            "page": f"{root_of(f'{concept.id}/')}sources/{source_slug(key)}/",
            "grounds": _describe(grounds.get(key)),
            "claims": [
                {
                    "claim": write_key(concept.id, f"claim:{claim.id}"),
                    "relation": citation.relation,
                    "locator": citation.locator or None,
                    "quote": citation.quote or None,
                    "support": _describe(citation.support),
                }
                for claim in concept.claims
                for citation in claim.sources
                if citation.key.id == key
            ],
            "cited_at": list(dict.fromkeys(places)),
        }


def _describe_source(source: Source) -> dict[str, Json]:
    return {
        "citation_key": source.key,
        "type": source.type,
        "title": source.title,
        "authors": [str(person) for person in source.authors],
        "year": source.year or None,
        "venue": source.venue or None,
        "doi": source.doi or None,
        "arxiv": source.arxiv or None,
        "url": source.url or None,
    }
