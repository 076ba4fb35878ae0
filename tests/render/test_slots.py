"""Slots: the evidence of what a sentence marks stands at the end of that sentence."""

import pytest

from builder.load.content import parse_content
from builder.render.prose.markdown import Block, render_blocks
from builder.render.prose.note_slots import SLOT
from builder.render.prose.text_context import ClaimMark, Link, TextContext

CONTEXT = TextContext(
    claims={"rate": ClaimMark(1, "backed"), "peak": ClaimMark(2, "backed")},
    sources={"owen2013": Link("../../sources/owen2013/", "Owen 2013")},
)


def render(source: str) -> tuple[Block, ...]:
    content, _ = parse_content("## Math\n\n" + source, "content.md")
    return render_blocks(content, content.sections[0], CONTEXT)[0]


@pytest.mark.parametrize(
    ("source", "ends"),
    [
        (
            "First. {claim}`It falls <rate>` slowly. Then on.",
            [("slowly.", ["rate"]), ("Then on.</p>\n", [])],
        ),
        ("{claim}`It falls <rate>`", [("</a>", ["rate"]), ("</p>\n", [])]),
        (
            "{claim}`It falls <rate>` as [@owen2013, §2.1] says. On.",
            [("says.", ["rate", "owen2013"]), ("On.</p>\n", [])],
        ),
        ("*{claim}`It falls <rate>`. Still.* Then. On.", [("Then.", ["rate"]), ("On.</p>\n", [])]),
        (
            "{claim}`It falls <rate>` by 0.5 e.g. here! On.",
            [("here!", ["rate"]), ("On.</p>\n", [])],
        ),
        ("- {claim}`It falls <rate>`. On.\n- no", [("</a>.", ["rate"]), ("</ul>\n", [])]),
        ("Nothing marked. On.", [("On.</p>\n", [])]),
    ],
)
def test_a_slot_stands_at_the_end_of_the_sentence_that_marks_something(
    source: str, ends: list[tuple[str, list[str]]]
) -> None:
    (block,) = render(source)
    assert [[mark.target for mark in piece.marks] for piece in block.pieces] == [
        targets for _, targets in ends
    ]
    assert all(piece.html.endswith(end) for piece, (end, _) in zip(block.pieces, ends, strict=True))


@pytest.mark.parametrize(
    "source",
    ["> {claim}`It falls <rate>`. On.", "| a |\n|---|\n| {claim}`It falls <rate>`. On. |\n"],
)
def test_a_quote_and_a_table_have_no_slots(source: str) -> None:
    (block,) = render(source)
    assert [piece.marks for piece in block.pieces] == [()]
    assert [mark.target for mark in block.marks] == ["rate"]


def test_two_sentences_have_their_slots_apart() -> None:
    (block,) = render("{claim}`It falls <rate>`. {claim}`It peaks <peak>`. On.")
    assert [[mark.target for mark in piece.marks] for piece in block.pieces] == [
        ["rate"],
        ["peak"],
        [],
    ]


def test_an_author_cannot_write_a_slot() -> None:
    (block,) = render(f"{SLOT} `{SLOT}` {{claim}}`It falls <rate>`. $\\text{{{SLOT}}}$ On.")
    assert len(block.pieces) == 2
    assert block.html.count("&lt;!--slot--&gt;") == 3
