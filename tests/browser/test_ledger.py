"""The ledger of claims in a real browser: complete without script, narrowed by controls and address, and as it was when that ends."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import find_violations
from tests.shelf_atlas import CONCEPTS, LIVE

TOTAL = sum(made.claims for made in CONCEPTS if made.status != "planned")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def open_ledger(context: BrowserContext, house: str, query: str = "") -> Page:
    """Return the ledger with its controls ready; any error on the page fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text))
    page.goto(f"{house}/audit/{query}")
    page.locator(".filters").wait_for()
    return page


def list_shown(page: Page) -> list[str]:
    """Return the claims that are shown, less the markup in their texts."""
    texts = page.locator(".ledger-claim:visible > th").all_inner_texts()
    return [text.partition(" <")[0] for text in texts]


def list_pages(page: Page) -> list[str]:
    return page.locator(".ledger-page:visible a:not(.ledger-forms)").all_inner_texts()


def test_without_script_the_whole_ledger_stands_there_by_page_in_reading_order(
    browser: Browser, house: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{house}/audit/")
    assert list_pages(page) == [
        "Sand",
        "Stone",
        "Brick",
        "Arch",
        "Plaster",
        "Beam",
        "Moss",
        "Tile",
        "Vane",
    ]
    assert len(list_shown(page)) == TOTAL
    expect(page.locator(".ledger-page", has_text="Arch")).to_have_text(
        "Arch weakest link: Stone, unbacked records to fill in"
    )
    expect(page.locator(".filters")).to_be_hidden()
    assert page.locator(".ledger-claim").nth(2).locator("td").all_inner_texts()[:2] == [
        "unbacked",
        "theorem",
    ]
    assert (
        page.locator(".ledger-claim a").nth(2).get_attribute("href")
        == "../ground/stone/#claim-said-1"
    )
    context.close()


def test_the_controls_choose_rows_say_how_many_and_stand_in_the_address(
    context: BrowserContext, house: str
) -> None:
    page = open_ledger(context, house)
    expect(page.get_by_role("status")).to_have_text(f"{TOTAL} of {TOTAL} claims")
    page.get_by_label("Level").select_option("unbacked")
    expect(page.get_by_role("status")).to_have_text(f"2 of {TOTAL} claims")
    assert list_shown(page) == ["ground/stone 1", "walls/arch 1"]
    assert list_pages(page) == ["Stone", "Arch"]
    page.get_by_label("Domain").select_option("walls")
    assert list_shown(page) == ["walls/arch 1"]
    assert page.url == f"{house}/audit/?level=unbacked&domain=walls"
    page.get_by_label("Kind").select_option("definition")
    expect(page.get_by_role("status")).to_have_text(f"0 of {TOTAL} claims")
    assert list_pages(page) == []
    for label in ("Level", "Kind", "Domain"):
        page.get_by_label(label).select_option("")
    assert page.url == f"{house}/audit/"
    assert len(list_shown(page)) == TOTAL
    page.close()


def test_an_address_opens_the_ledger_as_it_was_left(context: BrowserContext, house: str) -> None:
    page = open_ledger(context, house, "?kind=definition&domain=walls&utm=x#main")
    assert list_shown(page) == ["walls/brick 0", "walls/arch 0", "walls/arch 2", "walls/plaster 0"]
    assert page.get_by_label("Kind").input_value() == "definition"
    page.get_by_label("Kind").select_option("")
    assert page.url == f"{house}/audit/?domain=walls&utm=x#main"
    page.close()


@pytest.mark.parametrize(
    "query",
    [
        "?level=excellent",
        "?kind=%3Cimg%20src=x%20onerror=alert(1)%3E",
        "?domain=__proto__",
        "?level=&kind=&domain=",
    ],
)
def test_what_no_control_offers_chooses_everything(
    context: BrowserContext, house: str, query: str
) -> None:
    page = open_ledger(context, house, query)
    expect(page.get_by_role("status")).to_have_text(f"{TOTAL} of {TOTAL} claims")
    assert len(list_shown(page)) == TOTAL
    page.close()


def test_the_controls_offer_what_there_is_in_the_words_of_the_atlas(
    context: BrowserContext, house: str
) -> None:
    page = open_ledger(context, house)
    offered = {
        label: page.get_by_label(label).locator("option").all_inner_texts()
        for label in ("Level", "Kind", "Domain")
    }
    assert offered == {
        "Level": ["all", "unbacked", "backed"],
        "Kind": ["all", "definition", "theorem"],
        "Domain": ["all", "Ground", "Walls", f"Roof {LIVE}"],
    }
    page.close()


def test_it_is_worked_by_the_keyboard(context: BrowserContext, house: str) -> None:
    page = open_ledger(context, house)
    page.get_by_label("Level").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("status")).to_have_text(f"2 of {TOTAL} claims")
    page.close()


def test_the_element_undoes_itself(context: BrowserContext, house: str) -> None:
    page = open_ledger(context, house, "?level=unbacked")
    undo = """() => {
        const ledger = document.querySelector("plumb-ledger");
        const place = document.createComment("");
        ledger.replaceWith(place);
        place.replaceWith(...ledger.childNodes);
        return [document.querySelectorAll("[hidden]:is(tr, tbody)").length, document.querySelector(".filters").hidden];
    }"""
    assert page.evaluate(undo) == [0, True]
    page.close()


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_narrow_screen_a_row_stands_below_its_claim_and_a_hidden_one_stays_hidden(
    browser: Browser, house: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = open_ledger(context, house, "?level=unbacked")
    claim, backing = page.locator(".ledger-claim:visible").first.locator("th, td:last-child").all()
    above, below = claim.bounding_box(), backing.bounding_box()
    assert above is not None
    assert below is not None
    assert below["y"] >= above["y"] + above["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert list_shown(page) == ["ground/stone 1", "walls/arch 1"]
    context.close()


def test_axe_finds_nothing_in_a_narrowed_ledger(context: BrowserContext, house: str) -> None:
    page = open_ledger(context, house, "?kind=theorem")
    found = find_violations(page)
    page.close()
    assert found == []
