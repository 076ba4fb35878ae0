"""Compares the references of an atlas before and after a move: they must agree up to the new id."""

from collections.abc import Iterator

from builder.move.relative_links import follow_link
from builder.records.atlas import Atlas
from builder.records.concept import Concept, Domain
from builder.records.move import Move
from builder.records.text import Mark
from builder.records.walk import list_neighbours, list_object_keys, list_texts

_NO_MOVE = Move("-", "-")  # "-" is no id


def find_difference(before: Atlas[Concept], after: Atlas[Concept], move: Move) -> str:
    """Return the first concept or domain, by its id after the move, whose references would change.

    The result is empty if there is none.
    """
    old, new = _list_references(before, move), _list_references(after, _NO_MOVE)
    ids = sorted(old.keys() | new.keys())
    return next((record for record in ids if old.get(record) != new.get(record)), "")


def _list_references(atlas: Atlas[Concept], move: Move) -> dict[str, tuple[str, ...]]:
    """Return the references and the code of every concept and domain, by its id after the move."""
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
