"""What a concept's record holds, whatever the key.

Its texts, its references to other concepts and to their objects.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache

from builder.records.concept import Concept, Misconception
from builder.records.instruments import Option
from builder.records.place import Place, Ref
from builder.records.text import Content, Text


def list_texts(record: object) -> Iterator[Text]:
    """Every text of a concept or a domain that is parsed as markdown, a concept's content first."""
    if isinstance(record, Concept):
        if record.content is not None:
            yield record.content.text
        record = replace(record, content=None)
    yield from walk_texts(record)


def gather_marks(record: object) -> dict[str, tuple[Ref, ...]]:
    """Return what the marks in all texts of a concept or a domain name, by the marks' kind."""
    found: dict[str, list[Ref]] = {}
    for text in list_texts(record):
        for mark in text.marks:
            found.setdefault(mark.kind, []).append(Ref(mark.target, mark.place))
    return {kind: tuple(refs) for kind, refs in found.items()}


def list_neighbours(concept: Concept) -> Iterator[Ref]:
    """Every id of another concept that is the value of a key: prerequisites, relations, repairs."""
    yield from (prerequisite.concept for prerequisite in concept.prerequisites)
    yield from (relation.concept for relation in concept.related)
    yield from list_repairs(concept)


def list_repairs(concept: Concept) -> Iterator[Ref]:
    """Yield the concepts that a wrong prediction or a misconception sends its reader to."""
    options = concept.demo.prediction.options if concept.demo and concept.demo.prediction else ()
    holders: tuple[Option | Misconception, ...] = (*options, *concept.misconceptions)
    for holder in holders:
        if holder.repair is not None:
            yield holder.repair


def list_object_keys(concept: Concept) -> Iterator[Ref]:
    """Yield the keys of objects: of this page, `claim:rate`, or another, `claim:a/b#rate`."""
    yield from (ref for claim in concept.claims for ref in claim.shows)
    for question in concept.questions:
        yield from (question.object, *question.evidence)


def walk_texts(record: object) -> Iterator[Text]:
    """Every text of a record and of the records below it, in the order of their fields."""
    stack = [record]
    while stack:
        current = stack.pop()
        if isinstance(current, Text):
            yield current
        elif isinstance(current, tuple):
            stack += reversed(current)
        else:
            stack += [getattr(current, name) for name in _list_parts(type(current))]  # type: ignore[arg-type]  # every type can be hashed


@cache
def _list_parts(kind: type) -> tuple[str, ...]:
    """Return the fields of a record that may hold texts, the last first.

    None of what is no record.
    """
    if issubclass(kind, Content):
        return ("text",)  # whatever was found in it stands in it
    if not is_dataclass(kind) or issubclass(kind, Place | Ref):
        return ()
    return tuple(
        field.name for field in reversed(fields(kind)) if field.name not in ("place", "places")
    )
