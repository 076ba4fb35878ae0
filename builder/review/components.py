"""The seven components of every claim, in normal form: a review names their digests."""

import ast
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from builder.records.beside import list_data, list_helpers
from builder.records.concept import Citation, Claim, Concept
from builder.records.criteria import Criteria
from builder.records.evidence import Evidence
from builder.records.outline import Outline
from builder.records.review import COMPONENTS, Component
from builder.records.source import Source
from builder.review.normal import (
    digest_component,
    fold,
    fold_block,
    fold_prose,
    fold_tex,
    list_macros,
)
from builder.review.shown import write_shown

NOTHING = "none"  # the text of a component that a claim does not have
CONTENT = "content.md"

Blocks = Sequence[tuple[int, int, str]]  # first and last line, and the text between them

_BOOKKEEPING = frozenset(
    {"file", "timestamp", "owner", "groups", "date-added", "date-modified", "keywords", "crossref"}
)


@dataclass(frozen=True, slots=True)
class ReviewContext:
    """The inputs of a claim beside its page: sources by key, macros with their backslash, files.

    `read_so_far` says how far each source was read, by its key, and `criteria` what reviewers are
    asked.
    """

    sources: Mapping[str, Source]
    macros: Mapping[str, str] = field(default_factory=dict)
    read_so_far: Mapping[str, str] = field(default_factory=dict)
    criteria: Criteria = field(default_factory=Criteria)
    read: Callable[[str], bytes] = field(default=lambda path: b"", repr=False)


def compose_components(
    concept: Concept, outline: Outline, evidence: Evidence, around: ReviewContext
) -> dict[str, tuple[Component, ...]]:
    """Return the components of each claim by its id, in the order of `COMPONENTS`.

    All claims that name a check share the text of the witness; other claims have no witness. What a
    claim shows is left out where the witness was not run, since nobody knows it then.
    """
    code = _read_code(concept)
    tree = _parse(code)
    witness = _write_witness(concept, ast.unparse(tree) if tree is not None else code, around)
    conditions = _list_conditions(tree)
    blocks = _list_blocks(concept)
    names = [name for name in COMPONENTS if name != "shown" or evidence.is_run]
    composed = {}
    for claim in concept.claims:
        texts = {
            "text": "\n".join(_write_words(claim, concept, blocks)),
            "caveat": "\n".join(_write_caveat(claim)),
            "sources": "\n".join(_write_sources(claim, around.sources)),
            "checks": "\n".join(_write_checks(claim, concept, outline, conditions)),
            "witness": witness if claim.checks else "",
            "equations": "\n".join(_write_equations(claim, concept)),
            "shown": "\n".join(write_shown(claim, concept, evidence, around.read)),
        }
        macros = around.macros
        composed[claim.id] = tuple(_make_component(name, texts[name], macros) for name in names)
    return composed


def _read_code(concept: Concept) -> str:
    """Return the code of the witness, without the fences of figures."""
    if concept.content is None:
        return ""
    return "\n".join(fence.code for fence in concept.content.fences if fence.kind == "witness")


def _make_component(name: str, text: str, macros: Mapping[str, str]) -> Component:
    if name not in ("checks", "witness"):
        text = "\n".join((text, *list_macros(text, macros)))
    text = text or NOTHING
    return Component(name, digest_component(name, text), text)


def _write_words(claim: Claim, concept: Concept, blocks: Blocks) -> Iterator[str]:
    """Yield the claim's text, and each place of the prose that is marked as making the claim.

    A place is the marked words and the paragraph around them, which may turn them round.
    """
    yield fold_prose(claim.text)
    marks = concept.content.text.marks if concept.content is not None else ()
    for mark in marks:
        if mark.kind == "claim" and mark.target == claim.id:
            yield f"on the page: {fold(mark.words)}"
            line = mark.place.line
            yield from (f"in: {text}" for first, last, text in blocks if first <= line <= last)


def _list_blocks(concept: Concept) -> Blocks:
    """Return the paragraphs, headings and list items of the prose that mark a claim."""
    content = concept.content
    if content is None or all(mark.kind != "claim" for mark in content.text.marks):
        return ()
    return tuple(
        (token.map[0] + 1, token.map[1], fold_block(token.content))
        for token in content.text.tokens
        if token.type == "inline" and token.map
    )


def _write_caveat(claim: Claim) -> Iterator[str]:
    yield f"kind: {claim.kind}{', stipulated' if claim.stipulated else ''}"
    if claim.caveat is not None:
        yield f"caveat: {fold_prose(claim.caveat)}"


def _write_sources(claim: Claim, sources: Mapping[str, Source]) -> Iterator[str]:
    """Yield every citation with its source's record, sorted, since their order says nothing."""
    cited = ((citation, sources.get(citation.key.id)) for citation in claim.sources)
    for lines in sorted(list(_write_citation(*pair)) for pair in cited):
        yield from lines


def _write_citation(citation: Citation, source: Source | None) -> Iterator[str]:
    yield f"{citation.key.id}: {citation.relation}"
    yield f"  locator: {fold(citation.locator) or NOTHING}"
    if citation.quote:
        yield f"  quote: {fold(citation.quote)}"
    if citation.support is not None:
        yield f"  support: {fold_prose(citation.support)}"
    if source is not None:
        yield f"  record: {source.type}"
        yield from (f"    {name}: {text}" for name, text in sorted(_list_fields(source)))


def _list_fields(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the fields of the record, people as parsed names."""
    people = {"author": source.authors, "editor": source.editors}
    for name, text in source.fields:
        if name not in _BOOKKEEPING:
            yield name, fold(" and ".join(map(str, people[name])) if people.get(name) else text)


def _write_equations(claim: Claim, concept: Concept) -> Iterator[str]:
    """Yield every equation with its label and its number on the page."""
    equations = concept.content.equations if concept.content is not None else ()
    known = {equation.label: equation for equation in equations}
    for ref in sorted(claim.equations, key=lambda ref: ref.id):
        equation = known.get(ref.id)
        if equation is None:
            yield f"{ref.id}: missing"
        else:
            yield f"({equation.number}) {equation.label}: {fold_tex(equation.tex)}"


def _write_checks(
    claim: Claim, concept: Concept, outline: Outline, conditions: Mapping[int, str]
) -> Iterator[str]:
    """Yield, as Python, each named check: share of runs, assertions, counterconditions, rivals."""
    shares = dict(concept.witness.holds_at_least) if concept.witness is not None else {}
    counters = concept.witness.counterconditions if concept.witness is not None else ()
    for check_id in sorted(ref.id for ref in claim.checks):
        yield f"{{'check': {check_id!r}, 'holds_at_least': {float(shares.get(check_id, 1))!r}}}"
        for check in outline.checks:
            if check.id == check_id:
                yield f"assert {conditions.get(check.number, check.code)}, {fold(check.sentence)!r}"
        for counter in counters:
            if check_id in (ref.id for ref in counter.fails):
                because = fold_prose(counter.because) if counter.because is not None else ""
                yield f"{{'fails_with': {dict(sorted(counter.set))!r}, 'because': {because!r}}}"
        for rival in concept.witness.rivals if concept.witness is not None else ():
            if check_id in (ref.id for ref in rival.refuted_by):
                because = fold_prose(rival.because)
                pair = _fold_code(rival.replace), _fold_code(rival.instead)
                yield f"{{'refuses': {pair!r}, 'because': {because!r}}}"


def _fold_code(text: str) -> str:
    """Return the code without its formatting."""
    tree = _parse(text.strip())
    return ast.unparse(tree) if tree is not None else fold(text)


def _list_conditions(code: ast.Module | None) -> dict[int, str]:
    """Return the unparsed condition of every assertion, by its number in source order.

    Code that does not parse has none.
    """
    if code is None:
        return {}
    asserted = [node for node in ast.walk(code) if isinstance(node, ast.Assert)]
    ordered = sorted(asserted, key=lambda node: (node.lineno, node.col_offset))
    return {number: ast.unparse(node.test) for number, node in enumerate(ordered)}


def _write_witness(concept: Concept, code: str, around: ReviewContext) -> str:
    """Return the whole witness as one Python text.

    A line of files and seeds comes first, then the helper modules, then the code of the page.
    """
    helpers = {
        name: _read_text(around, f"{concept.folder}/{name}") for name in list_helpers(concept)
    }
    trees = {name: _parse(text) for name, text in helpers.items()}
    files = {name: _digest_file(around, f"{concept.folder}/{name}") for name in list_data(concept)}
    sizes = {name: len(tree.body) if tree is not None else 0 for name, tree in trees.items()}
    spec = concept.witness
    head = {
        "seeds": {"shown": spec.shown, "held": spec.held} if spec is not None else {},
        "files": files,
        "statements": sizes,
    }
    modules = {
        name: ast.unparse(tree) if tree is not None else helpers[name]
        for name, tree in trees.items()
    }
    parts = (f"{name!r}\n{text}" for name, text in modules.items())
    return "\n".join([repr(head), *parts, f"{CONTENT!r}", code])


def _digest_file(around: ReviewContext, path: str) -> str:
    return hashlib.sha256(around.read(path).replace(b"\r\n", b"\n")).hexdigest()


def _read_text(around: ReviewContext, path: str) -> str:
    return around.read(path).decode("utf-8", errors="replace")


def _parse(code: str) -> ast.Module | None:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
