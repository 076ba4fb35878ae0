"""A page that `plumbline serve` shows: it loads itself anew where the reader is, and says what is wrong with the last edit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from builder.effects.preview.server import HOST, Loopback
from builder.effects.preview.shown_site import BuildStatus, Preview
from builder.records.page import make_site
from tests.browser.axe import find_violations
from tests.browser.test_demo import choose, open_demo

PAGE = "shapes/waves/index.html"
NOTHING = BuildStatus()
WRONG = BuildStatus(
    "1 error",
    "concepts/shapes/waves/content.md:3:5: error[a-rule]: <b>it</b> is wrong\n 3 |   it\n",
    is_shown=False,
)

TOP = "document.querySelector('#claims, #carry-on').getBoundingClientRect().top"

pytestmark = pytest.mark.browser


@pytest.fixture
def files(instruments_folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(instruments_folder).as_posix(): path.read_bytes()
        for path in instruments_folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def preview(files: dict[str, bytes]) -> Preview:
    shown = Preview()
    shown.publish(make_site(files))
    return shown


@pytest.fixture
def page(context: BrowserContext, preview: Preview) -> Iterator[Page]:
    server = Loopback(preview, 0)
    server.start()
    opened = open_demo(context, f"http://{HOST}:{server.port}/shapes/waves/")
    yield opened
    opened.close()  # before its server: what it could not load any more would be an error on it
    server.close()


def publish_edit(preview: Preview, files: dict[str, bytes], status: BuildStatus = NOTHING) -> None:
    preview.publish(
        make_site(
            {**files, PAGE: files[PAGE].replace(b"</h1>", b", edited</h1>" + b"<p>More.</p>" * 9)}
        ),
        status=status,
    )


def test_the_newer_page_is_loaded_and_the_reader_stays_where_they_were(
    page: Page, preview: Preview, files: dict[str, bytes]
) -> None:
    choose(page, "down")
    address = page.url
    page.locator("#claims, #carry-on").first.evaluate("part => part.scrollIntoView()")
    before = page.evaluate(TOP)
    publish_edit(preview, files)
    expect(page.locator("h1")).to_contain_text("edited")
    assert page.url == address != page.url.partition("?")[0]
    page.wait_for_function(f"before => scrollY > 300 && Math.abs({TOP} - before) < 2", arg=before)


def test_what_is_wrong_stands_in_the_page_until_it_is_mended(
    page: Page, preview: Preview, files: dict[str, bytes]
) -> None:
    preview.tell(WRONG)
    panel = page.locator("plumb-problems")
    expect(panel.locator("pre")).to_have_text(WRONG.problems)
    expect(panel.locator("summary")).to_have_text("1 error: this is the page as it was last built")
    assert find_violations(page) == []
    page.reload()
    expect(panel.locator("pre")).to_be_visible()
    publish_edit(preview, files)
    expect(page.locator("h1")).to_contain_text("edited")
    expect(panel.locator("details")).to_have_count(0)


def test_warnings_are_there_and_not_in_the_way(
    page: Page, preview: Preview, files: dict[str, bytes]
) -> None:
    publish_edit(preview, files, BuildStatus("1 warning", "that"))
    expect(page.locator("h1")).to_contain_text("edited")
    panel = page.locator("plumb-problems")
    expect(panel.locator("summary")).to_have_text("1 warning")
    expect(panel.locator("pre")).to_be_hidden()
    panel.locator("summary").click()
    expect(panel.locator("pre")).to_have_text("that")


def test_what_is_being_run_is_counted_beside_the_problems(page: Page, preview: Preview) -> None:
    preview.tell(BuildStatus("no problems", running=("shapes/slow, 12 s of 20 s",)))
    panel = page.locator("plumb-problems")
    expect(panel.locator("summary")).to_have_text("no problems; running: shapes/slow, 12 s of 20 s")
    preview.tell(BuildStatus("no problems", left_out=frozenset({"shapes/waves"})))
    expect(panel.locator("details")).to_have_count(0)
    preview.tell(BuildStatus("1 error", "that", left_out=frozenset({"shapes/waves"})))
    expect(panel.locator("summary")).to_have_text("1 error: this is the page as it was last built")
    expect(panel.locator("pre")).to_be_visible()
