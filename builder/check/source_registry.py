"""Rules on the registry of sources: the second ordered table.

Only `plumbline sources check` applies them, since no page depends on them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from builder.check.quotes import find_miss, fold_text
from builder.check.rule_context import list_cited
from builder.records.atlas import Atlas
from builder.records.concept import Citation, Concept
from builder.records.place import Place
from builder.records.problem import Note, Problem, Problems, Severity
from builder.records.source import Comparison, Source, SourceStatus
from builder.records.walk import gather_marks

RegistryRule = Callable[[Atlas[Concept]], Iterator[Problem]]

MOST_QUOTED = 100  # characters of a quote in a message
_FOLDER, _AUDITS = "sources", "sources/audits.yaml"
_ARXIV_FIELDS = ("eprint", "url", "howpublished", "journal", "journaltitle", "note")
_ARXIV_DOI = "10.48550/arxiv."  # Source: DataCite, DOIs of arXiv


def check_source_cited(atlas: Atlas[Concept]) -> Iterator[Problem]:
    """`source-cited`: a page cites every record, or another record inherits from it.

    The atlas may switch this rule off.
    """
    if list_unread(atlas):
        return  # an unread page may cite any source
    cited = {
        ref.id for concept in atlas.concepts for ref in list_cited(concept, gather_marks(concept))
    }
    cited |= {
        text for source in atlas.sources for name, text in source.fields if name == "crossref"
    }
    for source in atlas.sources:
        if source.key not in cited:
            hint = "cite it where it bears on a claim, or remove it"
            yield _warn("source-cited", f"no page cites '{source.key}'", source, hint)


def check_source_distinct(atlas: Atlas[Concept]) -> Iterator[Problem]:
    """`source-distinct`: no two records have the same DOI or the same arXiv number."""
    first: dict[str, tuple[Source, Place]] = {}
    for source in sorted(atlas.sources, key=lambda source: source.place):
        for number, place in _list_numbers(source).items():
            holder, there = first.setdefault(number, (source, place))
            if holder is not source:
                message = f"'{source.key}' has the {number}, and so has '{holder.key}'"
                hint = (
                    "if they are one work, keep one record and cite that; "
                    "else correct the number of the other"
                )
                notes = (Note(f"'{holder.key}' has it here", there),)
                yield Problem("source-distinct", message, place, hint, notes=notes)


def check_source_dated(atlas: Atlas[Concept]) -> Iterator[Problem]:
    """`source-dated`: every record has a year. The atlas may switch this rule off."""
    for source in _list_filled(atlas):
        if not {"year", "date"} & dict(source.fields).keys():
            hint = "add year = {…}, that of the version which was read"
            yield _warn("source-dated", f"'{source.key}' has no year", source, hint)


def check_source_authored(atlas: Atlas[Concept]) -> Iterator[Problem]:
    """`source-authored`: every record names people. The atlas may switch this rule off."""
    for source in _list_filled(atlas):
        if not {"author", "editor"} & (source.places.keys() | dict(source.fields).keys()):
            message = f"'{source.key}' names neither authors nor editors"
            hint = (
                "add author = {Family, Given and Family, Given}, "
                "or author = {{Name of an organisation}}"
            )
            yield _warn("source-authored", message, source, hint)


def check_source_audited(atlas: Atlas[Concept]) -> Iterator[Problem]:
    """`source-audited`: somebody has compared every record with its work.

    The atlas may switch this rule off.
    """
    audited = {audit.key.id for audit in atlas.audits}
    for source in atlas.sources:
        if source.key not in audited:
            message = f"nobody has audited the record '{source.key}'"
            fields = "key, date, by, against, read"
            hint = f"compare it with the work, and say so in {_AUDITS}: {fields}"
            yield _warn("source-audited", message, source, hint)


REGISTRY_RULES: tuple[tuple[str, RegistryRule], ...] = (
    ("source-cited", check_source_cited),
    ("source-distinct", check_source_distinct),
    ("source-dated", check_source_dated),
    ("source-authored", check_source_authored),
    ("source-audited", check_source_audited),
)


def check_registry(atlas: Atlas[Concept], found: Problems) -> Problems:
    """Return the problems of the registry.

    `found` holds the problems of loading and of the first table; those of the registry are kept.
    If an audit cannot be read or names no source, no source is reported as unaudited.
    """
    kept = tuple(
        problem
        for problem in found
        if problem.place.path.partition("/")[0] == _FOLDER or problem.code == "citation-resolves"
    )
    own = tuple(problem for _, rule in REGISTRY_RULES for problem in rule(atlas))
    if any(problem.place.path == _AUDITS for problem in kept):
        own = tuple(problem for problem in own if problem.code != "source-audited")
    return (*kept, *own)


def check_quotes(atlas: Atlas[Concept], texts: Mapping[str, str]) -> tuple[Problems, Comparison]:
    """`quote-found`: the text of a source holds the quotes from it. `texts` are by key."""
    problems: list[Problem] = []
    counts: Counter[str] = Counter()
    for key, citations in sorted(_list_quotes(atlas).items()):
        if key not in texts:
            counts["without_text"] += len(citations)
            continue
        text = fold_text(texts[key])
        for citation in citations:
            miss = find_miss(citation.quote, text)
            counts["missed" if miss else "found"] += 1
            if miss:
                part = miss.part
                if len(part) > MOST_QUOTED:
                    part = f"{part[: MOST_QUOTED - 1]}…"
                message = f"the text of '{key}' does not hold the words '{part}'"
                place = citation.place_of("quote")
                problems.append(Problem("quote-found", message, place, miss.hint))
    return tuple(problems), Comparison(**counts)


def list_unread(atlas: Atlas[Concept]) -> tuple[str, ...]:
    """Return the ids of the concepts with an unread part other than files that they show."""
    return tuple(concept.id for concept in atlas.concepts if concept.unread - {"files"})


def list_standings(atlas: Atlas[Concept], labels: Mapping[str, str]) -> tuple[SourceStatus, ...]:
    """Return the standing of every record; `labels` holds author and year by key."""
    pages = Counter(
        key
        for concept in atlas.concepts
        for key in {ref.id for ref in list_cited(concept, gather_marks(concept))}
    )
    claims = Counter(
        key
        for concept in atlas.concepts
        for claim in concept.claims
        for key in {citation.key.id for citation in claim.sources}
    )
    audits = {audit.key.id: audit for audit in atlas.audits}  # append-only: the last is the newest
    keys = ((source, source.key) for source in atlas.sources)
    return tuple(
        SourceStatus(source, labels[key], pages[key], claims[key], audits.get(key))
        for source, key in keys
    )


def _warn(code: str, message: str, source: Source, hint: str) -> Problem:
    return Problem(code, message, source.place, hint, Severity.WARNING)


def _list_filled(atlas: Atlas[Concept]) -> Iterator[Source]:
    """Yield the records with fields; loading has reported the others already."""
    return (source for source in atlas.sources if source.places)


def _list_numbers(source: Source) -> dict[str, Place]:
    """Return the DOI and the arXiv number of the record, normalized, with their places.

    Inherited fields are left out, since they belong to another record.
    """
    numbers: dict[str, Place] = {}
    doi = source.doi.lower()
    if doi and not doi.startswith(_ARXIV_DOI):
        numbers[f"DOI {doi}"] = source.place_of("doi")
    fields = dict(source.fields)
    written = [
        name
        for name in _ARXIV_FIELDS
        if name in source.places and source.arxiv in fields.get(name, "")
    ]
    if source.arxiv and written:
        numbers[f"arXiv number {_drop_version(source.arxiv)}"] = source.place_of(written[0])
    if doi.startswith(_ARXIV_DOI):
        arxiv = _drop_version(doi.removeprefix(_ARXIV_DOI))
        numbers.setdefault(f"arXiv number {arxiv}", source.place_of("doi"))
    return numbers


def _drop_version(arxiv: str) -> str:
    return re.sub(r"v[0-9]+$", "", arxiv)


def _list_quotes(atlas: Atlas[Concept]) -> dict[str, Sequence[Citation]]:
    """Return the citations with a quote, by the key of a source in the registry."""
    quotes: dict[str, list[Citation]] = {}
    for concept in atlas.concepts:
        for claim in concept.claims:
            for citation in claim.sources:
                if citation.quote and citation.key.id in atlas.source_by_key:
                    quotes.setdefault(citation.key.id, []).append(citation)
    return dict(quotes)
