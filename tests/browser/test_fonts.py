"""Fonts are the theme's own, and hold every character of the pages."""

import re

import pytest

from tests.browser.conftest import Visit
from tests.browser.kinds import EVERY, ROOT, Kind, by_turns

FACE = re.compile(r"@font-face \{([^}]*)\}")
NOWHERE = "ᵀ"  # a raised T: none of the fonts that ours are cut from draws it
# Text whose style names no font of ours, and characters beyond the ranges of those that it names.
FOREIGN = """nowhere => {
  const ranges = new Map();
  const read = rules => {
    for (const rule of rules) {
      if (!(rule instanceof CSSFontFaceRule)) read(rule.cssRules ?? []);
      else {
        const family = rule.style.getPropertyValue("font-family").replaceAll('"', "");
        const own = rule.style.getPropertyValue("unicode-range").split(",").map(range => range.trim().slice(2).split("-"));
        const pairs = own.map(([from, to]) => [parseInt(from, 16), parseInt(to ?? from, 16)]);
        ranges.set(family, [...(ranges.get(family) ?? []), ...pairs]);
      }
    }
  };
  for (const sheet of document.styleSheets) read(sheet.cssRules);
  const found = new Set();
  const check = (text, style) => {
    const stack = style.fontFamily.split(",").map(family => family.trim().replaceAll('"', ""));
    const pairs = stack.filter(family => family.startsWith("Plumbline")).flatMap(family => ranges.get(family) ?? []);
    for (const character of text.replace(/\\s/g, "")) {
      const code = character.codePointAt(0);
      if (character === nowhere || pairs.some(([from, to]) => from <= code && code <= to)) continue;
      found.add(`${character} in ${stack[0]}`);
    }
  };
  for (const element of document.body.querySelectorAll(":not(script, option)")) {
    if (!element.checkVisibility()) continue;
    const texts = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    for (const text of texts) check(text.data, getComputedStyle(element));
    for (const part of ["::before", "::after"]) {
      const style = getComputedStyle(element, part);
      if (style.content.startsWith('"')) check(style.content.split('"')[1], style);
    }
  }
  return [...found];
}"""

pytestmark = pytest.mark.browser


def test_every_face_is_a_file_of_the_theme_or_stands_in_for_one_until_it_comes() -> None:
    faces = FACE.findall((ROOT / "theme/css/tokens/fonts.css").read_text("utf-8"))
    own = [face for face in faces if 'font-family: "Plumbline ' in face]
    assert len(own) > 10
    for face in own:
        assert "font-display: swap;" in face
        assert (ROOT / "theme" / re.findall(r'url\("([^"]*)"\)', face)[0]).is_file()
    assert all("local(" in face and "url(" not in face for face in faces if face not in own)


@pytest.mark.parametrize("kind", by_turns(EVERY))
def test_every_character_is_in_a_font_of_the_theme(visit: Visit, kind: Kind) -> None:
    assert visit(kind).evaluate(FOREIGN, NOWHERE) == []
