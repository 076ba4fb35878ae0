"""Continue where you stopped, in a real browser: the page that was open last and what comes next, whatever the browser keeps."""

import json

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.axe import find_violations
from tests.browser.keeping import DENIED, FULL
from tests.shelf_atlas import LIVE

HOSTILE = (
    "",
    "ground/soil",  # it has no page
    "ground/gone",
    "walls/brick ",
    LIVE,
    "__proto__/x",
    "constructor",
    '["walls/brick"]',
    "a" * 1_000_000,
    "../walls/brick",
    "walls/brick#",
    "walls/brick#Math",
    "walls/brick#math#math",
    f"walls/brick#{LIVE}",
    "#math",
)
VISITED, KNOWN = "plumbline:visited:/", "plumbline:known:/"

pytestmark = pytest.mark.browser


def open_page(context: BrowserContext, address: str) -> Page:
    """Return the page with its scripts run; any error on it fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text))
    page.goto(address)
    names = "[...document.querySelectorAll('plumb-continue, plumb-visit')].map(part => customElements.whenDefined(part.localName))"
    page.evaluate(f"() => Promise.all({names}).then(() => true)")
    return page


def read(context: BrowserContext, house: str, path: str) -> None:
    """Open a page and leaves it."""
    open_page(context, f"{house}/{path}").close()


def keep(context: BrowserContext, **values: str) -> None:
    """Has the browser keep the values before any page is opened."""
    names = {"visited": VISITED, "known": KNOWN}
    for name, value in values.items():
        context.add_init_script(
            f"localStorage.setItem({json.dumps(names[name])}, {json.dumps(value)})"
        )


def links(place: Locator) -> list[str]:
    found: list[str] = place.locator("a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    return found


def test_nothing_is_shown_to_who_has_read_nothing_nor_without_script(
    browser: Browser, context: BrowserContext, house: str
) -> None:
    expect(open_page(context, f"{house}/").locator("plumb-continue")).to_be_hidden()
    silent = browser.new_context(java_script_enabled=False)
    page = silent.new_page()
    page.goto(f"{house}/")
    expect(page.locator("plumb-continue")).to_be_hidden()
    silent.close()


def test_home_leads_back_to_the_concept_page_that_was_open_last_and_on_to_what_rests_on_it(
    context: BrowserContext, house: str
) -> None:
    read(context, house, "ground/sand/")
    read(context, house, "walls/brick/")
    read(context, house, "audit/")  # no concept page
    place = open_page(context, f"{house}/").locator("plumb-continue")
    expect(place).to_be_visible()
    assert links(place.locator(".continue-last")) == ["walls/brick/"]
    assert links(place.locator(".continue-next")) == ["walls/arch/", "roof/vane/"]


def test_it_leads_to_the_part_at_which_the_page_was_left(
    context: BrowserContext, house: str
) -> None:
    page = open_page(context, f"{house}/walls/brick/")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator(".contents-list > li > a[href='#carry-on'][aria-current]").wait_for()
    page.goto(f"{house}/")
    last = page.locator(".continue-last")
    expect(last).to_have_text("Brick at carry on")
    assert links(last) == ["walls/brick/#carry-on"]
    page.locator(".continue-last a").click()
    page.wait_for_url("**/walls/brick/#carry-on")


def test_a_page_that_was_opened_since_is_not_forgotten_when_another_is_left(
    context: BrowserContext, house: str
) -> None:
    first = open_page(context, f"{house}/walls/brick/")
    read(context, house, "walls/arch/")
    first.goto(f"{house}/")
    expect(first.locator(".continue-last")).to_be_visible()
    assert links(first.locator(".continue-last")) == ["walls/arch/"]


def test_what_is_known_is_not_what_comes_next(context: BrowserContext, house: str) -> None:
    keep(context, visited="walls/brick", known='["walls/arch"]')
    assert links(open_page(context, f"{house}/").locator(".continue-next")) == ["roof/vane/"]


def test_where_all_that_comes_next_is_known_only_the_last_page_is_shown(
    context: BrowserContext, house: str
) -> None:
    keep(context, visited="walls/arch", known='["roof/beam"]')
    place = open_page(context, f"{house}/").locator("plumb-continue")
    expect(place).to_be_visible()
    assert links(place) == ["walls/arch/"]
    assert place.locator(".continue-next").count() == 0


def test_what_another_tab_marks_as_known_goes(context: BrowserContext, house: str) -> None:
    read(context, house, "walls/brick/")
    home = open_page(context, f"{house}/")
    other = open_page(context, f"{house}/audit/")
    other.evaluate(f"localStorage.setItem('{KNOWN}', '[\"walls/arch\"]')")
    expect(home.locator(".continue-next a")).to_have_count(1)
    assert links(home.locator(".continue-next")) == ["roof/vane/"]


def test_only_what_the_page_lists_is_shown_whatever_the_browser_holds(
    context: BrowserContext, house: str
) -> None:
    page = open_page(context, f"{house}/")
    for kept in HOSTILE:
        page.evaluate("([name, value]) => localStorage.setItem(name, value)", [VISITED, kept])
        page.evaluate("([name, value]) => localStorage.setItem(name, value)", [KNOWN, LIVE])
        page.reload()
        page.evaluate("() => customElements.whenDefined('plumb-continue').then(() => true)")
        place = page.locator("plumb-continue")
        assert (kept, place.is_hidden(), place.locator("*").count()) == (kept, True, 0)


@pytest.mark.parametrize("script", [DENIED, FULL], ids=["denied", "full"])
def test_without_a_memory_the_pages_are_as_they_are(
    context: BrowserContext, house: str, script: str
) -> None:
    context.add_init_script(script)
    read(context, house, "walls/brick/")
    page = open_page(context, f"{house}/")
    expect(page.locator("plumb-continue")).to_be_hidden()
    assert page.locator(".entry").count() == 10


def test_sites_of_one_origin_keep_their_own(context: BrowserContext, house: str) -> None:
    context.add_init_script("localStorage.setItem('plumbline:visited:/other/', 'walls/brick')")
    expect(open_page(context, f"{house}/").locator("plumb-continue")).to_be_hidden()


def test_the_element_undoes_itself(context: BrowserContext, house: str) -> None:
    read(context, house, "walls/brick/")
    page = open_page(context, f"{house}/")
    expect(page.locator("plumb-continue")).to_be_visible()
    state = "const place = document.querySelector('plumb-continue'); const { parentNode } = place; place.remove();"
    assert page.evaluate(
        f"() => {{ {state} return [place.hidden, place.childNodes.length]; }}"
    ) == [True, 0]


@pytest.mark.parametrize("width", [1280, 1000, 390])
def test_nothing_moves_when_it_comes(browser: Browser, house: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    read(context, house, "walls/brick/")
    page = open_page(context, f"{house}/")
    expect(page.locator("plumb-continue")).to_be_visible()
    places = "() => [...document.querySelectorAll('.entry, .news, h1')].map(part => part.getBoundingClientRect().top)"
    shown = page.evaluate(places)
    page.evaluate("document.querySelector('plumb-continue').hidden = true")
    assert page.evaluate(places) == shown
    context.close()


def test_axe_finds_nothing_where_it_is_shown(browser: Browser, house: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900})
    read(context, house, "walls/brick/")
    page = open_page(context, f"{house}/")
    expect(page.locator("plumb-continue")).to_be_visible()
    found = find_violations(page)
    context.close()
    assert found == []
