"""The demo in a real browser: every state is drawn as the witness worked it out, by pointer, touch, keyboard and address."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.axe import find_violations
from tests.browser.kinds import SCHEMES

NUMBERS = {"factor": 3, "sign": 2, "shift": 2}  # control -> how many values, in their order
LONG = "() => document.documentElement.scrollWidth > innerWidth"

pytestmark = pytest.mark.browser


def open_demo(context: BrowserContext, address: str) -> Page:
    """Return the page with its demo open; any error on it fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text))
    page.goto(address)
    look = page.get_by_role("button", name="Look without an answer")
    if page.locator("#demo plumb-commit").count():
        look.first.click()
    page.locator(".instrument").wait_for()
    return page


def choose(page: Page, text: str) -> None:
    page.locator(".choice").filter(has=page.get_by_text(text, exact=True)).click()


def read_states(folder: Path, concept: str) -> list[list[object]]:
    states: list[list[object]] = json.loads(
        (folder / f"shapes/{concept}/demo.json").read_text("utf-8")
    )["states"]
    return states


def read_shown(page: Page) -> list[object]:
    """Return what stands in the demo, in the shape of a state of the file."""
    paths = page.locator("#demo .plot-field path").evaluate_all(
        "all => all.map(path => path.getAttribute('d'))"
    )
    cells = page.locator(".read-out tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(1).map(cell => cell.textContent))"
    )
    return [paths, cells, page.locator("#demo .plot").get_attribute("aria-label")]


def number_of(**at: int) -> int:
    """Return the number of the state in which the controls stand at these of their values."""
    number = 0
    for name, length in NUMBERS.items():
        number = number * length + at.get(name, 0)
    return number


def test_every_state_of_the_file_is_drawn_by_its_controls(
    context: BrowserContext, instruments: str, instruments_folder: Path
) -> None:
    page = open_demo(context, f"{instruments}/shapes/waves/")
    states = read_states(instruments_folder, "waves")
    assert len(states) == 12
    assert read_shown(page) == states[0]
    for factor in range(3):
        page.get_by_label("Factor").fill(str(factor))
        for sign, name in enumerate(("up", "down")):
            choose(page, name)
            for shift, text in enumerate(("0.0", "0.5")):
                choose(page, text)
                wanted = number_of(factor=factor, sign=sign, shift=shift)
                expect(page.locator("plumb-demo")).to_have_attribute("data-state", str(wanted))
                assert read_shown(page) == states[wanted]


def test_a_line_has_a_gap_where_there_is_no_number(instruments_folder: Path) -> None:
    lines = read_states(instruments_folder, "waves")[0][0]
    assert isinstance(lines, list)
    wave, half = lines[0], lines[2]
    assert wave.count("l") == 1999
    assert half.count("l") == 999
    assert wave.count("M") == half.count("M") == 1


def test_a_state_that_was_chosen_before_the_file_came_is_told_when_it_comes(
    context: BrowserContext, instruments: str, instruments_folder: Path
) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    context.route("**/demo.json", hold)
    page = open_demo(context, f"{instruments}/shapes/waves/")
    slider = page.get_by_role("slider", name="Factor")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "2")
    while not waiting:
        page.wait_for_timeout(20)
    expect(page.locator(".demo-said")).to_have_text("")
    waiting[0].continue_()
    words = read_states(instruments_folder, "waves")[number_of(factor=1)][2]
    expect(page.locator(".demo-said")).to_have_text(str(words))


def test_the_keyboard_moves_a_slider_and_says_its_value(
    context: BrowserContext, instruments: str, instruments_folder: Path
) -> None:
    page = open_demo(context, f"{instruments}/shapes/waves/")
    slider = page.get_by_role("slider", name="Factor")
    slider.focus()
    expect(slider).to_have_attribute("aria-valuetext", "1")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "4")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="down")).to_be_checked()
    expect(page.locator("plumb-demo")).to_have_attribute(
        "data-state", str(number_of(factor=2, sign=1))
    )
    words = read_states(instruments_folder, "waves")[number_of(factor=2, sign=1)][2]
    expect(page.locator(".demo-said")).to_have_text(str(words))


def test_a_finger_moves_the_controls(browser: Browser, instruments: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page = open_demo(context, f"{instruments}/shapes/waves/")
    box = page.get_by_label("Factor").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    page.locator(".choice", has_text="down").tap()
    expect(page.locator("plumb-demo")).to_have_attribute(
        "data-state", str(number_of(factor=2, sign=1))
    )
    context.close()


def test_the_address_holds_the_state_and_brings_it_back(
    context: BrowserContext, instruments: str, instruments_folder: Path
) -> None:
    page = open_demo(context, f"{instruments}/shapes/waves/?other=1")
    page.get_by_label("Factor").fill("2")
    choose(page, "down")
    expect(page).to_have_url(re.compile(r"\?other=1&factor=4&sign=down&shift=0\.0$"))
    again = open_demo(context, page.url)
    expect(again.locator("plumb-demo")).to_have_attribute(
        "data-state", str(number_of(factor=2, sign=1))
    )
    assert (
        read_shown(again) == read_states(instruments_folder, "waves")[number_of(factor=2, sign=1)]
    )
    again.get_by_label("Factor").fill("0")
    choose(again, "up")
    expect(again).to_have_url(re.compile(r"\?other=1$"))


@pytest.mark.parametrize(
    "query", ["?factor=3", "?factor=%3Cscript%3E&sign=", "?sign=__proto__", "?shift=0.50"]
)
def test_another_address_opens_the_first_state(
    context: BrowserContext, instruments: str, instruments_folder: Path, query: str
) -> None:
    page = open_demo(context, f"{instruments}/shapes/waves/{query}")
    assert read_shown(page) == read_states(instruments_folder, "waves")[0]


def test_the_states_are_loaded_when_the_demo_comes_into_view(
    browser: Browser, instruments: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 200})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(f"{instruments}/shapes/waves/")
    page.wait_for_load_state("networkidle")
    assert "demo.js" in asked
    assert "demo.json" not in asked
    with page.expect_response("**/demo.json"):
        page.locator("#demo").scroll_into_view_if_needed()
    context.close()


def test_states_that_cannot_be_loaded_are_said(
    context: BrowserContext, instruments: str, instruments_folder: Path
) -> None:
    page = context.new_page()
    page.route("**/demo.json", lambda route: route.abort())
    page.goto(f"{instruments}/shapes/bars/")
    choose(page, "10")
    expect(page.get_by_role("status").last).to_have_text("The other states could not be loaded.")
    expect(page.get_by_role("status").last).to_be_visible()
    assert read_shown(page) == read_states(instruments_folder, "bars")[0]
    page.unroute("**/demo.json")
    choose(page, "1")
    choose(page, "10")
    expect(page.locator("plumb-demo")).to_have_attribute("data-state", "1")


def test_bars_stand_on_zero_and_dots_on_their_places(
    context: BrowserContext, instruments: str
) -> None:
    page = open_demo(context, f"{instruments}/shapes/bars/")
    tops = page.locator("#demo .plot-line").evaluate(
        "path => path.getAttribute('d').match(/[MV][^A-Z]*/g).map(part => part.slice(1))"
    )
    feet = {part.split(" ")[1] for part in tops if " " in part}
    assert len(feet) == 1
    assert page.locator("#demo .plot-across text").all_text_contents() == ["one", "two", "three"]
    page = open_demo(context, f"{instruments}/shapes/dots/")
    assert page.locator("#demo .plot-line").get_attribute("d") == ""
    assert len(re.findall("M", page.locator("#demo .plot-dots").get_attribute("d") or "")) == 100


def test_without_script_the_first_state_is_a_figure_with_a_table_of_all(
    browser: Browser, instruments: str, instruments_folder: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{instruments}/shapes/waves/")
    assert page.locator("#demo .plot").is_visible()
    assert (
        page.locator("#demo .plot").get_attribute("aria-label")
        == read_states(instruments_folder, "waves")[0][2]
    )
    assert page.locator(".controls").is_hidden()
    assert page.locator(".controls-first").inner_text() == "Factor 1, Sign up, Shift 0.0"
    page.get_by_text("All 12 states").click()
    assert page.locator("#demo details table").last.locator("tbody tr").count() == 12
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("concept", ["waves", "bars", "dots"])
def test_nothing_keeps_anyone_out_or_is_wider_than_the_screen(
    browser: Browser, instruments: str, concept: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = open_demo(context, f"{instruments}/shapes/{concept}/")
    page.locator(".controls input").first.press("End")
    page.locator(".controls input").last.press("ArrowDown")
    assert find_violations(page, "#demo") == []
    assert page.evaluate(LONG) is False
    small = "all => all.map(one => one.getBoundingClientRect()).filter(box => box.width < 44 || box.height < 44).length"
    assert page.locator(".controls input[type=range], .choice").evaluate_all(small) == 0
    context.close()


def test_a_demo_that_is_taken_out_leaves_the_page_as_it_was(
    context: BrowserContext, instruments: str
) -> None:
    page = open_demo(context, f"{instruments}/shapes/bars/")
    before = page.locator("plumb-demo").inner_html()
    choose(page, "10")
    expect(page.locator("plumb-demo")).to_have_attribute("data-state", "1")
    after = page.evaluate(
        "() => { const demo = document.querySelector('plumb-demo'); demo.remove(); return demo.innerHTML; }"
    )
    assert after == before


def test_a_change_of_2_000_points_moves_nothing_else(
    context: BrowserContext, instruments: str
) -> None:
    page = open_demo(context, f"{instruments}/shapes/waves/")
    page.locator("#demo").scroll_into_view_if_needed()
    parts = "'#demo .plot, #demo .control, .read-out'"
    where = f"() => [...document.querySelectorAll({parts})].map(one => JSON.stringify(one.getBoundingClientRect()))"
    before = page.evaluate(where)
    page.get_by_label("Factor").fill("2")
    expect(page.locator("plumb-demo")).to_have_attribute("data-state", str(number_of(factor=2)))
    assert page.evaluate(where) == before


def test_a_demo_whose_prediction_is_still_asked_shows_the_state_of_its_controls(
    context: BrowserContext, instruments: str
) -> None:
    page = context.new_page()
    page.goto(f"{instruments}/shapes/waves/")
    page.locator("#demo plumb-commit form").wait_for()  # a form of its own, before the controls
    demo = page.locator("plumb-demo")
    demo.scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.controls [name=factor]').value = 2")
    page.locator(".controls").dispatch_event("input")
    expect(demo).to_have_attribute("data-state", str(number_of(factor=2)))
