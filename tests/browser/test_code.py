"""Code and what was run in a real browser: copied as it was written, readable at every width, with its checks as rows."""

import shutil
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from builder.cli import main
from tests.browser.axe import find_violations
from tests.conftest import TESTS, serve_files

LONG = "return all(step > 0 for step in steps), 'steps are positive: every step of the walk leads towards the wall and none away from it'"
FENCES = f"""
```python
def walk(steps):
    if steps:
        {LONG}
```

```python
#| fold: true
folded = 1
```

```python
#| execute: false
while walking: step()
```

```pycon
>>> 1 + 1
2
>>> for k in (1, 2):
...     print(k)
1
2
```
"""
UNABLE = {
    "denied": "navigator.clipboard.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'))",
    "missing": "Object.defineProperty(navigator, 'clipboard', {value: undefined})",
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a page with fences of every kind after its witness."""
    folder = tmp_path_factory.mktemp("code")
    shutil.copytree(TESTS / "sites/small/in", folder / "in")
    content = folder / "in/concepts/numbers/halves/content.md"
    text = content.read_text("utf-8")
    content.write_text(
        text.replace("## Interactive Demo", f"{FENCES}\n## Interactive Demo"), "utf-8"
    )
    assert main(["--root", str(folder / "in"), "build", "--output", str(folder / "out")]) == 0
    with serve_files(folder / "out") as address:
        yield f"{address}/numbers/halves/"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(address)
    expect(page.locator("plumb-copy:not(:defined)")).to_have_count(0)
    return page


def fence(page: Page, words: str) -> Locator:
    """Return the box of the fence that holds the words, with what is in it."""
    return page.locator("plumb-copy", has_text=words)


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_fence_is_copied_as_it_was_written(page: Page) -> None:
    box = fence(page, "def walk")
    box.get_by_role("button", name="Copy code").click()
    expect(box.get_by_role("status")).to_have_text("Copied")
    assert copied(page) == f"def walk(steps):\n    if steps:\n        {LONG}\n"


def test_a_session_is_copied_without_prompts_and_answers(page: Page) -> None:
    box = fence(page, ">>>")
    box.get_by_role("button").click()
    expect(box.get_by_role("status")).to_have_text("Copied")
    assert copied(page) == "1 + 1\nfor k in (1, 2):\n    print(k)\n"


def test_copying_works_by_keyboard_and_is_said_for_two_seconds(page: Page) -> None:
    page.clock.install(time=0)
    page.clock.pause_at(60_000)
    box = fence(page, "def walk")
    box.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(box.get_by_role("status")).to_have_text("Copied")
    page.clock.run_for(1900)
    expect(box.get_by_role("status")).to_have_text("Copied")
    page.clock.run_for(200)
    expect(box.get_by_role("status")).to_be_empty()
    assert page.evaluate("document.activeElement.textContent") == "Copy"


def test_text_and_bibtex_of_the_citation_are_copied(page: Page) -> None:
    page.get_by_text("Cite this page").click()
    for what, selector in (("citation", ".cite-text"), ("BibTeX", ".bibtex code")):
        page.get_by_role("button", name=f"Copy {what}").click()
        expect(page.locator(f"[data-what={what}] [role=status]")).to_have_text("Copied")
        assert copied(page) == page.locator(selector).text_content() != ""


@pytest.mark.parametrize("script", UNABLE.values(), ids=UNABLE)
def test_where_nothing_can_be_copied_it_says_so(
    context: BrowserContext, address: str, script: str
) -> None:
    context.add_init_script(script)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(address)
    box = fence(page, "def walk")
    box.get_by_role("button").scroll_into_view_if_needed()
    before = box.locator("pre").bounding_box()
    box.get_by_role("button").click()
    expect(box.get_by_role("status")).to_have_text("Could not copy")
    assert box.locator("pre").bounding_box() == before


def test_nothing_moves_when_the_buttons_come_and_nothing_is_left_when_they_go(
    context: BrowserContext, address: str
) -> None:
    places = (
        "[...document.querySelectorAll('pre')].map(pre => pre.getBoundingClientRect().y + scrollY)"
    )
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    context.route("**/copy.js", hold)
    page = context.new_page()
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => 0)")
    expect(page.locator("plumb-copy:not(:defined)")).not_to_have_count(0)
    without, html = page.evaluate(places), page.locator("plumb-copy").first.inner_html()
    held[0].continue_()
    box = page.locator("plumb-copy").first
    expect(box.get_by_role("button")).to_have_count(1)
    assert page.evaluate(places) == without
    page.evaluate(
        "window.held = document.querySelector('plumb-copy'); window.after = held.nextSibling; held.remove()"
    )
    assert page.evaluate("held.innerHTML") == html
    page.evaluate("after.before(held)")
    expect(box.get_by_role("button")).to_have_count(1)


def test_what_is_folded_opens_and_what_is_not_run_says_so(page: Page) -> None:
    folded = fence(page, "folded = 1")
    assert not folded.is_visible()
    page.locator(".code-fold summary").click()
    assert folded.is_visible()
    assert page.locator(".not-run").all_inner_texts() == ["not run"]
    assert (
        page.locator(".not-run + plumb-copy").inner_text().strip().endswith("while walking: step()")
    )


def test_versions_and_run_key_stand_once_below_the_last_listing(page: Page) -> None:
    made = page.locator(".made")
    key = page.evaluate(
        "fetch('evidence.json').then(answer => answer.json()).then(record => record.run.key)"
    )
    assert made.count() == 1
    assert made.inner_text().startswith("python 3.")
    assert made.inner_text().endswith(f"run key {key[:12]}…")
    above = made.evaluate("made => made.previousElementSibling.textContent")
    assert ">>> 1 + 1" in above
    assert "run key" not in page.locator("#carry-on").inner_text()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_long_lines_stay_in_their_box_and_go_on_behind_where_they_begin(
    page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".code").evaluate_all(
        "boxes => boxes.every(box => box.scrollWidth <= box.clientWidth)"
    )
    line = page.locator(".line", has_text="steps are positive")
    rows = line.evaluate(
        "line => { const range = document.createRange(); range.selectNodeContents(line);"
        " return [...range.getClientRects()].filter(r => r.width > 0).map(r => [Math.round(r.y), r.x]) }"
    )
    starts = {y: min(x for row, x in rows if row == y) for y, _ in rows}
    box = line.bounding_box()
    assert box is not None
    character = page.locator(".code .line").first.evaluate(
        "line => parseFloat(getComputedStyle(line).paddingInlineStart) / 2"
    )
    assert len(starts) > 1
    assert all(x >= box["x"] + 10 * character - 1 for x in list(starts.values())[1:])


def test_on_narrow_screens_the_cells_of_a_check_stand_below_each_other_and_are_still_heard_as_a_table(
    page: Page,
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    cells = page.locator("#check-stays-below > *")
    tops = [box["y"] for index in (0, 1, 2, 4) if (box := cells.nth(index).bounding_box())]
    assert tops == sorted(set(tops))
    assert (
        cells.nth(2).evaluate("cell => getComputedStyle(cell, '::before').content") == '"margin "'
    )
    assert page.locator(".table-box:has(.checks)").evaluate(
        "box => box.scrollWidth <= box.clientWidth"
    )
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    row = next(
        node for node in nodes if role(node) == "row" and "stays-below" in heard(node, by_id)
    )
    assert [role(by_id[id]) for id in row["childIds"]] == [
        "rowheader",
        "cell",
        "cell",
        "cell",
        "cell",
    ]
    heads = {heard(node, by_id) for node in nodes if role(node) == "columnheader"}
    assert {"check", "measured", "margin", "seeds", "under a countercondition"} <= heads


def role(node: Mapping[str, Any]) -> str:
    return str(node.get("role", {}).get("value", ""))


def heard(node: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the texts below a node of the accessibility tree."""
    if role(node) == "StaticText":
        return str(node["name"]["value"])
    return "".join(heard(by_id[id], by_id) for id in node.get("childIds", ()) if id in by_id)


def test_the_buttons_are_accessible(page: Page) -> None:
    page.get_by_text("Cite this page").click()
    found = find_violations(page)
    assert found == []


def test_fingers_have_targets_of_44_pixels(browser: Browser, address: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(address)
    button = fence(page, "def walk").get_by_role("button")
    button.evaluate("button => button.scrollIntoView({block: 'center', behavior: 'instant'})")
    reach = button.evaluate(
        "b => { const r = b.getBoundingClientRect(); const y = r.y + r.height / 2;"
        " return [-21, 21].map(d => document.elementFromPoint(r.x + r.width / 2, y + d) === b) }"
    )
    context.close()
    assert reach == [True, True]
