"""The page of all practice: every exercise of the atlas, whole, by concept in reading order."""

from collections.abc import Iterator

from builder.records.concept import ConceptRecord
from builder.render.pages.exercises import view_exercises
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, page_frame, root_of, slug
from builder.render.words import count

PATH = "practice/index.html"


def has_practice(context: RenderContext) -> bool:
    """Whether any page asks a question; where none does there is no page of them."""
    return any(concept.has_practice for concept in context.summaries.values())


def view_practice_page(context: RenderContext, typeset: Typesetter) -> View:
    """Return the exercises of every page that has some."""
    groups = tuple(_view_groups(context, typeset))
    asked = sum(
        len(concept.practice) for concept in context.atlas.concepts if context.is_shown(concept)
    )
    summary = f"{count(asked, 'question')} from {count(len(groups), 'page')}."
    return {**page_frame(context, PATH, "Practice", summary), "summary": summary, "groups": groups}


def _view_groups(context: RenderContext, typeset: Typesetter) -> Iterator[View]:
    for concept in (context.atlas.concept_by_id[concept_id] for concept_id in context.graph.order):
        if concept.practice and context.is_shown(concept):
            yield _view_group(concept, typeset)


def _view_group(concept: ConceptRecord, typeset: Typesetter) -> View:
    href = f"{root_of(PATH)}{concept.id}/"
    title = typeset.inline(concept.title)
    exercises = view_exercises(concept, typeset.quote(concept))
    return {
        "href": href,
        "title": title,
        "exercises": tuple(
            {
                **entry,
                "anchor": f"practice-{slug(str(entry['key']))}",
                "home": {"href": f"{href}#{entry['anchor']}", "text": title},
            }
            for entry in exercises
        ),
    }
