"""What a concept's record holds, whatever the key: its texts, its references to other concepts and to their objects."""

from collections.abc import Iterator

from builder.records.concept import Concept, Misconception
from builder.records.instruments import Option
from builder.records.place import Ref
from builder.records.text import Text


def list_texts(record: object) -> Iterator[Text]:
    """Every text of a concept or a domain that is parsed as markdown, a concept's content first."""
    if isinstance(record, Concept) and record.content is not None:
        yield record.content.text
    yield from _walk_texts(record)


def gather_marks(concept: Concept) -> dict[str, tuple[Ref, ...]]:
    """What the marks in all texts of the concept name, by the marks' kind."""
    found: dict[str, list[Ref]] = {}
    for text in list_texts(concept):
        for mark in text.marks:
            found.setdefault(mark.kind, []).append(Ref(mark.target, mark.place))
    return {kind: tuple(refs) for kind, refs in found.items()}


def list_neighbours(concept: Concept) -> Iterator[Ref]:
    """Every id of another concept that is the value of a key: prerequisites, relations, repairs."""
    yield from (prerequisite.concept for prerequisite in concept.prerequisites)
    yield from (relation.concept for relation in concept.related)
    yield from list_repairs(concept)


def list_repairs(concept: Concept) -> Iterator[Ref]:
    """The concepts that a wrong prediction or a misconception sends its reader to."""
    options = concept.demo.prediction.options if concept.demo and concept.demo.prediction else ()
    holders: tuple[Option | Misconception, ...] = (*options, *concept.misconceptions)
    for holder in holders:
        if holder.repair is not None:
            yield holder.repair


def list_object_keys(concept: Concept) -> Iterator[Ref]:
    """Every key of an object of this page, `claim:rate`, or of another, `claim:scaling/ntk#rate`."""
    yield from (ref for claim in concept.claims for ref in claim.shows)
    for question in concept.questions:
        yield from (question.object, *question.evidence)


def _walk_texts(record: object) -> Iterator[Text]:
    for name in getattr(type(record), "__dataclass_fields__", {}):
        if name in ("content", "places", "place", "reviews"):
            continue
        value = getattr(record, name)
        if isinstance(value, Text):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, Text):
                    yield item
                elif not isinstance(item, str | int | float | tuple):
                    yield from _walk_texts(item)
        elif hasattr(value, "__dataclass_fields__"):
            yield from _walk_texts(value)
