"""The search in a real browser: by keyboard, by address, without script, and with texts that are anything but words."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.browser.axe import find_violations
from tests.browser.kinds import SCHEMES
from tests.notation_atlas import LIVE, build_atlas

ORIGIN = "http://atlas.invalid"  # answered from the built folder, never from a network
INDEX = "assets/search/index.json"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_atlas(tmp_path_factory.mktemp("spirals"))


@pytest.fixture
def context(browser: Browser, site: Path) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.route("**/*", lambda route: answer(route, site))
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def answer(route: Route, site: Path) -> None:
    path = site / route.request.url.removeprefix(ORIGIN).partition("?")[0].partition("#")[0].lstrip(
        "/"
    )
    path = path / "index.html" if path.is_dir() else path
    if path.is_file():
        route.fulfill(path=path)
    else:
        route.fulfill(status=404, body="")


def results(page: Page) -> Locator:
    return page.locator(".results > li")


def count_of(page: Page) -> Locator:
    return page.get_by_role("status")


def field(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Words to look for")


def test_without_script_the_page_lists_everything_as_links(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.route("**/*", lambda route: answer(route, site))
    page = context.new_page()
    page.goto(f"{ORIGIN}/search/")
    objects = json.loads((site / INDEX).read_text("utf-8"))["objects"]
    links = page.locator("main a").evaluate_all(
        "links => links.map(link => [link.textContent, link.getAttribute('href').slice(3)])"
    )
    headings = page.locator("main h2").all_inner_texts()
    is_shown = page.locator("form").is_visible()
    context.close()
    assert headings == [
        "Concepts (3)",
        "Domains (1)",
        "Sections (4)",
        "Claims (2)",
        "Symbols (5)",
        "Sources (1)",
    ]
    assert [[title, href] for title, _, href, _ in objects if [title, href] not in links] == []
    assert not is_shown


def test_results_follow_what_is_typed_and_lead_to_the_object(page: Page) -> None:
    page.goto(f"{ORIGIN}/search/")
    field(page).press_sequentially("angle st")
    expect(count_of(page)).to_have_text("1 result")
    link = results(page).get_by_role("link", name="θ₀: angle at the start")
    expect(results(page).locator(".result-place")).to_have_text("symbol · Turns")
    expect(page.locator(".everything")).to_be_hidden()
    link.click()
    page.wait_for_url("**/spirals/turns/**")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("turns", "concept · Spirals"),
        ("angstrom", "concept · Spirals"),
        ("4000", "concept · Spirals"),
        ("logarithmic", "concept · Spirals"),
        ("limbs", "concept · Spirals"),
        ("galaxies", "concept · Spirals, planned"),
        ("curves", "domain"),
        ("the limit", "section · Arms of {{ 7 * 7 }} spirals"),
        ("radius", "claim · Arms of {{ 7 * 7 }} spirals"),
        ("theta", "symbol · Arms of {{ 7 * 7 }} spirals"),
        ("θ", "symbol · Arms of {{ 7 * 7 }} spirals"),
        (r"\theta_0", "symbol · Turns"),
        ("fermat", "source · Fermat 1636"),
    ],
)
def test_every_kind_of_object_is_found(page: Page, site: Path, query: str, first: str) -> None:
    page.goto(f"{ORIGIN}/search/")
    field(page).fill(query)
    expect(results(page).first.locator(".result-place")).to_have_text(first)
    href = results(page).first.get_by_role("link").evaluate("link => link.href")
    path, _, anchor = str(href).removeprefix(f"{ORIGIN}/").partition("#")
    assert not anchor or f'id="{anchor}"' in (site / path / "index.html").read_text("utf-8")


def test_the_address_holds_the_query_both_ways(page: Page) -> None:
    page.goto(f"{ORIGIN}/search/?q=angle%20start")
    expect(field(page)).to_have_value("angle start")
    expect(count_of(page)).to_have_text("1 result")
    field(page).press("Enter")
    field(page).fill("σ & x=1")
    page.wait_for_url(f"{ORIGIN}/search/?q=%CF%83+%26+x%3D1")
    page.go_back()
    expect(field(page)).to_have_value("angle start")
    expect(count_of(page)).to_have_text("1 result")
    field(page).fill("")
    page.wait_for_url(f"{ORIGIN}/search/")


def test_the_key_opens_the_search_with_its_field_in_focus(page: Page) -> None:
    page.goto(f"{ORIGIN}/spirals/arms/")
    expect(page.locator("plumb-shortcut:defined")).to_have_count(1)
    page.keyboard.press("/")
    page.wait_for_url("**/search/#query")
    expect(field(page)).to_be_focused()
    page.keyboard.type("a/b")
    expect(field(page)).to_have_value("a/b")


def test_on_the_search_page_the_key_goes_to_the_field_and_writes_nothing(page: Page) -> None:
    page.goto(f"{ORIGIN}/search/?q=turns")
    expect(count_of(page)).not_to_be_empty()
    page.locator(".results a").first.focus()
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("turns")


def test_the_key_can_be_turned_off(page: Page) -> None:
    page.goto(f"{ORIGIN}/search/")
    page.get_by_role("checkbox").uncheck()
    page.goto(f"{ORIGIN}/symbols/")
    expect(page.locator("plumb-shortcut:defined")).to_have_count(1)
    page.keyboard.press("/")
    page.keyboard.press("Control+/")
    assert page.url == f"{ORIGIN}/symbols/"
    page.goto(f"{ORIGIN}/search/")
    expect(page.get_by_role("checkbox")).not_to_be_checked()


def test_escape_clears_and_brings_the_lists_back(page: Page) -> None:
    page.goto(f"{ORIGIN}/search/?q=turns")
    expect(page.locator(".everything")).to_be_hidden()
    field(page).press("Escape")
    expect(field(page)).to_have_value("")
    expect(page.locator(".everything")).to_be_visible()
    expect(results(page)).to_have_count(0)
    page.wait_for_url(f"{ORIGIN}/search/")


def test_what_is_not_found_is_said(page: Page) -> None:
    page.goto(f"{ORIGIN}/search/?q=zeppelin")
    expect(count_of(page)).to_contain_text("Nothing holds all of these words.")
    expect(results(page)).to_have_count(0)


@pytest.mark.parametrize(
    "query",
    [
        LIVE,
        "<script>document.title='live'</script>",
        "javascript:document.title='live'",
        "{{ 7 * 7 }}",
        "\u202e/",
        "%00",
    ],
)
def test_a_query_is_text(page: Page, query: str) -> None:
    page.goto(f"{ORIGIN}/search/")
    field(page).fill(query)
    field(page).press("Enter")
    expect(count_of(page)).not_to_be_empty()
    page.reload()
    expect(count_of(page)).not_to_be_empty()
    assert field(page).input_value() == query
    assert page.title() == "Search · Spirals"
    assert page.locator("main img, main script").count() == 0


@pytest.mark.parametrize("remove_policy", ["kept", "removed"])
def test_what_the_index_holds_is_text_also_without_the_policy(
    page: Page, context: BrowserContext, site: Path, remove_policy: str
) -> None:
    index = json.loads((site / INDEX).read_text("utf-8"))
    index["objects"] = [
        [LIVE, LIVE, "javascript:document.title='live'", f"<script>{LIVE}</script>"]
        for _ in index["objects"]
    ]
    context.route(f"**/{INDEX}", lambda route: route.fulfill(json=index))
    if remove_policy == "removed":
        html = (
            (site / "search/index.html")
            .read_text("utf-8")
            .replace("Content-Security-Policy", "x-none")
        )
        context.route(
            "**/search/?q=*", lambda route: route.fulfill(body=html, content_type="text/html")
        )
    page.goto(f"{ORIGIN}/search/?q=turns")
    expect(results(page).first.get_by_role("link")).to_have_text(LIVE)
    assert page.locator("main img, main script").count() == 0
    assert results(page).first.get_by_role("link").evaluate("link => link.protocol") == "http:"
    assert page.title() == "Search · Spirals"


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"kinds": [], "words": ["turns"]}', "<html>"])
def test_an_index_that_cannot_be_read_leaves_the_lists(
    page: Page, context: BrowserContext, body: str
) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    context.route(
        f"**/{INDEX}", lambda route: route.fulfill(body=body, content_type="application/json")
    )
    page.goto(f"{ORIGIN}/search/?q=turns")
    expect(count_of(page)).to_have_text(
        "The index cannot be read; the lists below hold everything."
    )
    expect(page.locator(".everything")).to_be_visible()
    assert faults == []


@pytest.mark.parametrize(
    "storage",
    [
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        "localStorage.setItem('plumbline:key', '<img src=x onerror=alert(1)>'.repeat(1000))",
    ],
    ids=["denied", "full", "hostile"],
)
def test_nothing_depends_on_what_the_browser_keeps(
    page: Page, context: BrowserContext, storage: str
) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    context.add_init_script(storage)
    page.goto(f"{ORIGIN}/search/?q=turns")
    expect(count_of(page)).to_have_text("4 results")
    page.get_by_role("checkbox").uncheck()
    page.locator(".results a").first.focus()
    page.goto(f"{ORIGIN}/symbols/")
    expect(page.locator("plumb-shortcut:defined")).to_have_count(1)
    page.keyboard.press("/")
    assert faults == []


def test_a_long_list_is_shown_in_parts(page: Page, context: BrowserContext, site: Path) -> None:
    index = {
        "kinds": [["concept", 70]],
        "objects": [[f"Turn {number}", "Spirals", "spirals/", ""] for number in range(70)],
        "words": ["turn"],
        "postings": [[3, *[7] * 69]],
    }
    context.route(f"**/{INDEX}", lambda route: route.fulfill(json=index))
    page.goto(f"{ORIGIN}/search/?q=turn")
    expect(count_of(page)).to_have_text("70 results")
    expect(results(page)).to_have_count(30)
    page.get_by_role("button", name="Show more").click()
    expect(results(page)).to_have_count(60)
    expect(page.get_by_role("link", name="Turn 30", exact=True)).to_be_focused()
    page.get_by_role("button", name="Show more").click()
    expect(results(page)).to_have_count(70)
    expect(page.get_by_role("button", name="Show more")).to_be_hidden()


def test_taken_off_the_page_the_component_leaves_what_was_there(page: Page) -> None:
    page.goto(f"{ORIGIN}/search/?q=turns")
    expect(count_of(page)).to_have_text("4 results")
    left = page.evaluate(
        "() => { const search = document.querySelector('plumb-search'); search.remove(); return search.outerHTML; }"
    )
    page.evaluate(
        "left => { window.left = document.createElement('div'); window.left.innerHTML = left; }",
        left,
    )
    assert page.evaluate(
        "window.left.querySelector('form').hidden && !window.left.querySelector('.everything').hidden"
    )
    assert page.evaluate("window.left.querySelector('.results').children.length") == 0


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("address", ["search/", "search/?q=turns", "search/?q=zeppelin"])
def test_axe_finds_nothing(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{ORIGIN}/{address}")
    expect(page.locator("form")).to_be_visible()
    if "?" in address:
        expect(count_of(page)).not_to_be_empty()
    found = find_violations(page)
    assert found == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_results_never_scroll_sideways(
    page: Page, context: BrowserContext, site: Path, width: int
) -> None:
    index = json.loads((site / INDEX).read_text("utf-8"))
    index["objects"] = [["W" * 300, "W" * 300, "spirals/", "W" * 300] for _ in index["objects"]]
    context.route(f"**/{INDEX}", lambda route: route.fulfill(json=index))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{ORIGIN}/search/?q=turns")
    expect(count_of(page)).to_have_text("4 results")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
