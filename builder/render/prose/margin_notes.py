"""Margin notes for claims, citations and symbols, beside the sentence that first mentions each."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from builder.records.concept import Claim, Concept
from builder.records.evidence import CheckResult, ClaimEvidence, Evidence
from builder.records.text import Mark
from builder.render.pages.symbols import NUMBER
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, note_anchor, root_of, source_slug
from builder.render.words import count, format_number, list_words


@dataclass(slots=True)
class NoteTaker:
    """Creates the margin notes of one page in reading order, one note for each object."""

    concept: Concept
    context: RenderContext
    typeset: Typesetter
    symbols: tuple[View, ...]  # see `view_symbols`
    referrers: Mapping[str, tuple[View, ...]]  # see `find_referrers`
    seen: set[tuple[str, str, str]] = field(default_factory=set)  # (kind, target, locator)

    def note_marks(self, marks: Iterable[Mark]) -> tuple[View, ...]:
        """Return a note for each claim and each citation that is marked for the first time."""
        evidence = self.context.evidence[self.concept.id]
        notes: list[View] = []
        for mark in marks:
            if mark.kind == "claim" and self._is_new("claim", mark.target):
                notes += _note_claim(self.concept, evidence, mark.target)
            elif mark.kind == "cite" and self._is_new("cite", mark.target, mark.detail):
                notes += _note_citation(self.concept, self.context, mark)
        return tuple(notes)

    def note_symbols(self, marks: Iterable[Mark]) -> tuple[View, ...]:
        """Return one note for the new symbols of formulas whose array shapes the run observed."""
        formulas = [mark.target for mark in marks if mark.kind == "math"]
        found = [
            symbol
            for symbol in self.symbols
            if symbol["observed"] not in ("", NUMBER)
            and any(_introduces(formula, str(symbol["tex"])) for formula in formulas)
            and self._is_new("symbol", str(symbol["tex"]))
        ]
        note = {"kind": "symbols", "anchor": "", "level": "", "symbols": tuple(found)}
        return (note,) if found else ()

    def note_equation(self, label: str) -> tuple[View, ...]:
        """Return the note with the links to what refers to an equation, if anything does."""
        links = self.referrers.get(f"equation:{label}", ())
        equations = self.concept.content.equations if self.concept.content else ()
        titles = (f"Equation {one.number}" for one in equations if one.label == label)
        note = {
            "kind": "equation",
            "anchor": "",
            "level": "",
            "href": f"#equation-{label}",
            "title": next(titles, ""),
            "links": links,
        }
        return (note,) if links else ()

    def _is_new(self, kind: str, target: str, detail: str = "") -> bool:
        is_new = (kind, target, detail) not in self.seen
        self.seen.add((kind, target, detail))
        return is_new


def describe_seeds(check: CheckResult) -> str:
    """Return what the check did over seeds, or nothing if no seeds were run.

    `20 of 20 seeds, 79 of 80 held (95 %: 93 to 100 %); smallest margin 9.8`; the interval is that
    of the held seeds where they were run.
    """
    if check.seeds is None:
        return ""
    margins = [
        tally.smallest_margin
        for tally in (check.seeds, check.held)
        if tally is not None and tally.smallest_margin is not None
    ]
    rate = describe_rate(check)
    return f"{rate}; smallest margin {format_number(min(margins))}" if margins else rate


def describe_rate(check: CheckResult) -> str:
    """Return `20 of 20 seeds, 79 of 80 held (95 %: 93 to 100 %)`, or nothing without seeds."""
    shown, held = check.seeds, check.held
    if shown is None:
        return ""
    rate = f"{shown.passed} of {count(shown.total, 'seed')}"
    low, high = (held or shown).interval
    interval = f"(95 %: {math.floor(100 * low)} to {math.ceil(100 * high)} %)"
    if held is not None:
        return f"{rate}, {held.passed} of {held.total} held {interval}"
    missing = f", {check.held_seeds} held not run" if check.held_seeds else ""
    return f"{rate} {interval}{missing}"


def describe_counters(check: CheckResult) -> tuple[View, ...]:
    """Return the counterconditions of the check, grouped by their effect."""
    views = []
    for effect, words in _EFFECTS.items():
        found = [one for one in check.counters if (one.must_fail, one.failed) == effect]
        if found:
            views.append({"settings": tuple(one.settings for one in found), "text": words})
    return tuple(views)


_EFFECTS = {  # (must fail, failed) -> words
    (True, True): "fails, as it must, with",
    (True, False): "holds, and should not, with",
    (False, True): "fails too with",
    (False, False): "still holds with",
}


def _note_claim(concept: Concept, evidence: Evidence, claim_id: str) -> Iterator[View]:
    numbered = enumerate(concept.claims, start=1)
    number, claim = next((pair for pair in numbered if pair[1].id == claim_id), (0, None))
    found = evidence.claim(claim_id)
    if claim is None or found is None:
        return
    checks = [check for ref in claim.checks if (check := evidence.check(ref.id)) is not None]
    contested = " · contested" if found.contested else ""
    stale = " · stale" if found.stale else ""
    yield {
        "kind": "claim",
        "anchor": note_anchor("claim", claim_id),
        "level": str(found.level),
        "href": f"#claim-{claim_id}",
        "title": f"{number} · {found.level}",
        "detail": f"· {claim.kind}{contested}{stale}",
        "measured": [check.measured for check in checks],
        "lines": tuple(_list_claim_lines(claim, found, checks)),
    }


def _list_claim_lines(
    claim: Claim, found: ClaimEvidence, checks: list[CheckResult]
) -> Iterator[str]:
    """Yield the seeds, the counterconditions that fail, and the reasons of a claim's level."""
    seeded = [check for check in checks if check.seeds is not None]
    lines = list(dict.fromkeys(describe_seeds(check) for check in seeded))
    rates = {describe_rate(check) for check in seeded}
    if len(rates) == 1 and len(lines) > 1:
        yield f"{rates.pop()}, each."
    else:
        yield from (f"{line}." for line in lines)
    counters = (counter for check in checks for counter in check.counters)
    failing = (counter.settings for counter in counters if counter.must_fail and counter.failed)
    settings = list(dict.fromkeys(failing))
    if settings:
        yield f"Made to fail by {list_words(settings)}."
    refused = {rival.id for check in checks for rival in check.rivals if rival.refused}
    if refused:
        yield f"{count(len(refused), 'rival')} refused."
    if not claim.checks or not checks:
        yield from (f"{reason}." for reason in found.reasons)


def _note_citation(concept: Concept, context: RenderContext, mark: Mark) -> Iterator[View]:
    source = context.atlas.source_by_key.get(mark.target)
    if source is None:
        return
    root = root_of(f"{concept.id}/index.html")
    lines = [f"{source.title}."]
    uses = [  # (number of a claim, its relation to the source)
        (number, citation.relation)
        for number, claim in enumerate(concept.claims, start=1)
        for citation in claim.sources
        if citation.key.id == source.key
    ]
    if uses:
        relations = ", ".join(dict.fromkeys(relation for _, relation in uses))
        claims = ", ".join(dict.fromkeys(f"claim {number}" for number, _ in uses))
        lines.append(f"{relations}: {claims}.")
    if audits := context.audits_of(source.key):
        last = audits[-1]
        lines.append(f"Checked by a {last.by.kind}, {last.date}; {last.read} read.")
    else:
        lines.append("Its record has not been checked.")
    yield {
        "kind": "source",
        "anchor": note_anchor("cite", mark.target, mark.detail),
        "level": "",
        "href": f"{root}sources/{source_slug(source.key)}/",
        "title": context.labels[source.key],
        "detail": f"· {mark.detail}" if mark.detail else "",
        "measured": (),
        "lines": tuple(lines),
    }


def _introduces(formula: str, symbol: str) -> bool:
    """Return true if the formula begins with the symbol: `X`, `X \\in A`, not `X^2` or `X_1`."""
    rest = formula.strip().removeprefix(symbol)
    return rest != formula.strip() and re.match(r"[A-Za-z0-9_^']", rest.lstrip()[:1] or " ") is None
