"""Every kind of page before axe, wide and narrow, light and dark, as it comes and with everything opened."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.kinds import KINDS, OPEN, Kind, at_widths
from tests.conftest import TESTS, need

AXE = TESTS / "node_modules/axe-core/axe.min.js"
RUN = """options => axe.run({resultTypes: ["violations"], preload: false, ...options})
  .then(result => result.violations.map(found => `${found.id}: ${found.nodes.map(node => node.target).join(" ")}`))"""
ALL = {"rules": {rule: {"enabled": True} for rule in ("target-size", "label-content-name-mismatch")}}  # off unless asked for
COLOURS = {"runOnly": ["color-contrast"]}  # what a change of scheme alone can change
BUT_COLOURS = {"rules": {**ALL["rules"], "color-contrast": {"enabled": False}}}  # what is shown closed is shown open as well

pytestmark = pytest.mark.browser


def find_violations(page: Page, scheme: str, options: object) -> list[str]:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    return [f"{scheme}: {found}" for found in page.evaluate(RUN, options)]


@pytest.mark.parametrize(("kind", "width"), at_widths(KINDS))
def test_axe_finds_nothing_closed_or_opened_light_or_dark(visit: Visit, kind: Kind, width: int) -> None:
    need("axe-core", AXE.is_file())
    page = visit(kind, width=width)
    page.evaluate(AXE.read_text("utf-8"))
    closed = find_violations(page, "light", BUT_COLOURS)
    page.evaluate(OPEN)
    opened = find_violations(page, "dark", ALL) + find_violations(page, "light", COLOURS)
    assert (closed, opened) == ([], [])
