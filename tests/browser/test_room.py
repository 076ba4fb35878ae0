"""The research room in a real browser: opened, picked from, copied from and left; notes that stay, or are said not to."""

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import keeping
from tests.browser.axe import find_violations
from tests.browser.conftest import Visit
from tests.browser.kinds import CONCEPTS, SCHEMES, Kind, by_turns
from tests.browser.server import compress

EXAMPLE = Kind("example", "concept", "statistics/monte-carlo-error/")
FULL = Kind("atlas", "concept", "scaling/double-descent/")
CLAIM = "statistics/monte-carlo-error#claim:rate"
CLIPBOARD = ["clipboard-read", "clipboard-write"]
MOST = 60_000  # bytes of a room.json as it travels
UNDO = """() => {
  const room = document.querySelector("plumb-room");
  const place = document.createComment("");
  room.replaceWith(place);
  place.replaceWith(...room.childNodes);
}"""
PAINTED = "new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))"

pytestmark = pytest.mark.browser


def open_room(page: Page, opener: str = ".room-open") -> Locator:
    """Return the drawer, ready; any error on the page fails the test."""
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.locator(opener).first.click()
    drawer = page.locator("dialog.room[data-ready]")
    drawer.wait_for()
    return drawer


def pick(drawer: Locator, key: str) -> None:
    drawer.get_by_label("Object").select_option(key)


def read_prompt(drawer: Locator) -> str:
    return drawer.get_by_role("group", name="Prompt").locator("code").text_content() or ""


def read_room(folders: Mapping[str, Path], kind: Kind) -> dict[str, dict[str, str]]:
    """Return what the file says of each object by its key."""
    content = (folders[kind.site] / kind.path / "room.json").read_text("utf-8")
    return {entry["key"]: entry for entry in json.loads(content)["objects"]}


def recall(page: Page) -> dict[str, object]:
    """Return the notes that the browser keeps."""
    kept = page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('plumbline:notes:'))"
    )
    return json.loads(kept[0][1]) if kept else {}  # type: ignore[no-any-return]  # JSON of the page's own


def name_kept(page: Page) -> str:
    """Return the key under which notes of the site are kept."""
    return f"plumbline:notes:{urlsplit(page.url).path.removesuffix(EXAMPLE.path)}"


def test_it_opens_by_keyboard_keeps_the_focus_and_gives_it_back(visit: Visit) -> None:
    page = visit(EXAMPLE)
    opener = page.get_by_role("button", name="Ask about this section: Math")
    opener.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="Research room")
    expect(drawer.get_by_label("Object")).to_be_focused()
    assert drawer.get_by_label("Object").input_value() == "section:math"
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        )
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(opener).to_be_focused()


def test_what_has_the_focus_is_not_below_the_head_of_the_drawer(visit: Visit) -> None:
    page = visit(FULL, width=390)
    open_room(page)
    covered = """() => document.activeElement.closest("dialog") && !document.activeElement.closest(".room-head")
      && document.activeElement.getBoundingClientRect().top < document.querySelector(".room-head").getBoundingClientRect().bottom
      ? document.activeElement.outerHTML : null"""
    for key in ["Tab"] * 24 + ["Shift+Tab"] * 24:
        page.keyboard.press(key)
        assert page.evaluate(covered) is None


def test_every_section_and_the_panel_have_a_button_of_44_pixels(visit: Visit) -> None:
    page = visit(EXAMPLE, width=390, has_touch=True)
    page.locator(".room-ask").first.wait_for()
    assert page.locator(".room-ask").count() == page.locator(".section-title").count() == 4
    for button in page.locator(".room-ask, .room-open").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    page.locator(".room-ask").nth(2).tap()
    expect(page.get_by_label("Object")).to_have_value("section:code")


def test_each_object_of_the_file_can_be_picked_and_shows_its_own_records(
    visit: Visit, folders: Mapping[str, Path]
) -> None:
    page = visit(EXAMPLE)
    drawer = open_room(page)
    room = read_room(folders, EXAMPLE)
    offered = drawer.locator("option").evaluate_all(
        "options => options.map(option => option.value)"
    )
    assert sorted(offered) == sorted(room)
    assert drawer.locator("optgroup").evaluate_all(
        "groups => groups.every(group => group.children.length)"
    )
    for key, entry in room.items():
        pick(drawer, key)
        assert read_prompt(drawer).startswith(entry["prompt"])
    pick(drawer, "claim:rate")
    expect(
        drawer.get_by_role("heading", name="Where does the rate change when draws are correlated?")
    ).to_be_visible()
    assert drawer.locator("h4").all_inner_texts() == [
        "Evidence to inspect",
        "What would resolve it",
        "Rests on",
        "Named in",
        "Prompt",
    ]
    pick(drawer, "symbol:X")
    assert drawer.locator("h3, h4").all_inner_texts() == ["Prompt"]


def test_it_opens_at_what_its_author_asked_about(visit: Visit) -> None:
    drawer = open_room(visit(EXAMPLE))
    expect(drawer.get_by_label("Object")).to_have_value("claim:rate")


def test_a_link_closes_the_drawer_and_leads_to_the_object(visit: Visit) -> None:
    page = visit(EXAMPLE)
    drawer = open_room(page)
    drawer.get_by_role("link", name="equation rmse").first.click()
    expect(drawer).to_be_hidden()
    assert page.url.endswith("#equation-rmse")
    expect(page.locator("#equation-rmse")).to_be_in_viewport()


def test_a_click_beside_the_drawer_closes_it(visit: Visit) -> None:
    page = visit(EXAMPLE)
    drawer = open_room(page)
    page.mouse.click(40, 400)
    expect(drawer).to_be_hidden()


def test_the_prompt_is_copied_as_it_is_shown(visit: Visit) -> None:
    page = visit(EXAMPLE, permissions=CLIPBOARD)
    drawer = open_room(page)
    drawer.get_by_role("button", name="Copy prompt").click()
    expect(drawer.locator(".copy-said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == read_prompt(drawer)


@pytest.mark.parametrize(
    ("query", "state"),
    [
        ("", "tail = normal, repeats = 400"),
        ("?tail=cauchy&repeats=50", "tail = cauchy, repeats = 50"),
        ("?repeats=5e1&other=1", "tail = normal, repeats = 50"),
        ("?tail=%3Cimg%20src=x%3E&repeats=51&tail=cauchy", "tail = normal, repeats = 400"),
    ],
)
def test_the_state_in_the_address_is_in_the_demos_prompt_and_in_no_other(
    visit: Visit, query: str, state: str
) -> None:
    page = visit(Kind("example", "concept", f"{EXAMPLE.path}{query}"))
    drawer = open_room(page)
    pick(drawer, "demo")
    assert read_prompt(drawer).endswith(f"\nDemo state: {state}\n")
    pick(drawer, "claim:rate")
    assert "Demo state" not in read_prompt(drawer)


def test_a_note_is_kept_with_its_object_and_found_again(visit: Visit) -> None:
    page = visit(EXAMPLE)
    drawer = open_room(page)
    drawer.get_by_label("Note").fill("Try <b>AR(1)</b> draws.")
    drawer.get_by_label("Next action").fill("write a witness")
    expect(drawer.locator(".room-kept")).to_have_text("Kept in this browser.")
    pick(drawer, "demo")
    assert drawer.get_by_label("Note").input_value() == ""
    page.reload()
    drawer = open_room(page)
    assert drawer.get_by_label("Note").input_value() == "Try <b>AR(1)</b> draws."
    assert drawer.get_by_label("Next action").input_value() == "write a witness"
    assert recall(page) == {CLAIM: {"note": "Try <b>AR(1)</b> draws.", "next": "write a witness"}}
    drawer.get_by_label("Note").fill("")
    drawer.get_by_label("Next action").fill("")
    assert recall(page) == {}


def test_all_notes_of_the_site_are_exported_as_a_file_under_the_policy_of_the_site(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit(EXAMPLE)
    page.on("console", lambda message: pytest.fail(message.text))
    drawer = open_room(page)
    drawer.get_by_label("Note").fill("First line\nsecond")
    pick(drawer, "demo")
    drawer.get_by_label("Next action").fill("raise the repeats")
    with page.expect_download() as caught:
        drawer.get_by_role("button", name="Export notes").click()
    assert caught.value.suggested_filename == "notes.md"
    caught.value.save_as(tmp_path / "notes.md")
    assert (tmp_path / "notes.md").read_text("utf-8") == (
        f"# Notes\n\n## {CLAIM}\n\n{page.url}\n\nFirst line\nsecond\n\n"
        f"## statistics/monte-carlo-error#demo\n\n{page.url}\n\nNext action: raise the repeats\n"
    )


@pytest.mark.parametrize("trouble", [keeping.FULL, keeping.DENIED], ids=["full", "denied"])
def test_what_the_browser_does_not_keep_is_said_and_holds_until_the_page_is_left(
    visit: Visit, tmp_path: Path, trouble: str
) -> None:
    page = visit(EXAMPLE)
    page.add_init_script(trouble)
    page.reload()
    drawer = open_room(page)
    drawer.get_by_label("Note").fill("not lost")
    expect(drawer.locator(".room-kept")).to_contain_text("could not keep it")
    pick(drawer, "demo")
    page.keyboard.press("Escape")
    drawer = open_room(page)
    assert drawer.get_by_label("Note").input_value() == "not lost"
    with page.expect_download() as caught:
        drawer.get_by_role("button", name="Export notes").click()
    caught.value.save_as(tmp_path / "notes.md")
    assert "not lost" in (tmp_path / "notes.md").read_text("utf-8")


GOOD = {"note": "kept", "next": ""}


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "null",
        "[]",
        '"text"',
        "7",
        json.dumps({CLAIM: {"note": 7, "next": ""}}),
        json.dumps({CLAIM: {"note": "x" * 2001, "next": ""}}),
        json.dumps(
            {
                CLAIM: "text",
                "__proto__": GOOD,
                "constructor": GOOD,
                "<img src=x onerror=top.__pwned=1>": GOOD,
            }
        ),
        '{"__proto__": {"note": "polluted", "next": ""}}',
    ],
)
def test_what_is_no_note_counts_as_absent_and_does_nothing(visit: Visit, kept: str) -> None:
    page = visit(EXAMPLE)
    page.evaluate("([name, kept]) => localStorage.setItem(name, kept)", [name_kept(page), kept])
    page.reload()
    drawer = open_room(page)
    assert drawer.get_by_label("Note").input_value() == ""
    drawer.get_by_label("Note").fill("mine")
    assert recall(page) == {CLAIM: {"note": "mine", "next": ""}}
    assert page.evaluate("({}).note ?? window.__pwned ?? null") is None


def test_notes_beside_damaged_ones_are_found_and_a_501st_is_said_not_to_be_kept(
    visit: Visit,
) -> None:
    page = visit(EXAMPLE)
    many = {f"a/b#claim:c{number}": GOOD for number in range(500)} | {"damaged": GOOD}
    page.evaluate(
        "([name, kept]) => localStorage.setItem(name, kept)", [name_kept(page), json.dumps(many)]
    )
    page.reload()
    drawer = open_room(page)
    drawer.get_by_label("Note").fill("one too many")
    expect(drawer.locator(".room-kept")).to_contain_text("could not keep it")
    assert len(recall(page)) == 500
    pick(drawer, "demo")
    pick(drawer, "claim:rate")
    assert drawer.get_by_label("Note").input_value() == "one too many"


def test_a_file_that_cannot_be_read_is_said_and_asked_for_again(visit: Visit) -> None:
    page = visit(EXAMPLE)
    page.route("**/room.json", lambda route: route.fulfill(status=404, body="<html>"))
    page.locator(".room-open").click()
    drawer = page.get_by_role("dialog", name="Research room")
    expect(drawer.get_by_role("status").first).to_have_text(
        "The records of this page could not be read."
    )
    expect(drawer.get_by_label("Object")).to_be_hidden()
    drawer.get_by_role("button", name="Close").click()
    page.unroute("**/room.json")
    expect(open_room(page).get_by_label("Object")).to_have_value("claim:rate")


def test_without_script_the_questions_stand_there_and_no_control_does(visit: Visit) -> None:
    page = visit(EXAMPLE, java_script_enabled=False)
    panel = page.locator("#research-room")
    assert panel.locator("h3").all_inner_texts() == [
        "Where does the rate change when draws are correlated?"
    ]
    assert panel.get_by_role("link").all_inner_texts() == [
        "claim rate",
        "equation rmse",
        "check root-n-slope",
    ]
    assert panel.locator("li").all_inner_texts() == [
        "A witness with an autoregressive draw and its effective sample size"
    ]
    assert page.locator("dialog:visible, .room-ask, .room-open").count() == 0


def test_the_element_undoes_itself(visit: Visit) -> None:
    page = visit(EXAMPLE)
    page.locator(".room-ask").first.wait_for()
    whole = "room => new XMLSerializer().serializeToString(room)"
    page.evaluate("window.room = document.querySelector('plumb-room')")
    open_room(page).get_by_label("Note").fill("mine")
    left = page.evaluate(
        "() => { room.remove(); return [document.querySelectorAll('.room-ask, .room-open').length, room.querySelectorAll("
        "'.room-open, option, dialog[open], [data-ready], .room-parts > *').length, room.querySelector('textarea').value] }"
    )
    assert left == [0, 0, ""]
    page.evaluate("document.querySelector('main').append(room)")
    expect(open_room(page).get_by_label("Note")).to_have_value("mine")
    assert "mine" not in page.evaluate(f"({whole})(room)")


@pytest.mark.parametrize(
    ("width", "expected"), [(1280, (800, 480)), (390, (0, 390)), (320, (0, 320))]
)
def test_the_drawer_stands_at_the_right_or_takes_the_whole_width(
    visit: Visit, width: int, expected: tuple[int, int]
) -> None:
    page = visit(FULL, width=width)
    drawer = open_room(page)
    box = drawer.bounding_box()
    assert box is not None
    assert (box["x"], box["width"], box["y"], box["height"]) == (*expected, 0, 900)
    for key in ("claim:threshold-peak", "section:code", "demo", "witness"):
        pick(drawer, key)
        assert drawer.evaluate("drawer => drawer.scrollWidth <= drawer.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.bars), 390])
def test_axe_finds_nothing_while_it_is_open(visit: Visit, scheme: str, width: int) -> None:
    page = visit(FULL, width=width, color_scheme=scheme)
    drawer = open_room(page)
    drawer.get_by_label("Note").fill("a note")
    assert find_violations(page, ".room") == []
    assert find_violations(page, "#research-room") == []


def test_opening_it_moves_nothing_of_the_page_and_paper_does_not_show_it(visit: Visit) -> None:
    page = visit(FULL)
    place = "document.querySelector('#math').getBoundingClientRect().toJSON()"
    page.locator(".room-ask").first.scroll_into_view_if_needed()
    before = page.evaluate(place)
    page.locator(".room-ask").first.click()
    page.locator("dialog.room[data-ready]").wait_for()
    page.evaluate(PAINTED)
    assert page.evaluate(place) == before
    page.emulate_media(media="print")
    expect(page.locator("dialog.room")).to_be_hidden()
    assert page.locator(".room-ask:visible, .room-open:visible").count() == 0


def test_the_buttons_take_no_room(visit: Visit) -> None:
    heads = "[...document.querySelectorAll('.section-title + *, .section, #research-room .item')].map(part => part.className)"
    tops = "[...document.querySelectorAll('.section, #research-room .item')].map(part => part.getBoundingClientRect().top)"
    for width in (1280, 390):
        page = visit(FULL, width=width)
        page.locator(".room-open").wait_for()
        page.evaluate("document.fonts.ready.then(() => 0)")
        assert "room-ask" in page.evaluate(heads)
        with_buttons = page.evaluate(tops)
        page.evaluate(UNDO)
        assert "room-ask" not in page.evaluate(heads)
        assert page.evaluate(tops) == pytest.approx(with_buttons, abs=0.5)


@pytest.mark.parametrize("kind", by_turns(CONCEPTS))
def test_the_file_is_small_enough(folders: Mapping[str, Path], kind: Kind) -> None:
    assert len(compress((folders[kind.site] / kind.path / "room.json").read_bytes())) <= MOST
