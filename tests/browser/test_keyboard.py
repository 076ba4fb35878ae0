"""Every kind of page by keyboard alone: Tab reaches whatever can be used, in the order of the text, and shows where it is."""

import itertools

import pytest

from tests.browser.conftest import Visit
from tests.browser.kinds import KINDS, OPEN, Kind, at_widths

# Numbers what Tab should reach: of radio buttons the one that is chosen, or else the first; a box that scrolls is reached too where
# nothing in it is.
EXPECT = """() => {
  const used = "a[href], button, input, select, textarea, summary, [tabindex]";
  const isFirst = radio => {
    const group = [...(radio.form ?? document).querySelectorAll(`[name="${radio.name}"]`)];
    return group[0] === radio && !group.some(other => other.checked);
  };
  const isReached = element => element.checkVisibility({visibilityProperty: true}) && element.tabIndex >= 0 && !element.disabled
    && (element.type !== "radio" || element.checked || isFirst(element));
  const names = [...document.querySelectorAll(used)].filter(isReached).map((element, index) => {
    element.dataset.stop = index;
    return `${index} ${element.localName} ${(element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 40)}`;
  });
  window.walked = [];
  const isDrawn = colour => !/^rgba\\(.*, 0\\)$/.test(colour);
  const isMarked = element => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && isDrawn(style.outlineColor);
  };
  const isStroked = element => [...element.querySelectorAll("rect")].some(shape => parseFloat(getComputedStyle(shape).strokeWidth) >= 2);
  const isInView = ({top, bottom, left, right}) => bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  addEventListener("keyup", () => {
    const element = document.activeElement;
    if (element === document.body) return window.walked.push(null);
    const faults = [];
    if (!isMarked(element) && !isStroked(element)) faults.push("shows no focus");
    if (![...element.getClientRects()].some(isInView)) faults.push("is out of view");
    window.walked.push({stop: element.dataset.stop ?? "", name: element.outerHTML.slice(0, 120), faults});
  });
  return names;
}"""

FURTHER = 20  # steps taken before looking whether the walk has left the page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("kind", "width"), at_widths(KINDS))
def test_tab_walks_through_everything_in_order_and_shows_where_it_is(
    visit: Visit, kind: Kind, width: int
) -> None:
    page = visit(kind, width=width)
    page.evaluate(OPEN)
    page.evaluate("scrollTo(0, 0)")
    expected = page.evaluate(EXPECT)
    walked: list[dict[str, object] | None] = []
    for _ in range(0, len(expected) + 2 * FURTHER, FURTHER):
        for _ in range(FURTHER):
            page.keyboard.press("Tab")
        walked = page.evaluate("walked")
        if None in walked:
            break
    steps = list(itertools.takewhile(lambda step: step is not None, walked))
    stops = [int(str(step["stop"])) for step in steps if step["stop"]]
    assert [expected[stop] for stop in stops] == expected
    assert [f"{step['name']} {step['faults']}" for step in steps if step["faults"]] == []
