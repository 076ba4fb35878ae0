"""The switch of colours in a real browser: light, dark or as the system, from the first paint on, whatever the storage holds or refuses."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.test_map import DENIED, FULL

PAGE = "small/numbers/halves/"
LIGHT, DARK = "rgb(251, 250, 245)", "rgb(18, 22, 28)"  # the paper, as css/tokens.css has it
PAPER = "getComputedStyle(document.body).backgroundColor"
HOSTILE = [
    "",
    "system",
    "DARK",
    "dark ",
    "light dark",
    '"><img src=x onerror=alert(1)>',
    "__proto__",
    "x" * 100_000,
]
KEPT = "localStorage.getItem('plumbline:theme')"

pytestmark = pytest.mark.browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Yield a reader whose system is light."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield context
    context.close()


def open_page(context: BrowserContext, served_sites: str) -> Page:
    """Return a page with its switch ready; any error on it, one of the policy among them, fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text))
    page.goto(f"{served_sites}/{PAGE}")
    expect(page.locator("plumb-theme:defined")).to_be_visible()
    return page


def keep(context: BrowserContext, text: str) -> None:
    """Has the storage hold the text before a page is read."""
    context.add_init_script(f"localStorage.setItem('plumbline:theme', {text!r})")


def choice(page: Page) -> str:
    return str(page.locator("plumb-theme input:checked").get_attribute("value"))


def test_at_first_the_page_is_as_the_system(context: BrowserContext, served_sites: str) -> None:
    page = open_page(context, served_sites)
    assert (choice(page), page.evaluate(PAPER)) == ("system", LIGHT)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(PAPER) == DARK


def test_a_choice_holds_on_this_page_on_the_next_and_in_other_tabs(
    context: BrowserContext, served_sites: str
) -> None:
    page, other = open_page(context, served_sites), open_page(context, served_sites)
    page.get_by_role("radio", name="Dark").check()
    assert (page.evaluate(PAPER), page.evaluate(KEPT)) == (DARK, "dark")
    assert page.locator("meta[name=color-scheme]").get_attribute("content") == "dark"
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto(f"{served_sites}/small/map/")
    assert (page.evaluate(PAPER), choice(page)) == (DARK, "dark")


def test_back_to_the_system_forgets_the_choice(context: BrowserContext, served_sites: str) -> None:
    keep(context, "dark")
    page = open_page(context, served_sites)
    page.get_by_role("radio", name="As the system").check()
    assert (page.evaluate(PAPER), page.evaluate(KEPT)) == (LIGHT, None)
    assert page.locator("html").get_attribute("data-theme") is None
    assert page.locator("meta[name=color-scheme]").get_attribute("content") == "light dark"


def test_a_kept_choice_stands_before_anything_is_painted(
    context: BrowserContext, served_sites: str
) -> None:
    keep(context, "dark")
    held: list[Route] = []

    def hold(route: Route) -> None:  # a page is not painted before its style sheet is there
        held.append(route)

    context.route("**/site.css", hold)
    context.route("**/site.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{served_sites}/{PAGE}", wait_until="commit")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert page.evaluate("performance.getEntriesByType('paint').length") == 0
    assert len(held) == 1
    held[0].continue_()
    page.wait_for_load_state()
    assert page.evaluate(PAPER) == DARK


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_kept_and_is_no_theme_means_as_the_system(
    context: BrowserContext, served_sites: str, text: str
) -> None:
    keep(context, text)
    page = open_page(context, served_sites)
    assert (choice(page), page.evaluate(PAPER)) == ("system", LIGHT)
    assert page.locator("html").get_attribute("data-theme") is None


@pytest.mark.parametrize("script", [DENIED, FULL], ids=["denied", "full"])
def test_without_storage_a_choice_holds_for_this_page(
    context: BrowserContext, served_sites: str, script: str
) -> None:
    context.add_init_script(script)
    page = open_page(context, served_sites)
    page.get_by_role("radio", name="Dark").check()
    assert (choice(page), page.evaluate(PAPER)) == ("dark", DARK)


def test_the_switch_works_by_keyboard_as_one_stop_and_shows_its_focus(
    context: BrowserContext, served_sites: str
) -> None:
    page = open_page(context, served_sites)
    page.get_by_role("link", name="Search").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "system"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("ArrowRight")
    assert (choice(page), page.evaluate(PAPER)) == ("dark", DARK)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('plumb-theme')") is None


def test_fingers_have_targets_of_44_pixels(browser: Browser, served_sites: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page = open_page(context, served_sites)
    sides = page.locator("plumb-theme input").evaluate_all(
        "all => all.flatMap(input => [input.offsetWidth, input.offsetHeight])"
    )
    context.close()
    assert len(sides) == 6
    assert min(sides) >= 44


def test_paper_is_light(context: BrowserContext, served_sites: str) -> None:
    keep(context, "dark")
    page = open_page(context, served_sites)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 36, 48)"


def test_without_script_there_is_no_switch(browser: Browser, served_sites: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served_sites}/{PAGE}")
    is_visible = page.get_by_role("radio", name="Dark").is_visible()
    context.close()
    assert not is_visible


def test_removed_the_switch_hears_nothing_and_put_back_it_works_again(
    context: BrowserContext, served_sites: str
) -> None:
    page = open_page(context, served_sites)
    page.evaluate(
        "window.held = document.querySelector('plumb-theme'); held.remove(); held.querySelector('[value=dark]').click()"
    )
    assert page.evaluate(PAPER) == LIGHT
    page.evaluate("document.querySelector('.bar').append(held)")
    assert choice(page) == "system"
    page.get_by_role("radio", name="Dark").check()
    assert page.evaluate(PAPER) == DARK


def test_no_other_script_of_the_page_runs(context: BrowserContext, served_sites: str) -> None:
    page = context.new_page()
    page.goto(f"{served_sites}/{PAGE}")
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'), {text: 'document.title = 1'}))"
    )
    assert page.title() != "1"
