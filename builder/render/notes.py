"""Evidence in the margin: the notes for claims, citations and symbols, level with the sentence that first mentions each."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from builder.records.concept import Claim, Concept
from builder.records.evidence import CheckResult, ClaimEvidence, Evidence
from builder.records.text import Mark
from builder.render.known import Known, View, note_anchor, root_of, source_slug
from builder.render.symbols import NUMBER
from builder.render.typeset import Typesetter
from builder.render.words import count, format_number, list_words


@dataclass(slots=True)
class NoteTaker:
    """Takes the notes of one page in reading order; whatever it has noted once it does not note again."""

    concept: Concept
    known: Known
    typeset: Typesetter
    symbols: tuple[View, ...]  # see `view_symbols`
    referrers: Mapping[str, tuple[View, ...]]  # see `find_referrers`
    seen: set[tuple[str, str, str]] = field(default_factory=set)  # (kind, target, locator)

    def note_marks(self, marks: Iterable[Mark]) -> tuple[View, ...]:
        """A note for each claim and each citation that is marked for the first time."""
        evidence = self.known.evidence[self.concept.id]
        notes: list[View] = []
        for mark in marks:
            if mark.kind == "claim" and self._is_new("claim", mark.target):
                notes += _note_claim(self.concept, evidence, mark.target)
            elif mark.kind == "cite" and self._is_new("cite", mark.target, mark.detail):
                notes += _note_citation(self.concept, self.known, mark)
        return tuple(notes)

    def note_symbols(self, marks: Iterable[Mark]) -> tuple[View, ...]:
        """One note for the symbols that formulas introduce and of which the run has observed the shape; plain numbers have none."""
        formulas = [mark.target for mark in marks if mark.kind == "math"]
        found = [
            symbol
            for symbol in self.symbols
            if symbol["observed"] not in ("", NUMBER)
            and any(_names(formula, str(symbol["tex"])) for formula in formulas)
            and self._is_new("symbol", str(symbol["tex"]))
        ]
        return (
            ({"kind": "symbols", "anchor": "", "level": "", "symbols": tuple(found)},)
            if found
            else ()
        )

    def note_equation(self, label: str) -> tuple[View, ...]:
        """The way back from a labelled equation to what refers to it; none where nothing does."""
        links = self.referrers.get(f"equation:{label}", ())
        equations = self.concept.content.equations if self.concept.content else ()
        title = next(
            (f"Equation {equation.number}" for equation in equations if equation.label == label), ""
        )
        shown = {
            "kind": "equation",
            "anchor": "",
            "level": "",
            "href": f"#equation-{label}",
            "title": title,
            "links": links,
        }
        return (shown,) if links else ()

    def _is_new(self, kind: str, target: str, detail: str = "") -> bool:
        is_new = (kind, target, detail) not in self.seen
        self.seen.add((kind, target, detail))
        return is_new


def describe_seeds(check: CheckResult) -> str:
    """`20 of 20 seeds, smallest margin 9.8`, or nothing where no seeds were run."""
    seeds = check.seeds
    if seeds is None:
        return ""
    smallest = (
        f", smallest margin {format_number(seeds.smallest_margin)}"
        if seeds.smallest_margin is not None
        else ""
    )
    return f"{seeds.passed} of {count(seeds.total, 'seed')}{smallest}"


def describe_counters(check: CheckResult) -> tuple[View, ...]:
    """What the counterconditions did to the check: those of one effect together, what must fail first."""
    return tuple(
        {"settings": tuple(counter.settings for counter in found), "text": words}
        for effect, words in _EFFECTS.items()
        if (
            found := [
                counter
                for counter in check.counters
                if (counter.must_fail, counter.failed) == effect
            ]
        )
    )


_EFFECTS = {  # (must fail, failed) -> in words
    (True, True): "fails, as it must, with",
    (True, False): "holds, and should not, with",
    (False, True): "fails too with",
    (False, False): "still holds with",
}


def _note_claim(concept: Concept, evidence: Evidence, id: str) -> Iterator[View]:
    numbered = next(
        ((number, claim) for number, claim in enumerate(concept.claims, start=1) if claim.id == id),
        None,
    )
    found = evidence.claim(id)
    if numbered is None or found is None:
        return
    number, claim = numbered
    checks = [check for ref in claim.checks if (check := evidence.check(ref.id)) is not None]
    yield {
        "kind": "claim",
        "anchor": note_anchor("claim", id),
        "level": str(found.level),
        "href": f"#claim-{id}",
        "title": f"{number} · {found.level}",
        "detail": f"· {claim.kind}"
        + (" · contested" if found.contested else "")
        + (" · stale" if found.stale else ""),
        "measured": [check.measured for check in checks],
        "lines": tuple(_claim_lines(claim, found, checks)),
    }


def _claim_lines(claim: Claim, found: ClaimEvidence, checks: list[CheckResult]) -> Iterator[str]:
    told = list(dict.fromkeys(describe_seeds(check) for check in checks if check.seeds is not None))
    rates = list(
        dict.fromkeys(
            f"{check.seeds.passed} of {count(check.seeds.total, 'seed')}"
            for check in checks
            if check.seeds is not None
        )
    )
    if len(told) == 1:
        yield f"{told[0]}."
    elif len(rates) == 1:
        yield f"{rates[0]}, each."
    else:
        yield from (f"{seeds}." for seeds in told)
    failing = [
        counter
        for check in checks
        for counter in check.counters
        if counter.must_fail and counter.failed
    ]
    settings = list(dict.fromkeys(counter.settings for counter in failing))
    if settings:
        yield f"Made to fail by {list_words(settings)}."
    if not claim.checks or not checks:
        yield from (f"{reason}." for reason in found.reasons)


def _note_citation(concept: Concept, known: Known, mark: Mark) -> Iterator[View]:
    source = known.atlas.source_by_key.get(mark.target)
    if source is None:
        return
    root = root_of(f"{concept.id}/index.html")
    uses = [
        citation
        for claim in concept.claims
        for citation in claim.sources
        if citation.key.id == source.key
    ]
    relations = list(dict.fromkeys(citation.relation for citation in uses))
    audits = known.audits_of(source.key)
    last = audits[-1] if audits else None
    lines = [source.title + "."]
    lines += (
        [
            f"{', '.join(relations)}: "
            + ", ".join(f"claim {id}" for id in _claims_citing(concept, source.key))
            + "."
        ]
        if relations
        else []
    )
    lines += (
        [f"Checked by a {last.by.kind}, {last.date}; {last.read} read."]
        if last
        else ["Its record has not been checked."]
    )
    yield {
        "kind": "source",
        "anchor": note_anchor("cite", mark.target, mark.detail),
        "level": "",
        "href": f"{root}sources/{source_slug(source.key)}/",
        "title": known.labels[source.key],
        "detail": f"· {mark.detail}" if mark.detail else "",
        "measured": (),
        "lines": tuple(lines),
    }


def _claims_citing(concept: Concept, key: str) -> list[str]:
    numbers = enumerate(concept.claims, start=1)
    return [
        str(number)
        for number, claim in numbers
        if any(citation.key.id == key for citation in claim.sources)
    ]


def _names(formula: str, symbol: str) -> bool:
    """Whether the formula begins with the symbol, as where it is introduced: `X` and `X \\in A`, but not `X^2` or `X_1`."""
    rest = formula.strip().removeprefix(symbol)
    return rest != formula.strip() and re.match(r"[A-Za-z0-9_^']", rest.lstrip()[:1] or " ") is None
