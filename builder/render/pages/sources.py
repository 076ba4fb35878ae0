"""The registry of sources.

The list of all, and a page for each with its record, how that was checked, what rests on it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from builder.records.concept import Citation, ConceptRecord
from builder.records.source import Audit, Source
from builder.records.text import Text
from builder.render.pages.claims import describe_audits, view_source
from builder.render.pages.lists import LongList
from builder.render.pages.neighbours import view_listed
from builder.render.pages.reviews import view_reviews
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, page_frame, root_of, source_slug
from builder.render.words import count, format_date, name_people

PATH = "sources/index.html"


def view_sources_page(context: RenderContext, _: Typesetter) -> View:
    """`sources.html`: every source by the name of its first author; of a long list the first."""
    whole = list_sources(context)
    checked = sum(bool(context.audits_of(source.key)) for source in context.atlas.sources)
    summary = f"{count(len(whole.items), 'source')}, the records of {checked} checked."
    pages, claims = _count_uses(context)
    views = tuple(
        {
            **view_source(source, "../"),
            "label": context.labels[source.key],
            "uses": f"{count(pages[source.key], 'page')}, {count(claims[source.key], 'claim')}",
            "check": _describe_check(context.audits_of(source.key)),
        }
        for source in whole.shorten()
    )
    return {
        **page_frame(context, PATH, "Sources", summary),
        "summary": summary,
        "sources": views,
        "all": whole.link_all("../"),
    }


def list_registry(context: RenderContext) -> tuple[LongList[Source], ...]:
    """Return the long lists of the page."""
    return (list_sources(context),)


def list_sources(context: RenderContext) -> LongList[Source]:
    """All sources by the names of their first authors.

    An address below `sources/all/` is that of no source.
    """
    sources = sorted(
        context.atlas.sources, key=lambda source: (context.labels[source.key].lower(), source.key)
    )

    def view(source: Source, root: str, _: Typesetter) -> View:
        return {
            "href": f"{root}sources/{source_slug(source.key)}/",
            "title": source.title,
            "note": context.labels[source.key],
        }

    return LongList(
        "sources/all", sources, "Sources by author", "source", ("sources/", "Sources"), view
    )


def find_using(context: RenderContext) -> dict[str, list[ConceptRecord]]:
    """Return the concepts with a page that use or cite each source, by its key."""
    using: dict[str, list[ConceptRecord]] = {}
    for concept in context.atlas.concepts:
        if context.is_shown(concept):
            cited = (citation.key.id for claim in concept.claims for citation in claim.sources)
            for key in dict.fromkeys((*cited, *(use.key.id for use in concept.sources))):
                using.setdefault(key, []).append(concept)
    return using


def list_using(
    source: Source, context: RenderContext, using: Sequence[ConceptRecord]
) -> LongList[ConceptRecord]:
    """All pages that use or cite the source."""

    def view(concept: ConceptRecord, root: str, typeset: Typesetter) -> View:
        return view_listed(concept, context, root, typeset)

    folder = f"sources/{source_slug(source.key)}"
    return LongList(
        folder,
        using,
        f"Pages that use {context.labels[source.key]}",
        "page",
        (f"{folder}/", source.title),
        view,
    )


def view_source_page(
    source: Source,
    using: LongList[ConceptRecord],
    context: RenderContext,
    path: str,
    typeset: Typesetter,
) -> View:
    """`source.html`: one source, with the pages that use it; of many pages the first."""
    root = root_of(path)
    return {
        **page_frame(
            context, path, source.title, f"{context.labels[source.key]} and what rests on it."
        ),
        "authors": name_people(source.authors or source.editors),
        "year": source.year,
        "records": tuple(_view_records(source)),
        "audits": tuple(
            {"line": describe_audits([audit]), "notes": audit.notes}
            for audit in context.audits_of(source.key)
        ),
        "uses": tuple(_view_grounded(source, using.shorten(), context, root, typeset)),
        "all": using.link_all(root),
        "bibtex": source.bibtex,
    }


def _describe_check(audits: list[Audit]) -> str:
    return (
        f"{audits[-1].read} read, {format_date(audits[-1].date)}"
        if audits
        else "record not checked"
    )


def _count_uses(context: RenderContext) -> tuple[Counter[str], Counter[str]]:
    """By key: the pages that use or cite the source, the claims that cite it."""
    pages: Counter[str] = Counter()
    claims: Counter[str] = Counter()
    for concept in context.atlas.concepts:
        if context.is_shown(concept):
            cited = [
                key
                for claim in concept.claims
                for key in {citation.key.id for citation in claim.sources}
            ]
            claims.update(cited)
            pages.update({*cited, *(use.key.id for use in concept.sources)})
    return pages, claims


def _view_records(source: Source) -> Iterator[View]:
    shown = [("kind", source.type, ""), ("in", source.venue, ""), ("key", source.key, "")]
    if source.doi:
        shown.append(("DOI", source.doi, f"https://doi.org/{source.doi}"))
    if source.arxiv:
        shown.append(("arXiv", source.arxiv, f"https://arxiv.org/abs/{source.arxiv}"))
    if source.url:
        shown.append(("address", source.url, source.url))
    yield from ({"name": name, "text": text, "href": href} for name, text, href in shown if text)


def _view_grounded(
    source: Source,
    concepts: Sequence[ConceptRecord],
    context: RenderContext,
    root: str,
    typeset: Typesetter,
) -> Iterator[View]:
    for concept in concepts:
        uses = [use for use in concept.sources if use.key.id == source.key]
        cited = [
            (number, citation)
            for number, claim in enumerate(concept.claims, start=1)
            for citation in claim.sources
            if citation.key.id == source.key
        ]
        page = f"{root}{concept.id}/"
        quote = typeset.quote(concept)
        yield {
            "href": page,
            "title": typeset.inline(concept.title),
            "grounds": quote(uses[0].grounds) if uses else "",
            "claims": tuple(
                _view_citing(concept, number, citation, context, quote, page)
                for number, citation in cited
            ),
        }


def _view_citing(
    concept: ConceptRecord,
    number: int,
    citation: Citation,
    context: RenderContext,
    quote: Callable[[Text], Markup],
    page: str,
) -> View:
    """Return the claim of that number, from 1, with its citation of the source and its reviews."""
    claim = concept.claims[number - 1]
    found = context.evidence[concept.id].claim(claim.id)
    return {
        "href": f"{page}#claim-{claim.id}",
        "number": number,
        "text": quote(claim.text),
        "level": str(found.level) if found else "",
        "stale": bool(found and found.stale),
        "reviews": tuple(
            {**review, "href": f"{page}#review-{review['id']}"}
            for review in view_reviews(claim, concept)
        ),
        "relation": citation.relation,
        "locator": citation.locator,
        "quote": citation.quote,
        "support": quote(citation.support) if citation.support else "",
    }
