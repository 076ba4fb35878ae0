"""Every kind of page on paper: nothing is wider than the sheet, and what is closed, in the margin or in a box that scrolls is there."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.kinds import CONCEPTS, EVERY, OWN, Kind, by_turns

SHEET_PX = 680  # A4 less margins of 15 mm
WIDE = """() => {
  const name = element => `${element.localName}.${element.getAttribute("class") ?? ""} ${element.textContent.trim().slice(0, 40)}`;
  const shown = [...document.body.querySelectorAll("*")].filter(element => element.checkVisibility() && element.clientWidth > 1);
  const wide = shown.filter(element => !element.closest("svg, math") && getComputedStyle(element).overflowX !== "visible"
    && element.scrollWidth > element.clientWidth);
  const root = document.documentElement;
  return [...(root.scrollWidth > root.clientWidth ? [`page of ${root.scrollWidth}`] : []), ...wide.map(name)];
}"""
# What is not printed, by parents: controls, the figures' numbers, whose file is named, notes, which are printed once more, other drawings.
LEFT_OUT = "button, dialog, .controls, .commit-form, .contents, .figure-data, .note, .drawing, .map-acts, .map-more, .copy-said, [hidden], select"
READ = """leftOut => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const [printed, lost] = [[], []];
  while (walker.nextNode()) {
    const [text, parent] = [walker.currentNode.data, walker.currentNode.parentElement];
    if (parent.checkVisibility()) printed.push(text);
    else if (text.trim() && !parent.closest(leftOut)) lost.push(text);
  }
  const notes = [...document.querySelectorAll("main .note")].map(note => note.textContent);
  return {printed: printed.join(""), lost, notes};
}"""

pytestmark = pytest.mark.browser


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("kind", by_turns(EVERY))
def test_nothing_is_wider_than_the_sheet(visit: Visit, kind: Kind) -> None:
    page = visit(kind, width=SHEET_PX)
    page.emulate_media(media="print")
    assert page.evaluate(WIDE) == []


@pytest.mark.parametrize(
    "kind", by_turns([Kind("example", "concept", OWN["example"]["concept"]), *CONCEPTS])
)
def test_every_note_value_and_closed_part_is_printed(
    visit: Visit, folders: Mapping[str, Path], kind: Kind
) -> None:
    page = visit(kind, width=SHEET_PX)
    page.emulate_media(media="print")
    read = page.evaluate(READ, LEFT_OUT)
    printed = squeeze(read["printed"])
    record = json.loads((folders[kind.site] / kind.path / "evidence.json").read_text("utf-8"))
    evidence = [*(check["measured"] for check in record["checks"]), *read["notes"]]
    assert len(evidence) > len(record["checks"]) > 0
    assert [text for text in evidence if squeeze(text) not in printed] == []
    assert read["lost"] == []
