"""What the reader knows, in a real browser: said by a button on the concept's page, and marked wherever else the concept is listed."""

import json
import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.axe import find_violations
from tests.browser.keeping import DENIED, FULL, UNKEPT, expect_fits, open_settled, put, read_kept
from tests.browser.kinds import SCHEMES
from tests.drill_atlas import BENCH, LIFT, PRESS

TARGET_PX = 44
MARKED = """() => [...document.querySelectorAll(".neighbour[data-id], .entry[data-id]")].map(place => {
  const mark = getComputedStyle(place.firstElementChild, "::after");
  return [place.dataset.id, mark.visibility === "visible" ? mark.content : ""];
})"""
MARK = '"✓ known"'

pytestmark = pytest.mark.browser


@pytest.fixture
def page(context: BrowserContext, gym: str, faults: list[str]) -> Page:
    return open_settled(context, f"{gym}/{PRESS}/", faults)


def find(page: Page) -> Locator:
    return page.locator("plumb-know").get_by_role("button", name="I know this")


def test_the_button_says_what_is_known_and_it_is_kept(page: Page) -> None:
    expect(find(page)).to_have_attribute("aria-pressed", "false")
    for is_known in (True, False, True):
        find(page).click()
        expect(find(page)).to_have_attribute("aria-pressed", str(is_known).lower())
        assert read_kept(page, "known") == ([PRESS] if is_known else None)
    page.reload()
    expect(find(page)).to_have_attribute("aria-pressed", "true")


def test_the_keyboard_presses_it(page: Page) -> None:
    find(page).focus()
    page.keyboard.press("Space")
    expect(find(page)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    expect(find(page)).to_have_attribute("aria-pressed", "false")
    expect(find(page)).to_be_focused()


def test_a_finger_presses_it_and_it_is_large(browser: Browser, gym: str, faults: list[str]) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 800})
    page = open_settled(context, f"{gym}/{PRESS}/", faults)
    find(page).tap()
    expect(find(page)).to_have_attribute("aria-pressed", "true")
    box = find(page).bounding_box()
    context.close()
    assert box is not None
    assert min(box["width"], box["height"]) >= TARGET_PX


def test_known_neighbours_are_marked_before_and_after_and_nothing_else_is(page: Page) -> None:
    assert page.evaluate(MARKED) == [[LIFT, ""], [BENCH, ""], [BENCH, ""]]
    put(page, "known", json.dumps([LIFT]))
    assert page.evaluate(MARKED) == [[LIFT, MARK], [BENCH, ""], [BENCH, ""]]
    put(page, "known", json.dumps([BENCH, PRESS]))
    assert page.evaluate(MARKED) == [[LIFT, ""], [BENCH, MARK], [BENCH, MARK]]
    assert page.locator(".strip a").first.evaluate("link => link.textContent") == "Lift"


@pytest.mark.parametrize("path", ["", "gym/"], ids=["home", "domain"])
def test_the_lists_mark_what_is_known_and_hear_of_it_from_another_tab(
    context: BrowserContext, gym: str, page: Page, faults: list[str], path: str
) -> None:
    listed = open_settled(context, f"{gym}/{path}", faults)
    assert listed.evaluate(MARKED) == [[LIFT, ""], [PRESS, ""], [BENCH, ""]]
    find(page).click()
    expect(listed.locator(".entry[data-known]")).to_have_count(1)
    assert listed.evaluate(MARKED) == [[LIFT, ""], [PRESS, MARK], [BENCH, ""]]


@pytest.mark.parametrize("path", ["", f"{PRESS}/"], ids=["home", "concept"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_mark_moves_anything(
    browser: Browser, gym: str, faults: list[str], path: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = open_settled(context, f"{gym}/{path}", faults)
    places = "() => [...document.querySelectorAll('.neighbour, .entry, .entry > *, .strip > *, h2, h3, footer')].map(one => one.offsetTop)"
    before = page.evaluate(places)
    put(page, "known", json.dumps([LIFT, BENCH]))
    assert page.locator("[data-known]").count() >= 2
    after = page.evaluate(places)
    context.close()
    assert before == after


@pytest.mark.parametrize("trouble", [DENIED, FULL], ids=["denied", "full"])
def test_storage_that_keeps_nothing_is_said(
    context: BrowserContext, gym: str, faults: list[str], trouble: str
) -> None:
    context.add_init_script(trouble)
    page = open_settled(context, f"{gym}/{PRESS}/", faults)
    find(page).click()
    expect(find(page)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("plumb-know").get_by_role("status")).to_have_text(UNKEPT)


@pytest.mark.parametrize(
    "value",
    [
        "{",
        "null",
        '"gym/lift"',
        '["<img src=x onerror=alert(1)>", 7, null, "__proto__"]',
        "[" * 100_000,
    ],
)
def test_hostile_storage_counts_as_nothing_known(page: Page, value: str) -> None:
    put(page, "known", value)
    assert page.locator("[data-known]").count() == 0
    expect(find(page)).to_have_attribute("aria-pressed", "false")


def test_without_script_there_is_neither_button_nor_place_for_one(
    browser: Browser, gym: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gym}/{PRESS}/")
    expect(page.locator("plumb-know")).to_be_hidden()
    assert page.locator(".neighbour").count() == 3
    assert "known" not in re.sub(r"\s", " ", page.locator("main").inner_text())
    context.close()


def test_the_element_undoes_itself(page: Page) -> None:
    put(page, "known", json.dumps([LIFT, PRESS]))
    assert page.locator("[data-known]").count() > 0
    assert (
        page.evaluate(
            "() => { const know = document.querySelector('plumb-know'); know.remove(); return know.innerHTML; }"
        )
        == ""
    )
    assert page.locator(".neighbour[data-known]").count() == 0


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", ["", f"{PRESS}/"], ids=["home", "concept"])
def test_axe_finds_nothing_where_it_is_marked_and_nothing_is_too_wide(
    browser: Browser, gym: str, faults: list[str], path: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 900})  # type: ignore[arg-type]
    page = open_settled(context, f"{gym}/{path}", faults)
    put(page, "known", json.dumps([LIFT, PRESS]))
    found = find_violations(page, options={"rules": {"target-size": {"enabled": True}}})
    expect_fits(page)
    context.close()
    assert found == []
