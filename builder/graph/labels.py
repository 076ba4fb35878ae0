"""Breaks a label into at most two lines, by a table of character widths.

No font is measured, so that every machine breaks a label alike.
"""

import re
from functools import lru_cache

FONT_PX = 13
MOST_PX = 132  # of one line

# Hundredths of the font size. They are generous for the usual sans-serif fonts, so that a
# fallback font fits too.
_WIDTHS = {
    sign: width
    for signs, width in (
        ("ijl|!'.,:;’‘·", 30),
        ("ftrI()[]{}/\\-‐ ", 40),
        ('ckszvxyJ"“”?*^_°', 57),
        ("aeguobdhnpqLFEz–$#0123456789+=<>~", 64),
        ("ABCDGHKNOPQRSTUVXYZ&", 72),
        ("wmMW@%—…", 96),
    )
    for sign in signs
}
_OTHER = 72
_WIDE, _WIDE_FROM = 106, 0x1100  # ideographs, syllabaries and pictures
_MARKS = re.compile(  # combining marks, which take no width
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u200b-\u200f\ufe00-\ufe0f]"
)
_BREAK = re.compile(r"(?<=[^\s-]-)(?=\w)|\s+")
_CUT = "…"


@lru_cache(maxsize=4096)  # each label stands in about ten drawings
def wrap_label(label: str) -> tuple[str, ...]:
    """Return the label as one line, or as the two lines whose wider one is narrowest.

    Lines are at most `MOST_PX` wide; a second line that does not fit is cut and ends in `…`.
    An empty label is one empty line.
    """
    label = " ".join(label.split())
    if measure_px(label) <= MOST_PX:
        return (label,)
    halves = [(label[: gap.start()], label[gap.end() :]) for gap in _BREAK.finditer(label)]
    fitting = [pair for pair in halves if measure_px(pair[0]) <= MOST_PX]
    if not fitting:
        return _cut_word(label)
    first, second = min(fitting, key=lambda pair: (max(map(measure_px, pair)), -len(pair[0])))
    return (first, _cut(second))


def measure_px(text: str) -> int:
    """Return the width of a line in whole pixels, rounded up."""
    return -(-sum(_width_of(sign) for sign in text) * FONT_PX // 100)


def _width_of(sign: str) -> int:
    width = _WIDTHS.get(sign)
    if width is not None:
        return width
    if _MARKS.match(sign):
        return 0
    is_wide = ord(sign) >= _WIDE_FROM and not "\u1e00" <= sign <= "\u2bff"
    return _WIDE if is_wide else _OTHER


def _cut_word(label: str) -> tuple[str, str]:
    """Break a label inside its first word, which is wider than a line."""
    first = _fit(label, MOST_PX)
    return (first, _cut(label[len(first) :].lstrip()))


def _cut(line: str) -> str:
    """Return the line, cut after a word and ended with `…` if it is too wide.

    A first word that is itself too wide is cut inside.
    """
    if measure_px(line) <= MOST_PX:
        return line
    kept = _fit(line, MOST_PX - measure_px(_CUT))
    words = kept if line[len(kept)] == " " else kept.rpartition(" ")[0] or kept
    return words.rstrip(" ,;:-") + _CUT


def _fit(text: str, most_px: int) -> str:
    """Return the longest prefix of at most this width, of at least one character."""
    stop = 1
    while stop < len(text) and measure_px(text[: stop + 1]) <= most_px:
        stop += 1
    return text[:stop]
