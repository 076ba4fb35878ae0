"""Finds a quote in the text of its source, however either is wrapped, hyphenated or typeset.

Both are folded first: compatibility forms (ligatures, non-breaking spaces, superscripts), white
space, quotation marks and dashes of every kind become alike. A dash between two letters is dropped,
since a dash at the end of a line cannot be told from one that belongs to the word.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from math import inf

MOST_INSERTED = 200  # characters that words in square brackets may replace; our choice, two lines
MOST_SHOWN = 60  # characters of the text in a hint
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_QUOTES = (
    '\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u00ab\u00bb\u2039\u203a\u00b4`"'
)
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\u180e\ufeff"
_ALIKE = str.maketrans(
    {**dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_QUOTES, "'"), **dict.fromkeys(_UNSEEN, "")}
)
# PDFium and pdf.js write U+0002 and U+FFFE for a hyphen that ends a line.
_SOFT = re.compile("[\u00ad\x02\ufffe]\\s*")
_QUOTED = re.compile("['\"`]+")  # folded again, since some compatibility forms become these
_EMPHASIS = re.compile(r"(?<![\w*])[*_]+(?=[^\W_])|(?<=[^\W_])[*_]+(?![\w*])")  # of markdown
_SPACE = re.compile(r"\s+")
_JOINT = re.compile(r"(?<=[^\W\d_]) ?-[ -]*(?=[^\W\d_])")
_DASH = re.compile(r" ?-[ -]*")
_GAP = re.compile(r"\[ ?\.(?: ?\.){2,} ?\]|\.(?: ?\.){2,}|\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W_]")
# A word or a number around an offset. The line break marks the offset: a folded text holds none.
_INSIDE = re.compile(r"[^\W\d_]\n[^\W\d_]|\d[.,]?\n\d|\d\n[.,]\d")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `joints` are the offsets at which a dash between two letters was dropped."""

    text: str
    joints: frozenset[int]

    def show(self, start: int, stop: int) -> str:
        """Return a part of the text, with its dashes."""
        cuts = [start, *sorted(at for at in self.joints if start < at < stop), stop]
        return "-".join(self.text[first:last] for first, last in pairwise(cuts)).strip()


@dataclass(frozen=True, slots=True)
class Miss:
    """The first part of a quote that the text does not hold, and a hint for the author."""

    part: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a quote without a gap; `reach` is its largest distance from the part before.

    A bracket that touches a letter, as in `[T]he`, leaves the word open at that end.
    """

    words: str
    shown: str
    reach: float
    is_open_first: bool = False
    is_open_last: bool = False


def fold_text(text: str) -> Folded:
    """Return the folded text."""
    alike = unicodedata.normalize("NFKC", text.translate(_ALIKE))
    plain = _SPACE.sub(" ", _EMPHASIS.sub("", _QUOTED.sub("'", _SOFT.sub("", alike))))
    pieces: list[str] = []
    joints: list[int] = []
    length = cursor = 0
    for match in _JOINT.finditer(plain):
        pieces.append(_DASH.sub("-", plain[cursor : match.start()]))
        length += len(pieces[-1])
        joints.append(length)
        cursor = match.end()
    pieces.append(_DASH.sub("-", plain[cursor:]))
    return Folded("".join(pieces), frozenset(joints))


def find_miss(quote: str, text: Folded) -> Miss | None:
    """Return the first part of the quote that does not follow the parts before it in the text.

    The result is `None` if the text holds all parts in order.
    """
    parts = _split_quote(fold_text(quote))
    if not parts:
        return Miss(quote, "quote at least a word of the source")
    ends = [0]
    for index, part in enumerate(parts):
        # All places matter only if the next part must be near; else the first is enough.
        is_bound = index + 1 < len(parts) and parts[index + 1].reach < inf
        found = list(islice(_find_ends(part, text, ends), None if is_bound else 1))
        if not found:
            return Miss(part.shown, _explain(part, text, ends))
        ends = found
    return None


def _split_quote(quote: Folded) -> tuple[_Part, ...]:
    """Return the parts between gaps: `…` omits any stretch, `[words]` replaces a short one."""
    parts: list[_Part] = []
    reach, cursor, before = inf, 0, ""
    gaps = [(match.start(), match.end(), match.group()) for match in _GAP.finditer(quote.text)]
    for start, stop, gap in [*gaps, (len(quote.text), 0, "")]:
        written = quote.text[cursor:start]
        words = written.strip(" -")
        if _WORD.search(words):
            is_open_first = _is_inserted(before) and written[0].isalpha()
            is_open_last = _is_inserted(gap) and written[-1].isalpha()
            shown = quote.show(cursor, start).strip(" -")
            parts.append(_Part(words, shown, reach, is_open_first, is_open_last))
            reach = 0
        reach = max(reach, MOST_INSERTED if _is_inserted(gap) else inf)
        cursor, before = stop, gap
    return tuple(parts)


def _is_inserted(gap: str) -> bool:
    return gap.startswith("[") and ".." not in gap.replace(" ", "")


def _find_ends(part: _Part, text: Folded, ends: list[int]) -> Iterator[int]:
    """Yield the possible ends of the part in the text, in order, after those of the part before."""
    at = text.text.find(part.words, ends[0])
    while at >= 0:
        stop = at + len(part.words)
        is_near = at - ends[bisect_right(ends, at) - 1] <= part.reach
        starts_well = part.is_open_first or _is_edge(text, at)
        if is_near and starts_well and (part.is_open_last or _is_edge(text, stop)):
            yield stop
        at = text.text.find(part.words, at + 1)


def _is_edge(text: Folded, at: int) -> bool:
    """Return true if no word and no number spans the offset.

    A number at the end of a word is taken for the mark of a note.
    """
    around = f"{text.text[max(at - 2, 0) : at]}\n{text.text[at : at + 2]}"
    return at in text.joints or not _INSIDE.search(around)


def _explain(part: _Part, text: Folded, ends: list[int]) -> str:
    """Return a hint that says what stands in the text in place of the part."""
    whole = _Part(part.words, part.shown, inf, part.is_open_first, part.is_open_last)
    if next(_find_ends(whole, text, ends[:1]), 0):
        return (
            f"they stand more than {MOST_INSERTED} characters further on: "
            "mark what is left out with […]"
        )
    if next(_find_ends(whole, text, [0]), 0):
        return "they stand further up in the text: quote in its order"
    words = part.words.split(" ")

    def find_end(count: int) -> int:
        beginning = _Part(" ".join(words[:count]), "", inf, part.is_open_first)
        return next(_find_ends(beginning, text, ends[:1]), 0)

    count = bisect_left(range(1, len(words)), True, key=lambda count: not find_end(count))
    if not count:
        return (
            "mark what is left out with […] and what is put in with [brackets], "
            "or look whether this is the right text, and whole"
        )
    stop = find_end(count)
    before = " ".join(text.show(max(stop - MOST_SHOWN, 0), stop).split(" ")[-5:])
    after = " ".join(text.show(stop, stop + MOST_SHOWN).split(" ")[:5])
    if not after:
        return f"the text ends with '{before}'"
    return f"after '{before}' the text goes on '{after}'"
