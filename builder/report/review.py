"""What a reviewer reads in the terminal: the queue, a claim with all that bears on it, and what has moved since it was reviewed."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from builder.records.atlas import Atlas
from builder.records.concept import Citation, Claim, Concept
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.review import ComponentState, Piece, QueuedClaim, Review, shorten_pieces
from builder.records.source import Audit
from builder.records.summary import ConceptSummary
from builder.records.text import Mark
from builder.report.summary import format_checks

_WIDTH = 100
_INDENT = 13  # where the second column begins
_COLOURS = {"gone": "\033[31m", "new": "\033[32m", "kept": ""}
_SIGNS = {"gone": "[-{}-]", "new": "{{+{}+}}", "kept": "{}"}
_AROUND = 200  # characters of what was kept that are shown beside a change


def format_queue(queue: Sequence[QueuedClaim], most: int) -> str:
    """The first claims of the queue, one to a line, and how many there are."""
    shown = queue[:most]
    widths = [
        max((len(text) for text in column), default=0)
        for column in ([item.key for item in shown], [item.level for item in shown])
    ]
    lines = []
    for item in shown:
        resting = (
            [f"{_count(item.resting, 'page')} {'rests' if item.resting == 1 else 'rest'} on it"]
            if item.resting
            else []
        )
        lines.append(
            f"{item.key.ljust(widths[0])}  {item.level.ljust(widths[1])}  {'; '.join([*item.doubts, *resting])}"
        )
    more = (
        f"{len(shown)} of {_count(len(queue), 'claim')} that want a review"
        if queue
        else "no claim wants a review"
    )
    first = f"\nread the first: python -m builder review show {queue[0].key}" if queue else ""
    return "\n".join([*lines, more]) + first + "\n"


def format_claim(
    atlas: Atlas[ConceptSummary], concept: Concept, claim: Claim, evidence: Evidence
) -> str:
    """Everything that bears on a claim, for one screen."""
    found = evidence.claim(claim.id)
    assert found is not None
    stipulated = ", stipulated" if claim.stipulated else ""
    contested = ", contested" if found.contested else ""
    head = f"{concept.id}#{claim.id}  {claim.kind}{stipulated}, {found.level}{contested}  ({concept.status})"
    sections = (
        _column("claim", claim.text.source),
        _column("caveat", claim.caveat.source if claim.caveat is not None else "none"),
        *(
            _column("on the page", f"{mark.words}  {mark.place}")
            for mark in _list_marks(concept, claim)
        ),
        _column("backed by", "; ".join(found.reasons) or "nothing"),
        *_tell_checks(claim, evidence),
        *_tell_equations(concept, claim),
        *(line for citation in claim.sources for line in _tell_citation(atlas, citation)),
        *(
            _column("review", _describe_review(review))
            for review in concept.reviews
            if review.claim.id == claim.id
        ),
        _column("stands", "; ".join(_tell_standing(found.components))),
    )
    return "\n".join([head, *sections, *_tell_next(f"{concept.id}#{claim.id}", found)]) + "\n"


def format_changes(key: str, found: ClaimEvidence, *, is_coloured: bool = False) -> str:
    """Which components have moved since they were read, word by word, and the smallest thing to read again."""
    if not found.moved:
        reviews = sorted({state.review for state in found.components if state.review})
        read = (
            f"nothing has moved since it was reviewed ({', '.join(reviews)})"
            if reviews
            else "it was never reviewed"
        )
        return f"{key}: {read}\n"
    lines = [f"{key}: {', '.join(state.name for state in found.moved)} moved"]
    for state in found.moved:
        if state.changes:
            told = "".join(
                _write_piece(piece, is_coloured=is_coloured)
                for piece in shorten_pieces(state.changes, _AROUND)
            )
            lines.append(f"\n{state.name}, read by {state.review}:\n{textwrap.indent(told, '  ')}")
    if lost := [state.name for state in found.moved if not state.changes]:
        lines.append(
            f"\n{', '.join(lost)}: what was read then is not kept, so the words cannot be shown"
        )
    parts = [state.name for state in (*found.moved, *found.unread)]
    current = sum(state.state == "current" for state in found.components)
    lines.append(
        f"\nto read again: {', '.join(parts)}; {current} of {len(found.components)} components are as they were read"
    )
    lines.append(f"then: python -m builder review record {key}")
    return "\n".join(lines) + "\n"


def _list_marks(concept: Concept, claim: Claim) -> Iterator[Mark]:
    marks = concept.content.text.marks if concept.content is not None else ()
    yield from (mark for mark in marks if mark.kind == "claim" and mark.target == claim.id)


def _tell_checks(claim: Claim, evidence: Evidence) -> Iterator[str]:
    for ref in claim.checks:
        check = evidence.check(ref.id)
        if check is None or not evidence.is_checked:
            yield _column("check", f"{ref.id}: not run")
            continue
        yield _column("check", format_checks([check]).strip())
        yield _column(
            "", f"assert {check.declared.code}, {check.declared.sentence!r}  {check.declared.place}"
        )
        yield from (
            _column("", f"with {counter.settings} because {counter.because}")
            for counter in check.counters
            if counter.because
        )


def _tell_equations(concept: Concept, claim: Claim) -> Iterator[str]:
    for equation in concept.content.equations if concept.content is not None else ():
        if equation.label in {ref.id for ref in claim.equations}:
            yield _column(
                "equation",
                f"({equation.number}) {equation.label}: {' '.join(equation.tex.split())}",
            )


def _tell_citation(atlas: Atlas[ConceptSummary], citation: Citation) -> Iterator[str]:
    source = atlas.source_by_key.get(citation.key.id)
    who = (
        " and ".join(person.family for person in (source.authors or source.editors))
        if source is not None
        else ""
    )
    record = f": {who}, {source.title}, {source.year}" if source is not None else ": no such source"
    yield _column(
        "source",
        f"{citation.key.id}, {citation.locator or 'no locator'}, {citation.relation}{record}",
    )
    if source is not None and (source.doi or source.arxiv or source.url):
        yield _column(
            "",
            f"https://doi.org/{source.doi}"
            if source.doi
            else f"arXiv:{source.arxiv}"
            if source.arxiv
            else source.url,
        )
    if citation.quote:
        yield _column("", f"quote: {citation.quote}")
    if citation.support is not None:
        yield _column("", f"support: {citation.support.source}")
    yield _column(
        "", _describe_audit([audit for audit in atlas.audits if audit.key.id == citation.key.id])
    )


def _describe_audit(audits: Sequence[Audit]) -> str:
    if not audits:
        return "record never audited"
    last = audits[-1]
    return f"record audited {last.date} by {last.by.name} ({last.by.kind}): {last.read} read, against {last.against}"


def _describe_review(review: Review) -> str:
    author = ", author of the page" if review.reviewer.author_of_page else ""
    excludes = f"; excludes: {review.excludes}" if review.excludes else ""
    summary = f". {review.summary}" if review.summary else ""
    return (
        f"{review.id}, {review.date}, {review.reviewer.name} ({review.reviewer.kind}{author}): {review.verdict}; "
        f"read: {review.read}; criterion: {review.criterion}{excludes}{summary}"
    )


def _tell_standing(states: Iterable[ComponentState]) -> Iterator[str]:
    words = {"current": "as {} read it", "moved": "moved since {}", "unread": "not read"}
    groups: dict[str, list[str]] = {}
    for state in states:
        groups.setdefault(words[state.state].format(state.review), []).append(state.name)
    yield from (f"{', '.join(names)}: {told}" for told, names in groups.items())


def _tell_next(key: str, found: ClaimEvidence) -> Iterator[str]:
    if found.moved:
        yield f"what moved: python -m builder review diff {key}"
    yield f"your review: python -m builder review record {key}"


def _column(name: str, text: str) -> str:
    """A name and a text beside it, wrapped; a name of nothing leaves its column empty."""
    head = name.ljust(_INDENT)
    wrapped = textwrap.wrap(
        " ".join(text.split()), _WIDTH - _INDENT, break_long_words=False, break_on_hyphens=False
    ) or [""]
    return "\n".join(
        [f"{head}{wrapped[0]}", *(f"{' ' * _INDENT}{line}" for line in wrapped[1:])]
    ).rstrip()


def _write_piece(piece: Piece, *, is_coloured: bool) -> str:
    if is_coloured and _COLOURS[piece.kind]:
        return f"{_COLOURS[piece.kind]}{piece.words}\033[0m"
    return _SIGNS[piece.kind].format(piece.words)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
