"""Cite a page as text, as BibTeX and as Highwire tags.

A field that its author left empty, such as the date, is left out.
"""

import re
from collections.abc import Iterator
from datetime import date

from builder import __version__
from builder.records.atlas import Config
from builder.records.concept import ConceptRecord
from builder.records.evidence import Evidence
from builder.records.summary import ConceptSummary
from builder.records.text import Text
from builder.render.exports.forge import report_address, source_address
from builder.render.exports.keys import write_key
from builder.render.prose.markdown import plain_text
from builder.render.prose.token_rules import plain_inline
from builder.render.render_context import RenderContext, View
from builder.render.words import format_date, list_words

_MONTHS = (  # BibTeX's own macros
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_LATEX = {  # braces by name, since BibTeX counts them even after a backslash
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "^": r"\^{}", "~": r"\~{}",
    **{sign: f"\\{sign}" for sign in "$&%#_"},
}  # fmt: skip
_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-([0-9]\.[0-9])")


def view_citation(concept: ConceptRecord, context: RenderContext) -> View:
    """Return the fields of `cite.html`."""
    config = context.atlas.config
    evidence = context.evidence[concept.id]
    name = config.content_license
    return {
        "text": cite_text(concept, config, evidence),
        "bibtex": cite_bibtex(concept, config, evidence),
        "licence": {"text": name, "href": licence_address(name)} if name else None,
        "source": source_address(config.repository, f"{concept.folder}/content.md"),
        "report": report_address(config.repository, write_key(concept.id, "concept")),
    }


def cite_text(concept: ConceptRecord, config: Config, evidence: Evidence) -> str:
    """Return the citation as one line of text.

    `Ada Lovelace. Double descent. An atlas, 2026-11-23. Run 0f3c…, Plumbline 0.1.0.
    https://example.org/scaling/double-descent/`
    """
    written = find_written(concept)
    parts = [
        list_words([author.name for author in concept.authors]),
        plain_text(concept.title),
        f"{config.title}, {format_date(written)}" if written else config.title,
        _describe_run(evidence),
    ]
    sentences = [f"{part}." for part in parts if part]
    return " ".join([*sentences, find_address(concept, config)]).strip()


def cite_bibtex(concept: ConceptRecord, config: Config, evidence: Evidence) -> str:
    """Return the page as an entry `@misc`.

    Names are braced, since the record does not say which part of a name is the family name.
    """
    written = find_written(concept)
    names = " and ".join(f"{{{_escape(author.name)}}}" for author in concept.authors)
    fields = [
        ("title", f"{{{{{_write_latex(concept.title)}}}}}"),
        ("author", f"{{{names}}}" if names else ""),
        ("howpublished", f"{{{_escape(config.title)}}}"),
        ("year", f"{{{written.year}}}" if written else ""),
        ("month", _MONTHS[written.month - 1] if written else ""),
        ("url", f"{{{find_address(concept, config)}}}" if config.base_url else ""),
        ("note", f"{{{_escape(_describe_run(evidence))}}}"),
    ]
    lines = [f"  {name} = {value}," for name, value in fields if value]
    return "\n".join([f"@misc{{{concept.id.replace('/', '-')},", *lines, "}"])


def list_highwire(concept: ConceptRecord, context: RenderContext) -> Iterator[tuple[str, str]]:
    """Yield the name and content of each meta tag that reference managers read."""
    config = context.atlas.config
    written = find_written(concept)
    yield "citation_title", plain_text(concept.title)
    yield from (("citation_author", author.name) for author in concept.authors)
    if written:
        yield "citation_publication_date", f"{written:%Y/%m/%d}"
    yield "citation_language", config.language
    yield from (("citation_keywords", tag) for tag in concept.tags)
    if config.base_url:
        yield "citation_fulltext_html_url", find_address(concept, config)


def find_written(concept: ConceptRecord) -> date | None:
    """Return the date of the last change as the record gives it, or else of creation."""
    return concept.updated or concept.created


def find_address(concept: ConceptRecord | ConceptSummary, config: Config) -> str:
    """Return the absolute URL of the page, or "" if no `base_url` is configured."""
    return f"{config.base_url.rstrip('/')}/{concept.id}/" if config.base_url else ""


def licence_address(name: str) -> str:
    """Return the URL of the licence with this SPDX id, or "" if it is not Creative Commons."""
    if name == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = _COMMONS.fullmatch(name)
    return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/" if match else ""


def _describe_run(evidence: Evidence) -> str:
    run = [f"Run {evidence.run_key[:16]}"] if evidence.is_checked else []
    return ", ".join([*run, f"Plumbline {__version__}"])


def _write_latex(text: Text) -> str:
    """Return the words and formulas of the text as LaTeX."""
    children = (child for token in text.tokens for child in token.children or ())
    words = (
        f"${child.content.strip()}$"
        if child.type == "math_inline"
        else _escape(plain_inline([child]))
        for child in children
    )
    return " ".join("".join(words).split())


def _escape(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in text)
