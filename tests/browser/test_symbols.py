"""The index of notation and the method page in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import find_violations
from tests.browser.kinds import SCHEMES
from tests.browser.test_search import ORIGIN, answer
from tests.notation_atlas import LIVE, build_atlas

PATHS = ("symbols/", "method/")

# What has the focus, by its number among what can have it, and the outline that shows it.
WHERE = """() => {
  const focused = document.activeElement;
  const number = [...document.querySelectorAll("a, input, button")].indexOf(focused);
  return `${number} ${getComputedStyle(focused).outlineStyle}`;
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_atlas(tmp_path_factory.mktemp("spirals"))


def read_entries(site: Path) -> dict[str, str]:
    """Return the entries of the method page by their anchors."""
    html = (site / "method/index.html").read_text("utf-8")
    return dict(
        re.findall(r'<article class="mark" id="([a-z-]+)">(.*?)</article>', html, re.DOTALL)
    )


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Path) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param)
    context.route("**/*", lambda route: answer(route, site))
    yield context.new_page()
    context.close()


def test_what_looks_alike_stands_together_with_every_meaning(page: Page) -> None:
    page.goto(f"{ORIGIN}/symbols/")
    shown = page.locator(".symbol").evaluate_all(
        "symbols => symbols.map(symbol => [symbol.querySelector('math').textContent,"
        " [...symbol.querySelectorAll('.symbol-uses > li')].map(use => use.firstChild.textContent.trim())])"
    )
    assert shown == [
        ["r", ["distance from the middle"]],
        ["rˆ", [LIVE]],
        ["θ", ["angle of the arm", "number of turns"]],
        ["θ0", ["angle at the start"]],
    ]
    assert page.locator("main h2").all_inner_texts() == ["R", "θ theta"]
    assert page.locator("main img, main script").count() == 0


def test_a_use_leads_to_its_line_of_the_notation_table_or_to_its_page(page: Page) -> None:
    page.goto(f"{ORIGIN}/symbols/")
    page.locator(".letter#letter-theta a").first.click()
    page.wait_for_url("**/spirals/arms/#symbol-_5ctheta")
    assert page.locator("tr:target th").inner_text() == "angle of the arm"
    page.goto(f"{ORIGIN}/symbols/")
    page.locator(".letter#letter-theta a").nth(1).click()
    page.wait_for_url("**/spirals/turns/")


def test_a_letter_leads_to_its_group(page: Page) -> None:
    page.goto(f"{ORIGIN}/symbols/")
    page.get_by_role("link", name="θ theta").click()
    assert page.locator(".letter:target h2").inner_text() == "θ theta"


@pytest.mark.parametrize(
    "word",
    [
        *(
            "unbacked",
            "illustrated",
            "backed",
            "reviewed",
            "stale",
            "contested",
            "qualified",
            "weakest-link",
        ),
        *("definition", "derivation", "theorem", "synthetic", "empirical"),
        *(
            "check",
            "margin",
            "seeds",
            "countercondition",
            "pin",
            "shape",
            "no-value",
            "not-run",
            "run-key",
            "limits",
        ),
        *(
            "supports",
            "qualifies",
            "contradicts",
            "background",
            "quote",
            "audit",
            "metadata",
            "abstract",
            "full-text",
        ),
        *("person", "model", "author-of-the-page", "verdict", "code-and-run"),
        *("published", "under-review", "draft", "planned", "difficulty", "reading-time"),
    ],
)
def test_every_mark_has_an_entry_that_says_what_it_does_not_mean(site: Path, word: str) -> None:
    entry = read_entries(site)[word]
    assert re.search(r"<p>[^<]*\w", entry)
    assert re.search(r'<p class="not">(?:It does not mean|They do not mean|It is no) ', entry)


def test_the_numbers_of_the_method_page_are_those_of_the_build(site: Path) -> None:
    entries = read_entries(site)
    said = {
        word: found[1]
        for word, entry in entries.items()
        if (found := re.search(r"In this build: ([^<]*)\.</p>", entry))
    }
    assert said["backed"] == "2 claims"
    assert said["unbacked"] == "0 claims"
    assert said["check"] == "0 checks"
    assert said["under-review"] == "2 concepts"
    assert said["planned"] == "1 concept"
    assert "One run has 7 s of time" in entries["limits"]
    assert "up to 3 times as much" in entries["limits"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(browser: Browser, site: Path, path: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    context.route("**/*", lambda route: answer(route, site))
    page = context.new_page()
    page.goto(f"{ORIGIN}/{path}")
    found = find_violations(page)
    context.close()
    assert found == []


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("path", PATHS)
def test_neither_page_scrolls_sideways(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{ORIGIN}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", [*PATHS, "search/"])
def test_every_link_can_be_reached_by_keyboard_and_shows_it(
    browser: Browser, site: Path, path: str
) -> None:
    context = browser.new_context()
    context.route("**/*", lambda route: answer(route, site))
    page = context.new_page()
    page.goto(f"{ORIGIN}/{path}")
    expect(page.locator(":not(:defined)")).to_have_count(0)
    wanted = page.locator(
        "a:visible, input:visible:not([type=radio]:not(:checked)), button:visible"
    ).count()  # radios are one stop
    seen = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        seen.add(page.evaluate(WHERE))
    context.close()
    reached = {line for line in seen if not line.startswith("-1")}  # -1 is the browser's own
    assert len(reached) == wanted
    assert {line.split()[1] for line in reached} == {"solid"}
