"""Write the JSON-LD of a concept page. Source: https://schema.org/LearningResource.

Browsers do not run the script element that holds it, so the content security policy need not allow
it. Source: HTML, "prepare the script element", which checks the type before the policy.
"""

import json
from collections.abc import Mapping

from markupsafe import Markup

from builder.records.concept import Concept
from builder.records.source import Person, Source
from builder.render.exports.citation import find_address, find_written, licence_address
from builder.render.exports.plain import Json
from builder.render.pages.claims import list_source_keys
from builder.render.prose.markdown import plain_text
from builder.render.render_context import RenderContext
from builder.render.words import format_date, reading_time

_KINDS = {  # entry type of BibTeX -> type of schema.org
    "article": "ScholarlyArticle",
    "inproceedings": "ScholarlyArticle",
    "incollection": "Chapter",
    "book": "Book",
    "phdthesis": "Thesis",
}
_STATUS = {"review": "under review"}
# Escapes, without which a text may end the script element.
_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def write_jsonld(concept: Concept, context: RenderContext, image: str) -> Markup:
    """Return the content of the script element; `image` is the URL of the page's card, or ""."""
    written = json.dumps(describe_resource(concept, context, image), ensure_ascii=False)
    return Markup(written.translate(_ESCAPES))


def describe_resource(concept: Concept, context: RenderContext, image: str) -> Mapping[str, Json]:
    """Return the page as a `LearningResource`, without the fields that are empty."""
    config = context.atlas.config
    assert concept.content is not None
    address = find_address(concept, config)
    written = find_written(concept)
    title = plain_text(concept.title)
    return _drop_empty(
        {
            "@context": "https://schema.org",
            "@type": "LearningResource",
            "@id": address,
            "url": address,
            "name": title,
            "description": plain_text(concept.summary),
            "learningResourceType": "concept page",
            "teaches": _drop_empty(
                {
                    "@type": "DefinedTerm",
                    "name": title,
                    "description": plain_text(concept.invariant or concept.summary),
                }
            ),
            "competencyRequired": _list_required(concept, context),
            "timeRequired": f"PT{reading_time(concept.content)}M",
            "educationalLevel": concept.math_level,
            "keywords": list(concept.tags),
            "inLanguage": config.language,
            "license": licence_address(config.content_license) or config.content_license,
            "creativeWorkStatus": _STATUS.get(concept.status, concept.status),
            "author": [
                _drop_empty({"name": author.name, "url": author.url}) for author in concept.authors
            ],
            "dateCreated": format_date(concept.created) if concept.created else "",
            "dateModified": format_date(written) if written else "",
            "image": image,
            "isPartOf": _drop_empty(
                {"@type": "WebSite", "name": config.title, "url": config.base_url}
            ),
            "citation": [
                _describe_source(context.atlas.source_by_key[key])
                for key in list_source_keys(concept, context)
            ],
        }
    )


def _drop_empty(record: Mapping[str, Json]) -> dict[str, Json]:
    """Return the record without its empty fields."""
    return {key: value for key, value in record.items() if value not in ("", [], None)}


def _list_required(concept: Concept, context: RenderContext) -> list[Json]:
    """Return the prerequisites, each with the reason why the page needs it."""
    required: list[Json] = []
    for prerequisite in concept.prerequisites:
        other = context.summaries.get(prerequisite.concept.id)
        if other is None:
            continue
        term = {
            "@type": "DefinedTerm",
            "name": plain_text(other.title),
            "description": plain_text(prerequisite.why) if prerequisite.why else "",
            "url": find_address(other, context.atlas.config) if context.is_shown(other) else "",
        }
        required.append(_drop_empty(term))
    return required


def _describe_source(source: Source) -> Json:
    return _drop_empty(
        {
            "@type": _KINDS.get(source.type, "CreativeWork"),
            "name": source.title,
            "author": [_describe_person(person) for person in source.authors],
            "datePublished": source.year,
            "sameAs": _find_address(source),
        }
    )


def _find_address(source: Source) -> str:
    if source.doi:
        return f"https://doi.org/{source.doi}"
    return f"https://arxiv.org/abs/{source.arxiv}" if source.arxiv else source.url


def _describe_person(person: Person) -> Json:
    """Return the author; a name without a given part may be an organization's, so has no type."""
    return {"@type": "Person", "name": str(person)} if person.given else {"name": str(person)}
