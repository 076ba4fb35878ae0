"""The reader's records in a real browser: saved as a file, read from one, and cleared, under the policy of the pages."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.axe import find_violations
from tests.browser.keeping import DENIED, FULL, expect_fits, open_settled
from tests.browser.kinds import SCHEMES
from tests.drill_atlas import LIFT, LIVE, PRESS

FORMAT = "plumbline records 1"
GRADED = json.dumps(
    {f"{LIFT}#sum": {"grade": "memory", "box": 1, "from": 0, "day": "2026-03-09", "claim": ""}}
)
OWN = {
    "plumbline:known:/": f'["{PRESS}"]',
    "plumbline:theme": "dark",
    "plumbline:notes:gym/lift:/": "a \ud800 note",
    "plumbline:practice:/": GRADED,
}
IN_FILE = {
    "known:": f'["{PRESS}"]',
    "theme": "dark",
    "notes:gym/lift:": "a \ud800 note",
    "practice:": GRADED,
}
FOREIGN = {
    "plumbline:known:/other/": '["a/b"]',
    "another-page": "kept",
    "plumbline:": "kept",
    "plumbline:x:/y:/": "kept",
    "theme": "kept",
}
CHANGED_NOTHING = "This file holds no records that were saved here. Nothing has changed."

pytestmark = pytest.mark.browser


@pytest.fixture
def page(context: BrowserContext, gym: str, faults: list[str]) -> Page:
    """Return the page of all practice in a browser that keeps something for this site and for others."""
    page = open_settled(context, f"{gym}/practice/", faults)
    put_all(page, OWN | FOREIGN)
    page.reload()
    expect(find(page, "Save as a file")).to_be_visible()
    return page


def put_all(page: Page, kept: dict[str, str]) -> None:
    page.evaluate(
        "kept => { for (const [key, text] of Object.entries(kept)) localStorage.setItem(key, text); }",
        kept,
    )


def read_all(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(
        "Object.fromEntries(Object.keys(localStorage).map(key => [key, localStorage.getItem(key)]))"
    )
    return found


def find(page: Page, name: str) -> Locator:
    return page.locator("plumb-records").get_by_role("button", name=name)


def said(page: Page) -> Locator:
    return page.locator("plumb-records").get_by_role("status")


def save(page: Page, path: Path) -> dict[str, object]:
    """Return the file that the button gives, written to the path."""
    with page.expect_download() as download:
        find(page, "Save as a file").click()
    assert download.value.suggested_filename == "plumbline-records-2026-03-09.json"
    download.value.save_as(path)
    content: dict[str, object] = json.loads(path.read_text("utf-8"))
    return content


def read(page: Page, content: object) -> None:
    """Give the page a file with this content, JSON where it is no text."""
    text = (
        content
        if isinstance(content, bytes)
        else (content if isinstance(content, str) else json.dumps(content)).encode()
    )
    page.locator("plumb-records input").set_input_files(
        {"name": "records.json", "mimeType": "application/json", "buffer": text}
    )


def test_all_that_is_kept_for_this_site_is_listed_and_nothing_else(page: Page) -> None:
    lines = page.locator(".records-kept li")
    expect(lines).to_have_text(
        [
            f"known: {len(OWN['plumbline:known:/'])} characters",
            "notes:gym/lift: 8 characters",
            f"practice: {len(GRADED)} characters",
            "theme: 4 characters",
        ]
    )


def test_all_is_saved_as_a_file_and_the_policy_allows_it(page: Page, tmp_path: Path) -> None:
    assert save(page, tmp_path / "records.json") == {"format": FORMAT, "kept": IN_FILE}
    expect(said(page)).to_have_text("Saved as plumbline-records-2026-03-09.json.")


def test_a_saved_file_brings_all_back_in_another_browser(
    browser: Browser, page: Page, gym: str, tmp_path: Path, faults: list[str]
) -> None:
    save(page, tmp_path / "records.json")
    context = browser.new_context()
    other = open_settled(context, f"{gym}/practice/", faults)
    put_all(
        other, {"plumbline:known:/": '["gym/old"]', "plumbline:opened:/": f'["{LIFT}"]'} | FOREIGN
    )
    read(other, (tmp_path / "records.json").read_bytes())
    expect(said(other)).to_have_text("The records of the file are kept now.")
    assert read_all(other) == {"plumbline:opened:/": f'["{LIFT}"]'} | OWN | FOREIGN
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    expect(other.locator(".practice h2:visible")).to_have_text(["Due now", "Later", "Not met yet"])
    context.close()


def test_the_button_asks_for_the_file(page: Page) -> None:
    with page.expect_file_chooser() as chooser:
        find(page, "Read a file").click()
    assert not chooser.value.is_multiple()
    chooser.value.set_files({"name": "x.json", "mimeType": "application/json", "buffer": b"{}"})
    expect(said(page)).to_have_text(CHANGED_NOTHING)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        b"\xff\xfe\x00",
        "[" * 100_000,
        {"format": FORMAT},
        {"format": FORMAT, "kept": {}},
        {"format": FORMAT, "kept": None},
        {"format": FORMAT, "kept": ["known:"]},
        {"format": FORMAT, "kept": "known:"},
        {"format": "plumbline records 2", "kept": {"known:": "[]"}},
        {"kept": {"known:": "[]"}},
        *(
            {"format": FORMAT, "kept": {"known:": "[]", **other}}
            for other in (
                {"practice:": {"a": 1}},
                {"practice:": None},
                {"practice:": ""},
                {"known:/other/": "[]"},
                {"x:/other:": "[]"},
                {"../theme": "dark"},
                {"": "x"},
                {"__proto__": "x"},
                {LIVE: "x"},
                {"a" * 300 + ":": "x"},
                {f"n{number}:": "x" for number in range(1_001)},
            )
        ),
    ],
    ids=lambda content: str(content)[:60],
)
def test_a_file_that_is_none_of_ours_changes_nothing(page: Page, content: object) -> None:
    read(page, content)
    expect(said(page)).to_have_text(CHANGED_NOTHING)
    assert read_all(page) == OWN | FOREIGN


def test_a_file_that_is_too_large_is_not_read(page: Page) -> None:
    read(page, json.dumps({"format": FORMAT, "kept": {"known:": "[]"}}) + " " * 12_000_000)
    expect(said(page)).to_have_text(CHANGED_NOTHING)
    assert read_all(page) == OWN | FOREIGN


def test_what_a_file_says_is_text_wherever_it_is_shown(
    context: BrowserContext, gym: str, page: Page, faults: list[str]
) -> None:
    read(
        page,
        {
            "format": FORMAT,
            "kept": dict.fromkeys(
                ("known:", "practice:", "visited:", "opened:", "theme", "key"), LIVE
            ),
        },
    )
    expect(said(page)).to_have_text("The records of the file are kept now.")
    for path in ("practice/", "", f"{LIFT}/", "map/"):
        other = open_settled(context, f"{gym}/{path}", faults)
        assert other.locator("img[src=x]").count() == 0
        other.close()


def test_what_the_browser_does_not_take_whole_it_does_not_take_at_all(page: Page) -> None:
    read(page, {"format": FORMAT, "kept": {"known:": '["gym/new"]', "notes:": "x" * 6_000_000}})
    expect(said(page)).to_have_text("This browser does not keep so much. Nothing has changed.")
    assert read_all(page) == OWN | FOREIGN


def test_the_same_file_can_be_read_twice(page: Page) -> None:
    for _ in range(2):
        read(page, {"format": FORMAT, "kept": {"known:": '["gym/new"]'}})
        expect(said(page)).to_have_text("The records of the file are kept now.")
        assert read_all(page)["plumbline:known:/"] == '["gym/new"]'
        put_all(page, OWN)
        find(page, "Clear all").focus()


def test_all_is_cleared_at_the_second_press_and_what_belongs_to_others_stays(page: Page) -> None:
    find(page, "Clear all").click()
    expect(find(page, "Press again to clear all")).to_be_focused()
    assert read_all(page) == OWN | FOREIGN
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("All is forgotten.")
    assert read_all(page) == FOREIGN
    expect(page.locator(".records-kept li")).to_have_text(["nothing"])
    expect(page.locator(".practice h2:visible")).to_have_text(["Not met yet"])
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_who_goes_elsewhere_after_the_first_press_is_asked_again(page: Page) -> None:
    find(page, "Clear all").click()
    page.keyboard.press("Shift+Tab")
    find(page, "Clear all").click()
    expect(find(page, "Press again to clear all")).to_be_visible()
    assert read_all(page) == OWN | FOREIGN


def test_the_keyboard_reaches_all(page: Page) -> None:
    find(page, "Save as a file").focus()
    for name in ("Read a file", "Clear all"):
        page.keyboard.press("Tab")
        expect(find(page, name)).to_be_focused()
    heights = page.locator("plumb-records button").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


@pytest.mark.parametrize("trouble", [DENIED, FULL], ids=["denied", "full"])
def test_where_nothing_is_kept_it_is_said_and_nothing_breaks(
    context: BrowserContext, gym: str, faults: list[str], trouble: str
) -> None:
    context.add_init_script(trouble)
    page = open_settled(context, f"{gym}/practice/", faults)
    expect(page.locator(".records-kept li")).to_have_text(["nothing"])
    read(page, {"format": FORMAT, "kept": {"known:": '["gym/new"]'}})
    expect(said(page)).to_have_text("This browser does not keep so much. Nothing has changed.")
    find(page, "Clear all").dblclick()
    expect(said(page)).to_have_text("All is forgotten.")


def test_without_script_nothing_is_shown_of_it(browser: Browser, gym: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gym}/practice/")
    expect(page.locator("plumb-records")).to_be_hidden()
    context.close()


def test_the_element_undoes_itself(page: Page) -> None:
    find(page, "Clear all").click()
    state = """() => {
      const records = document.querySelector("plumb-records");
      records.remove();
      const form = records.querySelector("form");
      const left = [".records-kept", ".records-said"].map(one => records.querySelector(one).innerHTML);
      return [form.hidden, form.elements.clear.textContent, ...left];
    }"""
    assert page.evaluate(state) == [True, "Clear all", "", ""]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_and_nothing_is_too_wide(
    browser: Browser, gym: str, faults: list[str], scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 900})  # type: ignore[arg-type]
    page = open_settled(context, f"{gym}/practice/", faults)
    put_all(page, OWN)
    find(page, "Clear all").click()
    found = find_violations(page, "plumb-records", {"rules": {"target-size": {"enabled": True}}})
    expect_fits(page)
    context.close()
    assert found == []
