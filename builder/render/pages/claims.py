"""The panels of claims and sources: every claim with its evidence, every source with its uses."""

from collections.abc import Iterator

from builder.records.concept import Citation, Claim, Concept
from builder.records.evidence import Evidence
from builder.records.source import Audit, Source
from builder.render.exports.forge import report_address, source_address
from builder.render.exports.keys import write_key
from builder.render.exports.review_forms import name_forms
from builder.render.pages.reviews import view_reviews, view_standing
from builder.render.prose.margin_notes import describe_seeds
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, link_object, source_slug
from builder.render.words import name_people


def view_claims(
    concept: Concept, evidence: Evidence, context: RenderContext, root: str, typeset: Typesetter
) -> tuple[View, ...]:
    """Return the views of the page's claims in order."""
    return tuple(
        _view_claim(number, claim, concept, evidence, context, root, typeset)
        for number, claim in enumerate(concept.claims, start=1)
    )


def view_sources(
    concept: Concept, context: RenderContext, root: str, typeset: Typesetter
) -> tuple[View, ...]:
    """Return the views of the page's registered sources, in order of first mention."""
    grounds = {use.key.id: use.grounds for use in concept.sources}
    return tuple(
        {
            **view_source(context.atlas.source_by_key[key], root),
            "grounds": typeset.optional(grounds.get(key)),
            "uses": tuple(_view_uses(concept, key)),
            "audit": describe_audits(context.audits_of(key)),
        }
        for key in list_source_keys(concept, context)
    )


def list_source_keys(concept: Concept, context: RenderContext) -> tuple[str, ...]:
    """Return the keys of the page's registered sources, in order of first mention.

    The page declares a source, cites it for a claim, or cites it in its prose.
    """
    declared = [use.key.id for use in concept.sources]
    cited = [citation.key.id for claim in concept.claims for citation in claim.sources]
    marks = concept.content.text.marks if concept.content else ()
    marked = [mark.target for mark in marks if mark.kind == "cite"]
    keys = dict.fromkeys([*declared, *cited, *marked])
    return tuple(key for key in keys if key in context.atlas.source_by_key)


def view_source(source: Source, root: str) -> View:
    """Return the view of a source in any list."""
    return {
        "key": source_slug(source.key),
        "href": f"{root}sources/{source_slug(source.key)}/",
        "title": source.title,
        "authors": name_people(source.authors or source.editors),
        "year": source.year,
        "venue": source.venue,
    }


def describe_audits(audits: list[Audit]) -> str:
    """Return a sentence on the last check of the source's record."""
    if not audits:
        return "This record has not been checked."
    last = audits[-1]
    checker = f"{last.by.kind} ({last.by.name})"
    agrees = f"; agree: {' · '.join(last.agrees)}" if last.agrees else ""
    return f"Checked: {checker}, {last.date}; {last.read} read{agrees}; against: {last.against}."


def _view_uses(concept: Concept, key: str) -> Iterator[View]:
    for claim in concept.claims:
        for citation in claim.sources:
            if citation.key.id == key:
                yield {
                    "claim": claim.id,
                    "relation": citation.relation,
                    "locator": citation.locator,
                    "quote": citation.quote,
                }


def _view_claim(
    number: int,
    claim: Claim,
    concept: Concept,
    evidence: Evidence,
    context: RenderContext,
    root: str,
    typeset: Typesetter,
) -> View:
    found = evidence.claim(claim.id)
    equations = concept.content.equations if concept.content else ()
    numbers = {equation.label: equation.number for equation in equations}
    refs = claim.checks if evidence.is_checked else ()
    checks = [check for ref in refs if (check := evidence.check(ref.id)) is not None]
    repository = context.atlas.config.repository
    return {
        "id": claim.id,
        "number": number,
        "text": typeset.inline(claim.text),
        "kind": claim.kind,
        "level": str(found.level) if found else "unbacked",
        "contested": bool(found and found.contested),
        "qualified": bool(found and found.qualified),
        "reasons": found.reasons if found else (),
        "caveat": typeset.optional(claim.caveat),
        "checks": tuple(
            {"id": check.id, "measured": check.measured, "seeds": describe_seeds(check)}
            for check in checks
        ),
        "equations": tuple(
            {"label": ref.id, "number": numbers[ref.id]}
            for ref in claim.equations
            if ref.id in numbers
        ),
        "sources": tuple(
            _view_citation(citation, context, root, typeset) for citation in claim.sources
        ),
        "shows": tuple(link_object(ref.id) for ref in claim.shows),
        "source": source_address(repository, f"{concept.folder}/concept.yaml"),
        "report": report_address(repository, write_key(concept.id, f"claim:{claim.id}")),
        "reviews": view_reviews(claim, concept),
        "standing": view_standing(found),
        "forms": f"{root}{name_forms(concept.id)}",
    }


def _view_citation(
    citation: Citation, context: RenderContext, root: str, typeset: Typesetter
) -> View:
    return {
        "href": f"{root}sources/{source_slug(citation.key.id)}/",
        "label": context.labels.get(citation.key.id, citation.key.id),
        "locator": citation.locator,
        "relation": citation.relation,
        "quote": citation.quote,
        "support": typeset.block(citation.support) if citation.support else "",
    }
