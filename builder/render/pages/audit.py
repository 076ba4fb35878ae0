"""The audit of all claims.

The ledger with what backs each, what to review next, what went stale and why, counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from builder.records.concept import Claim, ConceptRecord
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.ledger import (
    LevelCounts,
    count_by_domain,
    count_by_source,
    list_claims,
    list_states,
)
from builder.records.level import MARKS, Level
from builder.render.exports.ledger import list_audited
from builder.render.exports.review_forms import name_forms
from builder.render.pages.list_entry import count_levels
from builder.render.pages.lists import MOST_LISTED, LongList
from builder.render.pages.reviews import list_stale_words, view_standing
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, page_frame, source_slug
from builder.render.words import count

PATH = "audit/index.html"
MOST_CLAIMS = 500  # of the table, half a kilobyte each
_WORDS = {"unread": "never reviewed"}


def view_audit(context: RenderContext, typeset: Typesetter) -> View:
    """`audit.html`.

    The claims by page, pages in reading order, of many the first, and what the ledger can be
    narrowed to.
    """
    concepts = list_audited(context)
    claims = sum(len(concept.claims) for concept in concepts)
    shown = _take_first(concepts)
    table = sum(len(concept.claims) for concept in shown)
    stale = sum(found.stale for concept in concepts for _, found in _list_found(concept, context))
    sources = [
        tally
        for tally in count_by_source(concepts, context.evidence)
        if tally.name in context.labels
    ]
    summary = f"{count(claims, 'claim')} on {count(len(concepts), 'page')}, with what backs each."
    domains = {domain.id: typeset.plain(domain.title) for domain in context.atlas.domains}
    return {
        **page_frame(context, PATH, "Audit", summary),
        "summary": summary,
        "levels": count_levels(concepts, context),
        "has_mutants": any(context.evidence[concept.id].mutants for concept in shown),
        "filters": tuple(_view_filters(shown, context, typeset)),
        "all": {**(list_audit(context).link_all("../") or {}), "shown": table}
        if table < claims
        else None,
        "pages": tuple(
            {
                "href": f"../{concept.id}/",
                "title": typeset.inline(concept.title),
                "forms": f"../{name_forms(concept.id)}",
                "domain": concept.domain,
                "weakest": _describe_weakest(concept, context, typeset),
                "claims": tuple(
                    {
                        **_view_claim(concept, claim, found, typeset),
                        "mutants": _describe_mutants(claim, context.evidence[concept.id]),
                    }
                    for claim, found in _list_found(concept, context)
                ),
            }
            for concept in shown
        ),
        "criteria": tuple(_view_criteria(concepts, context)),
        "exemptions": tuple(_view_exemptions(context)),
        "queue": tuple(islice(_view_queued(context, typeset), MOST_LISTED)),
        "queue_total": sum(context.summaries[item.concept].has_page for item in context.queue),
        "stale": tuple(islice(_view_stale(concepts, context, typeset), MOST_LISTED)),
        "stale_total": stale,
        "domains": tuple(
            _view_tally(tally, f"../{tally.name}/", domains.get(tally.name, tally.name))
            for tally in count_by_domain(concepts, context.evidence)
        ),
        "sources": tuple(
            _view_tally(tally, f"../sources/{source_slug(tally.name)}/", context.labels[tally.name])
            for tally in sources[:MOST_LISTED]
        ),
        "all_sources": {"href": "../sources/", "text": f"all {len(sources):,}"}
        if len(sources) > MOST_LISTED
        else None,
    }


def list_ledger(
    context: RenderContext,
) -> tuple[LongList[tuple[ConceptRecord, Claim, ClaimEvidence]], ...]:
    """Return the long lists of the page."""
    return (list_audit(context),)


def list_audit(context: RenderContext) -> LongList[tuple[ConceptRecord, Claim, ClaimEvidence]]:
    """All claims that are audited, in reading order."""

    def view(
        item: tuple[ConceptRecord, Claim, ClaimEvidence], root: str, typeset: Typesetter
    ) -> View:
        concept, claim, found = item
        return {
            "href": f"{root}{concept.id}/#claim-{claim.id}",
            "title": typeset.inline(claim.text),
            "note": str(found.level),
        }

    items = [
        (concept, claim, found)
        for concept in list_audited(context)
        for claim, found in _list_found(concept, context)
    ]
    return LongList(
        "audit/claims",
        items,
        "Claims in reading order",
        "claim",
        ("audit/", "Audit"),
        view,
        MOST_CLAIMS,
    )


def _take_first(concepts: Sequence[ConceptRecord]) -> list[ConceptRecord]:
    """Return the first pages, as many as have `MOST_CLAIMS` together, and at least one."""
    shown: list[ConceptRecord] = []
    claims = 0
    for concept in concepts:
        if shown and claims + len(concept.claims) > MOST_CLAIMS:
            break
        shown.append(concept)
        claims += len(concept.claims)
    return shown


def _describe_weakest(concept: ConceptRecord, context: RenderContext, typeset: Typesetter) -> str:
    """`weakest link.

    Neural tangent kernel, illustrated`; nothing where it is the page itself, whose claims stand
    below.
    """
    weakest = context.evidence[concept.id].weakest_link
    if weakest is None or weakest[0] == concept.id:
        return ""
    return f"weakest link: {typeset.plain(context.summaries[weakest[0]].title)}, {weakest[1]}"


def _describe_mutants(claim: Claim, evidence: Evidence) -> str:
    """Return `12 of 14`: the mutants that the claim's checks killed, of those that they see."""
    if evidence.mutants is None:
        return ""
    killed, seen = evidence.mutants.count_killed({ref.id for ref in claim.checks})
    return f"{killed} of {seen}" if seen else ""


def _list_found(
    concept: ConceptRecord, context: RenderContext
) -> Iterator[tuple[Claim, ClaimEvidence]]:
    yield from list_claims(concept, context.evidence[concept.id])


def _view_filters(
    concepts: Iterable[ConceptRecord], context: RenderContext, typeset: Typesetter
) -> Iterator[View]:
    """Yield what a claim can be chosen by: the values that there are, each with its words."""
    members = tuple(concepts)
    found = [
        (concept, claim, own) for concept in members for claim, own in _list_found(concept, context)
    ]
    levels = {str(own.level) for _, _, own in found}
    states = {state for _, _, own in found for state in list_states(own)}
    kinds = {claim.kind for _, claim, _ in found}
    domains = {concept.domain for concept in members}
    yield {
        "name": "level",
        "choices": tuple(
            {"value": level, "words": level} for level in map(str, Level) if level in levels
        ),
    }
    yield {
        "name": "state",
        "choices": tuple(
            {"value": state, "words": _WORDS.get(state, state)}
            for state in MARKS
            if state in states
        ),
    }
    yield {
        "name": "kind",
        "choices": tuple({"value": kind, "words": kind} for kind in sorted(kinds)),
    }
    named = [domain for domain in context.atlas.domains if domain.id in domains]
    yield {
        "name": "domain",
        "choices": tuple(
            {"value": domain.id, "words": typeset.plain(domain.title)} for domain in named
        ),
    }


def _view_claim(
    concept: ConceptRecord, claim: Claim, found: ClaimEvidence, typeset: Typesetter
) -> View:
    return {
        "href": f"../{concept.id}/#claim-{claim.id}",
        "text": typeset.inline(claim.text),
        "level": str(found.level),
        "states": " ".join(state for state in list_states(found) if state in MARKS),
        "kind": claim.kind,
        "stale": found.stale,
        "contested": found.contested,
        "qualified": found.qualified,
        "reasons": (*found.reasons, *([list_stale_words(found)] if found.stale else [])),
    }


def _view_criteria(concepts: Sequence[ConceptRecord], context: RenderContext) -> Iterator[View]:
    """Yield each criterion with the number of claims that a standing review says meet it."""
    criteria = context.atlas.criteria
    met = [found.met for concept in concepts for _, found in _list_found(concept, context)]
    for criterion in criteria.criteria:
        yield {
            "id": criterion.id,
            "description": criterion.description,
            "implies": [ref.id for ref in criterion.implies],
            "met": sum(criterion.id in one for one in met),
            "total": len(met),
        }


def _view_exemptions(context: RenderContext) -> Iterator[View]:
    for exemption in context.atlas.criteria.exemptions:
        concept_id, _, claim = exemption.claim.id.partition("#")
        concept = context.atlas.concept_by_id.get(concept_id)
        if concept is not None and claim in {one.id for one in concept.claims}:
            yield {
                "claim": exemption.claim.id,
                "href": f"../{concept_id}/#claim-{claim}",
                "reason": exemption.reason,
                "date": exemption.date.isoformat(),
            }


def _view_queued(context: RenderContext, typeset: Typesetter) -> Iterator[View]:
    """Yield the review queue, the most pressing first."""
    for item in context.queue:
        concept = context.atlas.concept_by_id[item.concept]
        claim = next(claim for claim in concept.claims if claim.id == item.claim)
        if context.is_shown(concept):
            resting = (
                [f"{count(item.resting, 'page')} {'rests' if item.resting == 1 else 'rest'} on it"]
                if item.resting
                else []
            )
            yield {
                "href": f"../{item.concept}/#claim-{item.claim}",
                "text": typeset.inline(claim.text),
                "level": item.level,
                "facts": (typeset.plain(concept.title), *item.doubts, *resting),
            }


def _view_stale(
    concepts: Iterable[ConceptRecord], context: RenderContext, typeset: Typesetter
) -> Iterator[View]:
    """Every claim of which something has moved since it was reviewed, with the words."""
    for concept in concepts:
        for claim, found in _list_found(concept, context):
            if found.stale:
                yield {
                    "href": f"../{concept.id}/#claim-{claim.id}",
                    "page": f"../{concept.id}/",
                    "text": typeset.inline(claim.text),
                    "moved": view_standing(found)["moved"],
                }


def _view_tally(tally: LevelCounts, href: str, words: str) -> View:
    numbers = tuple({"number": number, "word": word} for number, word in tally.list_numbers())
    return {"href": href, "words": words, "numbers": numbers, "total": tally.levels.total()}
