"""Whether a text holds the words that an author quotes from it, however either is wrapped, hyphenated or typeset.

Folded alike are: compatibility forms (ligatures, non-breaking spaces, superscripts), white space, every kind of quotation mark, every kind
of dash. A dash between two letters counts for nothing, since nobody can tell one that ends a line from one that belongs to the word.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import inf

MOST_INSERTED = 200  # characters that what stands in square brackets may take the place of; our choice, about two lines
MOST_SHOWN = 60  # characters of the text in a hint
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_QUOTES = (
    '\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u00ab\u00bb\u2039\u203a\u00b4`"'
)
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\u180e\ufeff"
_ALIKE = str.maketrans(
    {**dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_QUOTES, "'"), **dict.fromkeys(_UNSEEN, "")}
)
_SOFT = re.compile(
    "[\u00ad\x02\ufffe]\\s*"
)  # U+0002 and U+FFFE are what PDFium and pdf.js write for a hyphen that ends a line
_QUOTED = re.compile("['\"`]+")  # once more, since compatibility forms become these
_EMPHASIS = re.compile(r"(?<![\w*])[*_]+(?=[^\W_])|(?<=[^\W_])[*_]+(?![\w*])")  # of markdown
_SPACE = re.compile(r"\s+")
_JOINT = re.compile(r"(?<=[^\W\d_]) ?-[ -]*(?=[^\W\d_])")
_DASH = re.compile(r" ?-[ -]*")
_GAP = re.compile(r"\[ ?\.(?: ?\.){2,} ?\]|\.(?: ?\.){2,}|\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W_]")
_INSIDE = re.compile(
    r"[^\W\d_]\n[^\W\d_]|\d[.,]?\n\d|\d\n[.,]\d"
)  # the line break stands for the offset: a folded text has none


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared; `joints` are the offsets at which a dash between two letters was taken out."""

    text: str
    joints: frozenset[int]

    def show(self, start: int, stop: int) -> str:
        """A stretch of the text, with its dashes."""
        stretch = enumerate(self.text[start:stop], start)
        return "".join(
            f"-{sign}" if at in self.joints and at > start else sign for at, sign in stretch
        ).strip()


@dataclass(frozen=True, slots=True)
class Miss:
    """The first part of a quote that its text does not hold, and what may help to mend it."""

    part: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of a quote without a gap: as compared, as shown, how far they may stand behind the part before.

    A bracket that touches a letter, as in `[T]he`, leaves a word open at that end.
    """

    words: str
    shown: str
    reach: float
    is_open_first: bool = False
    is_open_last: bool = False


def fold_text(text: str) -> Folded:
    """The text as quotes are compared with it."""
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
    """The first part of the quote that does not follow, in the text, on the parts before it; `None` where the text holds all."""
    parts = _split_quote(fold_text(quote))
    if not parts:
        return Miss(quote, "quote at least a word of the source")
    ends = [0]
    for index, part in enumerate(parts):
        is_bound = (
            index + 1 < len(parts) and parts[index + 1].reach < inf
        )  # else the first place is as good as any
        found = list(islice(_find_ends(part, text, ends), None if is_bound else 1))
        if not found:
            return Miss(part.shown, _explain(part, text, ends))
        ends = found
    return None


def _split_quote(quote: Folded) -> tuple[_Part, ...]:
    """The parts between the gaps: `…` for any stretch left out, `[words]` for a short one that these stand for."""
    parts: list[_Part] = []
    reach, cursor, before = inf, 0, ""
    for start, stop, gap in [
        *((match.start(), match.end(), match.group()) for match in _GAP.finditer(quote.text)),
        (len(quote.text), 0, ""),
    ]:
        written = quote.text[cursor:start]
        words = written.strip(" -")
        if _WORD.search(words):
            is_open_first = _is_inserted(before) and written[0].isalpha()
            is_open_last = _is_inserted(gap) and written[-1].isalpha()
            parts.append(
                _Part(
                    words, quote.show(cursor, start).strip(" -"), reach, is_open_first, is_open_last
                )
            )
            reach = 0
        reach = max(reach, MOST_INSERTED if _is_inserted(gap) else inf)
        cursor, before = stop, gap
    return tuple(parts)


def _is_inserted(gap: str) -> bool:
    return gap.startswith("[") and ".." not in gap.replace(" ", "")


def _find_ends(part: _Part, text: Folded, ends: list[int]) -> Iterator[int]:
    """Where the part may end in the text, in order, if the part before it may end at `ends`."""
    at = text.text.find(part.words, ends[0])
    while at >= 0:
        stop = at + len(part.words)
        is_near = at - ends[bisect_right(ends, at) - 1] <= part.reach
        if (
            is_near
            and (part.is_open_first or _is_edge(text, at))
            and (part.is_open_last or _is_edge(text, stop))
        ):
            yield stop
        at = text.text.find(part.words, at + 1)


def _is_edge(text: Folded, at: int) -> bool:
    """Whether no word and no number goes on across the offset; a number at a word's end is the mark of a note."""
    return at in text.joints or not _INSIDE.search(
        f"{text.text[max(at - 2, 0) : at]}\n{text.text[at : at + 2]}"
    )


def _explain(part: _Part, text: Folded, ends: list[int]) -> str:
    """What stands in the text in place of the part."""
    whole = _Part(part.words, part.shown, inf, part.is_open_first, part.is_open_last)
    if next(_find_ends(whole, text, ends[:1]), 0):
        return f"they stand more than {MOST_INSERTED} characters further on: mark what is left out with […]"
    if next(_find_ends(whole, text, [0]), 0):
        return "they stand further up in the text: quote in its order"
    words = part.words.split(" ")

    def find_end(count: int) -> int:
        return next(
            _find_ends(_Part(" ".join(words[:count]), "", inf, part.is_open_first), text, ends[:1]),
            0,
        )

    count = bisect_left(range(1, len(words)), True, key=lambda count: not find_end(count))
    if not count:
        return "mark what is left out with […] and what is put in with [brackets], or look whether this is the right text, and whole"
    stop = find_end(count)
    before = " ".join(text.show(max(stop - MOST_SHOWN, 0), stop).split(" ")[-5:])
    after = " ".join(text.show(stop, stop + MOST_SHOWN).split(" ")[:5])
    return (
        f"after '{before}' the text goes on '{after}'"
        if after
        else f"the text ends with '{before}'"
    )
