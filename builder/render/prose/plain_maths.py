"""Formulas as plain text: on one line for titles and lists, or letter by letter for the search."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from xml.etree import ElementTree

from markdown_it.token import Token

from builder.records.text import Text
from builder.render.prose.maths import Macros, typeset_tex

Formula = Callable[[str], str]  # TeX -> text
Element = ElementTree.Element

_RAISED = str.maketrans("0123456789\u2212′″‴⋆∗†⊤", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻′″‴⋆∗†ᵀ")
_LOWERED = str.maketrans("0123456789+\u2212", "₀₁₂₃₄₅₆₇₈₉₊₋")
_COMBINING = "\u0302\u0302\u0303\u0303\u0304\u0304\u0307\u0308\u20d7"
_ACCENTS = dict(zip("ˆ^˜~¯‾˙¨→", _COMBINING, strict=True))  # accent -> combining character
_BINARY = frozenset("=<>≤≥≠≈∼≃≅≡∝≪≫∈∉⊂⊆→←↦⇒⇔:+±\u2212⋅×∘∣")  # set between spaces
_SIGNS = frozenset("+±\u2212")  # sign of a number if nothing comes before
_INVISIBLE = str.maketrans("", "", "\u2061\u2062\u2063\u2064")  # function application and so on
_SCRIPTS = frozenset({"msub", "msup", "msubsup", "munder", "munderover"})
_NAMES = frozenset({"mi", "mn", "mtext"})
_LEAST_PARTS = {  # element -> number of its children that its rule reads
    "msup": 2,
    "msub": 2,
    "mover": 2,
    "munder": 2,
    "mfrac": 2,
    "mroot": 2,
    "msubsup": 3,
    "munderover": 3,
}


def linear_text(text: Text, formula: Formula) -> str:
    """Return the text's words without markup; `formula` converts each formula."""
    return linear_words(text.tokens, formula) if text.plain_words is None else text.plain_words


def linear_words(tokens: Sequence[Token], formula: Formula) -> str:
    """Return the words of tokens, as `linear_text` does for a text."""
    return " ".join("".join(_list_words(tokens, formula)).split())


def write_formulas(macros: Macros) -> Formula:
    """Return a function that writes a formula on one line: `σ²/n`, `n^(−1/2)`, `λ_max`, `ŵ`."""
    return lambda tex: _write_formula(tex, macros)


def spell_formulas(macros: Macros) -> Formula:
    """Return a function that lists a formula's letters, names and numbers: `σ 2 n` for `σ²/n`."""
    return lambda tex: _spell_formula(tex, macros)


def _list_words(tokens: Sequence[Token], formula: Formula) -> Iterator[str]:
    for token in tokens:
        if token.type in ("math_inline", "formula"):
            yield formula(token.content)
        elif token.type == "footnote_ref":
            continue
        elif token.children:
            yield from _list_words(token.children, formula)
        elif token.content:
            yield token.content
        elif token.block or token.type in ("softbreak", "hardbreak"):
            yield " "


@lru_cache(maxsize=20_000)
def _write_formula(tex: str, macros: Macros) -> str:
    root = _read_formula(tex, macros)
    return tex.strip() if root is None else " ".join(_write(root).translate(_INVISIBLE).split())


@lru_cache(maxsize=20_000)
def _spell_formula(tex: str, macros: Macros) -> str:
    root = _read_formula(tex, macros)
    if root is None:
        return tex.strip()
    return f" {' '.join(leaf.text for leaf in root.iter() if leaf.text and not _is_sign(leaf))} "


def _is_sign(leaf: Element) -> bool:
    """Return true for an operator of one character; names such as `max` are operators too."""
    return leaf.tag == "mo" and len((leaf.text or "").strip()) < 2


def _read_formula(tex: str, macros: Macros) -> Element | None:
    """Return the formula's MathML, or nothing if it cannot be typeset.

    The fault is reported where the formula is rendered.
    """
    typeset = typeset_tex(tex, display=False, macros=macros)
    return ElementTree.fromstring(typeset.mathml) if typeset.fault is None else None


def _write(element: Element) -> str:
    if len(element) < _LEAST_PARTS.get(element.tag, 0):
        return _write_row(element)
    return _RULES.get(element.tag, _write_row)(element)


def _write_row(element: Element) -> str:
    out: list[str] = []
    for part in element:
        text = _write(part)
        sign = text.strip() if part.tag == "mo" else ""
        if sign in _BINARY and any(out) and not (sign in _SIGNS and _is_open(out)):
            text = f" {sign} "
        elif sign and sign in ",;":
            text = f"{sign} "
        elif out and text[:1].isalnum() and _ends_in_index(out[-1]):
            text = f" {text}"  # a space ends the index
        out.append(text)
    return "".join(out)


def _is_open(out: Sequence[str]) -> bool:
    """Return true if a sign that comes next would be the sign of a number."""
    before = "".join(out).rstrip()
    return not before or before[-1] in "([{,;" or before[-1] in _BINARY


def _ends_in_index(text: str) -> bool:
    return ("_" in text or "^" in text) and text[-1].isalnum()


def _write_leaf(element: Element) -> str:
    return element.text or ""


def _write_space(element: Element) -> str:
    return " " if element.get("width") else ""


def _write_raised(element: Element) -> str:
    return _write(element[0]) + _raise(_write(element[1]))


def _write_lowered(element: Element) -> str:
    return _write(element[0]) + _lower(_write(element[1]))


def _write_both(element: Element) -> str:
    return _write(element[0]) + _lower(_write(element[1])) + _raise(_write(element[2]))


def _write_over(element: Element) -> str:
    base, above = _write(element[0]), _write(element[1]).strip()
    if element.get("accent") != "true":
        return base + _raise(above)
    joined = _ACCENTS.get(above, above if unicodedata.combining(above[:1] or " ") else "")
    return unicodedata.normalize("NFC", base + joined) if len(base) == 1 else base


def _write_fraction(element: Element) -> str:
    return f"{_bracket(element[0])}/{_bracket(element[1])}"


def _write_root(element: Element) -> str:
    return f"√{_bracket(element)}"


def _write_degree(element: Element) -> str:
    return f"{_bracket(element[0])}^(1/{_write(element[1])})"


def _write_table(element: Element) -> str:
    return "; ".join(", ".join(_write_row(cell) for cell in row) for row in element)


def _write_nothing(_element: Element) -> str:
    return ""


def _raise(text: str) -> str:
    return _attach(text, "^", _RAISED)


def _lower(text: str) -> str:
    return _attach(text, "_", _LOWERED)


def _attach(text: str, sign: str, small: dict[int, int]) -> str:
    """Return the text raised or lowered, in the characters of `small` if all of it can be.

    Other text is set after the sign, in brackets unless it is a single name.
    """
    text = text.replace(" ", "")
    if all(ord(letter) in small for letter in text):
        return text.translate(small)
    return sign + (text if text.isalnum() or len(text) == 1 else f"({text})")


def _bracket(element: Element) -> str:
    """Write the element, in brackets unless it is one name, number or indexed name."""
    parts = [part for part in element if part.tag != "mspace"]
    if len(parts) == 1 and element.tag not in _SCRIPTS:
        return _bracket(parts[0])
    text = (_write_row(element) if element.tag == "msqrt" else _write(element)).strip()
    return text if element.tag in _NAMES | _SCRIPTS else f"({text})"


_RULES: dict[str, Callable[[Element], str]] = {
    "mi": _write_leaf,
    "mn": _write_leaf,
    "mo": _write_leaf,
    "mtext": _write_leaf,
    "mspace": _write_space,
    "msup": _write_raised,
    "msub": _write_lowered,
    "msubsup": _write_both,
    "mover": _write_over,
    "munder": _write_lowered,
    "munderover": _write_both,
    "mfrac": _write_fraction,
    "msqrt": _write_root,
    "mroot": _write_degree,
    "mtable": _write_table,
    "mphantom": _write_nothing,
}
