"""Rules on the registry of sources: the second ordered table, asked by `builder sources check` alone, since a page owes none of it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from builder.check.facts import list_cited
from builder.check.quotes import find_miss, fold_text
from builder.records.atlas import Atlas
from builder.records.concept import Citation, Concept
from builder.records.place import Place
from builder.records.problem import Note, Problem, Problems, Severity
from builder.records.source import Audit, Comparison, Source, Standing
from builder.records.walk import gather_marks

RegistryRule = Callable[[Atlas[Concept]], Iterator[Problem]]

MOST_QUOTED = 100  # characters of a quote in a message
_FOLDER, _AUDITS = "sources", "sources/audits.yaml"
_ARXIV_FIELDS = ("eprint", "url", "howpublished", "journal", "journaltitle", "note")
_ARXIV_DOI = "10.48550/arxiv."  # Source: DataCite, DOIs of arXiv


def check_source_cited(atlas: Atlas[Concept]) -> Iterator[Problem]:
    """`source-cited`: every record is cited by a page, or by another record that inherits from it; silenceable."""
    if list_unread(atlas):
        return  # what could not be read may cite anything
    cited = {
        ref.id for concept in atlas.concepts for ref in list_cited(concept, gather_marks(concept))
    }
    cited |= {
        text for source in atlas.sources for name, text in source.fields if name == "crossref"
    }
    for source in atlas.sources:
        if source.key not in cited:
            yield _warn(
                "source-cited",
                f"no page cites '{source.key}'",
                source,
                "cite it where it bears on a claim, or remove it",
            )


def check_source_distinct(atlas: Atlas[Concept]) -> Iterator[Problem]:
    """`source-distinct`: no two records have the same DOI or the same arXiv number."""
    first: dict[str, tuple[Source, Place]] = {}
    for source in sorted(atlas.sources, key=lambda source: source.place):
        for number, place in _list_numbers(source).items():
            holder, there = first.setdefault(number, (source, place))
            if holder is not source:
                message = f"'{source.key}' has the {number}, and so has '{holder.key}'"
                hint = "if they are one work, keep one record and cite that; else correct the number of the other"
                yield Problem(
                    "source-distinct",
                    message,
                    place,
                    hint,
                    notes=(Note(f"'{holder.key}' has it here", there),),
                )


def check_source_dated(atlas: Atlas[Concept]) -> Iterator[Problem]:
    """`source-dated`: every record has a year; silenceable."""
    for source in _list_filled(atlas):
        if not {"year", "date"} & dict(source.fields).keys():
            yield _warn(
                "source-dated",
                f"'{source.key}' has no year",
                source,
                "add year = {…}, that of the version which was read",
            )


def check_source_authored(atlas: Atlas[Concept]) -> Iterator[Problem]:
    """`source-authored`: every record names authors or editors; silenceable."""
    for source in _list_filled(atlas):
        if not {"author", "editor"} & (source.places.keys() | dict(source.fields).keys()):
            hint = "add author = {Family, Given and Family, Given}, or author = {{Name of an organisation}}"
            yield _warn(
                "source-authored", f"'{source.key}' names neither authors nor editors", source, hint
            )


def check_source_audited(atlas: Atlas[Concept]) -> Iterator[Problem]:
    """`source-audited`: every record has been compared with its work at least once; silenceable."""
    audited = {audit.key.id for audit in atlas.audits}
    for source in atlas.sources:
        if source.key not in audited:
            hint = (
                f"compare it with the work, and say so in {_AUDITS}: key, date, by, against, read"
            )
            yield _warn(
                "source-audited", f"nobody has audited the record '{source.key}'", source, hint
            )


REGISTRY_RULES: tuple[tuple[str, RegistryRule], ...] = (
    ("source-cited", check_source_cited),
    ("source-distinct", check_source_distinct),
    ("source-dated", check_source_dated),
    ("source-authored", check_source_authored),
    ("source-audited", check_source_audited),
)


def check_registry(atlas: Atlas[Concept], found: Problems) -> Problems:
    """What is wrong with the registry: of the problems that loading and the first table `found` those that concern it, and its own rules'.

    Where an audit cannot be read, or names no source, nothing is said of sources without one.
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
    """`quote-found`: what a claim quotes stands in the text of its source. `texts` holds the texts at hand, by key."""
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
                part = (
                    miss.part
                    if len(miss.part) <= MOST_QUOTED
                    else f"{miss.part[: MOST_QUOTED - 1]}…"
                )
                message = f"the text of '{key}' does not hold the words '{part}'"
                problems.append(
                    Problem("quote-found", message, citation.place_of("quote"), miss.hint)
                )
    return tuple(problems), Comparison(**counts)


def list_unread(atlas: Atlas[Concept]) -> tuple[str, ...]:
    """The ids of the concepts of which a part could not be read, files that they show left out."""
    return tuple(concept.id for concept in atlas.concepts if concept.unread - {"files"})


def list_standings(atlas: Atlas[Concept], labels: Mapping[str, str]) -> tuple[Standing, ...]:
    """How every record stands, by key; `labels` holds author and year of each."""
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
    audits: dict[str, Audit] = {
        audit.key.id: audit for audit in atlas.audits
    }  # append-only: the last of a key is its newest
    return tuple(
        Standing(
            source,
            labels[source.key],
            pages[source.key],
            claims[source.key],
            audits.get(source.key),
        )
        for source in atlas.sources
    )


def _warn(code: str, message: str, source: Source, hint: str) -> Problem:
    return Problem(code, message, source.place, hint, Severity.WARNING)


def _list_filled(atlas: Atlas[Concept]) -> Iterator[Source]:
    """The records that have fields: one that has none is broken, or lacks a title, and that has been said."""
    return (source for source in atlas.sources if source.places)


def _list_numbers(source: Source) -> dict[str, Place]:
    """The DOI and the arXiv number that the record itself gives, each in one form, with its place; what it inherits is another's."""
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
        numbers.setdefault(
            f"arXiv number {_drop_version(doi.removeprefix(_ARXIV_DOI))}", source.place_of("doi")
        )
    return numbers


def _drop_version(arxiv: str) -> str:
    return re.sub(r"v[0-9]+$", "", arxiv)


def _list_quotes(atlas: Atlas[Concept]) -> dict[str, Sequence[Citation]]:
    """The citations of claims that quote, by the key of a source in the registry."""
    quotes: dict[str, list[Citation]] = {}
    for concept in atlas.concepts:
        for claim in concept.claims:
            for citation in claim.sources:
                if citation.quote and citation.key.id in atlas.source_by_key:
                    quotes.setdefault(citation.key.id, []).append(citation)
    return dict(quotes)
