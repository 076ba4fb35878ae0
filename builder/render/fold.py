"""Words as the search compares them: without case, accents and typography. `theme/js/search-rank.js` folds queries by the same steps."""

import re
import unicodedata

GREEK = {  # a letter on its own -> its name; final sigma has become sigma before
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip

_SMALL = re.compile(
    "[\u00aa\u00b2\u00b3\u00b9\u00ba\u2070-\u209c\u1d2c-\u1d6a]+"
)  # raised and lowered signs: a word of their own
_LONE_GREEK = re.compile("(?<![α-ω])[α-ω](?![α-ω])")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_WORD = re.compile(r"[0-9]+(?:\.[0-9]+)+|[^\W_]+")


def fold_words(text: str) -> list[str]:
    """The words of a text in order: `σ² = 4,000 Ångström` gives sigma, 2, 4000, angstrom.

    Letters of any script count, a decimal number is one word, a Greek letter on its own is its name, signs count for nothing.
    """
    if text.isascii():  # of which most texts are, and nothing below but the thousands concerns them
        return _WORD.findall(_THOUSANDS.sub("", text.lower()))
    text = unicodedata.normalize("NFKD", _SMALL.sub(r" \g<0> ", text))
    text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "M")
    text = _THOUSANDS.sub("", text.upper().lower().replace("ς", "σ"))
    return _WORD.findall(_LONE_GREEK.sub(lambda match: f" {GREEK[match[0]]} ", text))
