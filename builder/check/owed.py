"""Rules on what a page owes: a warning under review, an error once published."""

from collections.abc import Callable, Iterator

from builder.check.facts import Own, owed_severity
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.ledger import list_claims
from builder.records.level import Level
from builder.records.place import Place
from builder.records.problem import Problem, Severity

SECTIONS = (
    ("intuition", "Intuition"),
    ("math", "Math"),
    ("code", "Code"),
    ("interactive-demo", "Interactive Demo"),
)
LEAST_PRACTICE = 3
FRAMES = (3, 5)  # of a storyboard: the fewest and the most

Owed = Callable[[Own, Severity], Iterator[Problem]]


def _owed(rule: Owed) -> Callable[[Own], Iterator[Problem]]:
    """The rule, asked of pages that owe something."""

    def check(own: Own) -> Iterator[Problem]:
        severity = owed_severity(own.concept)
        if severity is not None:
            yield from rule(own, severity)

    check.__doc__ = rule.__doc__
    return check


@_owed
def check_invariant_present(own: Own, severity: Severity) -> Iterator[Problem]:
    """`invariant-present`: the page names what its four sections are about."""
    concept = own.concept
    if concept.invariant is None:
        hint = "add 'invariant:' with the one sentence that stays true in all four sections"
        yield Problem(
            "invariant-present", "the page names no invariant", concept.place, hint, severity
        )


@_owed
def check_sections_present(own: Own, severity: Severity) -> Iterator[Problem]:
    """`sections-present`: the four sections are there, in their order."""
    concept = own.concept
    sections = concept.content.sections if concept.content is not None else ()
    content = Place(f"{concept.folder}/content.md", width=0)
    ids = [section.id for section in sections]
    for id, title in SECTIONS:
        if id not in ids:
            yield Problem(
                "sections-present",
                f"the section '{title}' is missing",
                content,
                f"add '## {title}'",
                severity,
            )
    found = [section for section in sections if section.id in dict(SECTIONS)]
    expected = [id for id, _ in SECTIONS if id in ids]
    for section, id in zip(found, expected, strict=False):
        if section.id != id:
            hint = f"the order is {', '.join(title for _, title in SECTIONS)}"
            yield Problem(
                "sections-present",
                f"the section '{section.title}' stands out of order",
                section.place,
                hint,
                severity,
            )
            return


@_owed
def check_hero_present(own: Own, severity: Severity) -> Iterator[Problem]:
    """`hero-present`: exactly one figure is the page's hero."""
    concept = own.concept
    heroes = [figure for figure in concept.figures if figure.hero]
    if not heroes:
        yield Problem(
            "hero-present",
            "no figure is the hero",
            concept.place_of("figures"),
            "add 'hero: true' to the figure that shows the invariant",
            severity,
        )
    for figure in heroes[1:]:
        yield Problem(
            "hero-present",
            f"'{figure.id}' is a second hero",
            figure.place_of("hero"),
            "keep 'hero: true' on one figure",
            severity,
        )


@_owed
def check_claims_present(own: Own, severity: Severity) -> Iterator[Problem]:
    """`claims-present`: the page claims something."""
    concept = own.concept
    if not concept.claims:
        yield Problem(
            "claims-present",
            "the page has no claims",
            concept.place,
            "add 'claims:' with what the page asserts",
            severity,
        )


@_owed
def check_caveat_present(own: Own, severity: Severity) -> Iterator[Problem]:
    """`caveat-present`: every claim says what it does not say."""
    concept = own.concept
    for claim in concept.claims:
        if claim.caveat is None:
            yield Problem(
                "caveat-present",
                f"the claim '{claim.id}' has no caveat",
                claim.place,
                "add 'caveat:' with what is not claimed",
                severity,
            )


@_owed
def check_claim_marked(own: Own, severity: Severity) -> Iterator[Problem]:
    """`claim-marked`: every claim is marked in the prose where it is made."""
    concept = own.concept
    if concept.content is None:
        return
    marked = {mark.target for mark in concept.content.text.marks if mark.kind == "claim"}
    for claim in concept.claims:
        if claim.id not in marked:
            hint = f"mark the words that make it: {{claim}}`the words <{claim.id}>`"
            yield Problem(
                "claim-marked",
                f"no words of the prose make the claim '{claim.id}'",
                claim.place_of("id"),
                hint,
                severity,
            )


@_owed
def check_countercondition_present(own: Own, severity: Severity) -> Iterator[Problem]:
    """`countercondition-present`: at least one named check is shown to be able to fail."""
    concept = own.concept
    named = {
        ref.id
        for counter in (concept.witness.counterconditions if concept.witness else ())
        for ref in counter.fails
    }
    if not own.outline.check_ids():
        yield Problem(
            "countercondition-present",
            "the witness has no named check",
            concept.place,
            'write assert a < b, "id: sentence"',
            severity,
        )
    elif not named:
        hint = "add 'witness: counterconditions:' with parameters under which a check must fail"
        yield Problem(
            "countercondition-present",
            "no check is shown to be able to fail",
            concept.place_of("witness"),
            hint,
            severity,
        )


@_owed
def check_demo_present(own: Own, severity: Severity) -> Iterator[Problem]:
    """`demo-present`: the page has a demo that asks for a prediction first."""
    concept = own.concept
    if concept.demo is None:
        yield Problem(
            "demo-present",
            "the page has no demo",
            concept.place,
            "add 'demo:' with a function of the witness and its controls",
            severity,
        )
    elif concept.demo.prediction is None:
        yield Problem(
            "demo-present",
            "the demo asks for no prediction",
            concept.demo.place,
            "add 'prediction:' with a prompt and options",
            severity,
        )


@_owed
def check_symbols_present(own: Own, severity: Severity) -> Iterator[Problem]:
    """`symbols-present`: the page has a table of its notation."""
    concept = own.concept
    if not concept.symbols:
        yield Problem(
            "symbols-present",
            "the page has no notation table",
            concept.place,
            "add 'symbols:' with tex, meaning, code and shape",
            severity,
        )


@_owed
def check_practice_present(own: Own, severity: Severity) -> Iterator[Problem]:
    """`practice-present`: the page has at least three exercises."""
    concept = own.concept
    count = len(concept.practice)
    if count < LEAST_PRACTICE:
        message = f"the page has {count} practice item{'' if count == 1 else 's'}, {LEAST_PRACTICE} are owed"
        yield Problem(
            "practice-present",
            message,
            concept.place_of("practice"),
            "add 'practice:' items with prompt, hints and answer",
            severity,
        )


@_owed
def check_storyboard_sized(own: Own, severity: Severity) -> Iterator[Problem]:
    """`storyboard-sized`: a storyboard, where there is one, has three to five frames."""
    concept = own.concept
    count = len(concept.storyboard)
    if count and not FRAMES[0] <= count <= FRAMES[1]:
        message = f"the storyboard has {count} frame{'' if count == 1 else 's'}, and {FRAMES[0]} to {FRAMES[1]} tell a story"
        hint = "add frames" if count < FRAMES[0] else "leave out what the story does without"
        yield Problem("storyboard-sized", message, concept.place_of("storyboard"), hint, severity)


@_owed
def check_reason_present(own: Own, severity: Severity) -> Iterator[Problem]:
    """`reason-present`: every prerequisite says what of it is needed."""
    concept = own.concept
    for prerequisite in concept.prerequisites:
        if prerequisite.why is None:
            message = f"the prerequisite '{prerequisite.concept.id}' has no reason"
            yield Problem(
                "reason-present",
                message,
                prerequisite.place,
                "add 'why:' with what of it is needed here",
                severity,
            )


def check_claim_backed(concept: Concept, evidence: Evidence) -> Iterator[Problem]:
    """`claim-backed`: every claim has the evidence that its kind requires. Asked after the run."""
    severity = owed_severity(concept)
    if severity is None:
        return
    for claim, found in list_claims(concept, evidence):
        if found.level.rank < Level.BACKED.rank:
            message = f"the {claim.kind} claim '{claim.id}' is {found.level}"
            yield Problem(
                "claim-backed", message, claim.place_of("id"), _NEEDED[claim.kind], severity
            )


_NEEDED = {  # what backs a claim of each kind
    "definition": "cite a source with a locator, or say 'stipulated: true'",
    "derivation": "name an equation of the page and a check of it, or cite a source with a locator",
    "theorem": "cite a source with a locator; a check alone illustrates a theorem",
    "synthetic": "name checks that pass, over seeds where a generator is used, with a countercondition that names one of them",
    "empirical": "cite a source with a locator that supports it; a toy witness never backs a statement about the world",
}
