"""All that bears on a claim, as labelled rows of styled words, for a text or for a terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.records.atlas import Atlas
from builder.records.concept import Citation, Claim, Concept
from builder.records.evidence import CheckResult, Evidence
from builder.records.review import ComponentState, Review, select_reviews
from builder.records.source import Audit
from builder.records.summary import ConceptSummary
from builder.records.text import Mark
from builder.report.claim_paragraph import Piece, list_paragraph


@dataclass(frozen=True, slots=True)
class Row:
    """A label and the words beside it; a row without a label continues the one above."""

    label: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words without their styles."""
        return "".join(piece.words for piece in self.pieces)


def list_rows(
    atlas: Atlas[ConceptSummary], concept: Concept, claim: Claim, evidence: Evidence
) -> Iterator[Row]:
    """Yield the claim, the paragraphs that make it, its caveat and all evidence for it."""
    found = evidence.claim(claim.id)
    assert found is not None
    yield _row("claim", claim.text.source)
    for mark in _list_marks(concept, claim):
        yield Row("on the page", tuple(list_paragraph(mark, concept, evidence)))
        yield _row("", str(mark.place), "dim")
    yield _row("caveat", claim.caveat.source if claim.caveat is not None else "none")
    yield _row("backed by", "; ".join(found.reasons) or "nothing")
    for ref in claim.checks:
        check = evidence.check(ref.id)
        if check is None or not evidence.is_checked:
            yield _row("check", f"{ref.id}: not run")
        else:
            yield from _list_check(check)
    yield from _list_equations(concept, claim)
    if claim.shows:
        yield _row("shown by", ", ".join(ref.id for ref in claim.shows))
    for citation in claim.sources:
        yield from _list_citation(atlas, citation)
    for review in select_reviews(concept.reviews, claim.id):
        yield _row("review", _describe_review(review))
    yield _row("stands", "; ".join(_describe_components(found.components)))


def _row(label: str, words: str, style: str = "") -> Row:
    return Row(label, (Piece(words, style),))


def _list_marks(concept: Concept, claim: Claim) -> Iterator[Mark]:
    marks = concept.content.text.marks if concept.content is not None else ()
    yield from (mark for mark in marks if mark.kind == "claim" and mark.target == claim.id)


def _list_check(check: CheckResult) -> Iterator[Row]:
    """Yield the verdict, the code, the measured values, and what was tried against the check."""
    declared = check.declared
    verdict = Piece("holds ", "good") if check.passed else Piece("FAILS ", "bad")
    margin = [] if check.margin is None else [f"margin {check.margin:.4g}"]
    runs = (("seeds", check.seeds), ("held seeds", check.held))
    margin += [f"{run.passed}/{run.total} {name}" for name, run in runs if run is not None]
    measured = "; ".join([f"{check.id}: {check.measured}", *margin])
    yield Row("check", (verdict, Piece(measured)))
    yield Row("", (Piece(f"assert {declared.code}", "code"), Piece(f", {declared.sentence!r}")))
    yield _row("", str(declared.place), "dim")
    for counter in check.counters:
        as_required = ", as it must" if counter.must_fail and counter.failed else ""
        outcome = "it fails" if counter.failed else "it holds"
        because = f"; because {counter.because}" if counter.because else ""
        verdict = Piece(outcome, "bad" if counter.must_fail and not counter.failed else "good")
        said = f"{as_required}: {counter.measured}{because}"
        label = "made to fail" if counter.must_fail else "tried"
        yield Row(label, (Piece(f"with {counter.settings} "), verdict, Piece(said)))
    for rival in check.rivals:
        verdict = Piece("refused", "good") if rival.refused else Piece("NOT REFUSED", "bad")
        wrong = f"{rival.after} in place of {rival.before}"
        because = f"; because {rival.because}" if rival.because else ""
        margin_words = "" if rival.margin is None else f", margin {rival.margin:.4g}"
        said = f": {rival.measured}{margin_words}{because}"
        yield Row("rival", (Piece(wrong, "code"), Piece(" "), verdict, Piece(said)))


def _list_equations(concept: Concept, claim: Claim) -> Iterator[Row]:
    labels = {ref.id for ref in claim.equations}
    for equation in concept.content.equations if concept.content is not None else ():
        if equation.label in labels:
            tex = " ".join(equation.tex.split())
            yield _row("equation", f"({equation.number}) {equation.label}: {tex}")


def _list_citation(atlas: Atlas[ConceptSummary], citation: Citation) -> Iterator[Row]:
    key = citation.key.id
    cited = f"{key}, {citation.locator or 'no locator'}, {citation.relation}"
    source = atlas.source_by_key.get(key)
    if source is None:
        yield _row("source", f"{cited}: no such source")
    else:
        people = " and ".join(person.family for person in (source.authors or source.editors))
        yield _row("source", f"{cited}: {people}, {source.title}, {source.year}")
        if source.doi:
            yield _row("", f"https://doi.org/{source.doi}")
        elif source.arxiv:
            yield _row("", f"arXiv:{source.arxiv}")
        elif source.url:
            yield _row("", source.url)
    if citation.quote:
        yield Row("", (Piece("quote: "), Piece(citation.quote, "quote")))
    if citation.support is not None:
        yield _row("", f"support: {citation.support.source}")
    yield _row("", _describe_audit([audit for audit in atlas.audits if audit.key.id == key]))


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


def _describe_components(states: Sequence[ComponentState]) -> Iterator[str]:
    """Yield a text for each group of components that share their state and review."""
    words = {"current": "as {} read it", "moved": "moved since {}", "unread": "not read"}
    groups: dict[str, list[str]] = {}
    for state in states:
        groups.setdefault(words[state.state].format(state.review), []).append(state.name)
    yield from (f"{', '.join(names)}: {status}" for status, names in groups.items())
