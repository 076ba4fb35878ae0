"""Rules on the names that a page uses for its own objects and for sources."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from builder.check.facts import Facts, Own, suggest
from builder.check.objects import KINDS
from builder.records.concept import Misconception
from builder.records.instruments import Practice
from builder.records.place import Ref
from builder.records.problem import Note, Problem, Severity, list_some
from builder.records.summary import ConceptSummary


def check_citation_resolves(facts: Facts, concept: ConceptSummary) -> Iterator[Problem]:
    """`citation-resolves`: every source that a page names is in the registry."""
    known = facts.atlas.source_by_key
    for ref in concept.cited:
        if ref.id not in known:
            same = next((key for key in known if key.lower() == ref.id.lower()), "")
            hint = (
                f"keys are case-sensitive: write '{same}'"
                if same
                else suggest(ref.id, known, "add its BibTeX record to sources/")
            )
            yield Problem("citation-resolves", f"no source has the key '{ref.id}'", ref.place, hint)


def check_source_declared(facts: Facts, concept: ConceptSummary) -> Iterator[Problem]:
    """`source-declared`: a source cited on a page is listed under `sources` with what it grounds there; silenceable."""
    seen: set[str] = set()
    for ref in concept.cited:
        if ref.id in concept.declared or ref.id in seen or ref.id not in facts.atlas.source_by_key:
            continue
        seen.add(ref.id)
        hint = f"add to {concept.folder}/concept.yaml under 'sources':\n  - key: {ref.id}\n    grounds: what it grounds on this page"
        yield Problem(
            "source-declared",
            f"'{ref.id}' is cited but 'sources' does not say what it grounds",
            ref.place,
            hint,
            Severity.WARNING,
        )


def check_audit_names_source(facts: Facts) -> Iterator[Problem]:
    """`audit-names-source`: an audit is of a source in the registry."""
    for audit in facts.atlas.audits:
        if audit.key.id not in facts.atlas.source_by_key:
            hint = suggest(audit.key.id, facts.atlas.source_by_key, "name a key of sources/*.bib")
            yield Problem(
                "audit-names-source",
                f"no source has the key '{audit.key.id}'",
                audit.key.place,
                hint,
            )


def check_check_exists(own: Own) -> Iterator[Problem]:
    """`check-exists`: a check named by a claim or in prose is a named assertion of the page's witness."""
    concept = own.concept
    outline = own.outline
    refs = [ref for claim in concept.claims for ref in claim.checks]
    unnamed = next((check for check in outline.checks if not check.id), None)
    notes = (
        (Note("this assertion has no id: give it a message 'id: sentence'", unnamed.place),)
        if unnamed
        else ()
    )
    for problem in _report_missing(
        "check-exists", "check", [*refs, *own.marked("check")], outline.check_ids()
    ):
        yield replace(problem, notes=notes)


def check_equation_exists(own: Own) -> Iterator[Problem]:
    """`equation-exists`: an equation named by a claim or in prose is a labelled formula of the page."""
    concept = own.concept
    labels = [equation.label for equation in concept.content.equations] if concept.content else []
    refs = [ref for claim in concept.claims for ref in claim.equations]
    yield from _report_missing("equation-exists", "equation", [*refs, *own.marked("eq")], labels)


def check_figure_exists(own: Own) -> Iterator[Problem]:
    """`figure-exists`: a figure named in prose, placed, framed or asked about is listed under `figures`."""
    concept = own.concept
    ids = [figure.id for figure in concept.figures]
    refs = [frame.figure for frame in concept.storyboard if frame.figure is not None]
    refs += [concept.inquiry.figure] if concept.inquiry is not None else []
    refs += (
        [Ref(mark.target, mark.place) for mark in concept.content.placements]
        if concept.content
        else []
    )
    yield from _report_missing("figure-exists", "figure", [*refs, *own.marked("fig")], ids)


def check_claim_exists(own: Own) -> Iterator[Problem]:
    """`claim-exists`: a claim named in prose, by a misconception, an exercise or a review is one of the page's claims."""
    concept = own.concept
    ids = [claim.id for claim in concept.claims]
    holders: tuple[Misconception | Practice, ...] = (*concept.misconceptions, *concept.practice)
    refs = [holder.claim for holder in holders if holder.claim is not None]
    refs += [review.claim for review in concept.reviews]
    yield from _report_missing("claim-exists", "claim", [*refs, *own.marked("claim")], ids)


def check_object_exists(facts: Facts, concept: ConceptSummary) -> Iterator[Problem]:
    """`object-exists`: `shows`, `object` and `evidence` name objects by their keys, of this page or `kind:domain/slug#id` of another."""
    local = sorted(concept.objects)
    for ref in concept.shown:
        if ref.id in local or _is_elsewhere(facts, ref.id):
            continue
        kind = ref.id.partition(":")[0]
        named = sorted(key for key in local if key.partition(":")[2] == ref.id)
        unknown = (
            f"did you mean '{named[0]}'?"
            if named
            else f"an object's key is a kind and an id: one of {', '.join(KINDS)}"
        )
        hint = suggest(ref.id, local) if kind in KINDS else unknown
        yield Problem(
            "object-exists",
            f"no object of this page has the key '{ref.id}'",
            ref.place,
            hint or _list_kind(local, kind),
        )


def check_claim_fixed(own: Own) -> Iterator[Problem]:
    """`claim-fixed`: a claim's text holds no {value}, since a claim whose words change with a run cannot be reviewed."""
    concept = own.concept
    for claim in concept.claims:
        for text in (claim.text, claim.caveat):
            for mark in text.marks if text is not None else ():
                if mark.kind == "value":
                    hint = "state the claim without the number; the page shows the measured value beside it"
                    yield Problem(
                        "claim-fixed",
                        f"the claim '{claim.id}' holds a value of the run",
                        mark.place,
                        hint,
                    )


def check_file_exists(own: Own) -> Iterator[Problem]:
    """`file-exists`: pictures in prose and files of figures and data lie in the concept's folder."""
    concept = own.concept
    refs = [figure.file for figure in concept.figures if figure.file is not None]
    refs += [data.file for data in concept.data]
    refs += [Ref(ref.id.removeprefix("./"), ref.place) for ref in own.marked("image")]
    yield from _report_missing("file-exists", "file", refs, concept.files)


def _report_missing(
    code: str, word: str, refs: Iterable[Ref], known: Iterable[str]
) -> Iterator[Problem]:
    names = tuple(known)
    for ref in refs:
        if ref.id not in names:
            listed = f"this page has: {list_some(names)}" if names else f"this page has no {word}"
            yield Problem(
                code, f"no {word} is named '{ref.id}'", ref.place, suggest(ref.id, names, listed)
            )


def _is_elsewhere(facts: Facts, key: str) -> bool:
    kind, _, rest = key.partition(":")
    id, _, name = rest.partition("#")
    concept = facts.atlas.concept_by_id.get(id)
    if concept is None:
        return False
    if not name:
        return kind == "concept" or kind in concept.objects
    return f"{kind}:{name}" in concept.objects


def _list_kind(local: Iterable[str], kind: str) -> str:
    same = sorted(key for key in local if key.partition(":")[0] == kind)
    return f"this page has: {list_some(same)}" if same else f"this page has no {kind}"
