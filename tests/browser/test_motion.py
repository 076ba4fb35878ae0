"""Motion is short, and gone where the reader has asked for less of it."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.kinds import KINDS, Kind, by_turns

LONGEST_S = 0.2
# Name -> seconds, of whatever moves; a smooth scroll takes as long as the way is.
MOVING = """() => {
  const seconds = list => Math.max(...list.split(",").map(one => parseFloat(one) * (one.trim().endsWith("ms") ? 0.001 : 1)));
  const found = {};
  for (const element of document.querySelectorAll("*")) for (const part of [null, "::before", "::after"]) {
    const style = getComputedStyle(element, part);
    const long = Math.max(seconds(style.transitionDuration), style.animationName === "none" ? 0 : seconds(style.animationDuration));
    const name = `${element.localName}.${element.getAttribute("class") ?? ""}`;
    if (long > 0) found[name] = Math.max(long, found[name] ?? 0);
    if (style.scrollBehavior === "smooth") found[name] = 1;
  }
  return found;
}"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("kind", by_turns(KINDS))
def test_motion_is_short_and_with_reduced_motion_there_is_none(visit: Visit, kind: Kind) -> None:
    page = visit(kind, reduced_motion="no-preference")
    assert {name: long for name, long in page.evaluate(MOVING).items() if long > LONGEST_S} == {}
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == {}
