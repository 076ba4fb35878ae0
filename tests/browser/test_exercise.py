"""Exercises in a real browser: hints one by one, the answer, how it went, and when it comes again, whatever the browser keeps."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.axe import find_violations
from tests.browser.keeping import (
    DENIED,
    FULL,
    TODAY,
    UNKEPT,
    expect_fits,
    open_settled,
    put,
    read_kept,
)
from tests.browser.kinds import SCHEMES
from tests.browser.server import serve
from tests.drill_atlas import CLAIM, EXERCISES, LIFT, LIVE, build_drill

KEY = EXERCISES[0]
TARGET_PX = 44
GRADES = ["Not yet", "With hints", "From memory"]
RECORD = {"grade": "memory", "box": 1, "from": 0, "day": "2026-03-01", "claim": ""}

pytestmark = pytest.mark.browser


@pytest.fixture
def page(context: BrowserContext, gym: str, faults: list[str]) -> Page:
    return open_settled(context, f"{gym}/{LIFT}/", faults)


def find(page: Page, number: int = 0) -> Locator:
    return page.locator("plumb-exercise").nth(number)


def shown(exercise: Locator) -> list[str]:
    """Return what can be opened, and the buttons that there are."""
    summaries = exercise.locator("summary:visible").all_inner_texts()
    return summaries + exercise.get_by_role("button").all_inner_texts()


def grade(exercise: Locator, words: str) -> None:
    if not exercise.get_by_role("button", name=words).is_visible():
        exercise.get_by_text("Answer", exact=True).click()
    exercise.get_by_role("button", name=words).click()


def test_hints_come_one_after_the_other_and_the_grades_after_the_answer(page: Page) -> None:
    exercise = find(page)
    assert shown(exercise) == ["Hint 1", "Answer"]
    for number, expected in enumerate(
        (["Hint 1", "Hint 2", "Answer"], ["Hint 1", "Hint 2", "Hint 3", "Answer"]), start=1
    ):
        exercise.get_by_text(f"Hint {number}", exact=True).click()
        expect(exercise.locator("summary:visible")).to_have_count(len(expected))
        assert shown(exercise) == expected
    exercise.get_by_text("Hint 1", exact=True).click()  # closes it, and what it led to stays
    assert shown(exercise) == ["Hint 1", "Hint 2", "Hint 3", "Answer"]
    exercise.get_by_text("Answer", exact=True).click()
    expect(exercise.get_by_role("button")).to_have_text(GRADES)
    exercise.get_by_text("Answer", exact=True).click()
    expect(exercise.get_by_role("button")).to_have_text(GRADES)


@pytest.mark.parametrize("number", [0, 2], ids=["with-hints", "without-hints"])
def test_the_answer_can_be_opened_without_a_hint(page: Page, number: int) -> None:
    exercise = find(page, number)
    exercise.get_by_text("Answer", exact=True).click()
    expect(exercise.get_by_role("button")).to_have_text(GRADES)
    expect(exercise.locator("details[open]")).to_have_count(1)


def test_without_script_all_hints_and_the_answer_are_there_in_order(
    browser: Browser, gym: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gym}/{LIFT}/")
    assert page.locator("plumb-exercise").first.locator("summary:visible").all_inner_texts() == [
        "Hint 1",
        "Hint 2",
        "Hint 3",
        "Answer",
    ]
    assert page.locator("plumb-exercise button").count() == 0
    assert page.locator("plumb-exercise").first.locator("code").inner_text() == LIVE
    context.close()


def test_where_the_script_does_not_come_the_hints_can_be_opened_all_the_same(
    context: BrowserContext, gym: str
) -> None:
    page = context.new_page()
    page.route("**/exercise.js", lambda route: route.abort())
    page.goto(f"{gym}/{LIFT}/")
    exercise = find(page)
    for name in ("Hint 1", "Hint 2", "Hint 3", "Answer"):
        exercise.get_by_text(name, exact=True).click()
    assert exercise.locator("details[open]").count() == 4


def test_a_grade_is_said_and_pressed_and_kept(page: Page) -> None:
    exercise = find(page)
    grade(exercise, "From memory")
    status = exercise.get_by_role("status")
    expect(status).to_have_text("From memory on 2026-03-09. It comes again on 2026-03-12.")
    expect(exercise.get_by_role("button", pressed=True)).to_have_text("From memory")
    kept = read_kept(page, "practice")
    assert isinstance(kept, dict)
    assert {key: (own["grade"], own["box"], own["day"]) for key, own in kept.items()} == {
        KEY: ("memory", 1, "2026-03-09")
    }
    page.reload()
    expect(exercise.locator(".exercise-when")).to_have_text("Again on 2026-03-12")
    expect(exercise.get_by_role("button")).to_have_count(0)


def test_of_several_grades_on_one_day_the_last_counts(page: Page) -> None:
    exercise = find(page)
    for words, day in (
        ("From memory", 12),
        ("From memory", 12),
        ("Not yet", 10),
        ("With hints", 10),
        ("From memory", 12),
    ):
        grade(exercise, words)
        expect(exercise.locator(".exercise-when")).to_have_text(f"Again on 2026-03-{day}")
        expect(exercise.get_by_role("button", pressed=True)).to_have_text(words)


def test_grades_move_it_from_box_to_box(
    context: BrowserContext, gym: str, faults: list[str]
) -> None:
    now, waited = TODAY, []
    words = [*["From memory"] * 5, "With hints", "Not yet", "From memory"]
    for word in words:
        page = open_settled(context, f"{gym}/{LIFT}/", faults, now=now)
        grade(find(page), word)
        said = find(page).get_by_role("status").inner_text()
        due = datetime.fromisoformat(f"{said[-11:-1]}T15:00")
        waited.append((due - now).days)
        now = due + timedelta(days=2)  # late, which changes nothing
        page.close()
    assert waited == [3, 7, 21, 60, 60, 60, 1, 3]


def test_what_is_due_is_said_before_the_answer_is_opened(
    context: BrowserContext, gym: str, faults: list[str], page: Page
) -> None:
    grade(find(page), "Not yet")
    for day, said in ((9, "Again on 2026-03-10"), (10, "Due today"), (12, "Due since 2026-03-10")):
        other = open_settled(context, f"{gym}/{LIFT}/", faults, now=datetime(2026, 3, day, 0, 1))
        expect(find(other).locator(".exercise-when")).to_have_text(said)
        expect(find(other)).to_have_attribute("data-due", "") if day > 9 else expect(
            find(other)
        ).not_to_have_attribute("data-due", "")
        other.close()


def test_the_day_is_that_of_the_reader_and_not_of_greenwich(
    browser: Browser, gym: str, faults: list[str]
) -> None:
    context = browser.new_context(timezone_id="Pacific/Auckland")
    page = open_settled(
        context, f"{gym}/{LIFT}/", faults, now=datetime.fromisoformat("2026-03-09T20:00+00:00")
    )
    grade(find(page), "Not yet")
    expect(find(page).locator(".exercise-when")).to_have_text("Again on 2026-03-11")
    context.close()


@pytest.mark.parametrize(
    ("change", "when"),
    [
        ({"prompt": "What is made by six and seven?"}, "Again on 2026-03-12"),
        ({"claim": CLAIM.replace("thirteen", "fourteen")}, "Due: its claim has changed"),
    ],
    ids=["typo", "correction"],
)
def test_a_typo_keeps_the_schedule_and_a_corrected_claim_asks_again(
    context: BrowserContext,
    page: Page,
    tmp_path: Path,
    faults: list[str],
    change: dict[str, str],
    when: str,
) -> None:
    grade(find(page), "From memory")
    kept = page.evaluate("localStorage.getItem('plumbline:practice:/')")
    with serve(build_drill(tmp_path, **change)) as corrected:
        other = open_settled(context, f"{corrected}/{LIFT}/", faults)
        put(other, "practice", kept)
        expect(find(other).locator(".exercise-when")).to_have_text(when)
        if "claim" in change:
            find(other).get_by_text("Answer", exact=True).click()
            status = find(other).get_by_role("status")
            expect(status).to_have_text(
                "From memory on 2026-03-09. The claim has changed since, so it is asked again."
            )
            assert find(other).get_by_role("button", pressed=True).count() == 0
            grade(find(other), "From memory")
            expect(status).to_have_text("From memory on 2026-03-09. It comes again on 2026-03-12.")
        other.close()


def test_the_keyboard_does_all(page: Page) -> None:
    exercise = find(page)
    exercise.get_by_text("Hint 1", exact=True).focus()
    for _ in range(3):  # opens each hint and goes on to the next
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "a":  # in the hint
            page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Answer"
    page.keyboard.press("Space")
    expect(exercise.get_by_role("button").first).to_be_visible()
    for name in GRADES:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == name
        assert (
            page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
        )
    page.keyboard.press("Enter")
    expect(exercise.get_by_role("button", pressed=True)).to_have_text("From memory")
    assert page.evaluate("document.activeElement.textContent") == "From memory"


def test_a_finger_does_all_and_its_targets_are_large(
    browser: Browser, gym: str, faults: list[str]
) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 800})
    page = open_settled(context, f"{gym}/{LIFT}/", faults)
    exercise = find(page)
    exercise.get_by_text("Hint 1", exact=True).tap()
    exercise.get_by_text("Answer", exact=True).tap()
    exercise.get_by_role("button", name="With hints").tap()
    expect(exercise.get_by_role("status")).to_have_text(
        "With hints on 2026-03-09. It comes again on 2026-03-10."
    )
    heights = exercise.locator("summary:visible, button").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    context.close()
    assert len(heights) == 6
    assert min(heights) >= TARGET_PX


@pytest.mark.parametrize("trouble", [DENIED, FULL], ids=["denied", "full"])
def test_storage_that_keeps_nothing_is_said_and_the_grade_holds_on_this_page(
    context: BrowserContext, gym: str, faults: list[str], trouble: str
) -> None:
    context.add_init_script(trouble)
    page = open_settled(context, f"{gym}/{LIFT}/", faults)
    for number in (0, 1):
        grade(find(page, number), "From memory")
        expect(find(page, number).get_by_role("status")).to_have_text(
            f"From memory on 2026-03-09. It comes again on 2026-03-12. {UNKEPT}"
        )
    expect(page.locator("plumb-exercise").get_by_role("button", pressed=True)).to_have_count(2)
    page.reload()
    assert page.locator(".exercise-when:not(:empty)").count() == 0


@pytest.mark.parametrize(
    "value",
    [
        "{",
        "null",
        "7",
        json.dumps([KEY]),
        "[" * 100_000,
        '{"__proto__": {"polluted": 1}, "length": 1e9}',
        *(
            json.dumps({KEY: {**RECORD, **change}})
            for change in (
                {"grade": "toString"},
                {"grade": {"toString": 1}},
                {"box": 5},
                {"box": -1},
                {"box": 0.5},
                {"from": "0"},
                {"day": "2026-02-30"},
                {"day": "9999-01-01"},
                {"day": LIVE},
                {"claim": LIVE},
                {"claim": None},
            )
        ),
        json.dumps({KEY: "memory"}),
        json.dumps({KEY: RECORD}) + " " * 2_000_000,
    ],
)
def test_what_is_no_record_counts_as_absent(page: Page, value: str) -> None:
    put(page, "practice", value)
    assert page.locator(".exercise-when:not(:empty)").count() == 0
    grade(find(page), "From memory")
    expect(find(page).locator(".exercise-when")).to_have_text("Again on 2026-03-12")
    assert page.evaluate("({}).polluted") is None


def test_records_of_exercises_that_are_gone_stay_and_what_is_beside_them_goes(page: Page) -> None:
    put(
        page,
        "practice",
        json.dumps(
            {
                "gym/gone#x": RECORD,
                KEY: RECORD,
                "gym/lift": RECORD,
                f"{KEY}#x": RECORD,
                LIVE: RECORD,
            }
        ),
    )
    expect(find(page).locator(".exercise-when")).to_have_text("Due since 2026-03-04")
    grade(find(page), "From memory")
    kept = read_kept(page, "practice")
    assert isinstance(kept, dict)
    assert set(kept) == {"gym/gone#x", KEY}
    assert kept["gym/gone#x"] == RECORD
    assert kept[KEY]["box"] == 2


def test_a_clock_that_was_ahead_puts_nothing_off(page: Page) -> None:
    put(page, "practice", json.dumps({KEY: {**RECORD, "day": "2030-01-01"}}))
    expect(find(page).locator(".exercise-when")).to_have_text("Again on 2026-03-12")


def test_another_tab_hears_of_the_grade(
    context: BrowserContext, gym: str, page: Page, faults: list[str]
) -> None:
    other = open_settled(context, f"{gym}/practice/", faults)
    grade(find(page), "With hints")
    expect(other.locator(f'[data-key="{KEY}"] .exercise-when')).to_have_text("Again on 2026-03-10")


def test_sites_of_one_origin_keep_their_own(page: Page) -> None:
    page.evaluate(
        "record => localStorage.setItem('plumbline:practice:/other/', record)",
        json.dumps({KEY: RECORD}),
    )
    page.reload()
    assert page.locator(".exercise-when:not(:empty)").count() == 0


def test_the_element_undoes_itself_and_comes_back(page: Page) -> None:
    exercise = find(page)
    served = re.search(
        r"<plumb-exercise .*?</plumb-exercise>", page.request.get(page.url).text(), re.DOTALL
    )
    assert served
    grade(exercise, "Not yet")
    removed = exercise.evaluate("one => { window.one = one; one.remove(); return one.outerHTML; }")
    assert removed.replace(' open=""', "") == page.evaluate(
        "text => { const box = document.createElement('template'); box.innerHTML = text; return box.innerHTML; }",
        served[0],
    )
    page.evaluate("document.querySelector('#practice').append(window.one)")
    expect(page.locator("plumb-exercise").last.get_by_role("status")).to_have_text(
        "Not yet on 2026-03-09. It comes again on 2026-03-10."
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_where_all_is_opened_and_nothing_is_too_wide(
    browser: Browser, gym: str, faults: list[str], scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 900})  # type: ignore[arg-type]
    page = open_settled(context, f"{gym}/{LIFT}/", faults)
    for number, words in enumerate(GRADES):
        grade(find(page, number), words)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    options = {"rules": {"target-size": {"enabled": True}}}
    found = find_violations(page, "#practice", options)
    expect_fits(page)
    context.close()
    assert found == []


def test_a_grade_and_its_words_move_nothing_above_them(page: Page) -> None:
    exercise = find(page)
    exercise.get_by_text("Answer", exact=True).click()
    button = exercise.get_by_role("button", name="Not yet")
    before = button.bounding_box()
    below = find(page, 1).bounding_box()
    button.click()
    assert (button.bounding_box(), find(page, 1).bounding_box()) == (before, below)
