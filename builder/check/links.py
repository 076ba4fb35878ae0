"""The links that authors wrote: each is held against the site once, where it stands, however many pages show the text around it."""

from collections.abc import Iterable, Iterator
from functools import partial

from builder.check.facts import list_marks
from builder.check.pages import LINK_HINT, Addresses, Aim, find_fault
from builder.records.atlas import Atlas
from builder.records.codec import Codec
from builder.records.concept import Concept, Domain
from builder.records.memory import Memory
from builder.records.place import Ref
from builder.records.problem import Problem, Problems
from builder.records.reading import resolve_link
from builder.records.walk import gather_marks

_Record = Concept | Domain
_LINKS = Codec[tuple[Ref, ...]](tuple[Ref, ...])


def check_written_links(
    atlas: Atlas, addresses: Addresses, memory: Memory
) -> tuple[Problems, frozenset[Aim]]:
    """A problem for each link of a text that leads nowhere from the page that the text belongs to, and where these links lead."""
    found = list(_find_dead(atlas, addresses, memory))
    problems = tuple(problem for record, problem, _ in found if not _is_unmade(record))
    return problems, frozenset(aim for _, _, aim in found)


def _find_dead(
    atlas: Atlas, addresses: Addresses, memory: Memory
) -> Iterator[tuple[_Record, Problem, Aim]]:
    records: Iterable[_Record] = (*atlas.concepts, *atlas.domains)
    for record in records:
        for ref in memory.recall("links", (record,), partial(_list_links, record, memory), _LINKS):
            link = resolve_link(f"{record.id}/index.html", ref.id)
            if fault := find_fault(link, addresses):
                problem = Problem(
                    "link-resolves", f"the link '{ref.id}' {fault}", ref.place, LINK_HINT
                )
                yield record, problem, (link.path, link.anchor)


def _is_unmade(record: _Record) -> bool:
    """True if the record's page cannot be made, which is reported and is why its links lead nowhere."""
    return isinstance(record, Concept) and record.status != "planned" and record.content is None


def _list_links(record: _Record, memory: Memory) -> tuple[Ref, ...]:
    """The links of all texts, and the pictures that are not reported as missing from a concept's folder."""
    if isinstance(record, Domain):
        marks = gather_marks(record)
        return (*marks.get("link", ()), *marks.get("image", ()))
    marks = list_marks(record, memory)
    pictures = (ref for ref in marks.get("image", ()) if ref.id.removeprefix("./") in record.files)
    return (*marks.get("link", ()), *pictures)
