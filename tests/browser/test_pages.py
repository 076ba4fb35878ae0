"""Every kind of page in a real browser: accessible, within its width, complete without script, from its own origin only."""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import TESTS, need

AXE = TESTS / "node_modules/axe-core/axe.min.js"
VNU = TESTS / "node_modules/vnu-jar/build/dist/vnu.jar"
PAGES = (
    "example/statistics/monte-carlo-error/",
    "example/sources/owen2013monte/",
    "small/",
    "small/numbers/",
    "small/numbers/halves/",
    "small/sources/",
    "small/audit/",
    "small/symbols/",
    "small/search/",
    "small/method/",
    "small/404.html",
)
WIDTHS = (1280, 390, 320)

pytestmark = pytest.mark.browser


def open_page(browser: Browser, address: str, *, width: int = 1280, scheme: str = "light", script: bool = True) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(browser: Browser, served_sites: str, path: str, scheme: str) -> None:
    need("axe-core", AXE.is_file())
    page = open_page(browser, f"{served_sites}/{path}", scheme=scheme)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target).join(' ')}`))")
    page.context.close()
    assert found == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(browser: Browser, served_sites: str, path: str, width: int) -> None:
    page = open_page(browser, f"{served_sites}/{path}", width=width)
    widest = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert widest <= width


@pytest.mark.parametrize("path", PAGES)
def test_every_request_stays_on_the_origin_and_succeeds(browser: Browser, served_sites: str, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    answers: list[tuple[str, int]] = []
    faults: list[str] = []
    page.on("response", lambda response: answers.append((response.url, response.status)))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(f"{served_sites}/{path}")
    context.close()
    assert [url for url, status in answers if not url.startswith(served_sites) or status >= 400] == []
    assert faults == []


def test_the_evidence_is_on_the_page_without_script(browser: Browser, served_sites: str) -> None:
    page = open_page(browser, f"{served_sites}/small/numbers/halves/", script=False)
    text = page.inner_text("main")
    page.context.close()
    for shown in (
        "0.9990 of the way",
        "total 0.9990234375",
        "stays-below",
        "0.999 < 1",
        "Made to fail by ratio = 0.6",
        "A record that exists for this test",
    ):
        assert shown in text


def test_the_margin_note_stands_level_with_its_paragraph(browser: Browser, served_sites: str) -> None:
    page = open_page(browser, f"{served_sites}/small/numbers/halves/")
    note = page.locator(".note[data-kind=claim]").first.bounding_box()
    words = page.locator(".claim").first.bounding_box()
    page.context.close()
    assert note is not None
    assert words is not None
    assert note["x"] > words["x"] + words["width"]
    assert abs(note["y"] - words["y"]) < 60


def test_an_old_address_leads_to_the_new_one(browser: Browser, served_sites: str) -> None:
    page = open_page(browser, f"{served_sites}/small/numbers/zeno/")
    page.wait_for_url("**/numbers/halves/")
    page.context.close()


def test_the_html_is_valid(built_sites: Path) -> None:
    if shutil.which("java") is None:
        pytest.skip("the validator needs java")
    need("vnu-jar", VNU.is_file())
    done = subprocess.run(
        ["java", "-jar", VNU, "--skip-non-html", "--errors-only", str(built_sites)], check=False, capture_output=True, text=True
    )
    assert done.stderr == ""
