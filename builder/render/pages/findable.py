"""What the search finds.

Concepts, domains, sections, claims, symbols and sources, each with the texts that it is found by.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from builder.records.concept import Claim, ConceptRecord, Domain, Symbol
from builder.records.source import Source
from builder.records.text import ContentOutline
from builder.render.prose.maths import Macros
from builder.render.prose.plain_maths import Formula, linear_text, spell_formulas, write_formulas
from builder.render.render_context import RenderContext, slug, source_slug
from builder.render.words import name_people

KINDS = (
    "concept",
    "domain",
    "section",
    "claim",
    "symbol",
    "source",
)  # of two that match alike, the earlier kind comes first
LONGEST_TEXT = 240  # characters of a title or a text as shown; all of it is searched


class Weight(IntEnum):
    """How much it says of an object that a word stands in this text of it."""

    TEXT = 1
    CLAIM = 2
    HEADING = 3
    TITLE = 4


Fields = tuple[tuple[Weight, str], ...]


@dataclass(frozen=True, slots=True)
class Findable:
    """One object.

    Its kind, what is shown of it, its address from the site's root, and the texts that it is found
    by.
    """

    kind: str
    title: str
    page: str  # the title of the page or shelf that it stands on
    href: str
    text: str
    fields: Fields


def list_findables(context: RenderContext, macros: Macros) -> tuple[Findable, ...]:
    """Everything that can be found, by kind, then in the atlas's order."""
    finder = _Finder(context, write_formulas(macros), spell_formulas(macros))
    return tuple(sorted(finder.list_all(), key=lambda found: KINDS.index(found.kind)))


def notation_anchor(concept: ConceptRecord, symbol: Symbol) -> str:
    """Where on its page a symbol is defined, `#symbol-n`.

    Nothing where the page has no Math section, which holds the notation.
    """
    has_table = concept.content is not None and any(
        section.id == "math" for section in concept.content.sections
    )
    return f"#symbol-{slug(symbol.tex)}" if has_table else ""


class _Finder:
    """Lists the objects; texts are written as they are shown and spelled as they are searched."""

    def __init__(self, context: RenderContext, write: Formula, spell: Formula) -> None:
        self._context = context
        self._write = write
        self._spell = spell
        self._titles = {
            domain.id: linear_text(domain.title, write) for domain in context.atlas.domains
        }

    def list_all(self) -> Iterator[Findable]:
        """Concept by concept, then domains and sources."""
        for concept in self._context.atlas.concepts:
            yield self._find_concept(concept)
            if self._context.is_shown(concept) and concept.content is not None:
                page = linear_text(concept.title, self._write)
                yield from self._find_sections(concept, concept.content, page)
                yield from (self._find_claim(concept, claim, page) for claim in concept.claims)
                yield from (self._find_symbol(concept, symbol, page) for symbol in concept.symbols)
        yield from (self._find_domain(domain) for domain in self._context.atlas.domains)
        yield from (self._find_source(source) for source in self._context.atlas.sources)

    def _find_concept(self, concept: ConceptRecord) -> Findable:
        domain = self._titles.get(concept.domain, concept.domain)
        is_shown = self._context.is_shown(concept)
        names = " ".join((concept.id, *(alias.id for alias in concept.aliases), *concept.tags))
        texts = [concept.summary, *([concept.invariant] if concept.invariant else [])]
        return Findable(
            kind="concept",
            title=_cut(linear_text(concept.title, self._write)),
            page=domain if is_shown else f"{domain}, planned",
            href=f"{concept.id}/"
            if is_shown
            else f"{concept.domain}/#concept-{concept.id.replace('/', '-')}",
            text=_cut(linear_text(concept.summary, self._write)),
            fields=(
                (Weight.TITLE, linear_text(concept.title, self._spell)),
                (Weight.HEADING, names),
                *((Weight.TEXT, linear_text(text, self._spell)) for text in texts),
            ),
        )

    def _find_domain(self, domain: Domain) -> Findable:
        return Findable(
            kind="domain",
            title=_cut(self._titles[domain.id]),
            page="",
            href=f"{domain.id}/",
            text=_cut(linear_text(domain.summary, self._write)),
            fields=(
                (Weight.TITLE, linear_text(domain.title, self._spell)),
                (Weight.HEADING, domain.id),
                (Weight.TEXT, linear_text(domain.summary, self._spell)),
            ),
        )

    def _find_sections(
        self, concept: ConceptRecord, content: ContentOutline, page: str
    ) -> Iterator[Findable]:
        """Yield the headings of the page that can be led to.

        One is found by its page's title too, since most pages have a Math.
        """
        for heading in content.headings:
            yield Findable(
                kind="section",
                title=_cut(linear_text(heading.text, self._write)),
                page=page,
                href=f"{concept.id}/#{heading.anchor}",
                text="",
                fields=(
                    (Weight.HEADING, linear_text(heading.text, self._spell)),
                    (Weight.TEXT, page),
                ),
            )

    def _find_claim(self, concept: ConceptRecord, claim: Claim, page: str) -> Findable:
        evidence = self._context.evidence[concept.id].claim(claim.id)
        level = str(evidence.level) if evidence else "unbacked"
        caveat = linear_text(claim.caveat, self._spell) if claim.caveat else ""
        return Findable(
            kind="claim",
            title=_cut(linear_text(claim.text, self._write)),
            page=page,
            href=f"{concept.id}/#claim-{claim.id}",
            text=f"{level}, {claim.kind}",
            fields=(
                (Weight.CLAIM, linear_text(claim.text, self._spell)),
                (Weight.TEXT, f"{claim.id} {level} {claim.kind} {caveat}"),
            ),
        )

    def _find_symbol(self, concept: ConceptRecord, symbol: Symbol, page: str) -> Findable:
        return Findable(
            kind="symbol",
            title=_cut(f"{self._write(symbol.tex)}: {linear_text(symbol.meaning, self._write)}"),
            page=page,
            href=f"{concept.id}/{notation_anchor(concept, symbol)}",
            text=f"in the code {symbol.code}" if symbol.code else "",
            fields=(
                (Weight.TITLE, self._spell(symbol.tex)),
                (Weight.HEADING, symbol.code),
                (Weight.CLAIM, linear_text(symbol.meaning, self._spell)),
            ),
        )

    def _find_source(self, source: Source) -> Findable:
        people = source.authors or source.editors
        return Findable(
            kind="source",
            title=_cut(source.title),
            page=self._context.labels[source.key],
            href=f"sources/{source_slug(source.key)}/",
            text=_cut(". ".join(part for part in (name_people(people), source.venue) if part)),
            fields=(
                (
                    Weight.HEADING,
                    f"{source.title} {name_people(people)} {source.key}",
                ),  # pages of the atlas come before what they cite
                (Weight.TEXT, f"{source.year} {source.venue} {source.doi} {source.arxiv}"),
            ),
        )


def _cut(text: str) -> str:
    """Return the text, cut at a space where it is longer than what is shown."""
    if len(text) <= LONGEST_TEXT:
        return text
    return (text[:LONGEST_TEXT].rpartition(" ")[0] or text[:LONGEST_TEXT]).rstrip(" ,;:") + " …"
