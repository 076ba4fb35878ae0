"""Normal forms: the same text for the same words, formulas and code, however their files are laid out."""

import ast
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from builder.records.text import Text

DIGITS = 32  # of a digest: with half as many, two texts of one digest could be searched for
CODE = ("checks", "witness")  # components whose text is Python

_RULES = (
    "plumbline review 1"  # part of every digest: other rules of normalisation are other digests
)
_CONCEPT_ROLE = re.compile(r"\{concept\}(`+)([^`]*?)\s*<[^<>`]*>\1")
_COMMENT = re.compile(r"(\\.)|%[^\n]*\n?", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]+")
_LEFT_OUT = frozenset(
    {"ctx", "kind", "type_comment", "type_ignores"}
)  # fields of a syntax tree that change nothing of what it does


@lru_cache(
    maxsize=256
)  # the claims of a page share its witness, and a running preview asks again at every change
def digest_component(name: str, text: str) -> str:
    """The digest of a component's normal text; of code, that of its syntax tree, which is the same for every release of Python.

    Source: SHA-256, FIPS 180-4, cut to 128 bits.
    """
    form = _digestible(text) if name in CODE else text
    return hashlib.sha256(f"{_RULES}\n{name}\n{form}".encode()).hexdigest()[:DIGITS]


def fold(text: str) -> str:
    """The text in Unicode's normal form C, every stretch of white space and line ends one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold_tex(tex: str) -> str:
    """A formula without comments, folded."""
    return fold(_COMMENT.sub(lambda found: found.group(1) or " ", tex))


def fold_prose(text: Text) -> str:
    """The words of a text on one line. Where a link to a concept leads is left out: a page that moves changes nothing that was said.

    A comment within a formula ends with its line; where there is one, the formula without it follows.
    """
    commented = [
        fold_tex(mark.target)
        for mark in text.marks
        if mark.kind == "math" and fold(mark.target) != fold_tex(mark.target)
    ]
    words = fold(_CONCEPT_ROLE.sub(r"\2", text.source))
    return "; ".join([words, *(f"formula: {tex}" for tex in commented)])


def list_macros(text: str, macros: Mapping[str, str]) -> Iterator[str]:
    """A line for each macro of the theme that the text's formulas use, and for those that these use in turn."""
    seen: dict[str, None] = {}
    waiting = _COMMAND.findall(text)
    for command in waiting:
        if command in macros and command not in seen:
            seen[command] = None
            waiting += _COMMAND.findall(macros[command])
    yield from (f"macro {command} = {fold(macros[command])}" for command in sorted(seen))


def _digestible(code: str) -> str:
    """The code's syntax tree, written out; what this Python cannot parse, as it is."""
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
