"""What an atlas says after a move, held against what it said before: the same, of the concept under its new id."""

from collections.abc import Iterator

from builder.move.links import follow_link
from builder.records.atlas import Atlas
from builder.records.concept import Concept, Domain
from builder.records.move import Move
from builder.records.text import Mark
from builder.records.walk import list_neighbours, list_object_keys, list_texts

_NO_MOVE = Move("-", "-")  # which is no id


def find_difference(before: Atlas[Concept], after: Atlas[Concept], move: Move) -> str:
    """The id after the move of the first concept or domain that would say something else than before, empty where there is none."""
    said_before, said_after = _read_off(before, move), _read_off(after, _NO_MOVE)
    return next(
        (
            id
            for id in sorted(said_before.keys() | said_after.keys())
            if said_before.get(id) != said_after.get(id)
        ),
        "",
    )


def _read_off(atlas: Atlas[Concept], move: Move) -> dict[str, tuple[str, ...]]:
    """For every concept and domain, by its id after the move, what it will name, where its links will lead, and its code."""
    concepts = {
        move.id_after(concept.id): tuple(_read_concept(concept, move)) for concept in atlas.concepts
    }
    return concepts | {
        domain.id: tuple(_read_texts(domain, domain.id, move)) for domain in atlas.domains
    }


def _read_concept(concept: Concept, move: Move) -> Iterator[str]:
    own = {alias.id for alias in concept.aliases}
    yield from sorted(own - {move.new} | {move.old} if concept.id == move.old else own)
    yield from (move.id_after(ref.id) for ref in list_neighbours(concept))
    yield from (move.key_after(ref.id) for ref in list_object_keys(concept))
    yield from _read_texts(concept, concept.id, move)
    yield from (fence.code for fence in (concept.content.fences if concept.content else ()))


def _read_texts(record: Concept | Domain, base: str, move: Move) -> Iterator[str]:
    for text in list_texts(record):
        for mark in text.marks:
            yield f"{mark.kind} {_read_target(mark, base, move)}"


def _read_target(mark: Mark, base: str, move: Move) -> str:
    if mark.kind == "link":
        return move.address_after(follow_link(mark.target, base))
    return move.id_after(mark.target) if mark.kind == "concept" else mark.target
