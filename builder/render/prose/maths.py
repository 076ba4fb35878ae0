"""Typesetting of TeX as MathML Core: macros, bounds, classes for styles, and faults with hints."""

import html
import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache

from math_core import LatexError, LatexToMathML

Macros = tuple[tuple[str, str], ...]

MOST_CHARACTERS = 4_000
# The typesetter recurses without a bound; deeper formulas would overflow the process's stack.
MOST_DEPTH = 100
# Bound of an explicit length: a longer one would move the formula over other text or off its line.
MOST_EM = 10.0

_ERROR = re.compile(r"(\d+): (.*)", re.DOTALL)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
_BRACKET = re.compile(
    r"\\(?:left|right)(?![A-Za-z])|\\(?:begin|end)\s*\{[^{}]*\}|\\(?:[A-Za-z]+|.)|[{}]", re.DOTALL
)
_NAMED = re.compile(r'command "\\([A-Za-z]+)|environment "([A-Za-z*]+)"|Found "\\([A-Za-z]+)')
# fmt: off
_DEFINITIONS = (
    "def", "gdef", "edef", "xdef", "let", "newcommand", "renewcommand", "providecommand",
    "newenvironment", "global",
)
_REFERENCES = ("eqref", "ref", "label", "tag")
_NUMBERED = ("align", "alignat", "gather", "equation", "eqnarray", "multline", "flalign")
# fmt: on
_REFUSED = re.compile(
    rf"\\({'|'.join((*_DEFINITIONS, *_REFERENCES))})(?![A-Za-z])"
    rf"|\\begin\s*\{{({'|'.join(_NUMBERED)})\}}"
)
_ENTITY = re.compile(r"&(?!lt;|gt;|amp;|quot;|#)[A-Za-z]+;")
_EXPLICIT = re.compile(r'="-?(\d+(?:\.\d+)?)(?:em|rem|ex)"')
_LENGTH = re.compile(r"-?\d[\d.]*\s*(?:em|ex|mu|pt|pc|mm|cm|in|bp|sp|dd|cc)(?![A-Za-z])")
_STYLE = re.compile(r' style="([^"]*)"')

_MACRO_HINT = "macros stand in theme/macros.toml, for all pages"
_LABEL_HINT = (
    "write the label after the formula: $$ ... $$ (label), and refer to it with {eq}`label`"
)
_NUMBER_HINT = (
    "write aligned or gathered: the page numbers a formula by its label, $$ ... $$ (label)"
)
_HINTS = {
    "substack": r"write \begin{subarray}{c} ... \\ ... \end{subarray}",
    "split": r"write \begin{aligned} ... \end{aligned}",
    "alignedat": r"write \begin{aligned} ... \end{aligned}",
    "smallmatrix": r"write \begin{matrix} ... \end{matrix}",
    "pmb": r"write \bm{...}",
    "mbox": r"write \text{...}",
    "hbox": r"write \text{...}",
    "em": r"write \text{...}",
    "textnormal": r"write \text{...}",
    "widetilde": r"write \tilde{...}",
    "widecheck": r"write \check{...}",
    "href": "link from the prose: [words](address)",
    "url": "link from the prose: [words](address)",
    **dict.fromkeys(_DEFINITIONS, _MACRO_HINT),
    **dict.fromkeys(_REFERENCES, _LABEL_HINT),
    **dict.fromkeys(_NUMBERED, _NUMBER_HINT),
}

# (beginning of the typesetter's message, hint)
_CURES = (
    (
        'Expected closing token "\\end',
        r"close the environment with \end{...}, its name in the braces",
    ),
    ('Expected closing token "', "write it where what was opened ends"),
    ("Unmatched closing token", "delete it, or open before it what it closes"),
    ("Expected argument", "write the argument in braces: {...}"),
    ("Duplicate subscript or superscript", "say in braces which comes first: {x^2}^3"),
    ('Found "&"', r"write \& for the sign, or set lines in \begin{aligned} ... \end{aligned}"),
    ("There must be a parenthesis", r"write \left( ... \right), or \left. for none"),
    ("Math mode within text", r"close the text before the formula: \text{if } x"),
    ("Unknown command", "mend its spelling, or define it for all pages in theme/macros.toml"),
)

# Inline styles of the typesetter -> classes of css/components/maths.css: the page's content
# security policy forbids style attributes.
_CLASSES = {
    "text-align:left": "m-start",
    "text-align:right": "m-end",
    "justify-items:start": "",
    "justify-items:end": "",
    "padding-left:0": "m-flush-start",
    "padding-right:0": "m-flush-end",
    "padding-left:1em": "m-apart",
    "padding-left:0.1em": "m-near-start",
    "padding-right:0.1em": "m-near-end",
    "padding-right:0.1667em": "m-thin",
    "padding-right:0.2222em": "m-medium",
    "padding-right:0.2778em": "m-thick",
    "padding-left:0.1667em": "m-thin-start",
    "padding-left:0.2222em": "m-medium-start",
    "padding-left:0.2778em": "m-thick-start",
    "padding-top:0": "m-close",
    "padding-bottom:0": "",
    "padding-top:0.1667em": "m-below",
    "width:100%": "m-wide",
    "width:50%": "m-half",
    "width:7.5%": "m-inset",
    "font-variant-caps:small-caps": "m-caps",
    **{
        f"border-{side}:0.05em {line} currentcolor": f"m-{line}-{side}"
        for side in ("top", "left", "right")
        for line in ("solid", "dashed")
    },
}
# Browsers align a root sign with its bar, so without a strut the sign of a low letter is too low.
_STRUT = '<mspace width="0" height="0.7em" depth="0.2em"></mspace>'
_TWO_CLASSES = re.compile(r'class="([^"]*)"([^<>]*?) class="([^"]*)"')
_FRACTIONS = (  # validators reject the attribute on `mfrac`
    ('<mfrac displaystyle="false"', '<mfrac class="m-small"'),
    ('<mfrac displaystyle="true"', '<mfrac class="m-large"'),
)
_BACK = (0.1667, 0.2222, 0.2778, 0.5, 1.0, 2.0)  # em of negative space: m-back-1 to m-back-6


@dataclass(frozen=True, slots=True)
class TexFault:
    """The reason why a formula cannot be typeset, at `offset` and `width` characters of its TeX."""

    offset: int
    width: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Typeset:
    """A formula as well-formed MathML, or as its TeX if it has a fault."""

    mathml: str
    fault: TexFault | None = None


def read_macros(source: bytes) -> Macros:
    """Return the macros of `macros.toml`: (name without backslash, body with `#1` as argument)."""
    table = tomllib.loads(source.decode())
    return tuple(sorted((name, str(body)) for name, body in table.get("macros", {}).items()))


@lru_cache(maxsize=20_000)
def typeset_tex(tex: str, *, display: bool, macros: Macros = ()) -> Typeset:
    """Typeset a formula; equal formulas are typeset once per process."""
    fault = _find_refused(tex)
    if fault is None:
        try:
            converter = _make_converter(macros)
            mathml = _conform(converter.convert_with_local_state(tex, displaystyle=display))
        except LatexError as error:
            fault = _read_error(tex, str(error))
        else:
            fault = _find_long(tex, mathml)
            if fault is None:
                return Typeset(mathml)
    return Typeset(f'<code class="tex-fault">{html.escape(tex.strip())}</code>', fault)


@cache
def _make_converter(macros: Macros) -> LatexToMathML:
    return LatexToMathML(macros=dict(macros), fancy_error=False)


def _find_refused(tex: str) -> TexFault | None:
    """Return a fault if the TeX is empty, too large, or has commands that define or number."""
    if not tex.strip():
        hint = r"write it between the dollars, or \$ for the sign itself"
        return TexFault(0, 1, "the formula is empty", hint)
    if len(tex) > MOST_CHARACTERS:
        message = f"the formula is {len(tex):,} characters long; {MOST_CHARACTERS:,} are typeset"
        return TexFault(0, 1, message, "break it into several")
    depth = 0
    for offset, sign in enumerate(tex):
        depth += sign == "{" or tex.startswith(r"\left", offset)
        depth -= sign == "}" or tex.startswith(r"\right", offset)
        if depth > MOST_DEPTH:
            message = f"the formula is nested more than {MOST_DEPTH} deep"
            return TexFault(offset, 1, message, "name a part of it and define it apart")
    match = _REFUSED.search(tex)
    if match is None:
        return None
    name = match[1] or match[2]
    message = (
        f"'{name}' numbers its own lines" if match[2] else f"'\\{name}' has no place in a formula"
    )
    return TexFault(match.start(), match.end() - match.start(), message, _HINTS[name])


def _find_long(tex: str, mathml: str) -> TexFault | None:
    """Return a fault at the first length of the TeX if the MathML has a length out of bounds."""
    if all(float(match[1]) <= MOST_EM for match in _EXPLICIT.finditer(mathml)):
        return None
    length = _LENGTH.search(tex)
    start, stop = length.span() if length else (0, 1)
    message = f"a length is more than {MOST_EM:g} em"
    return TexFault(start, stop - start, message, "shorten it: what lies far away is not seen")


def _read_error(tex: str, error: str) -> TexFault:
    """Return the typesetter's error as a fault with a hint."""
    match = _ERROR.fullmatch(error)
    offset, text = (int(match[1]), match[2]) if match else (0, error)
    offset = min(offset, max(0, len(tex) - 1))
    named = _NAMED.search(text)
    name = next((group for group in named.groups() if group), "") if named else ""
    command = _COMMAND.match(tex, offset)
    message = text.rstrip(".").replace('"', "'")
    cures = (cure for beginning, cure in _CURES if text.startswith(beginning))
    hint = _HINTS.get(name) or next(cures, "")
    opened = _find_open(tex[:offset]) if text.startswith("Unmatched closing token") else ""
    if opened:
        hint = f"'{opened}' opened before it and is not closed: write {_close(opened)} before it"
        hint += ", or delete this brace" if tex[offset] == "}" else ""
    width = len(command[0]) if command else 1
    return TexFault(offset, width, message[:1].lower() + message[1:], hint)


def _find_open(tex: str) -> str:
    """Return the last unclosed brace, `\\left` or `\\begin{...}`; empty if all are closed."""
    opened: list[str] = []
    for match in _BRACKET.finditer(tex):
        sign = match[0]
        if sign in ("{", r"\left") or sign.startswith(r"\begin"):
            opened.append(sign)
        elif opened and (sign in ("}", r"\right") or sign.startswith(r"\end")):
            opened.pop()
    return opened[-1] if opened else ""


def _close(opened: str) -> str:
    """Return the closing bracket for a bracket that `_find_open` found."""
    return {"{": "}", r"\left": r"\right"}.get(opened) or opened.replace("begin", "end", 1)


def _conform(mathml: str) -> str:
    """Return the MathML with classes instead of styles and with roots as tall as a letter.

    Named entities become characters, so that the result is well-formed XML.
    """
    if "&" in mathml:
        mathml = _ENTITY.sub(lambda match: html.unescape(match[0]), mathml)
    mathml = mathml.replace("<msqrt>", f"<msqrt>{_STRUT}")
    for attribute, class_name in _FRACTIONS:
        mathml = mathml.replace(attribute, class_name)
    classed = _STYLE.sub(_class_for, mathml) if "style=" in mathml else mathml
    return _TWO_CLASSES.sub(r'class="\1 \3"\2', classed)


def _class_for(match: re.Match[str]) -> str:
    """Return the classes that replace a style attribute."""
    classes: dict[str, None] = {}
    colour = ""
    for declaration in match[1].split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "color" and re.fullmatch(r"#[0-9A-Fa-f]{3,8}", value):
            colour = f' mathcolor="{value}"'
        elif name == "margin-left" and value.startswith("-"):
            classes[_step_back(value)] = None
        else:
            classes[_CLASSES.get(f"{name}:{value}", "")] = None
    names = " ".join(name for name in classes if name)
    return (f' class="{names}"' if names else "") + colour


def _step_back(value: str) -> str:
    try:
        amount = float(value.lstrip("-").removesuffix("em"))
    except ValueError:  # another unit than em is rare, and never wider than the widest step
        amount = _BACK[-1]
    return f"m-back-{min(range(len(_BACK)), key=lambda step: abs(_BACK[step] - amount)) + 1}"
