"""Every kind of page before axe, wide and narrow, light and dark, as it comes and with everything opened."""

import pytest
from playwright.sync_api import Page

from tests.browser.axe import find_violations
from tests.browser.conftest import Visit
from tests.browser.kinds import KINDS, OPEN, Kind, at_widths

USUAL = {"resultTypes": ["violations"], "preload": False}
NAMED = {
    rule: {"enabled": True} for rule in ("target-size", "label-content-name-mismatch")
}  # off unless asked for
ALL = {**USUAL, "rules": NAMED}
COLOURS = {**USUAL, "runOnly": ["color-contrast"]}  # what a change of scheme alone can change
BUT_COLOURS = {
    **USUAL,
    "rules": {**NAMED, "color-contrast": {"enabled": False}},
}  # what is shown closed is shown open as well

pytestmark = pytest.mark.browser


def find_in_scheme(page: Page, scheme: str, options: object) -> list[str]:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    return [f"{scheme}: {found}" for found in find_violations(page, options=options)]


@pytest.mark.parametrize(("kind", "width"), at_widths(KINDS))
def test_axe_finds_nothing_closed_or_opened_light_or_dark(
    visit: Visit, kind: Kind, width: int
) -> None:
    page = visit(kind, width=width)
    closed = find_in_scheme(page, "light", BUT_COLOURS)
    page.evaluate(OPEN)
    opened = find_in_scheme(page, "dark", ALL) + find_in_scheme(page, "light", COLOURS)
    assert (closed, opened) == ([], [])
