"""Folding of words for the search, without case, accents and typography.

`theme/js/search-rank.js` folds queries by the same steps.
"""

import re
import unicodedata

GREEK = {  # a single letter -> its name; final sigma is replaced by sigma before
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip

# Raised and lowered characters, which become a separate word.
_SMALL = re.compile("[\u00aa\u00b2\u00b3\u00b9\u00ba\u2070-\u209c\u1d2c-\u1d6a]+")
_LONE_GREEK = re.compile("(?<![α-ω])[α-ω](?![α-ω])")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_WORD = re.compile(r"[0-9]+(?:\.[0-9]+)+|[^\W_]+")


def fold_words(text: str) -> list[str]:
    """Return the words of a text in order: `σ² = 4,000 Ångström` gives sigma, 2, 4000, angstrom.

    Words have letters of any script. A decimal number is one word. A single Greek letter is
    replaced by its name. Signs are dropped.
    """
    if text.isascii():  # most texts; of the steps below only the thousands apply
        return _WORD.findall(_THOUSANDS.sub("", text.lower()))
    text = unicodedata.normalize("NFKD", _SMALL.sub(r" \g<0> ", text))
    text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "M")
    text = _THOUSANDS.sub("", text.upper().lower().replace("ς", "σ"))
    return _WORD.findall(_LONE_GREEK.sub(lambda match: f" {GREEK[match[0]]} ", text))
