"""The page of all practice: every question of the atlas, by concept in reading order, as a link to where it is asked."""

from collections.abc import Iterator

from markupsafe import Markup

from builder.records.concept import Concept
from builder.records.text import Text
from builder.render.known import Known, View, page_frame
from builder.render.linear import linear_text
from builder.render.typeset import Typesetter
from builder.render.words import count

PATH = "practice/index.html"


def has_practice(known: Known) -> bool:
    """Whether any page asks a question; where none does there is no page of them."""
    return any(concept.practice for concept in known.atlas.concepts if known.is_shown(concept))


def view_practice_page(known: Known, typeset: Typesetter) -> View:
    """The questions of every page that has some."""
    groups = tuple(_view_groups(known, typeset))
    asked = sum(len(concept.practice) for concept in known.atlas.concepts if known.is_shown(concept))
    summary = f"{count(asked, 'question')} from {count(len(groups), 'page')}, in reading order."
    return {**page_frame(known, PATH, "Practice", summary), "summary": summary, "groups": groups}


def _view_groups(known: Known, typeset: Typesetter) -> Iterator[View]:
    for concept in (known.atlas.concept_by_id[id] for id in known.graph.order):
        if concept.practice and known.is_shown(concept):
            yield {
                "href": f"../{concept.id}/",
                "title": typeset.inline(concept.title),
                "questions": tuple(_view_questions(concept, typeset)),
            }


def _view_questions(concept: Concept, typeset: Typesetter) -> Iterator[View]:
    for entry in concept.practice:
        yield {
            "href": f"../{concept.id}/#practice-{entry.id}",
            "kind": entry.kind,
            "prompt": _set_prompt(entry.prompt, typeset),
        }


def _set_prompt(prompt: Text, typeset: Typesetter) -> Markup | str:
    """The question as it is set; one that holds a link, which no link can hold, by its words."""
    shown = typeset.inline(prompt)
    return linear_text(prompt, typeset.plain_formula) if "<a " in shown else shown
