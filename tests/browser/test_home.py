"""The home page and the pages of domains in a real browser: what they list, in which order, and how they stand at any width."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.axe import find_violations
from tests.browser.kinds import SCHEMES
from tests.shelf_atlas import LIVE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=False
    )
    yield context
    context.close()


@pytest.fixture
def home(context: BrowserContext, house: str) -> Iterator[Page]:
    """Yield the home page without script."""
    page = context.new_page()
    page.goto(f"{house}/")
    yield page
    page.close()


def test_each_domain_lists_its_concepts_in_reading_order(home: Page) -> None:
    shelves = home.locator(".shelf:has(.entry)")
    found = [shelf.locator(".entry-title").all_inner_texts() for shelf in shelves.all()]
    assert found == [
        ["Sand", "Soil", "Stone"],
        ["Brick", "Arch", "Plaster"],
        ["Beam", "Moss", "Tile", "Vane"],
    ]
    assert shelves.locator("h2 a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    ) == ["ground/", "walls/", "roof/"]


def test_a_concept_shows_its_state_its_levels_and_its_time_and_a_planned_one_leads_nowhere(
    home: Page,
) -> None:
    assert home.locator("#concept-walls-arch .entry-facts li").all_inner_texts() == [
        "2 backed",
        "1 unbacked",
        "1 min",
        "under review",
    ]
    assert home.locator("#concept-ground-soil .entry-facts li").all_inner_texts() == ["planned"]
    assert home.locator("#concept-ground-soil a").count() == 0


def test_the_head_counts_what_the_atlas_holds(home: Page) -> None:
    facts = home.locator(".home > .head .facts li").all_inner_texts()
    assert facts == [
        "9 pages",
        "1 planned",
        "9 min",
        "0 checks held in this build",
        "10 backed",
        "2 unbacked",
    ]
    assert home.locator(".home > .head .summary").inner_text() == f"From {LIVE} up."
    assert home.locator("meta[name=description]").get_attribute("content") == f"From {LIVE} up."


def test_what_is_new_is_five_pages_by_the_dates_in_their_records_newest_first(home: Page) -> None:
    assert home.locator(".news time").all_inner_texts() == [
        "2026-03-09",
        "2026-02-02",
        "2026-02-01",
        "2026-01-01",
    ]
    assert home.locator(".news li").all_inner_texts() == [
        "Stone\n\nupdated",
        "Arch",
        "Tile",
        "Brick",
        "Sand",
    ]


def test_routes_lead_over_the_longest_chains_and_none_is_a_part_of_another(home: Page) -> None:
    routes = home.locator(".route")
    assert routes.locator("h3").all_inner_texts() == [
        "Tile",
        "Vane",
        "Plaster",
    ]  # the way to Moss has one page
    steps = routes.first.locator(".route-steps li")
    assert [text.partition("\n")[0] for text in steps.all_inner_texts()] == [
        "Soil",
        "Stone",
        "Brick",
        "Arch",
        "Beam",
        "Tile",
    ]
    assert routes.first.locator(".quiet").inner_text() == "5 pages, 5 min"
    assert steps.locator("a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    ) == [
        "ground/stone/",
        "walls/brick/",
        "walls/arch/",
        "roof/beam/",
        "roof/tile/",
    ]


def test_a_domain_says_what_it_rests_on_elsewhere_and_each_concept_what_it_comes_after(
    context: BrowserContext, house: str
) -> None:
    page = context.new_page()
    page.goto(f"{house}/walls/")
    assert page.locator(".rests h3").all_inner_texts() == ["Ground"]
    assert page.locator(".rests-list > li > a").all_inner_texts() == ["Sand", "Stone"]
    assert page.locator(".rests-list > li > p").all_inner_texts() == [
        "under review, for Plaster",
        "under review, for Brick and Arch",
    ]
    before = {
        entry.locator("h3").inner_text(): entry.locator(".entry-before").all_inner_texts()
        for entry in page.locator(".entry").all()
    }
    assert before == {"Brick": ["After Stone"], "Arch": ["After Brick"], "Plaster": ["After Sand"]}
    assert page.locator(".map-box[data-id]").evaluate_all(
        "boxes => boxes.map(box => box.dataset.id)"
    ) == [
        "ground/sand",
        "ground/stone",
        "walls/brick",
        "walls/arch",
        "walls/plaster",
        "roof/beam",
        "roof/vane",
    ]
    page.close()


@pytest.mark.parametrize("path", ["", "walls/", "audit/", "404.html"])
def test_no_width_scrolls_sideways(browser: Browser, house: str, path: str) -> None:
    page = browser.new_page()
    page.goto(f"{house}/{path}")
    for width in (1280, 1000, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_map_wider_than_the_screen_scrolls_in_its_own_box(browser: Browser, house: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 900})
    page.goto(f"{house}/walls/")
    widths = page.locator(".map-scroll").evaluate("box => [box.scrollWidth, box.clientWidth]")
    page.close()
    assert widths[0] > widths[1] <= 320


def test_on_a_wide_screen_a_domain_hangs_beside_its_concepts_and_what_is_new_stands_in_the_margin(
    home: Page,
) -> None:
    head, entry = (
        home.locator(".shelf-head").first.bounding_box(),
        home.locator(".entry").first.bounding_box(),
    )
    news = home.locator(".news").bounding_box()
    assert head is not None
    assert entry is not None
    assert news is not None
    assert head["x"] + head["width"] < entry["x"]
    assert head["y"] == entry["y"] == news["y"]
    assert entry["x"] + entry["width"] < news["x"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", ["", "walls/"])
def test_axe_finds_nothing(browser: Browser, house: str, path: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{house}/{path}")
    found = find_violations(page)
    context.close()
    assert found == []
