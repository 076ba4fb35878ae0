"""No sentence of the theme stands on most concept pages: what a page says is its author's, or a value of its own."""

import re
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

from tests.browser.kinds import CONCEPTS, ROOT

LEAST_WORDS = 6
LEFT_OUT = {"head", "nav", "script", "svg"}
INLINE = {
    "a",
    "b",
    "code",
    "em",
    "i",
    "kbd",
    "math",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "var",
}
LINES = {"note-head", "note-line"}  # classes of what is inline for HTML and a line for the reader
END = re.compile(r"[.!?;:·](?=\s)")
WORD = re.compile(r"\b[a-z]+", re.IGNORECASE)


class Sentences(HTMLParser):
    """The sentences of a page outside of its navigation, numbers as `0`; a block ends a sentence."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._left_out = 0
        self._text = ""
        self.feed(html)

    @property
    def found(self) -> set[str]:
        """The sentences that are long enough to say something."""
        return {
            text
            for text in map(normalise, END.split(self._text))
            if len(WORD.findall(text)) >= LEAST_WORDS
        }

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a block, or a part that is left out."""
        self._left_out += tag in LEFT_OUT
        self._end_block(tag if LINES.isdisjoint((dict(attrs).get("class") or "").split()) else "")

    def handle_endtag(self, tag: str) -> None:
        """End a block, or a part that is left out."""
        self._left_out -= tag in LEFT_OUT
        self._end_block(tag)

    def handle_data(self, data: str) -> None:
        """Take a piece of text."""
        if not self._left_out:
            self._text += data

    def _end_block(self, tag: str) -> None:
        if tag not in INLINE:
            self._text += " . "


def normalise(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\d+(\.\d+)?", "0", text)).strip()


def test_no_sentence_stands_on_more_than_half_of_the_concept_pages(
    folders: Mapping[str, Path],
) -> None:
    pages = [
        Sentences((folders["atlas"] / concept.path / "index.html").read_text("utf-8")).found
        for concept in CONCEPTS
    ]
    records = normalise(
        (ROOT / "sources/atlas.bib").read_text("utf-8")
    )  # a title or a venue is a value
    counts = Counter(sentence for found in pages for sentence in found if sentence not in records)
    assert len(pages) >= 5
    assert all(len(found) > 50 for found in pages)
    assert {
        sentence: number for sentence, number in counts.items() if number > len(pages) / 2
    } == {}
