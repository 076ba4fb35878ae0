"""LaTeX in BibTeX fields to plain Unicode, in one pass over the text.

The commands are accents, special letters, dashes, quotes and symbols.
"""

import re
import unicodedata

# Accents of LaTeX as combining characters.
# Source: LaTeX2e for authors, section 3.2.2; Unicode, Combining Diacritical Marks.
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331", "t": "\u0361",
}  # fmt: skip
_SYMBOLS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ",
    "oe": "œ", "OE": "Œ", "i": "ı", "j": "ȷ", "th": "þ", "TH": "Þ", "dh": "ð", "DH": "Ð", "dj": "đ",
    "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶", "pounds": "£", "copyright": "©",
    "dag": "†", "ddag": "‡", "ldots": "…", "dots": "…", "textellipsis": "…", "textendash": "–",
    "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
    "textunderscore": "_", "textbar": "|", "textless": "<", "textgreater": ">", "textdegree": "°",
    "texttrademark": "™", "textregistered": "®", "texteuro": "€", "euro": "€", "TeX": "TeX",
    "LaTeX": "LaTeX", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε",
    "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "ell": "ℓ", "infty": "∞", "times": "×", "cdot": "·", "pm": "±", "le": "≤",
    "leq": "≤", "ge": "≥", "geq": "≥", "neq": "≠", "approx": "≈", "sim": "∼", "to": "→",
    "rightarrow": "→", "in": "∈", "sqrt": "√", "sum": "∑", "int": "∫", "partial": "∂", "nabla": "∇",
    "circ": "°", "log": "log", "exp": "exp", "min": "min", "max": "max",
}  # fmt: skip
# These commands only change the look of their argument, and the argument is kept.
_LOOK_NAMES = """
    emph textit textbf textsc texttt textrm textsf textup textsl textnormal text mbox url path
    mathrm mathbf mathit mathcal mathbb mathsf boldsymbol it bf em sc tt rm sf uppercase enquote
    relax protect noopsort ensuremath left right displaystyle textsuperscript textsubscript
"""
_LOOKS = frozenset(_LOOK_NAMES.split())
_SIGNS = {
    "~": " ",
    "---": "—",
    "--": "–",
    "``": "“",
    "''": "”",
    "$": "",
    "{": "",
    "}": "",
    "\\\\": " ",
    "\\-": "",
    "\\/": "",
    "\\,": " ",
}
_SPECIAL = re.compile(r"[\\{}$~]|--|``|''")
_LETTER = r"\\[ij](?![A-Za-z])|[^\W\d_]"  # of an accent
_TOKEN = re.compile(
    rf"""
    \\(?P<accent>[`'^"~=.]) \s* (?: \{{\s*(?P<a>{_LETTER})?\s*\}} | (?P<b>{_LETTER}) )
  | \\(?P<letter>[uvHcdbkrt]) (?: \s*\{{\s*(?P<c>{_LETTER})\s*\}} | \s+(?P<d>{_LETTER}) )
  | \\href\s*\{{[^{{}}]*\}}
  | \\(?P<word>[A-Za-z]+)\*?(?:\s*\{{\s*\}}|\s+)?
  | \\(?P<escaped>[&%$_#{{}}@])
  | \\\\ | \\[-/,] | --- | -- | `` | '' | [~${{}}]
  | \\(?P<unknown>.?)
    """,
    re.VERBOSE | re.DOTALL,
)


def decode_latex(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Return the text in plain Unicode, and the commands without a plain reading.

    Each run of white space becomes one space.

    >>> decode_latex(r"Erd{\H{o}}s and {\O}rsted")
    ('Erdős and Ørsted', ())
    """
    if _SPECIAL.search(text) is None:
        return " ".join(text.split()), ()
    unknown: list[str] = []

    def decode(match: re.Match[str]) -> str:
        if accent := match["accent"] or match["letter"]:
            base = match["a"] or match["b"] or match["c"] or match["d"] or ""
            letter = base.removeprefix("\\") or "\u00a0"
            return unicodedata.normalize("NFC", letter + _ACCENTS[accent])
        if word := match["word"]:
            if word not in _SYMBOLS and word not in _LOOKS:
                unknown.append(f"\\{word}")
            return _SYMBOLS.get(word, "")
        if match["escaped"]:
            return match["escaped"]
        if match["unknown"] is not None:
            if match["unknown"].strip():
                unknown.append(f"\\{match['unknown']}")
            return match["unknown"]
        return _SIGNS.get(match.group(), "")

    return " ".join(_TOKEN.sub(decode, text).split()), tuple(dict.fromkeys(unknown))


def strip_latex(text: str) -> str:
    r"""Return an address or a number without its LaTeX: `\_` for `_`, braces, and `\url{}`."""
    if "\\" not in text and "{" not in text:
        return text.strip()
    text = re.sub(r"\\url\s*(?=\{)|\\(?=[&%$_#~])", "", text.replace("\\textasciitilde", "~"))
    return text.replace("~{}", "~").replace("{", "").replace("}", "").strip()
