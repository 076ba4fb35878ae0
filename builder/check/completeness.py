"""Completeness rules: their problems are warnings under review, and errors once published."""

from collections.abc import Callable, Iterator

from builder.check.rule_context import PageContext, completeness_severity
from builder.records.claim_kinds import CLAIM_KINDS
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

Owed = Callable[[PageContext, Severity], Iterator[Problem]]


def _owed(rule: Owed) -> Callable[[PageContext], Iterator[Problem]]:
    """Return the rule with the severity of the page, skipped where there is none."""

    def check(page: PageContext) -> Iterator[Problem]:
        severity = completeness_severity(page.concept)
        if severity is not None:
            yield from rule(page, severity)

    check.__doc__ = rule.__doc__
    return check


@_owed
def check_invariant_present(page: PageContext, severity: Severity) -> Iterator[Problem]:
    """`invariant-present`: the page names the invariant of its four sections."""
    concept = page.concept
    if concept.invariant is None:
        hint = "add 'invariant:' with the one sentence that stays true in all four sections"
        message = "the page names no invariant"
        yield Problem("invariant-present", message, concept.place, hint, severity)


@_owed
def check_sections_present(page: PageContext, severity: Severity) -> Iterator[Problem]:
    """`sections-present`: the page has the four sections, in their order."""
    concept = page.concept
    sections = concept.content.sections if concept.content is not None else ()
    content = Place(f"{concept.folder}/content.md", width=0)
    ids = [section.id for section in sections]
    for section_id, title in SECTIONS:
        if section_id not in ids:
            message, hint = f"the section '{title}' is missing", f"add '## {title}'"
            yield Problem("sections-present", message, content, hint, severity)
    found = [section for section in sections if section.id in dict(SECTIONS)]
    expected = [section_id for section_id, _ in SECTIONS if section_id in ids]
    for section, expected_id in zip(found, expected, strict=False):
        if section.id != expected_id:
            message = f"the section '{section.title}' stands out of order"
            hint = f"the order is {', '.join(title for _, title in SECTIONS)}"
            yield Problem("sections-present", message, section.place, hint, severity)
            return


@_owed
def check_hero_present(page: PageContext, severity: Severity) -> Iterator[Problem]:
    """`hero-present`: exactly one figure is the page's hero."""
    concept = page.concept
    heroes = [figure for figure in concept.figures if figure.hero]
    if not heroes:
        hint = "add 'hero: true' to the figure that shows the invariant"
        place = concept.place_of("figures")
        yield Problem("hero-present", "no figure is the hero", place, hint, severity)
    for figure in heroes[1:]:
        message, hint = f"'{figure.id}' is a second hero", "keep 'hero: true' on one figure"
        yield Problem("hero-present", message, figure.place_of("hero"), hint, severity)


@_owed
def check_claims_present(page: PageContext, severity: Severity) -> Iterator[Problem]:
    """`claims-present`: the page has a claim."""
    concept = page.concept
    if not concept.claims:
        message, hint = "the page has no claims", "add 'claims:' with what the page asserts"
        yield Problem("claims-present", message, concept.place, hint, severity)


@_owed
def check_caveat_present(page: PageContext, severity: Severity) -> Iterator[Problem]:
    """`caveat-present`: every claim has a caveat."""
    for claim in page.concept.claims:
        if claim.caveat is None:
            message = f"the claim '{claim.id}' has no caveat"
            hint = "add 'caveat:' with what is not claimed"
            yield Problem("caveat-present", message, claim.place, hint, severity)


@_owed
def check_claim_marked(page: PageContext, severity: Severity) -> Iterator[Problem]:
    """`claim-marked`: words of the prose are marked for every claim."""
    concept = page.concept
    if concept.content is None:
        return
    marked = {mark.target for mark in concept.content.text.marks if mark.kind == "claim"}
    for claim in concept.claims:
        if claim.id not in marked:
            message = f"no words of the prose make the claim '{claim.id}'"
            hint = f"mark the words that make it: {{claim}}`the words <{claim.id}>`"
            yield Problem("claim-marked", message, claim.place_of("id"), hint, severity)


@_owed
def check_countercondition_present(page: PageContext, severity: Severity) -> Iterator[Problem]:
    """`countercondition-present`: a countercondition makes at least one check fail."""
    concept = page.concept
    counters = concept.witness.counterconditions if concept.witness else ()
    if not page.outline.check_ids():
        message, hint = "the witness has no named check", 'write assert a < b, "id: sentence"'
        yield Problem("countercondition-present", message, concept.place, hint, severity)
    elif not any(counter.fails for counter in counters):
        message = "no check is shown to be able to fail"
        hint = "add 'witness: counterconditions:' with parameters under which a check must fail"
        place = concept.place_of("witness")
        yield Problem("countercondition-present", message, place, hint, severity)


@_owed
def check_demo_present(page: PageContext, severity: Severity) -> Iterator[Problem]:
    """`demo-present`: the page has a demo that asks for a prediction first."""
    concept = page.concept
    if concept.demo is None:
        hint = "add 'demo:' with a function of the witness and its controls"
        yield Problem("demo-present", "the page has no demo", concept.place, hint, severity)
    elif concept.demo.prediction is None:
        message = "the demo asks for no prediction"
        hint = "add 'prediction:' with a prompt and options"
        yield Problem("demo-present", message, concept.demo.place, hint, severity)


@_owed
def check_symbols_present(page: PageContext, severity: Severity) -> Iterator[Problem]:
    """`symbols-present`: the page has a table of its notation."""
    concept = page.concept
    if not concept.symbols:
        message = "the page has no notation table"
        hint = "add 'symbols:' with tex, meaning, code and shape"
        yield Problem("symbols-present", message, concept.place, hint, severity)


@_owed
def check_practice_present(page: PageContext, severity: Severity) -> Iterator[Problem]:
    """`practice-present`: the page has at least three exercises."""
    concept = page.concept
    count = len(concept.practice)
    if count < LEAST_PRACTICE:
        plural = "" if count == 1 else "s"
        message = f"the page has {count} practice item{plural}, {LEAST_PRACTICE} are required"
        hint = "add 'practice:' items with prompt, hints and answer"
        yield Problem("practice-present", message, concept.place_of("practice"), hint, severity)


@_owed
def check_storyboard_sized(page: PageContext, severity: Severity) -> Iterator[Problem]:
    """`storyboard-sized`: a storyboard has three to five frames."""
    concept = page.concept
    count = len(concept.storyboard)
    if count and not FRAMES[0] <= count <= FRAMES[1]:
        frames = f"{count} frame{'' if count == 1 else 's'}"
        message = f"the storyboard has {frames}, and {FRAMES[0]} to {FRAMES[1]} tell a story"
        hint = "add frames" if count < FRAMES[0] else "leave out what the story does without"
        yield Problem("storyboard-sized", message, concept.place_of("storyboard"), hint, severity)


@_owed
def check_reason_present(page: PageContext, severity: Severity) -> Iterator[Problem]:
    """`reason-present`: every prerequisite says what of it is needed."""
    for prerequisite in page.concept.prerequisites:
        if prerequisite.why is None:
            message = f"the prerequisite '{prerequisite.concept.id}' has no reason"
            hint = "add 'why:' with what of it is needed here"
            yield Problem("reason-present", message, prerequisite.place, hint, severity)


def check_claim_backed(concept: Concept, evidence: Evidence) -> Iterator[Problem]:
    """`claim-backed`: a claim has the evidence of its kind. Needs the evidence of a run."""
    severity = completeness_severity(concept)
    if severity is None:
        return
    for claim, found in list_claims(concept, evidence):
        if found.level.rank < Level.BACKED.rank:
            message = f"the {claim.kind} claim '{claim.id}' is {found.level}"
            hint = CLAIM_KINDS[claim.kind].needs
            yield Problem("claim-backed", message, claim.place_of("id"), hint, severity)
