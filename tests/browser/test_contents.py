"""The contents of a page in a real browser: what can be led to, the place marked as one reads, folded where there is no rail."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

PAGE = "example/statistics/monte-carlo-error/"

pytestmark = pytest.mark.browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, served_sites: str) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{served_sites}/{PAGE}")
    expect(marked(page)).to_have_count(1)
    expect(page.locator(":not(:defined)")).to_have_count(
        0
    )  # every component has started: the map measures itself when it does
    return page


def marked(page: Page) -> Locator:
    return page.locator(".contents [aria-current]")


def scroll_to(page: Page, selector: str, offset: int = 0) -> None:
    page.evaluate(
        f"scrollTo(0, document.querySelector('{selector}').getBoundingClientRect().y + scrollY + {offset})"
    )


def test_every_entry_leads_to_an_object_of_the_page_in_the_page_s_order(page: Page) -> None:
    links = page.locator(".contents a").evaluate_all("links => links.map(link => link.hash)")
    objects = page.locator(".contents-objects a").all_text_contents()
    places = page.evaluate(
        "hashes => hashes.map(hash => document.getElementById(hash.slice(1))?.getBoundingClientRect().y)",
        links,
    )
    parts = page.locator(".contents-list > li > a").evaluate_all(
        "links => links.map(link => document.getElementById(link.hash.slice(1)).getBoundingClientRect().y)"
    )
    assert len(links) == len(set(links)) > 8
    assert None not in places
    assert parts == sorted(parts)
    assert [text for text in objects if text.startswith("Figure 1")] != []
    assert {"Equation (1)", "Claim 1", "Claim 2"} <= set(objects)


def test_the_part_being_read_is_marked_and_no_other(page: Page) -> None:
    for part in ("main", "intuition", "math", "code"):
        scroll_to(page, f"#{part}", -120)
        expect(marked(page)).to_have_attribute("href", f"#{part}")
        expect(marked(page)).to_have_attribute("aria-current", "true")


def test_leaps_over_many_parts_leave_one_mark(page: Page) -> None:
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(marked(page)).to_have_attribute("href", "#carry-on")
    page.evaluate("scrollTo(0, 0)")
    expect(marked(page)).to_have_attribute("href", "#main")
    scroll_to(page, "#math", 40)
    expect(marked(page)).to_have_attribute("href", "#math")


def test_a_link_marks_where_it_leads(page: Page) -> None:
    page.locator(".contents").get_by_role("link", name="03 Code").click()
    expect(marked(page)).to_have_text("03 Code")


def test_scrolling_measures_nothing(page: Page) -> None:
    page.evaluate(
        "window.asked = 0; for (const name of ['getBoundingClientRect', 'getClientRects'])"
        " { const real = Element.prototype[name]; Element.prototype[name] = function () { asked++; return real.call(this); }; } 0"
    )
    page.mouse.move(
        2, 500
    )  # no marked sentence comes to lie below it, whose note would be measured
    for _ in range(5):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(60)
    assert page.evaluate("scrollY") > 1000
    assert page.evaluate("asked") == 0


def test_removed_it_leaves_no_mark_and_put_back_it_marks_again(page: Page) -> None:
    page.evaluate("window.held = document.querySelector('plumb-contents'); held.remove()")
    assert page.evaluate("held.querySelectorAll('[aria-current]').length") == 0
    page.evaluate("scrollTo(0, 2000)")
    page.evaluate("document.querySelector('.contents').append(held)")
    expect(marked(page)).to_have_count(1)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_beside_the_page_the_list_is_open_and_fits(
    browser: Browser, served_sites: str, script: bool
) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=script
    )
    page = context.new_page()
    page.goto(f"{served_sites}/{PAGE}")
    rail = page.locator(".contents")
    box, last = rail.bounding_box(), rail.get_by_role("link", name="Carry on").bounding_box()
    is_folded = page.locator(".contents summary").is_visible()
    context.close()
    assert box is not None
    assert last is not None
    assert box["height"] < 800
    assert last["y"] + last["height"] <= box["y"] + box["height"]
    assert not is_folded


@pytest.mark.parametrize("width", [1000, 390, 320])
def test_without_a_rail_the_list_is_folded_at_the_top(
    browser: Browser, served_sites: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{served_sites}/{PAGE}")
    link = page.locator(".contents").get_by_role("link", name="02 Math")
    is_shown, height = link.is_visible(), page.locator(".contents").bounding_box()
    page.locator(".contents summary").click()
    is_opened = link.is_visible()
    link.click()
    address, widest = page.url, page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert (is_shown, is_opened) == (False, True)
    assert height is not None
    assert height["height"] < 60
    assert address.endswith("#math")
    assert widest <= width
