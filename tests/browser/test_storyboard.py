"""The storyboard in a real browser: a strip of frames, or one at a time; each drawn on the axes of the demo or as its figure."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import find_violations
from tests.browser.kinds import SCHEMES

pytestmark = pytest.mark.browser


def open_page(context: BrowserContext, instruments: str) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{instruments}/shapes/waves/")
    page.get_by_role("button", name="Step through").wait_for()
    return page


def list_shown(page: Page) -> list[str]:
    return page.locator(".frame:visible h3").all_inner_texts()


def test_the_frames_are_stepped_through_by_keyboard_and_stand_in_a_strip_again(
    context: BrowserContext, instruments: str
) -> None:
    page = open_page(context, instruments)
    assert len(list_shown(page)) == 3
    page.get_by_role("button", name="Step through").press("Enter")
    said = page.locator(".storyboard-steps [role=status]")
    expect(said).to_have_text("1 of 3: The first wave")
    expect(page.get_by_role("button", name="Back")).to_be_disabled()
    page.get_by_role("button", name="Next").press("Enter")
    expect(said).to_have_text("2 of 3: Four times")
    expect(page.get_by_role("button", name="Next")).to_be_focused()
    page.keyboard.press("Enter")
    expect(said).to_have_text("3 of 3: As drawn")
    assert list_shown(page) == ["3As drawn"]
    expect(page.get_by_role("button", name="Back")).to_be_focused()
    page.get_by_role("button", name="All frames").click()
    assert len(list_shown(page)) == 3


def test_a_frame_shows_its_state_its_mark_and_the_numbers_there(
    browser: Browser, instruments: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{instruments}/shapes/waves/")
    first, second, third = (page.locator(f"#frame-{number}") for number in (1, 2, 3))
    assert first.locator(".frame-state").inner_text().split(": ")[1] == "the wave 1, its half 0.5"
    assert first.locator(".plot-ring").count() == 2
    assert second.locator(".frame-state").inner_text() == "factor = 4"
    assert second.locator(".plot-mark").count() == 1
    assert first.locator(".plot-line").first.get_attribute("d") != second.locator(
        ".plot-line"
    ).first.get_attribute("d")
    assert third.locator("svg.drawing:visible use").get_attribute("href") == "#fig-wave-narrow-body"
    box = third.locator("svg.drawing:visible use").bounding_box()
    assert box is not None
    assert box["width"] > 100
    assert len(list_shown(page)) == 3
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_keeps_anyone_out_in_either_way_of_reading(
    browser: Browser, instruments: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = open_page(context, instruments)
    assert find_violations(page, "#storyboard") == []
    page.get_by_role("button", name="Step through").click()
    assert find_violations(page, "#storyboard") == []
    small = "all => all.map(one => one.getBoundingClientRect()).filter(box => box.width < 44 || box.height < 44).length"
    assert page.locator(".storyboard-steps button").evaluate_all(small) == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    context.close()
