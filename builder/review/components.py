"""The six components of every claim, in normal form: what a review of it reads, and is bound to."""

import ast
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from builder.records.beside import list_data, list_helpers
from builder.records.concept import Citation, Claim, Concept
from builder.records.outline import Outline
from builder.records.review import COMPONENTS, Component
from builder.records.source import Source
from builder.review.normal import digest_component, fold, fold_prose, fold_tex, list_macros

NOTHING = "none"  # the text of a component that a claim does not have
CONTENT = "content.md"

_BOOKKEEPING = frozenset(
    {"file", "timestamp", "owner", "groups", "date-added", "date-modified", "keywords", "crossref"}
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a claim rests on beside its own page: the sources by key, the theme's macros with their backslash, and how a file is read."""

    sources: Mapping[str, Source]
    macros: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[str], bytes] = field(default=lambda path: b"", repr=False)


def compose_components(
    concept: Concept, outline: Outline, around: Surroundings
) -> dict[str, tuple[Component, ...]]:
    """By claim: its components, in the order of `COMPONENTS`.

    The witness is one text for all claims that name a check of it; for any other claim there is none.
    """
    code = _read_code(concept)
    tree = _parse(code)
    witness = _write_witness(concept, ast.unparse(tree) if tree is not None else code, around)
    conditions = _list_conditions(tree)
    composed = {}
    for claim in concept.claims:
        texts = {
            "text": "\n".join(_write_words(claim, concept)),
            "caveat": "\n".join(_write_caveat(claim)),
            "sources": "\n".join(_write_sources(claim, around.sources)),
            "checks": "\n".join(_write_checks(claim, concept, outline, conditions)),
            "witness": witness if claim.checks else "",
            "equations": "\n".join(_write_equations(claim, concept)),
        }
        composed[claim.id] = tuple(
            _make_component(name, texts[name], around.macros) for name in COMPONENTS
        )
    return composed


def _read_code(concept: Concept) -> str:
    """The witness proper: every fence but those of figures."""
    return (
        "\n".join(fence.code for fence in concept.content.fences if fence.kind == "witness")
        if concept.content is not None
        else ""
    )


def _make_component(name: str, text: str, macros: Mapping[str, str]) -> Component:
    if name not in ("checks", "witness"):
        text = "\n".join((text, *list_macros(text, macros)))
    text = text or NOTHING
    return Component(name, digest_component(name, text), text)


def _write_words(claim: Claim, concept: Concept) -> Iterator[str]:
    """The claim, and the words of the prose that are marked as making it."""
    yield fold_prose(claim.text)
    marks = concept.content.text.marks if concept.content is not None else ()
    yield from (
        f"on the page: {fold(mark.words)}"
        for mark in marks
        if mark.kind == "claim" and mark.target == claim.id
    )


def _write_caveat(claim: Claim) -> Iterator[str]:
    yield f"kind: {claim.kind}{', stipulated' if claim.stipulated else ''}"
    if claim.caveat is not None:
        yield f"caveat: {fold_prose(claim.caveat)}"


def _write_sources(claim: Claim, sources: Mapping[str, Source]) -> Iterator[str]:
    """Every citation with the record of its source. Their order says nothing."""
    for lines in sorted(
        list(_write_citation(citation, sources.get(citation.key.id))) for citation in claim.sources
    ):
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
    """What the record says, people as they are read and not as they are written."""
    people = {"author": source.authors, "editor": source.editors}
    for name, text in source.fields:
        if name not in _BOOKKEEPING:
            yield name, fold(" and ".join(map(str, people[name])) if people.get(name) else text)


def _write_equations(claim: Claim, concept: Concept) -> Iterator[str]:
    """Every equation with its label and the number that the page gives it."""
    known = {
        equation.label: equation
        for equation in (concept.content.equations if concept.content is not None else ())
    }
    for ref in sorted(claim.equations, key=lambda ref: ref.id):
        equation = known.get(ref.id)
        yield (
            f"({equation.number}) {equation.label}: {fold_tex(equation.tex)}"
            if equation is not None
            else f"{ref.id}: missing"
        )


def _write_checks(
    claim: Claim, concept: Concept, outline: Outline, conditions: Mapping[int, str]
) -> Iterator[str]:
    """The assertions of every named check, how often they must hold, and what must make them fail; as Python."""
    shares = dict(concept.witness.holds_at_least) if concept.witness is not None else {}
    for id in sorted(ref.id for ref in claim.checks):
        yield f"{{'check': {id!r}, 'holds_at_least': {float(shares.get(id, 1))!r}}}"
        for check in outline.checks:
            if check.id == id:
                yield f"assert {conditions.get(check.number, check.code)}, {fold(check.sentence)!r}"
        for counter in concept.witness.counterconditions if concept.witness is not None else ():
            if id in (ref.id for ref in counter.fails):
                because = fold_prose(counter.because) if counter.because is not None else ""
                yield f"{{'fails_with': {dict(sorted(counter.set))!r}, 'because': {because!r}}}"


def _list_conditions(code: ast.Module | None) -> dict[int, str]:
    """By number in source order: the condition of every assertion of the witness, as Python writes it; none of code that does not parse."""
    asserted = (
        [node for node in ast.walk(code) if isinstance(node, ast.Assert)]
        if code is not None
        else []
    )
    ordered = sorted(asserted, key=lambda node: (node.lineno, node.col_offset))
    return {number: ast.unparse(node.test) for number, node in enumerate(ordered)}


def _write_witness(concept: Concept, code: str, around: Surroundings) -> str:
    """The whole witness as one Python text: its files and seeds, then its helper modules, then its fences, without those of figures."""
    helpers = {
        name: _read_text(around, f"{concept.folder}/{name}") for name in list_helpers(concept)
    }
    trees = {name: _parse(text) for name, text in helpers.items()}
    files = {name: _digest_file(around, f"{concept.folder}/{name}") for name in list_data(concept)}
    sizes = {name: len(tree.body) if tree is not None else 0 for name, tree in trees.items()}
    head = {
        "seeds": concept.witness.seeds if concept.witness is not None else 0,
        "files": files,
        "statements": sizes,
    }
    parts = (
        f"{name!r}\n{ast.unparse(tree) if tree is not None else helpers[name]}"
        for name, tree in trees.items()
    )
    return "\n".join([repr(head), *parts, f"{CONTENT!r}", code])


def _digest_file(around: Surroundings, path: str) -> str:
    return hashlib.sha256(around.read(path).replace(b"\r\n", b"\n")).hexdigest()


def _read_text(around: Surroundings, path: str) -> str:
    return around.read(path).decode("utf-8", errors="replace")


def _parse(code: str) -> ast.Module | None:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
