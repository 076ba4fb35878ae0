"""The links that authors wrote.

Each is checked once, where it stands, however many pages show its text.
"""

from collections.abc import Iterator

from builder.check.rendered_pages import LINK_HINT, Addresses, Aim, find_fault
from builder.records.atlas import Atlas
from builder.records.concept import Domain
from builder.records.page_links import resolve_link
from builder.records.place import Ref
from builder.records.problem import Problem, Problems
from builder.records.summary import ConceptSummary
from builder.records.walk import gather_marks


def check_written_links(
    atlas: Atlas[ConceptSummary], addresses: Addresses
) -> tuple[Problems, frozenset[Aim]]:
    """Return a problem for each broken link of a text, and the targets of these links."""
    found = list(_find_dead(atlas, addresses))
    problems = tuple(problem for record, problem, _ in found if not _is_unmade(record))
    return problems, frozenset(aim for _, _, aim in found)


_Record = ConceptSummary | Domain


def _find_dead(
    atlas: Atlas[ConceptSummary], addresses: Addresses
) -> Iterator[tuple[_Record, Problem, Aim]]:
    records: tuple[_Record, ...] = (*atlas.concepts, *atlas.domains)
    for record in records:
        for ref in record.links if isinstance(record, ConceptSummary) else _list_links(record):
            link = resolve_link(f"{record.id}/index.html", ref.id)
            if fault := find_fault(link, addresses):
                message = f"the link '{ref.id}' {fault}"
                problem = Problem("link-resolves", message, ref.place, LINK_HINT)
                yield record, problem, (link.path, link.anchor)


def _is_unmade(record: _Record) -> bool:
    """Return true if the record's page cannot be made, which is reported already."""
    if isinstance(record, Domain):
        return False
    return record.status != "planned" and not record.is_written


def _list_links(domain: Domain) -> tuple[Ref, ...]:
    marks = gather_marks(domain)
    return (*marks.get("link", ()), *marks.get("image", ()))
