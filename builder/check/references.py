"""Rules on a page's references to its own objects and to sources."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from builder.check.object_keys import KINDS
from builder.check.rule_context import PageContext, RuleContext, suggest
from builder.records.concept import Misconception
from builder.records.instruments import Practice
from builder.records.place import Ref
from builder.records.problem import Note, Problem, Severity, list_some
from builder.records.summary import ConceptSummary


def check_citation_resolves(context: RuleContext, concept: ConceptSummary) -> Iterator[Problem]:
    """`citation-resolves`: every source that a page names is in the registry."""
    known = context.atlas.source_by_key
    for ref in concept.cited:
        if ref.id not in known:
            same = next((key for key in known if key.lower() == ref.id.lower()), "")
            hint = suggest(ref.id, known, "add its BibTeX record to sources/")
            if same:
                hint = f"keys are case-sensitive: write '{same}'"
            yield Problem("citation-resolves", f"no source has the key '{ref.id}'", ref.place, hint)


def check_source_declared(context: RuleContext, concept: ConceptSummary) -> Iterator[Problem]:
    """`source-declared`: `sources` says of every cited source what it grounds.

    The atlas may switch this rule off.
    """
    seen: set[str] = set()
    for ref in concept.cited:
        if (
            ref.id in concept.declared
            or ref.id in seen
            or ref.id not in context.atlas.source_by_key
        ):
            continue
        seen.add(ref.id)
        message = f"'{ref.id}' is cited but 'sources' does not say what it grounds"
        hint = (
            f"add to {concept.folder}/concept.yaml under 'sources':\n"
            f"  - key: {ref.id}\n    grounds: what it grounds on this page"
        )
        yield Problem("source-declared", message, ref.place, hint, Severity.WARNING)


def check_criteria(context: RuleContext) -> Iterator[Problem]:
    """`criterion-known`: criteria and exemptions name criteria and claims that there are."""
    criteria = context.atlas.criteria
    for ref in (ref for criterion in criteria.criteria for ref in criterion.implies):
        if ref.id not in criteria.names:
            hint = suggest(ref.id, criteria.names, f"there are: {', '.join(criteria.names)}")
            message = f"no criterion is named '{ref.id}'"
            yield Problem("criterion-known", message, ref.place, hint)
    for exemption in criteria.exemptions:
        concept_id, _, claim = exemption.claim.id.partition("#")
        concept = context.atlas.concept_by_id.get(concept_id)
        if concept is None and concept_id in context.drafts:
            continue
        if concept is None or f"claim:{claim}" not in concept.objects:
            message = f"no page has the claim '{exemption.claim.id}'"
            hint = "name a claim as 'plumbline review next' does, or remove the exemption"
            yield Problem("claim-exists", message, exemption.claim.place, hint)


def check_audit_names_source(context: RuleContext) -> Iterator[Problem]:
    """`audit-names-source`: an audit names a source of the registry."""
    known = context.atlas.source_by_key
    for audit in context.atlas.audits:
        if audit.key.id not in known:
            message = f"no source has the key '{audit.key.id}'"
            hint = suggest(audit.key.id, known, "name a key of sources/*.bib")
            yield Problem("audit-names-source", message, audit.key.place, hint)


def check_check_exists(page: PageContext) -> Iterator[Problem]:
    """`check-exists`: a check named by a claim or in prose is an assertion of the witness."""
    outline = page.outline
    refs = [ref for claim in page.concept.claims for ref in claim.checks] + [*page.marked("check")]
    unnamed = next((check for check in outline.checks if not check.id), None)
    notes: tuple[Note, ...] = ()
    if unnamed:
        words = "this assertion has no id: give it a message 'id: sentence'"
        notes = (Note(words, unnamed.place),)
    for problem in _report_missing("check-exists", "check", refs, outline.check_ids()):
        yield replace(problem, notes=notes)


def check_equation_exists(page: PageContext) -> Iterator[Problem]:
    """`equation-exists`: an equation named by a claim or in prose is labelled on the page."""
    concept = page.concept
    labels = [equation.label for equation in concept.content.equations] if concept.content else []
    refs = [ref for claim in concept.claims for ref in claim.equations]
    yield from _report_missing("equation-exists", "equation", [*refs, *page.marked("eq")], labels)


def check_figure_exists(page: PageContext) -> Iterator[Problem]:
    """`figure-exists`: a figure in prose, storyboard or inquiry is listed under `figures`."""
    concept = page.concept
    ids = [figure.id for figure in concept.figures]
    refs = [frame.figure for frame in concept.storyboard if frame.figure is not None]
    refs += [concept.inquiry.figure] if concept.inquiry is not None else []
    if concept.content is not None:
        refs += [Ref(mark.target, mark.place) for mark in concept.content.placements]
    yield from _report_missing("figure-exists", "figure", [*refs, *page.marked("fig")], ids)


def check_claim_exists(page: PageContext) -> Iterator[Problem]:
    """`claim-exists`: every reference to a claim names a claim of the page."""
    concept = page.concept
    ids = [claim.id for claim in concept.claims]
    holders: tuple[Misconception | Practice, ...] = (*concept.misconceptions, *concept.practice)
    refs = [holder.claim for holder in holders if holder.claim is not None]
    refs += [ref for review in concept.reviews for ref in review.claims]
    yield from _report_missing("claim-exists", "claim", [*refs, *page.marked("claim")], ids)


def check_object_exists(context: RuleContext, concept: ConceptSummary) -> Iterator[Problem]:
    """`object-exists`: `shows`, `object` and `evidence` hold keys of objects.

    An object of another page has the key `kind:domain/slug#id`.
    """
    local = sorted(concept.objects)
    for ref in concept.shown:
        if ref.id in local or _is_elsewhere(context, ref.id):
            continue
        kind = ref.id.partition(":")[0]
        named = sorted(key for key in local if key.partition(":")[2] == ref.id)
        if kind in KINDS:
            hint = suggest(ref.id, local) or _list_kind(local, kind)
        elif named:
            hint = f"did you mean '{named[0]}'?"
        else:
            hint = f"an object's key is a kind and an id: one of {', '.join(KINDS)}"
        message = f"no object of this page has the key '{ref.id}'"
        yield Problem("object-exists", message, ref.place, hint)


def check_claim_fixed(page: PageContext) -> Iterator[Problem]:
    """`claim-fixed`: the text of a claim holds no {value}.

    A claim whose words change with a run cannot be reviewed.
    """
    hint = "state the claim without the number; the page shows the measured value beside it"
    for claim in page.concept.claims:
        message = f"the claim '{claim.id}' holds a value of the run"
        texts = [text for text in (claim.text, claim.caveat) if text is not None]
        for mark in (mark for text in texts for mark in text.marks):
            if mark.kind == "value":
                yield Problem("claim-fixed", message, mark.place, hint)


def check_file_exists(page: PageContext) -> Iterator[Problem]:
    """`file-exists`: pictures and files of figures and data are in the concept's folder."""
    concept = page.concept
    refs = [figure.file for figure in concept.figures if figure.file is not None]
    refs += [data.file for data in concept.data]
    refs += [Ref(ref.id.removeprefix("./"), ref.place) for ref in page.marked("image")]
    yield from _report_missing("file-exists", "file", refs, concept.files)


def _report_missing(
    code: str, word: str, refs: Iterable[Ref], known: Iterable[str]
) -> Iterator[Problem]:
    names = tuple(known)
    listed = f"this page has: {list_some(names)}" if names else f"this page has no {word}"
    for ref in refs:
        if ref.id not in names:
            message = f"no {word} is named '{ref.id}'"
            yield Problem(code, message, ref.place, suggest(ref.id, names, listed))


def _is_elsewhere(context: RuleContext, key: str) -> bool:
    kind, _, rest = key.partition(":")
    concept_id, _, name = rest.partition("#")
    concept = context.atlas.concept_by_id.get(concept_id)
    if concept is None:
        return False
    if kind == "concept" and not name:
        return True
    local = f"{kind}:{name}" if name else kind
    return local in concept.objects


def _list_kind(local: Iterable[str], kind: str) -> str:
    same = sorted(key for key in local if key.partition(":")[0] == kind)
    return f"this page has: {list_some(same)}" if same else f"this page has no {kind}"
