"""The text of `review`: the queue, a claim with its evidence, and the changes since its review."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from builder.records.atlas import Atlas
from builder.records.concept import Citation, Claim, Concept
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.ledger import name_level
from builder.records.review import (
    ComponentState,
    DiffPiece,
    QueuedClaim,
    Review,
    select_reviews,
    shorten_pieces,
)
from builder.records.source import Audit
from builder.records.summary import ConceptSummary
from builder.records.text import Mark
from builder.report.lines import align_columns, format_count
from builder.report.summary import format_checks

_WIDTH = 100
_INDENT = 13  # where the second column begins
_COLOURS = {"gone": "\033[31m", "new": "\033[32m", "kept": ""}
_SIGNS = {"gone": "[-{}-]", "new": "{{+{}+}}", "kept": "{}"}
_AROUND = 200  # characters of unchanged text shown on each side of a change


def format_queue(queue: Sequence[QueuedClaim], most: int) -> str:
    """Return the first `most` claims of the queue, one per line, and the length of the queue."""
    if not queue:
        return "no claim wants a review\n"
    rows = []
    for item in queue[:most]:
        verb = "rests" if item.resting == 1 else "rest"
        resting = [f"{format_count(item.resting, 'page')} {verb} on it"] if item.resting else []
        rows.append((item.key, item.level, "; ".join([*item.doubts, *resting])))
    lines = [
        *align_columns(rows),
        f"{len(rows)} of {format_count(len(queue), 'claim')} that want a review",
        f"read the first: plumbline review show {queue[0].key}",
    ]
    return "\n".join(lines) + "\n"


def format_claim(
    atlas: Atlas[ConceptSummary], concept: Concept, claim: Claim, evidence: Evidence
) -> str:
    """Return all evidence for a claim, and what to type next."""
    found = evidence.claim(claim.id)
    assert found is not None
    key = f"{concept.id}#{claim.id}"
    stipulated = ", stipulated" if claim.stipulated else ""
    contested = ", contested" if found.contested else ""
    level = name_level(evidence, found)
    sections = [
        f"{key}  {claim.kind}{stipulated}, {level}{contested}  ({concept.status})",
        _column("claim", claim.text.source),
        _column("caveat", claim.caveat.source if claim.caveat is not None else "none"),
    ]
    sections += [
        _column("on the page", f"{mark.words}  {mark.place}")
        for mark in _list_marks(concept, claim)
    ]
    sections.append(_column("backed by", "; ".join(found.reasons) or "nothing"))
    sections += _format_claim_checks(claim, evidence)
    sections += _format_equations(concept, claim)
    for citation in claim.sources:
        sections += _format_citation(atlas, citation)
    for review in select_reviews(concept.reviews, claim.id):
        sections.append(_column("review", _describe_review(review)))
    sections.append(_column("stands", "; ".join(_describe_components(found.components))))
    if found.moved:
        sections.append(f"what moved: plumbline review diff {key}")
    sections.append(f"your review: plumbline review record {key}")
    return "\n".join(sections) + "\n"


def format_changes(key: str, found: ClaimEvidence, *, is_coloured: bool = False) -> str:
    """Return the components that changed since their review, and the parts to read again.

    The changes are shown word by word.
    """
    if not found.moved:
        reviews = sorted({state.review for state in found.components if state.review})
        if not reviews:
            return f"{key}: it was never reviewed\n"
        return f"{key}: nothing has moved since it was reviewed ({', '.join(reviews)})\n"
    lines = [f"{key}: {', '.join(state.name for state in found.moved)} moved"]
    for state in found.moved:
        if state.changes:
            pieces = shorten_pieces(state.changes, _AROUND)
            words = "".join(_write_piece(piece, is_coloured=is_coloured) for piece in pieces)
            indented = textwrap.indent(words, "  ")
            lines.append(f"\n{state.name}, read by {state.review}:\n{indented}")
    if lost := [state.name for state in found.moved if not state.changes]:
        lines.append(
            f"\n{', '.join(lost)}: what was read then is not kept, so the words cannot be shown"
        )
    parts = ", ".join(state.name for state in (*found.moved, *found.unread))
    current = sum(state.state == "current" for state in found.components)
    counted = f"{current} of {len(found.components)} components are as they were read"
    lines.append(f"\nto read again: {parts}; {counted}")
    lines.append(f"then: plumbline review record {key}")
    return "\n".join(lines) + "\n"


def _list_marks(concept: Concept, claim: Claim) -> Iterator[Mark]:
    marks = concept.content.text.marks if concept.content is not None else ()
    yield from (mark for mark in marks if mark.kind == "claim" and mark.target == claim.id)


def _format_claim_checks(claim: Claim, evidence: Evidence) -> Iterator[str]:
    for ref in claim.checks:
        check = evidence.check(ref.id)
        if check is None or not evidence.is_checked:
            yield _column("check", f"{ref.id}: not run")
            continue
        declared = check.declared
        yield _column("check", format_checks([check]).strip())
        yield _column("", f"assert {declared.code}, {declared.sentence!r}  {declared.place}")
        for counter in check.counters:
            if counter.because:
                yield _column("", f"with {counter.settings} because {counter.because}")
        for rival in check.rivals:
            verdict = "refused" if rival.refused else "NOT REFUSED"
            tried = f"{rival.after} in place of {rival.before}: {verdict}, {rival.measured}"
            yield _column("", f"also tried {tried}")


def _format_equations(concept: Concept, claim: Claim) -> Iterator[str]:
    labels = {ref.id for ref in claim.equations}
    for equation in concept.content.equations if concept.content is not None else ():
        if equation.label in labels:
            tex = " ".join(equation.tex.split())
            yield _column("equation", f"({equation.number}) {equation.label}: {tex}")


def _format_citation(atlas: Atlas[ConceptSummary], citation: Citation) -> Iterator[str]:
    key = citation.key.id
    cited = f"{key}, {citation.locator or 'no locator'}, {citation.relation}"
    source = atlas.source_by_key.get(key)
    if source is None:
        yield _column("source", f"{cited}: no such source")
    else:
        people = " and ".join(person.family for person in (source.authors or source.editors))
        yield _column("source", f"{cited}: {people}, {source.title}, {source.year}")
        if source.doi:
            yield _column("", f"https://doi.org/{source.doi}")
        elif source.arxiv:
            yield _column("", f"arXiv:{source.arxiv}")
        elif source.url:
            yield _column("", source.url)
    if citation.quote:
        yield _column("", f"quote: {citation.quote}")
    if citation.support is not None:
        yield _column("", f"support: {citation.support.source}")
    yield _column("", _describe_audit([audit for audit in atlas.audits if audit.key.id == key]))


def _describe_audit(audits: Sequence[Audit]) -> str:
    if not audits:
        return "record never audited"
    last = audits[-1]
    auditor = f"{last.by.name} ({last.by.kind})"
    return f"record audited {last.date} by {auditor}: {last.read} read, against {last.against}"


def _describe_review(review: Review) -> str:
    author = ", author of the page" if review.reviewer.author_of_page else ""
    reviewer = f"{review.reviewer.name} ({review.reviewer.kind}{author})"
    excludes = f"; excludes: {review.excludes}" if review.excludes else ""
    summary = f". {review.summary}" if review.summary else ""
    return (
        f"{review.id}, {review.date}, {reviewer}: {review.verdict}; "
        f"read: {review.read}; criterion: {review.criterion}{excludes}{summary}"
    )


def _describe_components(states: Iterable[ComponentState]) -> Iterator[str]:
    """Yield a text for each group of components that share their state and review."""
    words = {"current": "as {} read it", "moved": "moved since {}", "unread": "not read"}
    groups: dict[str, list[str]] = {}
    for state in states:
        groups.setdefault(words[state.state].format(state.review), []).append(state.name)
    yield from (f"{', '.join(names)}: {status}" for status, names in groups.items())


def _column(name: str, text: str) -> str:
    """Return a name with a wrapped text beside it."""
    wrapped = textwrap.fill(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=name.ljust(_INDENT),
        subsequent_indent=" " * _INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return (wrapped or name).rstrip()


def _write_piece(piece: DiffPiece, *, is_coloured: bool) -> str:
    if is_coloured and _COLOURS[piece.kind]:
        return f"{_COLOURS[piece.kind]}{piece.words}\033[0m"
    return _SIGNS[piece.kind].format(piece.words)
