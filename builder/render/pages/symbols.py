"""Notation.

The table of one page's symbols, and the index of all symbols of the atlas with every meaning that
each has.
"""

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from builder.records.concept import ConceptRecord, Symbol
from builder.records.evidence import Evidence
from builder.render.pages.findable import notation_anchor
from builder.render.pages.fold import GREEK, fold_words
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, page_frame, root_of, slug
from builder.render.words import count

PATH = "symbols/index.html"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHER = "other signs"
NUMBER = "number"  # the shape of a scalar


@dataclass(frozen=True, slots=True)
class _Use:
    """A symbol as one page defines it.

    `text` is the symbol as plain text; `group` the letter that it is listed under.
    """

    concept: ConceptRecord
    symbol: Symbol
    index: int
    mathml: str
    text: str
    group: str


def view_symbols(concept: ConceptRecord, evidence: Evidence, typeset: Typesetter) -> Iterator[View]:
    """Yield the notation table of a page."""
    for index, symbol in enumerate(concept.symbols):
        shown = {
            "anchor": f"symbol-{slug(symbol.tex)}",
            "tex": symbol.tex,
            "html": typeset.formula(symbol.tex),
        }
        yield {**shown, **_view_meaning(symbol, index, evidence, typeset)}


def view_symbols_page(context: RenderContext, typeset: Typesetter) -> View:
    """Every symbol of every page by its first letter, Latin before Greek.

    What looks alike stands together.
    """
    uses = sorted(_list_uses(context, typeset), key=_sort_key)
    alike = [tuple(own) for _, own in groupby(uses, key=lambda use: use.mathml)]
    several = sum(len(own) > 1 for own in alike)
    pages = len({use.concept.id for use in uses})
    shared = f"; {several} of them on more than one" if several else ""
    summary = f"{count(len(alike), 'symbol')} on {count(pages, 'page')}{shared}."
    groups = [(group, tuple(own)) for group, own in groupby(alike, key=lambda own: own[0].group)]
    return {
        **page_frame(context, PATH, "Symbols", f"Index of notation: {summary}"),
        "summary": summary,
        "groups": tuple(
            {
                "anchor": f"letter-{GREEK.get(group, group).partition(' ')[0]}",
                "letter": group.upper() if group in LETTERS else group,
                "name": GREEK.get(group, ""),
                "symbols": tuple(_view_alike(own, context, typeset) for own in symbols),
            }
            for group, symbols in groups
        ),
    }


def format_observed(index: int, evidence: Evidence) -> str:
    """Return the shape that the run has found of the page's symbol of that index."""
    answer = evidence.answer(f"symbol:{index}")
    observed = json.loads(answer.data) if answer and not answer.failed else None
    return format_shape(observed.get("shape") if isinstance(observed, dict) else None)


def format_shape(shape: object) -> str:
    """`(40, 200)`; `NUMBER` for the shape of a scalar, nothing where there is none."""
    if not isinstance(shape, list | tuple):
        return ""
    return (
        f"({', '.join(str(part) for part in shape)}{',' if len(shape) == 1 else ''})"
        if shape
        else NUMBER
    )


def _list_uses(context: RenderContext, typeset: Typesetter) -> Iterator[_Use]:
    for concept in context.atlas.concepts:
        if context.is_shown(concept):
            for index, symbol in enumerate(concept.symbols):
                text = typeset.plain_formula(symbol.tex)
                yield _Use(
                    concept,
                    symbol,
                    index,
                    str(typeset.formula(symbol.tex)),
                    text,
                    _find_group(text),
                )


def _find_group(text: str) -> str:
    """Return the first letter of a symbol without its accents: `w` for `ŵ`, `λ` for `λ_max`."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return next((letter for letter in plain if letter in LETTERS or letter in GREEK), OTHER)


def _sort_key(use: _Use) -> tuple[int, int, int, str, str, str]:
    """By alphabet and letter.

    Then a bare letter before one with an index, and each symbol's pages together, in the atlas's
    order.
    """
    alphabets = (LETTERS, "".join(GREEK))
    alphabet = next(
        (at for at, letters in enumerate(alphabets) if use.group in letters), len(alphabets)
    )
    place = alphabets[alphabet].index(use.group) if alphabet < len(alphabets) else 0
    return (alphabet, place, len(fold_words(use.text)), use.text, use.mathml, use.concept.id)


def _view_alike(uses: Sequence[_Use], context: RenderContext, typeset: Typesetter) -> View:
    """One symbol with what it means on each page."""
    root = root_of(PATH)
    return {
        "html": typeset.formula(uses[0].symbol.tex),
        "uses": tuple(
            {
                "href": f"{root}{use.concept.id}/{notation_anchor(use.concept, use.symbol)}",
                "page": typeset.inline(use.concept.title),
                **_view_meaning(use.symbol, use.index, context.evidence[use.concept.id], typeset),
            }
            for use in uses
        ),
    }


def _view_meaning(symbol: Symbol, index: int, evidence: Evidence, typeset: Typesetter) -> View:
    return {
        "meaning": typeset.inline(symbol.meaning),
        "code": symbol.code,
        "shape": format_shape(symbol.shape),
        "observed": format_observed(index, evidence),
        "role": symbol.role,
    }
