"""Typesets TeX as MathML Core, in one place: macros, bounds, what the page's policy forbids, and errors as offsets with hints."""

import html
import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache

from math_core import LatexError, LatexToMathML

Macros = tuple[tuple[str, str], ...]

# The typesetter recurses without a bound of its own and would overflow the stack of the process on deeper formulas.
MOST_CHARACTERS = 4_000
MOST_DEPTH = 100
MOST_EM = 10.0  # of a length that is written out: a longer one would lay the formula over other text, or far beyond its line

_ERROR = re.compile(r"(\d+): (.*)", re.DOTALL)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
_BRACKET = re.compile(
    r"\\(?:left|right)(?![A-Za-z])|\\(?:begin|end)\s*\{[^{}]*\}|\\(?:[A-Za-z]+|.)|[{}]", re.DOTALL
)
_NAMED = re.compile(r'command "\\([A-Za-z]+)|environment "([A-Za-z*]+)"|Found "\\([A-Za-z]+)')
_REFUSED = re.compile(
    r"\\(def|gdef|edef|xdef|let|newcommand|renewcommand|providecommand|newenvironment|global|eqref|ref|label|tag)(?![A-Za-z])"
    r"|\\begin\s*\{(align|alignat|gather|equation|eqnarray|multline|flalign)\}"
)
_ENTITY = re.compile(r"&(?!lt;|gt;|amp;|quot;|#)[A-Za-z]+;")
_SET = re.compile(r'="-?(\d+(?:\.\d+)?)(?:em|rem|ex)"')
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
    **dict.fromkeys(
        (
            "def",
            "gdef",
            "edef",
            "xdef",
            "let",
            "newcommand",
            "renewcommand",
            "providecommand",
            "global",
        ),
        _MACRO_HINT,
    ),
    **dict.fromkeys(("newenvironment",), _MACRO_HINT),
    **dict.fromkeys(("eqref", "ref", "label", "tag"), _LABEL_HINT),
    **dict.fromkeys(
        ("align", "alignat", "gather", "equation", "eqnarray", "multline", "flalign"), _NUMBER_HINT
    ),
}

# (how a message of the typesetter begins, the hint)
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

# Every inline style that the typesetter writes, as a class of css/components/maths.css: the page's policy forbids style attributes.
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
_STRUT = '<mspace width="0" height="0.7em" depth="0.2em"></mspace>'  # browsers hang the sign from its bar, and so low beside a low letter
_TWO_CLASSES = re.compile(r'class="([^"]*)"([^<>]*?) class="([^"]*)"')
_FRACTIONS = (  # validators know the attribute on other elements only
    ('<mfrac displaystyle="false"', '<mfrac class="m-small"'),
    ('<mfrac displaystyle="true"', '<mfrac class="m-large"'),
)
_BACK = (
    0.1667,
    0.2222,
    0.2778,
    0.5,
    1.0,
    2.0,
)  # em, the steps to which negative space is rounded: m-back-1 to m-back-6


@dataclass(frozen=True, slots=True)
class TexFault:
    """Why a formula cannot be typeset: `offset` and `width` in characters of its TeX."""

    offset: int
    width: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Typeset:
    """A formula as well-formed MathML, or as its TeX where it has a fault."""

    mathml: str
    fault: TexFault | None = None


def read_macros(source: bytes) -> Macros:
    """The macros of a theme's `macros.toml`: name without backslash, body with `#1` for its argument."""
    table = tomllib.loads(source.decode())
    return tuple(sorted((name, str(body)) for name, body in table.get("macros", {}).items()))


@lru_cache(maxsize=20_000)
def typeset_tex(tex: str, *, display: bool, macros: Macros = ()) -> Typeset:
    """The formula typeset; equal formulas are typeset once per process."""
    fault = _find_refused(tex)
    if fault is None:
        try:
            mathml = _conform(
                _make_typesetter(macros).convert_with_local_state(tex, displaystyle=display)
            )
        except LatexError as error:
            fault = _read_error(tex, str(error))
        else:
            fault = _find_long(tex, mathml)
            if fault is None:
                return Typeset(mathml)
    return Typeset(f'<code class="tex-fault">{html.escape(tex.strip())}</code>', fault)


@cache
def _make_typesetter(macros: Macros) -> LatexToMathML:
    return LatexToMathML(macros=dict(macros), fancy_error=False)


def _find_refused(tex: str) -> TexFault | None:
    """What is not given to the typesetter: nothing, too much, and what would define or number on its own."""
    if not tex.strip():
        return TexFault(
            0, 1, "the formula is empty", r"write it between the dollars, or \$ for the sign itself"
        )
    if len(tex) > MOST_CHARACTERS:
        return TexFault(
            0,
            1,
            f"the formula is {len(tex):,} characters long; {MOST_CHARACTERS:,} are typeset",
            "break it into several",
        )
    depth = 0
    for offset, sign in enumerate(tex):
        depth += (sign == "{" or tex.startswith(r"\left", offset)) - (
            sign == "}" or tex.startswith(r"\right", offset)
        )
        if depth > MOST_DEPTH:
            return TexFault(
                offset,
                1,
                f"the formula is nested more than {MOST_DEPTH} deep",
                "name a part of it and define it apart",
            )
    match = _REFUSED.search(tex)
    if match is None:
        return None
    name = match[1] or match[2]
    message = (
        f"'{name}' numbers its own lines" if match[2] else f"'\\{name}' has no place in a formula"
    )
    return TexFault(match.start(), match.end() - match.start(), message, _HINTS[name])


def _find_long(tex: str, mathml: str) -> TexFault | None:
    """The first length of the TeX, where one in what was typeset is beyond all bounds."""
    if all(float(match[1]) <= MOST_EM for match in _SET.finditer(mathml)):
        return None
    written = _LENGTH.search(tex)
    span = written.span() if written else (0, 1)
    return TexFault(
        span[0],
        span[1] - span[0],
        f"a length is more than {MOST_EM:g} em",
        "shorten it: what lies far away is not seen",
    )


def _read_error(tex: str, error: str) -> TexFault:
    match = _ERROR.fullmatch(error)
    offset, text = (int(match[1]), match[2]) if match else (0, error)
    offset = min(offset, max(0, len(tex) - 1))
    named = _NAMED.search(text)
    name = next((group for group in named.groups() if group), "") if named else ""
    command = _COMMAND.match(tex, offset)
    message = text.rstrip(".").replace('"', "'")
    hint = _HINTS.get(name) or next(
        (cure for beginning, cure in _CURES if text.startswith(beginning)), ""
    )
    opened = _find_open(tex[:offset]) if text.startswith("Unmatched closing token") else ""
    if opened:
        hint = f"'{opened}' opened before it and is not closed: write {_close(opened)} before it"
        hint += ", or delete this brace" if tex[offset] == "}" else ""
    return TexFault(
        offset, len(command[0]) if command else 1, message[:1].lower() + message[1:], hint
    )


def _find_open(tex: str) -> str:
    """The last bracket that is opened in the TeX and not closed in it: a brace, `\\left` or `\\begin{...}`; empty where none is."""
    opened: list[str] = []
    for match in _BRACKET.finditer(tex):
        sign = match[0]
        if sign in ("{", r"\left") or sign.startswith(r"\begin"):
            opened.append(sign)
        elif opened and (sign in ("}", r"\right") or sign.startswith(r"\end")):
            opened.pop()
    return opened[-1] if opened else ""


def _close(opened: str) -> str:
    """What closes a bracket that `_find_open` found."""
    return {"{": "}", r"\left": r"\right"}.get(opened) or opened.replace("begin", "end", 1)


def _conform(mathml: str) -> str:
    """The typesetter's output without inline styles, roots as tall as a letter, named entities as characters, so that it is XML too."""
    if "&" in mathml:
        mathml = _ENTITY.sub(lambda match: html.unescape(match[0]), mathml)
    mathml = mathml.replace("<msqrt>", f"<msqrt>{_STRUT}")
    for told, named in _FRACTIONS:
        mathml = mathml.replace(told, named)
    classed = _STYLE.sub(_class_for, mathml) if "style=" in mathml else mathml
    return _TWO_CLASSES.sub(r'class="\1 \3"\2', classed)


def _class_for(match: re.Match[str]) -> str:
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
    except ValueError:  # in a unit other than em: rare, and never wider than the widest step
        amount = _BACK[-1]
    return f"m-back-{min(range(len(_BACK)), key=lambda step: abs(_BACK[step] - amount)) + 1}"
