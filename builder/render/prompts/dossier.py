"""Hold all that is known of one page, and write its records as labelled lines.

The functions here write claims, checks, sources and reviews, which prompts of several kinds show.
"""

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from builder.records.concept import Citation, Claim, Concept
from builder.records.evidence import CheckResult, CounterResult, Evidence, RivalResult
from builder.records.outline import Outline
from builder.records.place import Place, Ref
from builder.records.review import Review, select_reviews
from builder.records.source import Source
from builder.records.text import Content, Mark, Section, Text
from builder.render.exports.plain import round_text
from builder.render.pages.claims import describe_audits
from builder.render.pages.reviews import describe_review
from builder.render.prompts.labelled_lines import LabelledLine
from builder.render.prose.margin_notes import describe_seeds
from builder.render.render_context import RenderContext
from builder.render.words import format_number, name_people

_OUTCOMES = {  # (must fail, failed) -> in words
    (True, True): "fails, as it must",
    (True, False): "holds, and should not",
    (False, True): "fails too",
    (False, False): "still holds",
}


@dataclass(frozen=True, slots=True)
class Dossier:
    """A concept that has a page, with what this build knows of it."""

    concept: Concept
    context: RenderContext

    @property
    def content(self) -> Content:
        """The prose of the page."""
        assert self.concept.content is not None
        return self.concept.content

    @property
    def evidence(self) -> Evidence:
        """The results of the runs for the page."""
        return self.context.evidence[self.concept.id]

    @property
    def outline(self) -> Outline:
        """The declarations of the page's witness."""
        return self.context.outlines[self.concept.id]

    def section_at(self, place: Place) -> Section | None:
        """Return the section that holds a place of the prose; `None` above the first section."""
        starts = [section.place.line for section in self.content.sections]
        index = bisect_right(starts, place.line) - 1
        return self.content.sections[index] if index >= 0 else None

    def lines_of(self, section: Section) -> range:
        """Return the line numbers from the section's heading to the next, or to the end."""
        start = section.place.line
        starts = (other.place.line for other in self.content.sections)
        return range(start, min((line for line in starts if line > start), default=sys.maxsize))

    def marks_in(self, section: Section) -> tuple[Mark, ...]:
        """Return the marks in the prose of the section, in order."""
        lines = self.lines_of(section)
        return tuple(mark for mark in self.content.text.marks if mark.place.line in lines)

    def checks_in(self, section: Section) -> tuple[str, ...]:
        """Return the ids of the checks in the code of the section."""
        checks = (check for check in self.outline.checks if self.section_at(check.place) is section)
        return tuple(dict.fromkeys(check.id for check in checks if check.id))

    def number_of(self, claim: Claim) -> int:
        """Return the number that the claim has on the page, from 1."""
        return self.concept.claims.index(claim) + 1


def make_text_line(label: str, text: Text | None) -> LabelledLine:
    """Return the line of a text as its author wrote it."""
    return LabelledLine(label, str(text) if text is not None else "")


def list_claim_lines(claim: Claim, dossier: Dossier) -> Iterator[LabelledLine]:
    """Yield the lines of a claim, of all that backs it and of every review of it."""
    found = dossier.evidence.claim(claim.id)
    yield make_text_line("Text", claim.text)
    yield LabelledLine("Kind", f"{claim.kind}, stipulated" if claim.stipulated else claim.kind)
    yield make_text_line("Caveat", claim.caveat)
    if found is not None:
        yield LabelledLine(
            "Level",
            str(found.level),
            tuple(LabelledLine("Reason", reason) for reason in found.reasons),
        )
        yield LabelledLine("Contested", "by a source" if found.contested else "")
        yield LabelledLine("Qualified", "by a source" if found.qualified else "")
    for ref in claim.checks:
        yield LabelledLine("Check", ref.id, tuple(list_check_lines(ref.id, dossier)))
    yield from (make_equation_line(ref.id, dossier) for ref in claim.equations)
    yield from (_make_source_line(citation, dossier) for citation in claim.sources)
    yield from (LabelledLine("Shown by", ref.id.replace(":", " ")) for ref in claim.shows)
    yield from map(make_review_line, select_reviews(dossier.concept.reviews, claim.id))


def summarize_claims(claims: Iterable[Claim], dossier: Dossier) -> Iterator[LabelledLine]:
    """Yield a line for each claim with its kind, level, text and caveat."""
    for claim in claims:
        found = dossier.evidence.claim(claim.id)
        level = f", {found.level}" if found is not None else ""
        parts = (make_text_line("Text", claim.text), make_text_line("Caveat", claim.caveat))
        yield LabelledLine(
            "Claim", f"{dossier.number_of(claim)}, {claim.id}: {claim.kind}{level}", parts
        )


def summarize_claim(ref: Ref | None, dossier: Dossier) -> Iterator[LabelledLine]:
    """Yield the summary of the claim that is referred to, if there is one."""
    claims = (claim for claim in dossier.concept.claims if ref is not None and claim.id == ref.id)
    return summarize_claims(claims, dossier)


def list_check_lines(check_id: str, dossier: Dossier) -> Iterator[LabelledLine]:
    """Yield the condition of a check, and its measured values if the run's record is complete."""
    declared = next((check for check in dossier.outline.checks if check.id == check_id), None)
    found = dossier.evidence.check(check_id) if dossier.evidence.is_checked else None
    shown = found.declared if found is not None else declared
    if shown is not None:
        yield LabelledLine("Says", shown.sentence)
        yield LabelledLine("Condition", shown.code)
    if found is not None:
        yield from _list_result_lines(found)


def make_equation_line(label: str, dossier: Dossier) -> LabelledLine:
    """Return the line of an equation, with its number and its TeX."""
    for equation in dossier.content.equations:
        if equation.label == label:
            return LabelledLine(
                "Equation", f"({equation.number}) {label}", (LabelledLine("TeX", equation.tex),)
            )
    return LabelledLine("Equation", label)


def make_citation_line(citation: Citation) -> LabelledLine:
    """Return the line of a citation: how a source bears on a claim."""
    parts = (
        LabelledLine("Locator", citation.locator),
        LabelledLine("Quote", citation.quote),
        make_text_line("Support", citation.support),
    )
    return LabelledLine("Relation", citation.relation, parts)


def list_source_lines(source: Source) -> tuple[LabelledLine, ...]:
    """Return the lines of the record of a source."""
    return (
        LabelledLine("Title", source.title),
        LabelledLine("Authors", name_people(source.authors)),
        LabelledLine("Editors", name_people(source.editors)),
        LabelledLine("Year", source.year),
        LabelledLine("Venue", source.venue),
        LabelledLine("DOI", source.doi),
        LabelledLine("arXiv", source.arxiv),
        LabelledLine("URL", source.url),
    )


def make_audit_line(key: str, dossier: Dossier) -> LabelledLine:
    """Return the line of the last check of a source's record; empty if there was none."""
    audits = dossier.context.audits_of(key)
    if not audits:
        return LabelledLine("Record")
    return LabelledLine(
        "Record", describe_audits(audits), (LabelledLine("Notes", audits[-1].notes),)
    )


def make_review_line(review: Review) -> LabelledLine:
    """Return the line of a review: who reviewed what, and what the review excludes."""
    below = LabelledLine("Summary", review.summary), LabelledLine("Excludes", review.excludes)
    return LabelledLine("Review", describe_review(review), below)


def make_run_line(dossier: Dossier) -> LabelledLine:
    """Return the line of the run that measured the values; empty without a complete record."""
    evidence = dossier.evidence
    if not evidence.is_checked:
        return LabelledLine("Run")
    packages = ", ".join(f"{name} {version}" for name, version in evidence.packages)
    return LabelledLine("Run", evidence.run_key, (LabelledLine("Packages", packages),))


def _make_source_line(citation: Citation, dossier: Dossier) -> LabelledLine:
    """Return the line of a claim's source: how it bears on the claim, and its record."""
    key = citation.key.id
    source = dossier.context.atlas.source_by_key.get(key)
    record = list_source_lines(source) if source is not None else ()
    below = (make_citation_line(citation), *record, make_audit_line(key, dossier))
    return LabelledLine("Source", dossier.context.labels.get(key, key), below)


def _list_result_lines(check: CheckResult) -> Iterator[LabelledLine]:
    yield LabelledLine("Holds", "yes" if check.passed else "no")
    yield LabelledLine("Measured", check.measured)
    yield from (
        LabelledLine("Operand", f"{source} = {round_text(value)}")
        for source, value in check.operands
        if source != value
    )
    yield LabelledLine("Margin", format_number(check.margin))
    yield LabelledLine("Evaluated", f"{check.hits} times" if check.hits > 1 else "")
    yield LabelledLine("Seeds", describe_seeds(check))
    share = check.holds_at_least
    yield LabelledLine("Promised", f"on {share:.0%} of the seeds" if share < 1 else "")
    yield from (_make_counter_line(counter) for counter in check.counters)
    yield from (_make_rival_line(rival) for rival in check.rivals)


def _make_rival_line(rival: RivalResult) -> LabelledLine:
    parts = (
        LabelledLine("Outcome", "refused" if rival.refused else "NOT REFUSED"),
        LabelledLine("Measured", rival.measured),
        LabelledLine("Because", rival.because),
    )
    return LabelledLine("Rival", f"{rival.after} in place of {rival.before}", parts)


def _make_counter_line(counter: CounterResult) -> LabelledLine:
    parts = (
        LabelledLine("Outcome", _OUTCOMES[counter.must_fail, counter.failed]),
        LabelledLine("Measured", counter.measured),
        LabelledLine("Because", counter.because),
    )
    return LabelledLine("Countercondition", counter.settings, parts)
