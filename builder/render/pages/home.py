"""The home page.

The atlas's domains as a table of contents, the longest routes through its map, and what is new.
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from builder.records.concept import ConceptRecord, Domain
from builder.render.pages.list_entry import (
    count_levels,
    describe_facts,
    list_concepts,
    list_minutes,
    view_entries,
)
from builder.render.pages.lists import MOST_LISTED
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, page_frame
from builder.render.words import count, format_date

PATH = "index.html"
MOST_NEW = 5
MOST_ROUTES = 3
FEWEST_PAGES = 2  # of a route


def view_home(context: RenderContext, typeset: Typesetter) -> View:
    """`home.html`: domains with their concepts in reading order, routes, what is new."""
    config = context.atlas.config
    checks = sum(
        check.passed for own in context.evidence.values() if own.is_checked for check in own.checks
    )
    facts = (
        *describe_facts(context.atlas.concepts, context),
        f"{count(checks, 'check')} held in this build",
    )
    return {
        **page_frame(context, PATH, config.title, config.description or f"{', '.join(facts)}."),
        "summary": config.description,
        "facts": facts,
        "levels": count_levels(context.atlas.concepts, context),
        "domains": tuple(
            _view_domain(domain, context, typeset) for domain in context.atlas.domains
        ),
        "routes": tuple(_view_route(ids, context, typeset) for ids in list_routes(context)),
        "news": tuple(_view_news(context, typeset)),
    }


def list_routes(context: RenderContext) -> tuple[tuple[str, ...], ...]:
    """Return the ways to the concepts with the longest chains of prerequisites.

    All that each rests on in reading order, and itself.

    None leads to what another passes through; those with pages to read number `FEWEST_PAGES` or
    more.
    """
    graph = context.graph
    routes: list[tuple[str, ...]] = []
    passed: set[str] = set()
    for goal in sorted(
        graph.layer, key=lambda concept_id: -graph.layer[concept_id]
    ):  # equals stay in reading order
        if goal in passed or not context.is_shown(context.atlas.concept_by_id[goal]):
            continue
        way = (*graph.ancestors(goal), goal)
        if (
            sum(context.is_shown(context.atlas.concept_by_id[concept_id]) for concept_id in way)
            < FEWEST_PAGES
        ):
            continue
        routes.append(way)
        passed.update(way)
        if len(routes) == MOST_ROUTES:
            break
    return tuple(routes)


def list_news(context: RenderContext) -> tuple[tuple[date, ConceptRecord], ...]:
    """Return the pages that were changed last, newest first, by the dates in their records.

    Equals in reading order.
    """
    concepts = [context.atlas.concept_by_id[concept_id] for concept_id in context.graph.order]
    dated = [
        (day, concept)
        for concept in concepts
        if context.is_shown(concept) and (day := concept.updated or concept.created)
    ]
    return tuple(sorted(dated, key=lambda pair: pair[0], reverse=True)[:MOST_NEW])


def _view_domain(domain: Domain, context: RenderContext, typeset: Typesetter) -> View:
    number = len(list_concepts(domain, context))
    return {
        "href": f"{domain.id}/",
        "title": typeset.inline(domain.title),
        "summary": typeset.inline(domain.summary),
        "concepts": tuple(
            {**entry, "before": ()} for entry in view_entries(domain, context, "", typeset)
        ),
        "all": {"href": f"{domain.id}/", "text": f"all {number:,}"}
        if number > MOST_LISTED
        else None,
    }


def _view_route(ids: tuple[str, ...], context: RenderContext, typeset: Typesetter) -> View:
    """Return the way in short; of a long one the first steps and the goal."""
    concepts = [context.atlas.concept_by_id[concept_id] for concept_id in ids]
    minutes = list_minutes(concepts, context)
    shown = (
        concepts if len(concepts) <= MOST_LISTED else [*concepts[: MOST_LISTED - 1], concepts[-1]]
    )
    return {
        "facts": f"{count(len(minutes), 'page')}, {sum(minutes)} min",
        "more": len(concepts) - len(shown),
        "steps": tuple(
            {
                "href": f"{concept.id}/" if context.is_shown(concept) else "",
                "title": typeset.inline(concept.title),
            }
            for concept in shown
        ),
    }


def _view_news(context: RenderContext, typeset: Typesetter) -> Iterator[View]:
    """Yield the news by day."""
    for day, pairs in groupby(list_news(context), key=lambda pair: pair[0]):
        pages = tuple(
            {
                "href": f"{concept.id}/",
                "title": typeset.inline(concept.title),
                "change": "updated" if concept.created is None or concept.created < day else "new",
            }
            for _, concept in pairs
        )
        yield {"date": format_date(day), "pages": pages}
