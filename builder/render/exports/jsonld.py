"""JSON-LD of a concept page: a `LearningResource` of schema.org. Source: https://schema.org/LearningResource

The script element that holds it is a data block: no browser runs it, and so no content security policy has to allow it (Source: HTML,
"prepare the script element", where the type is looked at before the policy is asked).
"""

import json
from collections.abc import Mapping

from markupsafe import Markup

from builder.records.concept import Concept
from builder.records.source import Person, Source
from builder.render.claims import list_source_keys
from builder.render.exports.citation import find_address, find_written, licence_address
from builder.render.exports.plain import Json
from builder.render.known import Known
from builder.render.markdown import plain_text
from builder.render.words import format_date, reading_time

_KINDS = {  # of BibTeX -> of schema.org
    "article": "ScholarlyArticle",
    "inproceedings": "ScholarlyArticle",
    "incollection": "Chapter",
    "book": "Book",
    "phdthesis": "Thesis",
}
_STATUS = {"review": "under review"}
_SIGNS = str.maketrans(
    {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
)  # so that no text can end the script element


def write_jsonld(concept: Concept, known: Known, image: str) -> Markup:
    """The content of the script element; `image` is the whole address of the page's card, or empty."""
    return Markup(
        json.dumps(describe_resource(concept, known, image), ensure_ascii=False).translate(_SIGNS)
    )


def describe_resource(concept: Concept, known: Known, image: str) -> Mapping[str, Json]:
    """The resource. Addresses, dates and people that nobody wrote are left out, as is all else that is not there."""
    config = known.atlas.config
    assert concept.content is not None
    address = find_address(concept, config)
    written = find_written(concept)
    title = plain_text(concept.title)
    return _fill(
        {
            "@context": "https://schema.org",
            "@type": "LearningResource",
            "@id": address,
            "url": address,
            "name": title,
            "description": plain_text(concept.summary),
            "learningResourceType": "concept page",
            "teaches": _fill(
                {
                    "@type": "DefinedTerm",
                    "name": title,
                    "description": plain_text(concept.invariant or concept.summary),
                }
            ),
            "competencyRequired": _list_required(concept, known),
            "timeRequired": f"PT{reading_time(concept.content)}M",
            "educationalLevel": concept.math_level,
            "keywords": list(concept.tags),
            "inLanguage": config.language,
            "license": licence_address(config.content_license) or config.content_license,
            "creativeWorkStatus": _STATUS.get(concept.status, concept.status),
            "author": [
                _fill({"name": author.name, "url": author.url}) for author in concept.authors
            ],
            "dateCreated": format_date(concept.created) if concept.created else "",
            "dateModified": format_date(written) if written else "",
            "image": image,
            "isPartOf": _fill({"@type": "WebSite", "name": config.title, "url": config.base_url}),
            "citation": [
                _describe_source(known.atlas.source_by_key[key])
                for key in list_source_keys(concept, known)
            ],
        }
    )


def _fill(record: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in record.items() if value not in ("", [], None)}


def _list_required(concept: Concept, known: Known) -> list[Json]:
    """The prerequisites, each with what of it is needed here."""
    required: list[Json] = []
    for prerequisite in concept.prerequisites:
        other = known.summaries.get(prerequisite.concept.id)
        if other is not None:
            why = plain_text(prerequisite.why) if prerequisite.why else ""
            address = find_address(other, known.atlas.config) if known.is_shown(other) else ""
            required.append(
                _fill(
                    {
                        "@type": "DefinedTerm",
                        "name": plain_text(other.title),
                        "description": why,
                        "url": address,
                    }
                )
            )
    return required


def _describe_source(source: Source) -> Json:
    return _fill(
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
    """A name with a given part is a person's; one without may be anybody's, so no type is claimed."""
    return {"@type": "Person", "name": str(person)} if person.given else {"name": str(person)}
