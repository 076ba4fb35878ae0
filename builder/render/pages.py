"""The pages around the concepts: home, domains, sources, audit."""

from collections.abc import Iterator

from builder.records.concept import Concept, Domain
from builder.records.evidence import Level
from builder.records.source import Source
from builder.render.claims import describe_audits, view_source
from builder.render.known import Known, View, page_frame, root_of
from builder.render.map import view_domain_map
from builder.render.neighbours import STATES
from builder.render.typeset import Typesetter
from builder.render.words import count, list_words, name_people


def view_home(known: Known, typeset: Typesetter) -> View:
    """The atlas: domains with their concepts, and one reading order over all."""
    concepts = [known.atlas.concept_by_id[id] for id in known.graph.order]
    shown = sum(known.is_shown(concept) for concept in concepts)
    checks = sum(check.passed for own in known.evidence.values() if own.is_checked for check in own.checks)
    summary = f"{count(shown, 'page')}, {count(checks, 'check')} held in this build."
    return {
        **page_frame(known, "index.html", known.atlas.config.title, summary),
        "summary": summary,
        "domains": tuple(
            {
                "href": f"{domain.id}/",
                "title": typeset.inline(domain.title),
                "summary": typeset.inline(domain.summary),
                "concepts": _view_concepts(domain, known, "", typeset),
            }
            for domain in known.atlas.domains
        ),
        "order": tuple(
            {
                "href": f"{concept.id}/" if known.is_shown(concept) else "",
                "title": typeset.inline(concept.title),
                "after": list_words([typeset.plain(known.atlas.concept_by_id[id].title) for id in known.graph.reduced[concept.id]]),
            }
            for concept in concepts
        ),
    }


def view_domain(domain: Domain, known: Known, typeset: Typesetter) -> View:
    """A domain's concepts in a sound reading order."""
    path = f"{domain.id}/index.html"
    return {
        **page_frame(known, path, typeset.plain(domain.title), typeset.plain(domain.summary)),
        "title_html": typeset.inline(domain.title),
        "summary": typeset.inline(domain.summary),
        "map": view_domain_map(domain, known, root_of(path), typeset),
        "concepts": _view_concepts(domain, known, root_of(path), typeset),
    }


def view_sources_page(known: Known) -> View:
    """Every source of the registry by the name of its first author."""
    sources = sorted(known.atlas.sources, key=lambda source: (known.labels[source.key].lower(), source.key))
    summary = f"{count(len(sources), 'source')} and what rests on each."
    views = tuple({**view_source(source, "../"), "count": _count_uses(source, known)} for source in sources)
    return {**page_frame(known, "sources/index.html", "Sources", summary), "summary": summary, "sources": views}


def view_source_page(source: Source, known: Known, path: str, typeset: Typesetter) -> View:
    """One source: its record, how the record was checked, what it grounds."""
    return {
        **page_frame(known, path, source.title, f"{known.labels[source.key]} and what rests on it."),
        "authors": name_people(source.authors or source.editors),
        "year": source.year,
        "records": tuple(_view_records(source)),
        "audits": tuple(
            {"line": describe_audits([audit]), "notes": audit.notes} for audit in known.atlas.audits if audit.key.id == source.key
        ),
        "uses": tuple(_view_grounded(source, known, root_of(path), typeset)),
        "bibtex": source.bibtex,
    }


def view_audit(known: Known, typeset: Typesetter) -> View:
    """The ledger of all claims, weakest first."""
    claims = [(concept, claim) for concept in known.atlas.concepts if known.is_shown(concept) for claim in concept.claims]
    groups = []
    for level in Level:
        entries = [
            {
                "href": f"../{concept.id}/#claim-{claim.id}",
                "text": typeset.inline(claim.text),
                "level": str(level),
                "kind": claim.kind,
                "page": typeset.inline(concept.title),
                "reasons": found.reasons,
            }
            for concept, claim in claims
            if (found := known.evidence[concept.id].claim(claim.id)) is not None and found.level is level
        ]
        if entries:
            groups.append({"title": f"{str(level).capitalize()} ({len(entries)})", "claims": tuple(entries)})
    summary = f"{count(len(claims), 'claim')}, the least backed first."
    return {**page_frame(known, "audit/index.html", "Audit", summary), "summary": summary, "groups": tuple(groups)}


def _view_concepts(domain: Domain, known: Known, root: str, typeset: Typesetter) -> tuple[View, ...]:
    concepts = [known.atlas.concept_by_id[id] for id in known.graph.order if id.partition("/")[0] == domain.id]
    return tuple(
        {
            "anchor": f"concept-{concept.id.replace('/', '-')}",
            "href": f"{root}{concept.id}/" if known.is_shown(concept) else "",
            "title": typeset.inline(concept.title),
            "summary": typeset.inline(concept.summary),
            "state": _describe_state(concept, known),
        }
        for concept in concepts
    )


def _describe_state(concept: Concept, known: Known) -> str:
    claims = known.evidence[concept.id].claims
    levels = [(level, sum(claim.level is level for claim in claims)) for level in reversed(Level)]
    words = [f"{number} {level}" for level, number in levels if number]
    parts = [STATES.get(concept.status, "published")]
    if words:
        parts.append(f"{count(len(claims), 'claim')}: {', '.join(words)}")
    return "; ".join(parts)


def _count_uses(source: Source, known: Known) -> str:
    pages = [concept for concept in known.atlas.concepts if any(use.key.id == source.key for use in concept.sources)]
    claims = sum(
        citation.key.id == source.key for concept in known.atlas.concepts for claim in concept.claims for citation in claim.sources
    )
    return f"{count(len(pages), 'page')}, {count(claims, 'claim')}"


def _view_records(source: Source) -> Iterator[View]:
    shown = [("kind", source.type, ""), ("in", source.venue, ""), ("key", source.key, "")]
    if source.doi:
        shown.append(("DOI", source.doi, f"https://doi.org/{source.doi}"))
    if source.arxiv:
        shown.append(("arXiv", source.arxiv, f"https://arxiv.org/abs/{source.arxiv}"))
    if source.url:
        shown.append(("address", source.url, source.url))
    yield from ({"name": name, "text": text, "href": href} for name, text, href in shown if text)


def _view_grounded(source: Source, known: Known, root: str, typeset: Typesetter) -> Iterator[View]:
    for concept in known.atlas.concepts:
        uses = [use for use in concept.sources if use.key.id == source.key]
        cited = [(claim, citation) for claim in concept.claims for citation in claim.sources if citation.key.id == source.key]
        if not known.is_shown(concept) or not (uses or cited):
            continue
        yield {
            "href": f"{root}{concept.id}/",
            "title": typeset.inline(concept.title),
            "grounds": typeset.inline(uses[0].grounds) if uses else "",
            "claims": tuple(
                {
                    "href": f"{root}{concept.id}/#claim-{claim.id}",
                    "text": typeset.inline(claim.text),
                    "relation": citation.relation,
                    "locator": citation.locator,
                    "quote": citation.quote,
                }
                for claim, citation in cited
            ),
        }
