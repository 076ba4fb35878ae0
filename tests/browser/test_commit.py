"""Questions that are answered before their responses can be read: the prediction of a demo, and the places of a figure."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.axe import find_violations
from tests.browser.keeping import DENIED, FULL
from tests.browser.kinds import SCHEMES

KEPT = "() => Object.fromEntries(Object.entries(localStorage).filter(([name]) => name.startsWith('plumbline:answers:')))"

pytestmark = pytest.mark.browser


def open_page(context: BrowserContext, instruments: str) -> Page:
    """Return the page of the waves; any error on it fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text))
    page.goto(f"{instruments}/shapes/waves/")
    page.locator("plumb-commit[data-asking], plumb-commit[data-committed]").first.wait_for()
    return page


def find_question(page: Page, name: str) -> Locator:
    return page.locator(f'plumb-commit[data-name="{name}"]')


def test_the_demo_opens_once_the_reader_has_committed_and_the_prediction_stays(
    context: BrowserContext, instruments: str
) -> None:
    page = open_page(context, instruments)
    question = find_question(page, "prediction")
    assert page.locator(".instrument").is_hidden()
    assert question.locator("details:visible").count() == 0
    question.get_by_label("It stays.").check()
    question.get_by_role("button", name="Commit").click()
    expect(page.locator(".instrument")).to_be_visible()
    expect(question.locator("#option-stays")).to_have_attribute("data-chosen", "")
    assert question.locator("details[open]").evaluate_all("all => all.map(one => one.id)") == [
        "option-grows",
        "option-stays",
    ]
    assert question.locator("#option-stays").inner_text().splitlines()[0].startswith("It stays.")
    assert "The run shows otherwise." in question.locator("#option-stays").inner_text()
    assert "As the run shows." in question.locator("#option-grows").inner_text()
    assert question.locator("#option-grows a").get_attribute("href") == "../../shapes/bars/"
    assert (
        question.locator(".commit-said")
        .inner_text()
        .startswith("You expected something else than was measured.")
    )
    page.reload()
    expect(question.locator("#option-stays")).to_have_attribute("data-chosen", "")
    expect(page.locator(".instrument")).to_be_visible()


def test_without_a_choice_nothing_is_committed(context: BrowserContext, instruments: str) -> None:
    page = open_page(context, instruments)
    question = find_question(page, "prediction")
    question.get_by_role("button", name="Commit").click()
    expect(question.get_by_role("status")).to_have_text("Choose an answer first.")
    assert page.locator(".instrument").is_hidden()
    assert page.evaluate(KEPT) == {}


def test_it_is_answered_by_keyboard_alone_and_asked_again(
    context: BrowserContext, instruments: str
) -> None:
    page = open_page(context, instruments)
    question = find_question(page, "prediction")
    question.locator("input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-committed", "grows")
    expect(question.locator(".commit-said")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-asking", "")
    expect(question.locator("input").first).to_be_focused()
    assert page.evaluate(KEPT) == {}
    assert page.locator(".instrument").is_hidden()


def test_a_tap_on_a_ring_chooses_its_place_and_the_answer_is_marked(
    browser: Browser, instruments: str
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page = open_page(context, instruments)
    question = find_question(page, "inquiry")
    ring = page.locator('.drawing:visible .cue[data-cue="low"] .cue-target')
    box = ring.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    ring.tap()
    expect(question.locator("input[value=low]")).to_be_checked()
    question.get_by_role("button", name="Commit").tap()
    expect(page.locator('.drawing:visible .cue[data-cue="low"]')).to_have_attribute(
        "data-chosen", ""
    )
    assert "Nothing is lower." in question.locator("#cue-low").inner_text()
    assert (
        question.locator(".commit-said")
        .inner_text()
        .startswith("That is one of the places asked for.")
    )
    context.close()


def test_rings_stand_on_the_drawn_points(context: BrowserContext, instruments: str) -> None:
    page = open_page(context, instruments)
    ring = page.locator('.drawing:visible .cue[data-cue="low"] .cue-ring').bounding_box()
    field = page.locator("#inquiry .drawing:visible").bounding_box()
    assert ring is not None
    assert field is not None
    frame = (
        0.5,
        0.9,
    )  # where the third of four steps and the lowest height stand, in shares of the drawing
    share = (
        (ring["x"] + ring["width"] / 2 - field["x"]) / field["width"],
        (ring["y"] + ring["height"] / 2 - field["y"]) / field["height"],
    )
    assert frame[0] < share[0] < 0.8
    assert 0.75 < share[1] < frame[1]


def test_without_script_every_response_can_be_opened(browser: Browser, instruments: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{instruments}/shapes/waves/")
    for option in page.locator(".commit-option").all():
        option.locator("summary").click()
        assert option.locator(".prose").is_visible()
    assert page.locator(".commit-option").count() == 4
    assert page.locator("#inquiry .cue:visible").count() == 2
    context.close()


@pytest.mark.parametrize("script", [DENIED, FULL], ids=["denied", "full"])
def test_where_nothing_can_be_kept_the_answer_holds_until_the_page_is_left(
    context: BrowserContext, instruments: str, script: str
) -> None:
    context.add_init_script(script)
    page = open_page(context, instruments)
    question = find_question(page, "prediction")
    question.get_by_label("It stays.").check()
    question.get_by_role("button", name="Commit").click()
    expect(question).to_have_attribute("data-committed", "stays")
    expect(page.locator(".instrument")).to_be_visible()


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "null",
        "[]",
        "{",
        '{"shapes/waves#prediction": 1}',
        '{"shapes/waves#prediction": "<img src=x>"}',
        '{"shapes/waves#prediction": "gone"}',
    ],
)
def test_what_is_no_answer_to_the_question_counts_as_none(
    context: BrowserContext, instruments: str, kept: str
) -> None:
    context.add_init_script(f"localStorage.setItem('plumbline:answers:/', {json.dumps(kept)})")
    page = open_page(context, instruments)
    expect(find_question(page, "prediction")).to_have_attribute("data-asking", "")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_keeps_anyone_out_before_and_after(
    browser: Browser, instruments: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = open_page(context, instruments)
    assert find_violations(page, "#main") == []
    for name in ("prediction", "inquiry"):
        question = find_question(page, name)
        question.locator("input").first.check()
        question.get_by_role("button", name="Commit").click()
    assert find_violations(page, "#main") == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_a_question_that_is_taken_out_leaves_its_options_as_they_were(
    context: BrowserContext, instruments: str, tmp_path: Path
) -> None:
    page = open_page(context, instruments)
    question = find_question(page, "prediction")
    plain = question.evaluate("one => { one.remove(); return one.innerHTML.trim(); }")
    assert "<form" not in plain
    assert "commit-said" not in plain
