"""Nothing on a page moves when what it loads comes late: neither by the scripts nor, but for a line that breaks elsewhere, by the fonts."""

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.kinds import EVERY, Kind, at_widths

# Core Web Vitals. Letters of another width may break a line elsewhere, and what stands below moves by a line; how often depends on the
# fonts of the machine. They are preloaded, so a reader meets this where they come later than the style sheet and the page.
POOR = 0.25
PAINTED = "document.fonts.ready.then(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))"
FIRST = "new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))))"
SHIFTS = """since => new Promise(resolve => {
  const name = source => source.node?.outerHTML?.slice(0, 80) ?? "";
  const read = list => list.getEntries().filter(entry => entry.startTime > since);
  const tell = list => resolve(read(list).map(entry => [entry.value, ...entry.sources.map(name)]));
  new PerformanceObserver(tell).observe({type: "layout-shift", buffered: true});
  setTimeout(() => resolve([]), 100);
})"""

pytestmark = pytest.mark.browser

Shift = tuple[float, list[str]]  # the share of the window that moved times how far, and what moved


class Late:
    """Holds back what matches until it is let go."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._held: list[Route] | None = []
        page.route(re.compile(pattern), self._hold)

    def let_go(self) -> int:
        """Lets all go that was held, and whatever is still asked for; the number of what was held."""
        held, self._held = self._held or [], None
        for route in held:
            route.continue_()
        return len(held)

    def _hold(self, route: Route) -> None:
        if self._held is None:
            route.continue_()
        else:
            self._held.append(route)


@pytest.mark.parametrize(("kind", "width"), at_widths(EVERY))
def test_nothing_moves_when_scripts_or_fonts_come_after_the_first_paint(
    browser: Browser, hosts: Mapping[str, str], kind: Kind, width: int
) -> None:
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        scripts, fonts = Late(page, r"\.js$"), Late(page, r"\.woff2$")
        page.goto(f"{hosts[kind.site]}/{kind.path}", wait_until="commit")
        page.locator("footer").wait_for()
        page.evaluate(FIRST)
        assert fonts.let_go() >= 2
        page.evaluate(PAINTED)
        by_fonts = page.evaluate(SHIFTS, 0)
        since = page.evaluate(FIRST)
        assert scripts.let_go() > 0
        page.wait_for_load_state("load")
        page.evaluate(PAINTED)
        by_scripts = page.evaluate(SHIFTS, since)
    assert by_scripts == []
    assert sum(value for value, *_ in by_fonts) < POOR, by_fonts
