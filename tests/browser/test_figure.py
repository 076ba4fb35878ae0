"""Figures in a real browser: words that can be read at every width, and the numbers below them."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import find_violations
from tests.browser.kinds import SCHEMES
from tests.browser.test_search import ORIGIN, answer
from tests.figure_atlas import FIGURES, LIVE, build_atlas

LEAST_PX = 11
WIDTHS = (1280, 1000, 700, 600, 390, 320)
PATH = "drawn/figures/"

# Every run of words in the drawings that are seen: [figure, words, pixels], and those that another covers or the drawing cuts off.
WORDS = """() => [...document.querySelectorAll("svg.drawing")].filter(svg => svg.getClientRects().length).flatMap(svg => {
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const own = element => [...element.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.data.trim());
  return [...svg.querySelectorAll("text, tspan")].filter(own).map(element =>
    [svg.closest("figure, section").id, element.textContent, parseFloat(getComputedStyle(element).fontSize) * scale]);
})"""
FAULTS = """() => [...document.querySelectorAll("svg.drawing")].filter(svg => svg.getClientRects().length).flatMap(svg => {
  const whole = svg.getBoundingClientRect(), faults = [];
  const lying = [...svg.querySelectorAll("text")].filter(text => !/rotate\\((?!0|90|-90|270)/.test(text.getAttribute("transform")));
  const words = lying.map(text => [text.textContent, text.getBoundingClientRect()]);
  for (const [text, box] of words) {
    if (box.left < whole.left - 2 || box.right > whole.right + 2 || box.top < whole.top - 2 || box.bottom > whole.bottom + 2) {
      faults.push(`${text} is cut off`);
    }
    for (const [other, over] of words) {
      const across = Math.min(box.right, over.right) - Math.max(box.left, over.left);
      const down = Math.min(box.bottom, over.bottom) - Math.max(box.top, over.top);
      if (over !== box && across > 1 && down > 3) faults.push(`${text} over ${other}`);
    }
  }
  return faults;
})"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_atlas(tmp_path_factory.mktemp("figures"))


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Path) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param)
    context.route("**/*", lambda route: answer(route, site))
    yield context.new_page()
    context.close()


def check_words(page: Page, width: int) -> None:
    words = page.evaluate(WORDS)
    assert words
    assert [(figure, text, size) for figure, text, size in words if size < LEAST_PX] == []
    assert page.evaluate(FAULTS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_words_in_figures_are_read_at_every_width_and_neither_touch_nor_end_outside(
    browser: Browser, site: Path, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.route("**/*", lambda route: answer(route, site))
    page = context.new_page()
    page.goto(f"{ORIGIN}/{PATH}")
    page.evaluate("document.fonts.ready")
    shown = page.evaluate(f"new Set({WORDS.removeprefix('() => ')}.map(([figure]) => figure)).size")
    assert shown == len(FIGURES) + 1
    check_words(page, width)
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["example/statistics/monte-carlo-error/"])
def test_words_in_the_figures_of_the_test_sites_are_read_at_every_width(
    browser: Browser, served_sites: str, path: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{served_sites}/{path}")
    page.evaluate("document.fonts.ready")
    check_words(page, width)
    page.close()


@pytest.mark.parametrize(("width", "narrow"), [(1280, False), (390, True)])
def test_one_drawing_of_each_figure_is_seen_and_heard(page: Page, width: int, narrow: bool) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{ORIGIN}/{PATH}")
    figure = page.locator("#figure-decay")
    assert figure.locator("svg:visible").count() == 1
    assert figure.locator("svg.drawing-narrow").is_visible() == narrow
    assert figure.get_by_role("img").count() == 1


@pytest.mark.parametrize("id", ["rooms", "by-hand"])
def test_what_has_no_narrow_drawing_scrolls_in_its_own_box_that_the_keyboard_reaches(
    page: Page, id: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{ORIGIN}/{PATH}")
    box = page.locator(f"#figure-{id} .figure-box")
    assert box.get_attribute("tabindex") == "0"
    assert box.evaluate(
        "box => [box.scrollWidth > box.clientWidth, getComputedStyle(box).overflowX]"
    ) == [True, "auto"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_colours_are_those_of_the_scheme(browser: Browser, site: Path) -> None:
    found = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
        context.route("**/*", lambda route: answer(route, site))
        page = context.new_page()
        page.goto(f"{ORIGIN}/{PATH}")
        colours = "svg => [svg.querySelector('.stroke-1'), svg.querySelector('.tick text')].map(one => getComputedStyle(one))"
        found.append(
            page.locator("#figure-decay svg").first.evaluate(
                f"svg => ({colours})(svg).map(style => style.stroke + style.fill)"
            )
        )
        context.close()
    assert all(light != dark for light, dark in zip(*found, strict=True))


def test_the_numbers_open_without_script_as_a_table_with_heads(page: Page) -> None:
    page.goto(f"{ORIGIN}/{PATH}")
    figure = page.locator("#figure-decay")
    table = figure.locator("table").first
    assert not table.is_visible()
    figure.locator("summary").click()
    assert table.is_visible()
    assert table.locator("thead th[scope=col]").all_inner_texts()[1:] == [
        f"learning rate {rate}, held fixed" for rate in (1, 10, 100)
    ]
    assert table.locator("tbody tr").count() == 7
    assert table.locator("tbody tr").first.locator("th[scope=row], td").all_inner_texts() == [
        "1",
        "0.5",
        "0.9091",
        "0.9901",
    ]
    assert figure.locator("table").nth(1).locator("tbody tr").all_inner_texts() == [
        "solved below this\t0.05"
    ]


def test_the_link_answers_with_every_row_that_the_page_promises(
    browser: Browser, served_sites: str
) -> None:
    page = browser.new_page()
    page.goto(f"{served_sites}/example/statistics/monte-carlo-error/")
    file = page.locator(".figure-file")
    assert file.inner_text() == "error-curve.csv 5 rows"
    got = file.locator("a").evaluate(
        "async link => { const got = await fetch(link.href); return [got.status, await got.text()]; }"
    )
    page.close()
    rows = list(csv.reader(io.StringIO(got[1], newline="")))
    assert got[0] == 200
    assert rows[0] == ["series", "sample size n", "RMSE of the mean"]
    assert [row[:2] for row in rows[1:]] == [["line", str(16 * 4**power)] for power in range(5)]


def test_formulas_in_names_are_plain_text_in_the_file(site: Path) -> None:
    rows = list(
        csv.reader(io.StringIO((site / PATH / "figures/decay.csv").read_text("utf-8"), newline=""))
    )
    assert rows[0][1].startswith("number of steps n, counted from")
    assert rows[1][:3] == ["learning rate 1, held fixed", "1", "0.5"]
    assert len(rows) == 1 + 3 * 7 + 1


def test_what_is_left_out_is_said_on_the_page(page: Page) -> None:
    page.goto(f"{ORIGIN}/{PATH}")
    assert (
        page.locator("#figure-walk .figure-file").inner_text()
        == "walk.csv 5,000 rows, every 4th of 20,000 points"
    )
    assert page.locator("#figure-walk caption").text_content() == "every 480th of 20,000 points"


def test_names_are_text_wherever_they_stand(page: Page) -> None:
    page.goto(f"{ORIGIN}/{PATH}")
    page.locator("#figure-panels summary").click()
    assert page.title() != "live"
    assert page.locator("main img").count() == 0
    assert LIVE in page.locator("#figure-panels table").first.inner_text()


def test_a_picture_by_hand_has_no_numbers(page: Page) -> None:
    page.goto(f"{ORIGIN}/{PATH}")
    assert page.locator("#figure-by-hand .figure-numbers").count() == 0


def test_on_paper_the_tables_stay_away_and_the_file_is_named(page: Page) -> None:
    page.goto(f"{ORIGIN}/{PATH}")
    page.emulate_media(media="print")
    figure = page.locator("#figure-decay")
    assert not figure.locator("table").first.is_visible()
    assert figure.locator(".figure-file").is_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_with_all_numbers_open(
    browser: Browser, site: Path, scheme: str, width: int
) -> None:
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 900},
    )
    context.route("**/*", lambda route: answer(route, site))
    page = context.new_page()
    page.goto(f"{ORIGIN}/{PATH}")
    page.evaluate(
        "document.querySelectorAll('.figure-data').forEach(details => { details.open = true; })"
    )
    found = find_violations(page, "main")
    context.close()
    assert found == []
