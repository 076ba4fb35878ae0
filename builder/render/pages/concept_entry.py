"""What one concept gives to the pages of the whole atlas."""

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import TypeVar, cast

from builder.records.concept import Concept, ConceptRecord
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.place import Place
from builder.records.summary import ConceptEntry
from builder.records.text import ContentOutline, Tokens, Written
from builder.render.words import WORDS_PER_MINUTE, reading_time

_R = TypeVar("_R")


def make_entry(concept: Concept, evidence: Evidence) -> ConceptEntry:
    """Return the entry of a concept.

    The record is without prose and code, the evidence without outputs and drawings. Places have no
    lines and columns, so a line that is added to a file changes no page of the whole atlas.
    """
    claims = tuple(map(_drop_texts, evidence.claims))
    bare = replace(evidence, outputs=(), figures=(), states=(), run_key="", claims=claims)
    return drop_places(ConceptEntry(_drop_prose(concept), bare))


def _drop_prose(concept: Concept) -> ConceptRecord:
    """Return the record of the concept, with the length of its prose in whole minutes."""
    kept = {field.name: getattr(concept, field.name) for field in fields(ConceptRecord)}
    content = concept.content
    if content is not None:
        kept["content"] = ContentOutline(
            sections=tuple(replace(section, start=0, stop=0) for section in content.sections),
            equations=content.equations,
            headings=content.headings,
            figures=content.figures,
            words=WORDS_PER_MINUTE * reading_time(content),
        )
    return ConceptRecord(**kept)


def _drop_texts(claim: ClaimEvidence) -> ClaimEvidence:
    """Return the evidence of a claim without the texts that reviews are bound to.

    The words that moved are kept.
    """
    states = tuple(replace(state, digest="", text="") for state in claim.components)
    return replace(claim, components=states)


def drop_places(record: _R) -> _R:
    """Return the record with only the paths of all places in it."""
    return cast(_R, _drop(record))


def _drop(value: object) -> object:
    if isinstance(value, Place):
        return Place(value.path)
    if isinstance(value, Tokens):
        written = value.written
        return Tokens(
            Written(written.source, Place(written.place.path), (), written.form), value.read
        )
    if isinstance(value, tuple):
        return tuple(map(_drop, value))
    names = _list_fields(type(value))  # type: ignore[arg-type]  # every type can be hashed
    if not names:
        return value
    parts = {name: {} if name == "places" else _drop(getattr(value, name)) for name in names}
    return replace(value, **parts)  # type: ignore[type-var]  # only dataclasses have names


@cache
def _list_fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
