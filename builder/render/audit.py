"""The ledger of all claims: what each page asserts, of which kind, how well it is backed and by what."""

from collections.abc import Iterable, Iterator

from builder.records.concept import Claim, Concept
from builder.records.evidence import Level
from builder.render.entry import count_levels
from builder.render.known import Known, View, page_frame
from builder.render.typeset import Typesetter
from builder.render.words import count

PATH = "audit/index.html"


def view_audit(known: Known, typeset: Typesetter) -> View:
    """`audit.html`: every claim by page, pages in reading order, and what the ledger can be narrowed to."""
    concepts = [known.atlas.concept_by_id[id] for id in known.graph.order]
    concepts = [concept for concept in concepts if known.is_shown(concept) and concept.claims]
    claims = [claim for concept in concepts for claim in concept.claims]
    summary = f"{count(len(claims), 'claim')} on {count(len(concepts), 'page')}, with what backs each."
    return {
        **page_frame(known, PATH, "Audit", summary),
        "summary": summary,
        "levels": count_levels(concepts, known),
        "filters": tuple(_view_filters(concepts, known, typeset)),
        "pages": tuple(
            {
                "href": f"../{concept.id}/",
                "title": typeset.inline(concept.title),
                "domain": concept.domain,
                "claims": tuple(_view_claim(concept, claim, known, typeset) for claim in concept.claims),
            }
            for concept in concepts
        ),
    }


def _view_filters(concepts: Iterable[Concept], known: Known, typeset: Typesetter) -> Iterator[View]:
    """What a claim can be chosen by: the values that there are, each with its words."""
    members = tuple(concepts)
    levels = {_level_of(concept, claim, known) for concept in members for claim in concept.claims}
    kinds = {claim.kind for concept in members for claim in concept.claims}
    domains = {concept.domain for concept in members}
    yield {"name": "level", "choices": tuple({"value": level, "words": level} for level in map(str, Level) if level in levels)}
    yield {"name": "kind", "choices": tuple({"value": kind, "words": kind} for kind in sorted(kinds))}
    named = [domain for domain in known.atlas.domains if domain.id in domains]
    yield {"name": "domain", "choices": tuple({"value": domain.id, "words": typeset.plain(domain.title)} for domain in named)}


def _view_claim(concept: Concept, claim: Claim, known: Known, typeset: Typesetter) -> View:
    found = known.evidence[concept.id].claim(claim.id)
    return {
        "href": f"../{concept.id}/#claim-{claim.id}",
        "text": typeset.inline(claim.text),
        "level": _level_of(concept, claim, known),
        "kind": claim.kind,
        "contested": bool(found and found.contested),
        "qualified": bool(found and found.qualified),
        "reasons": found.reasons if found else (),
    }


def _level_of(concept: Concept, claim: Claim, known: Known) -> str:
    found = known.evidence[concept.id].claim(claim.id)
    return str(found.level if found else Level.UNBACKED)
