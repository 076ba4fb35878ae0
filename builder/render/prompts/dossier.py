"""All that is known of one page, and its claims, checks, sources and reviews as labelled lines, wherever a prompt tells them."""

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from builder.records.concept import Citation, Claim, Concept
from builder.records.evidence import CheckResult, CounterResult, Evidence
from builder.records.outline import Outline
from builder.records.place import Place
from builder.records.review import Review
from builder.records.source import Source
from builder.records.text import Content, Mark, Section, Text
from builder.render.claims import describe_audits
from builder.render.exports.plain import round_text
from builder.render.known import Known
from builder.render.notes import describe_seeds
from builder.render.prompts.lines import Line
from builder.render.reviews import describe_review
from builder.render.words import format_number, name_people

_OUTCOMES = {  # (must fail, failed) -> in words
    (True, True): "fails, as it must",
    (True, False): "holds, and should not",
    (False, True): "fails too",
    (False, False): "still holds",
}


@dataclass(frozen=True, slots=True)
class Dossier:
    """A page that is shown, with what this build knows of it."""

    concept: Concept
    known: Known

    @property
    def content(self) -> Content:
        """Its prose."""
        assert self.concept.content is not None
        return self.concept.content

    @property
    def evidence(self) -> Evidence:
        """What this build found out of it."""
        return self.known.evidence[self.concept.id]

    @property
    def outline(self) -> Outline:
        """What its witness declares."""
        return self.known.outlines[self.concept.id]

    def section_at(self, place: Place) -> Section | None:
        """The section in which a place of the prose is; `None` above the first."""
        at = bisect_right([section.place.line for section in self.content.sections], place.line) - 1
        return self.content.sections[at] if at >= 0 else None

    def lines_of(self, section: Section) -> range:
        """The lines of the file from the section's heading to the next, or without end."""
        later = (
            other.place.line
            for other in self.content.sections
            if other.place.line > section.place.line
        )
        return range(section.place.line, min(later, default=sys.maxsize))

    def marks_in(self, section: Section) -> tuple[Mark, ...]:
        """What the prose of the section marks, in order."""
        lines = self.lines_of(section)
        return tuple(mark for mark in self.content.text.marks if mark.place.line in lines)

    def checks_in(self, section: Section) -> tuple[str, ...]:
        """The ids of the checks in the code of the section."""
        return tuple(
            dict.fromkeys(
                check.id
                for check in self.outline.checks
                if check.id and self.section_at(check.place) is section
            )
        )

    def number_of(self, claim: Claim) -> int:
        """The number under which the page shows the claim."""
        return self.concept.claims.index(claim) + 1


def make_text_line(label: str, text: Text | None) -> Line:
    """A text as its author wrote it."""
    return Line(label, str(text) if text is not None else "")


def list_claim_lines(claim: Claim, dossier: Dossier) -> Iterator[Line]:
    """A claim with all that backs it and every review of it."""
    found = dossier.evidence.claim(claim.id)
    yield make_text_line("Text", claim.text)
    yield Line("Kind", f"{claim.kind}, stipulated" if claim.stipulated else claim.kind)
    yield make_text_line("Caveat", claim.caveat)
    if found is not None:
        yield Line(
            "Level", str(found.level), tuple(Line("Reason", reason) for reason in found.reasons)
        )
        yield Line("Contested", "by a source" if found.contested else "")
        yield Line("Qualified", "by a source" if found.qualified else "")
    for ref in claim.checks:
        yield Line("Check", ref.id, tuple(list_check_lines(ref.id, dossier)))
    yield from (make_equation_line(ref.id, dossier) for ref in claim.equations)
    yield from (_make_source_line(citation, dossier) for citation in claim.sources)
    yield from (Line("Shown by", ref.id.replace(":", " ")) for ref in claim.shows)
    yield from (
        make_review_line(review)
        for review in dossier.concept.reviews
        if review.claim.id == claim.id
    )


def summarize_claims(claims: Iterable[Claim], dossier: Dossier) -> Iterator[Line]:
    """Claims in short: kind, level, text and caveat of each."""
    for claim in claims:
        found = dossier.evidence.claim(claim.id)
        level = f", {found.level}" if found is not None else ""
        parts = (make_text_line("Text", claim.text), make_text_line("Caveat", claim.caveat))
        yield Line("Claim", f"{dossier.number_of(claim)}, {claim.id}: {claim.kind}{level}", parts)


def list_check_lines(id: str, dossier: Dossier) -> Iterator[Line]:
    """A check: its condition, and what was measured where a complete record holds it."""
    declared = next((check for check in dossier.outline.checks if check.id == id), None)
    found = dossier.evidence.check(id) if dossier.evidence.is_checked else None
    shown = found.declared if found is not None else declared
    if shown is not None:
        yield Line("Says", shown.sentence)
        yield Line("Condition", shown.code)
    if found is not None:
        yield from _list_result_lines(found)


def make_equation_line(label: str, dossier: Dossier) -> Line:
    """An equation by its number, with its TeX."""
    found = next(
        (equation for equation in dossier.content.equations if equation.label == label), None
    )
    return (
        Line("Equation", f"({found.number}) {label}", (Line("TeX", found.tex),))
        if found is not None
        else Line("Equation", label)
    )


def make_citation_line(citation: Citation) -> Line:
    """How a source bears on a claim."""
    parts = (
        Line("Locator", citation.locator),
        Line("Quote", citation.quote),
        make_text_line("Support", citation.support),
    )
    return Line("Relation", citation.relation, parts)


def list_source_lines(source: Source) -> tuple[Line, ...]:
    """The record of a source."""
    return (
        Line("Title", source.title),
        Line("Authors", name_people(source.authors)),
        Line("Editors", name_people(source.editors)),
        Line("Year", source.year),
        Line("Venue", source.venue),
        Line("DOI", source.doi),
        Line("arXiv", source.arxiv),
        Line("URL", source.url),
    )


def make_audit_line(key: str, dossier: Dossier) -> Line:
    """How the record of a source was last checked, if it was."""
    audits = dossier.known.audits_of(key)
    return Line(
        "Record",
        describe_audits(audits) if audits else "",
        (Line("Notes", audits[-1].notes),) if audits else (),
    )


def make_review_line(review: Review) -> Line:
    """Who reviewed what, and what the review leaves out."""
    return Line(
        "Review",
        describe_review(review),
        (Line("Summary", review.summary), Line("Excludes", review.excludes)),
    )


def make_run_line(dossier: Dossier) -> Line:
    """The run that the measured values are of, if there is a complete record of one."""
    evidence = dossier.evidence
    packages = ", ".join(f"{name} {version}" for name, version in evidence.packages)
    return (
        Line("Run", evidence.run_key, (Line("Packages", packages),))
        if evidence.is_checked
        else Line("Run")
    )


def _make_source_line(citation: Citation, dossier: Dossier) -> Line:
    """A source of a claim: how it bears on it, and its record."""
    key = citation.key.id
    source = dossier.known.atlas.source_by_key.get(key)
    record = list_source_lines(source) if source is not None else ()
    return Line(
        "Source",
        dossier.known.labels.get(key, key),
        (make_citation_line(citation), *record, make_audit_line(key, dossier)),
    )


def _list_result_lines(check: CheckResult) -> Iterator[Line]:
    yield Line("Holds", "yes" if check.passed else "no")
    yield Line("Measured", check.measured)
    yield from (
        Line("Operand", f"{source} = {round_text(value)}")
        for source, value in check.operands
        if source != value
    )
    yield Line("Margin", format_number(check.margin))
    yield Line("Evaluated", f"{check.hits} times" if check.hits > 1 else "")
    yield Line("Seeds", describe_seeds(check))
    yield Line(
        "Promised",
        f"on {check.holds_at_least:.0%} of the seeds" if check.holds_at_least < 1 else "",
    )
    yield from (_make_counter_line(counter) for counter in check.counters)


def _make_counter_line(counter: CounterResult) -> Line:
    parts = (
        Line("Outcome", _OUTCOMES[counter.must_fail, counter.failed]),
        Line("Measured", counter.measured),
        Line("Because", counter.because),
    )
    return Line("Countercondition", counter.settings, parts)
