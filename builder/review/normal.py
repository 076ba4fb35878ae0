"""Normal forms: equal words, formulas and code give equal texts, whatever their layout."""

import ast
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from builder.records.text import Text

DIGITS = 32  # of a digest; with 16, a search could find two texts of the same digest
CODE = ("checks", "witness")  # components whose text is Python

_RULES = "plumbline review 1"  # part of every digest; changes with the rules of normalization
_CONCEPT_ROLE = re.compile(r"\{concept\}(`+)([^`]*?)\s*<[^<>`]*>\1")
_COMMENT = re.compile(r"(\\.)|%[^\n]*\n?", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]+")
# Fields of a syntax tree that do not change what the code does.
_LEFT_OUT = frozenset({"ctx", "kind", "type_comment", "type_ignores"})


@lru_cache(maxsize=256)  # a page's claims share its witness; a preview asks at every change
def digest_component(name: str, text: str) -> str:
    """Return the digest of a component's normal text.

    The digest of code is that of its syntax tree, which is the same for every release of Python.

    Source: SHA-256, FIPS 180-4, cut to 128 bits.
    """
    form = _normalize_code(text) if name in CODE else text
    return hashlib.sha256(f"{_RULES}\n{name}\n{form}".encode()).hexdigest()[:DIGITS]


def fold(text: str) -> str:
    """Return the text in Unicode's normal form C, with every run of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold_tex(tex: str) -> str:
    """Return a formula without comments, folded."""
    return fold(_COMMENT.sub(lambda found: found.group(1) or " ", tex))


def fold_prose(text: Text) -> str:
    """Return the words of a text on one line, without the targets of links to concepts.

    A moved page must not change the result. A formula with a comment is repeated at the end
    without the comment, which would end at a line break that the result no longer holds.
    """
    commented = [
        fold_tex(mark.target)
        for mark in text.marks
        if mark.kind == "math" and fold(mark.target) != fold_tex(mark.target)
    ]
    return "; ".join([fold_block(text.source), *(f"formula: {tex}" for tex in commented)])


def fold_block(source: str) -> str:
    """Return the markdown of one paragraph on one line, without the targets of concept links."""
    return fold(_CONCEPT_ROLE.sub(r"\2", source))


def list_macros(text: str, macros: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each macro of the theme that the text uses, directly or through macros."""
    seen: dict[str, None] = {}
    waiting = _COMMAND.findall(text)
    for command in waiting:
        if command in macros and command not in seen:
            seen[command] = None
            waiting += _COMMAND.findall(macros[command])
    yield from (f"macro {command} = {fold(macros[command])}" for command in sorted(seen))


def _normalize_code(code: str) -> str:
    """Return the syntax tree of the code as text; code that does not parse stays as it is."""
    try:
        return _write_tree(ast.parse(code))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code


def _write_tree(node: object) -> str:
    if isinstance(node, ast.AST):
        parts = (
            (name, getattr(node, name, None)) for name in node._fields if name not in _LEFT_OUT
        )
        written = ",".join(
            f"{name}={_write_tree(part)}" for name, part in parts if part is not None and part != []
        )
        return f"{type(node).__name__}({written})"
    if isinstance(node, list):
        return f"[{','.join(_write_tree(part) for part in node)}]"
    return ascii(node)
