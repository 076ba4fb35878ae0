"""Addresses that are no page's: of a concept that was renamed, and of nothing at all."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser

from tests.browser.kinds import SOURCES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("named", ["", "#claim-exact", "?terms=5#demo"])
def test_an_old_address_leads_to_the_new_one_and_to_what_it_named_there(
    browser: Browser, served_sites: str, named: str
) -> None:
    page = browser.new_page()
    page.goto(f"{served_sites}/small/")
    page.goto(f"{served_sites}/small/numbers/zeno/{named}", wait_until="commit")
    page.wait_for_url(f"{served_sites}/small/numbers/halves/{named}")
    page.go_back()
    page.wait_for_url(f"{served_sites}/small/")
    page.close()


def test_an_old_address_leads_to_the_new_one_without_script(
    browser: Browser, served_sites: str
) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{served_sites}/small/numbers/zeno/#claim-exact", wait_until="commit")
    page.wait_for_url("**/numbers/halves/*")
    page.close()


@pytest.mark.parametrize("site", SOURCES)
def test_at_any_depth_the_page_of_what_is_missing_is_whole_and_leads_home(
    browser: Browser, hosts: Mapping[str, str], site: str
) -> None:
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
