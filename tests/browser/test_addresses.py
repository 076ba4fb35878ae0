"""Addresses that are no page's: of a concept that was renamed, and of nothing at all."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser

from tests.browser.kinds import SOURCES

pytestmark = pytest.mark.browser


def test_an_old_address_leads_to_the_new_one(browser: Browser, served_sites: str) -> None:
    page = browser.new_page()
    page.goto(f"{served_sites}/small/numbers/zeno/")
    page.wait_for_url("**/numbers/halves/")
    page.close()


@pytest.mark.parametrize("site", SOURCES)
def test_at_any_depth_the_page_of_what_is_missing_is_whole_and_leads_home(browser: Browser, hosts: Mapping[str, str], site: str) -> None:
    page = browser.new_page()
    failed: list[str] = []
    page.on("response", lambda answer: answer.ok or failed.append(answer.url))
    missing = f"{hosts[site]}/no/such/page/"
    page.goto(missing)
    page.wait_for_load_state("networkidle")
    assert failed == [missing]
    page.locator("main a").first.click()
    page.wait_for_url(f"{hosts[site]}/")
    page.close()
