"""Every kind of page with little room: narrow, with text twice as large, with wide spacing. Nothing is too wide and nothing clipped."""

from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Visit
from tests.browser.kinds import EVERY, KINDS, OPEN, Kind, by_turns
from tests.conftest import CHROMIUM, FLAGS

# Source: WCAG 2.2, 1.4.12
SPACING = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }
"""
STYLE = """text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = text ? [sheet] : [];
}"""
# What sticks out of the page, out of a box that hides what sticks out, or out of a drawing; a box of a pixel is text for screen readers.
CRAMPED = """() => {
  const name = element => `${element.localName}.${element.getAttribute("class") ?? ""} ${element.textContent.trim().slice(0, 40)}`;
  const hides = value => value === "hidden" || value === "clip";
  const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  const shown = [...document.body.querySelectorAll("*")].filter(element => element.checkVisibility());
  const clipped = shown.filter(element => {
    if (element.clientWidth <= 1 || element.closest("svg")) return false;
    const {overflowX, overflowY} = getComputedStyle(element);
    return (hides(overflowX) && element.scrollWidth > element.clientWidth)
      || (hides(overflowY) && element.scrollHeight > element.clientHeight);
  });
  const cut = shown.filter(element => {
    if (element.localName !== "text" || !hides(getComputedStyle(element.closest("svg")).overflowX)) return false;
    const [text, drawing] = [element.getBoundingClientRect(), element.closest("svg").getBoundingClientRect()];
    return text.left < drawing.left - 1 || text.right > drawing.right + 1 || text.top < drawing.top - 1 || text.bottom > drawing.bottom + 1;
  });
  const reach = shown.filter(element => wide && element.getBoundingClientRect().right > document.documentElement.clientWidth
    && !element.closest("svg, math") && !element.querySelector("*"));
  return [...(wide ? [`page of ${document.documentElement.scrollWidth}`] : []), ...reach.map(element => `wide: ${name(element)}`),
    ...clipped.map(element => `clipped: ${name(element)}`), ...cut.map(element => `cut: ${name(element)}`)];
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def large_browser(browser: Browser) -> Iterator[Browser]:
    """Yield a reader's browser set to text of 32 px, to which media queries in rem answer too."""
    arguments = [*FLAGS, "--blink-settings=defaultFontSize=32"]
    with browser.browser_type.launch(executable_path=CHROMIUM, args=arguments) as launched:
        yield launched


def find_cramped(page: Page, widths: tuple[int, ...]) -> dict[int, list[str]]:
    """Width of the window -> what does not fit."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate(CRAMPED)
    return {width: what for width, what in found.items() if what}


@pytest.mark.parametrize("kind", by_turns(EVERY))
def test_everything_fits_into_wide_and_narrow_windows(visit: Visit, kind: Kind) -> None:
    page = visit(kind)
    assert find_cramped(page, (1280, 960, 640, 390, 320)) == {}
    page.evaluate(OPEN)
    assert find_cramped(page, (320, 390, 1280)) == {}


@pytest.mark.parametrize("kind", by_turns(KINDS))
def test_everything_fits_with_wide_spacing(visit: Visit, kind: Kind) -> None:
    page = visit(kind)
    page.evaluate(OPEN)
    page.evaluate(STYLE, SPACING)
    assert find_cramped(page, (1280, 390, 320)) == {}


@pytest.mark.parametrize("kind", by_turns(KINDS))
def test_everything_fits_with_text_twice_as_large(
    large_browser: Browser, hosts: Mapping[str, str], kind: Kind
) -> None:
    page = large_browser.new_page()
    page.goto(f"{hosts[kind.site]}/{kind.path}")
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 32
    page.evaluate(OPEN)
    found = find_cramped(page, (1280, 640))
    page.close()
    assert found == {}
