"""All 652 examples of CommonMark 0.31.2 through our parser and renderer, raw HTML off."""

import json
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from builder.load.markdown import parse_text
from builder.records.place import Place
from builder.render.prose.markdown import render_text
from builder.render.prose.text_context import TextContext

EXAMPLES = json.loads((Path(__file__).parents[1] / "data/commonmark-0.31.json").read_text("utf-8"))[
    "examples"
]
WITH_HTML, WITHOUT_HTML = MarkdownIt("commonmark"), MarkdownIt("commonmark", {"html": False})


def render(source: str) -> str:
    text, _ = parse_text(source, Place("content.md"), blocks=True)
    return render_text(text, TextContext(plain=True))[0]


def needs_raw_html(example: dict[str, str]) -> bool:
    return WITH_HTML.render(example["markdown"]) != WITHOUT_HTML.render(example["markdown"])


PLAIN = [example for example in EXAMPLES if not needs_raw_html(example)]
RAW = [example for example in EXAMPLES if needs_raw_html(example)]


def test_there_are_580_examples_without_raw_html_and_72_with_it() -> None:
    assert (len(PLAIN), len(RAW)) == (580, 72)


@pytest.mark.parametrize("example", PLAIN, ids=lambda example: str(example["number"]))
def test_an_example_gives_exactly_the_html_of_the_specification(example: dict[str, str]) -> None:
    assert render(example["markdown"]) == example["html"]


@pytest.mark.parametrize("example", RAW, ids=lambda example: str(example["number"]))
def test_raw_html_is_shown_as_text(example: dict[str, str]) -> None:
    assert "&lt;" in render(example["markdown"])
    assert render(example["markdown"]).replace(
        "<blockquote></", "<blockquote>\n</"
    ) == WITHOUT_HTML.render(example["markdown"])
