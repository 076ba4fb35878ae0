"""Small atlases made of records, for tests of the pure stages."""

from collections.abc import Mapping, Sequence

from builder.check import make_page_context, summarize_concept
from builder.records.atlas import Atlas, Config
from builder.records.concept import Concept, Domain, Limits, Prerequisite
from builder.records.criteria import Criteria
from builder.records.outline import Outline
from builder.records.place import Place, Ref
from builder.records.summary import ConceptSummary
from builder.records.text import Text, make_bare_text


def make_text(source: str, place: Place | None = None) -> Text:
    return make_bare_text(source, place or Place("x.yaml"))


def make_config(**changes: object) -> Config:
    place = Place("pyproject.toml")
    return Config(place=place, title="Test atlas", limits=Limits(place=place), **changes)  # type: ignore[arg-type]


def make_concept(id: str, prerequisites: Sequence[str] = (), **changes: object) -> Concept:
    path = f"concepts/{id}/concept.yaml"
    named = tuple(
        Prerequisite(
            place=Place(path, line),
            concept=Ref(other, Place(path, line, 14, len(other))),
            why=make_text("why"),
        )
        for line, other in enumerate(prerequisites, start=5)
    )
    keys = {
        "title": make_text(id),
        "summary": make_text("a summary"),
        "status": "review",
        "prerequisites": named,
    }
    return Concept(place=Place(path), id=id, **{**keys, **changes})  # type: ignore[arg-type]


def make_atlas(
    edges: Mapping[str, Sequence[str]],
    *,
    concepts: Sequence[Concept] = (),
    config: Config | None = None,
) -> Atlas[Concept]:
    found = sorted(
        [*concepts, *(make_concept(id, before) for id, before in edges.items())],
        key=lambda concept: concept.id,
    )
    domains = {
        concept.domain: Domain(
            place=Place(f"concepts/{concept.domain}/domain.yaml"),
            id=concept.domain,
            title=make_text("D"),
            summary=make_text("s"),
        )
        for concept in found
    }
    return Atlas(
        config or make_config(),
        tuple(domains.values()),
        tuple(found),
        (),
        (),
        Criteria(),
        {concept.id: concept for concept in found},
        {},
    )


def summarize(atlas: Atlas[Concept]) -> Atlas[ConceptSummary]:
    """Return the same atlas as the rules on many pages see it, without witnesses."""
    return atlas.with_concepts(
        summarize_concept(make_page_context(concept, Outline(concept.id)))
        for concept in atlas.concepts
    )
