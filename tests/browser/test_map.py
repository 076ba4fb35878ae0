"""The learning map in a real browser: drawing and list say the same, with and without script, by pointer, keyboard and address."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from builder.cli import main
from tests.browser.axe import find_violations
from tests.browser.keeping import DENIED, FULL
from tests.browser.kinds import SCHEMES
from tests.conftest import serve_files
from tests.field import write_field

FOCUS = "learning/dropout"

pytestmark = pytest.mark.browser

Edges = list[tuple[str, str]]


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a site of sixty concepts."""
    folder = tmp_path_factory.mktemp("field")
    write_field(folder / "in")
    assert main(["--root", str(folder / "in"), "build", "--output", str(folder / "out")]) == 0
    with serve_files(folder / "out") as address:
        yield address


def open_map(context: BrowserContext, field: str, query: str = "") -> Page:
    """Return the map with its controls ready; any error on the page fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text))
    page.goto(f"{field}/map/{query}")
    page.locator(".map-controls").wait_for()
    return page


def list_edges_drawn(page: Page) -> Edges:
    found = page.locator(".map-edge").evaluate_all(
        "edges => edges.map(edge => [edge.dataset.before, edge.dataset.after])"
    )
    return sorted((before, after) for before, after in found)


def list_edges_written(page: Page) -> Edges:
    found = page.locator(".map-after a").evaluate_all(
        "links => links.map(link => [link.dataset.before, link.closest('.map-entry').id])"
    )
    return sorted((before, after) for before, after in found)


def inside(page: Page, selector: str) -> set[str]:
    """Return the concepts that have not stepped back."""
    return set(
        page.locator(f"{selector}:not([data-out])").evaluate_all(
            "parts => parts.map(part => part.dataset.id)"
        )
    )


def ancestors(edges: Edges, id: str) -> set[str]:
    above = {before for before, after in edges if after == id}
    return above.union(*(ancestors(edges, other) for other in above))


def test_the_list_holds_the_edges_of_the_drawing(context: BrowserContext, field: str) -> None:
    page = open_map(context, field)
    edges = list_edges_drawn(page)
    assert len(edges) > 50
    assert list_edges_written(page) == edges


def test_without_script_the_list_and_the_drawing_are_whole(browser: Browser, field: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{field}/map/")
    assert not page.locator(".map-controls").is_visible()
    assert page.locator(".map-acts").count() == 0
    assert page.locator(".map-entry").count() == page.locator(".map-box[data-id]").count() == 60
    links = page.locator("a.map-box")
    planned = page.locator(".map-box[data-id][data-status=planned]")
    assert links.count() + planned.count() == 60
    assert page.locator("a.map-box[data-status=planned]").count() == 0
    dashes = planned.first.locator("rect").evaluate(
        "rect => getComputedStyle(rect).strokeDasharray"
    )
    assert dashes not in ("none", "")
    links.nth(3).click()
    page.wait_for_url("**/*/")
    assert page.locator("h1").inner_text() != "Learning map"
    context.close()


def test_the_list_gives_every_status_and_level_in_words(
    context: BrowserContext, field: str
) -> None:
    page = open_map(context, field)
    for id, name in page.locator(".map-box[data-id]").evaluate_all(
        "boxes => boxes.map(box => [box.dataset.id, box.ariaLabel])"
    ):
        entry = page.locator(f'[id="{id}"]')
        words = (
            entry.locator(".map-words").inner_text() if entry.locator(".map-words").count() else ""
        )
        assert name == ", ".join(
            part for part in (entry.locator(".map-title").inner_text(), words) if part
        )


def test_the_address_chooses_a_part(context: BrowserContext, field: str) -> None:
    page = open_map(context, field, f"?focus={FOCUS}&direction=up")
    wanted = {FOCUS, *ancestors(list_edges_drawn(page), FOCUS)}
    assert 3 < len(wanted) < 40
    assert inside(page, ".map-box[data-id]") == inside(page, ".map-entry") == wanted
    drawn = page.locator(".map-edge:not([data-out])").evaluate_all(
        "edges => edges.map(edge => edge.dataset.after)"
    )
    assert set(drawn) <= wanted
    assert page.locator(".map-box[data-focus]").get_attribute("data-id") == FOCUS
    assert page.locator(".map-said").inner_text() == f"Dropout rests on {len(wanted) - 1} concepts."


def test_the_part_ends_at_the_depth(context: BrowserContext, field: str) -> None:
    page = open_map(context, field, f"?focus={FOCUS}&direction=up&depth=1")
    assert inside(page, ".map-box[data-id]") == {
        FOCUS,
        *(before for before, after in list_edges_drawn(page) if after == FOCUS),
    }


def test_the_concept_in_focus_is_scrolled_into_the_drawings_view_and_the_page_stays(
    context: BrowserContext, field: str
) -> None:
    page = open_map(context, field, "?focus=scaling/compute-optimal-training")
    scroller, box = (
        page.locator(".map-scroll").bounding_box(),
        page.locator(".map-box[data-focus]").bounding_box(),
    )
    assert scroller is not None
    assert box is not None
    assert scroller["x"] <= box["x"]
    assert box["x"] + box["width"] <= scroller["x"] + scroller["width"]
    assert page.evaluate("scrollY") == 0


def test_the_controls_write_the_address_and_leave_no_steps_behind(
    context: BrowserContext, field: str
) -> None:
    page = open_map(context, field, "?other=kept")
    steps = page.evaluate("history.length")
    page.get_by_label("Around").select_option(FOCUS)
    page.get_by_label("show").select_option("up")
    page.get_by_label("as far as").select_option("2")
    assert page.url == f"{field}/map/?other=kept&focus={FOCUS}&direction=up&depth=2"
    assert page.evaluate("history.length") == steps
    before = inside(page, ".map-box[data-id]")
    page.reload()
    page.locator(".map-controls").wait_for()
    assert inside(page, ".map-box[data-id]") == before
    page.get_by_role("button", name="Show all").click()
    assert page.url == f"{field}/map/?other=kept"
    assert page.locator("[data-out]").count() == 0


@pytest.mark.parametrize(
    "query",
    [
        "?focus=<img src=x onerror=alert(1)>&direction=up",
        "?focus=no/such&depth=2",
        "?focus=__proto__&direction=constructor&depth=1e9",
        "?focus=%00&direction=&depth=-1",
        "?focus=" + "a" * 5000,
    ],
)
def test_an_address_that_names_nothing_shows_the_whole_map(
    context: BrowserContext, field: str, query: str
) -> None:
    page = open_map(context, field, query)
    page.on("dialog", lambda dialog: pytest.fail("something ran"))
    assert page.locator("[data-out]").count() == 0
    assert page.locator(".map-said").is_hidden()
    assert page.locator("img").count() == 0


def test_the_way_lights_under_the_pointer_and_with_the_focus(
    context: BrowserContext, field: str
) -> None:
    page = open_map(context, field)
    edges = list_edges_drawn(page)
    id = next(
        after
        for _, after in edges
        if len(ancestors(edges, after)) > 4
        and page.locator(f'a.map-box[data-id="{after}"]').count()
    )
    below = {other for other in {after for _, after in edges} if id in ancestors(edges, other)}
    way = {id, *ancestors(edges, id), *below}
    for act in ("focus", "hover"):
        getattr(page.locator(f'a.map-box[data-id="{id}"]'), act)()
        lit = page.locator(".map-box[data-lit]").evaluate_all(
            "boxes => boxes.map(box => box.dataset.id)"
        )
        assert set(lit) == way
        assert page.locator(".map-edge[data-lit]").count() == sum(
            before in way and after in way for before, after in edges
        )
        page.locator("h1").hover()
        page.evaluate("document.activeElement.blur()")
        assert page.locator("[data-lit], [data-lighting]").count() == 0
    page.locator(f'.map-entry[id="{id}"] .map-title').hover()
    assert page.locator(".map-box[data-lit]").count() == len(way)


def test_the_drawing_is_walked_with_the_keyboard(context: BrowserContext, field: str) -> None:
    page = open_map(context, field)
    page.get_by_label("Around").focus()
    order = []
    for _ in range(12):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.dataset.id ?? ''"))
    ids = page.locator("a.map-box").evaluate_all("links => links.map(link => link.dataset.id)")
    walked = [id for id in order if id]
    assert walked == ids[: len(walked)]
    assert len(walked) >= 9
    focused = page.locator("a.map-box:focus-visible rect")
    assert focused.evaluate("rect => parseFloat(getComputedStyle(rect).strokeWidth)") >= 2
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{walked[-1]}/")


def test_what_is_marked_as_known_stays_and_shows_in_every_tab(
    context: BrowserContext, field: str
) -> None:
    page, other = open_map(context, field), open_map(context, field)
    button = page.get_by_role("button", name="I know this: Singular values")
    button.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    for tab in (page, other):
        tab.locator(
            '.map-box[data-id="linear-algebra/singular-values"][data-known] .map-check'
        ).wait_for()
        name = tab.locator('.map-box[data-id="linear-algebra/singular-values"]').get_attribute(
            "aria-label"
        )
        assert name is not None
        assert name.endswith("known to you")
    page.goto(f"{field}/linear-algebra/")
    page.locator('.map-box[data-id="linear-algebra/singular-values"][data-known]').wait_for()
    page.goto(f"{field}/map/")
    button.press("Space")
    assert button.get_attribute("aria-pressed") == "false"
    assert page.evaluate("localStorage.length") == 0


def test_the_way_from_what_is_known_leaves_out_what_lies_before_it(
    context: BrowserContext, field: str
) -> None:
    page = open_map(context, field)
    edges = list_edges_drawn(page)
    known = next(before for before, after in edges if after == FOCUS)
    page.locator(f'.map-entry[id="{FOCUS}"]').get_by_role("button", name="Way to here").click()
    assert parse_qs(urlsplit(page.url).query) == {"focus": [FOCUS], "direction": ["known"]}
    whole = [FOCUS, *ancestors(edges, FOCUS)]
    assert page.locator(".map-said span").count() == len(whole)
    page.locator(f'.map-entry[id="{known}"]').get_by_role("button", name="I know this").click()
    rest = {FOCUS}.union(
        *({id, *ancestors(edges, id)} for id, after in edges if after == FOCUS and id != known)
    )
    assert inside(page, ".map-box[data-id]") == {*rest, known}
    titles = page.locator(".map-said span").all_inner_texts()
    assert titles[-1] == "Dropout"
    assert len(titles) == len(rest)
    page.locator(f'.map-entry[id="{FOCUS}"]').get_by_role("button", name="I know this").click()
    assert page.locator(".map-said").inner_text() == "Dropout is known to you."


@pytest.mark.parametrize("trouble", [DENIED, FULL], ids=["denied", "full"])
def test_storage_that_keeps_nothing_is_said_and_the_mark_holds_on_this_page(
    context: BrowserContext, field: str, trouble: str
) -> None:
    context.add_init_script(trouble)
    page = open_map(context, field)
    for name in ("Singular values", "Projection"):
        page.get_by_role("button", name=f"I know this: {name}", exact=True).click()
    assert "keeps nothing" in page.locator(".map-said").inner_text()
    assert page.locator(".map-box[data-known]").count() == 2


@pytest.mark.parametrize(
    "value",
    [
        "{",
        "null",
        '"scaling/grokking"',
        '{"length": 1, "0": "scaling/grokking"}',
        '["<img src=x onerror=alert(1)>", 7, null, {"a": 1}, "__proto__", "../x"]',
        "[" * 100_000,
    ],
    ids=["broken", "null", "text", "object", "hostile", "deep"],
)
def test_hostile_storage_counts_as_nothing_known(
    context: BrowserContext, field: str, value: str
) -> None:
    page = open_map(context, field)
    page.evaluate("value => localStorage.setItem('plumbline:known:/', value)", value)
    page.reload()
    page.locator(".map-acts").first.wait_for()
    assert page.locator("[data-known]").count() == 0
    page.get_by_role("button", name="I know this: Projection", exact=True).click()
    assert page.evaluate("JSON.parse(localStorage.getItem('plumbline:known:/'))") == [
        "linear-algebra/projection"
    ]


def test_what_was_known_of_concepts_that_are_gone_is_not_lost(
    context: BrowserContext, field: str
) -> None:
    page = open_map(context, field)
    page.evaluate("localStorage.setItem('plumbline:known:/', '[\"gone/away\"]')")
    page.get_by_role("button", name="I know this: Projection", exact=True).click()
    assert page.evaluate("JSON.parse(localStorage.getItem('plumbline:known:/'))") == [
        "gone/away",
        "linear-algebra/projection",
    ]


@pytest.mark.parametrize("path", ["map/", f"{FOCUS}/", "statistics/"])
def test_the_component_undoes_itself(context: BrowserContext, field: str, path: str) -> None:
    page = context.new_page()
    page.goto(f"{field}/{path}")
    page.evaluate("localStorage.setItem('plumbline:known:/', '[\"statistics/causal-graphs\"]')")
    page.goto(f"{field}/{path}?focus={FOCUS}&direction=up")
    page.locator(".map-box[data-known]").first.wait_for(state="attached")
    left = page.evaluate(
        "(map => { map.remove(); return map.outerHTML; })(document.querySelector('plumb-map'))"
    )
    written = page.evaluate(
        "fetch(location.href).then(answer => answer.text()).then(text =>"
        " new DOMParser().parseFromString(text, 'text/html').querySelector('plumb-map').outerHTML)"
    )
    assert left == written


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize(
    "path", ["map/", f"map/?focus={FOCUS}&direction=known", f"{FOCUS}/", "statistics/"]
)
def test_the_drawing_scrolls_in_its_own_box_and_its_text_stays_legible(
    browser: Browser, field: str, path: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{field}/{path}")
    page.locator("plumb-map details").evaluate_all(
        "all => all.forEach(details => { details.open = true; })"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    heights = page.locator("svg text:visible").evaluate_all(
        "texts => texts.map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"
    )
    assert min(heights) >= 10.99
    context.close()


def test_the_drawing_grows_with_the_readers_text(context: BrowserContext, field: str) -> None:
    page = open_map(context, field)
    measure = "document.querySelector('.map-drawing').getBoundingClientRect().width"
    before = page.evaluate(measure)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(measure) == pytest.approx(2 * before)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_printed_map_fits_its_page(context: BrowserContext, field: str) -> None:
    page = open_map(context, field)
    page.emulate_media(media="print")
    drawing = page.locator(".map-drawing").bounding_box()
    assert drawing is not None
    assert drawing["width"] <= 1280
    assert not page.locator(".map-controls").is_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "path",
    [
        "map/",
        f"map/?focus={FOCUS}&direction=up",
        f"map/?focus={FOCUS}&direction=known",
        f"{FOCUS}/",
        "statistics/",
    ],
)
def test_axe_finds_nothing(browser: Browser, field: str, path: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{field}/{path}")
    page.locator("plumb-map details").evaluate_all(
        "all => all.forEach(details => { details.open = true; })"
    )
    for button in page.get_by_role("button", name="I know this").all()[:3]:
        button.click()
    found = find_violations(page)
    context.close()
    assert found == []


def test_the_small_map_leads_to_the_whole_one(context: BrowserContext, field: str) -> None:
    page = context.new_page()
    page.goto(f"{field}/{FOCUS}/")
    page.locator("plumb-map summary").click()
    assert page.locator("plumb-map .map-box[data-focus]").get_attribute("data-id") == FOCUS
    assert page.locator("plumb-map a.map-box[data-focus]").count() == 0
    page.locator("plumb-map .map-more a").click()
    page.wait_for_url("**/map/**")
    assert page.url == f"{field}/map/?focus={FOCUS}&direction=both&depth=2"


def test_a_planned_concept_is_found_on_the_map(browser: Browser, served_sites: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served_sites}/small/map/#numbers/sums")
    assert page.locator(".map-entry:target .map-title").inner_text() == "Sums"
    assert page.locator(".map-entry:target .map-title a").count() == 0
    context.close()


def test_the_drawing_on_disk_is_a_drawing_of_its_own(
    tmp_path: Path, context: BrowserContext, capsys: pytest.CaptureFixture[str]
) -> None:
    write_field(tmp_path)
    assert main(["--root", str(tmp_path), "graph", "--format", "svg"]) == 0
    first = capsys.readouterr().out
    main(["--root", str(tmp_path), "graph", "--format", "svg"])
    assert capsys.readouterr().out == first
    (tmp_path / "map.svg").write_text(first, "utf-8")
    page = context.new_page()
    page.goto(f"file://{tmp_path}/map.svg")
    assert page.locator(".map-box").count() == 60
    assert page.locator("a").count() == 0
    assert (
        page.locator(".map-edge").first.evaluate("edge => getComputedStyle(edge).stroke")
        == "rgb(0, 0, 0)"
    )
