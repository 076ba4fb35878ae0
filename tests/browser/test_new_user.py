"""What a new user does: install, init, edit under `serve`, break the page, mend it, build, look at the site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator
from playwright.sync_api import expect as expect_soon

from tests.browser.server import serve
from tests.installed import Installed

PAGE = "chance/averages"
FIRST, EDITED = "Roll one die.", "Roll one fair die."

PATIENCE_MS = 60_000  # for what takes a moment on an idle machine

pytestmark = pytest.mark.browser


def expect(part: Locator, text: str) -> None:
    """Wait until a part of the page holds the text."""
    expect_soon(part).to_contain_text(text, timeout=PATIENCE_MS)


@pytest.fixture
def preview(from_wheel: Installed, tmp_path: Path) -> Iterator[str]:
    """Yield the address of the preview of a new atlas, `mine`."""
    made = from_wheel.run(tmp_path, "init", "mine", "--yes")
    assert made.returncode == 0, made.stderr
    with from_wheel.start(tmp_path / "mine", "serve", "--port", "0") as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[2].rstrip(";")
        process.kill()


def test_from_an_empty_folder_to_a_page_that_is_read(
    context: BrowserContext, preview: str, from_wheel: Installed, tmp_path: Path
) -> None:
    content = tmp_path / "mine/concepts" / PAGE / "content.md"
    text = content.read_text()
    page = context.new_page()
    page.goto(f"{preview}{PAGE}/")
    expect(page.locator("h1"), "Averages settle down")
    content.write_text(text.replace(FIRST, EDITED))
    expect(page.locator("main"), EDITED)
    panel = page.locator("plumb-problems summary")
    content.write_text(text.replace(FIRST, f"{EDITED} Broken [@nobody2020]."))
    expect(panel, "1 error: this is the page as it was last built")
    expect(page.locator("main"), EDITED)
    content.write_text(text.replace(FIRST, f"{EDITED} Mended."))
    expect(page.locator("main"), "Mended.")
    expect_soon(panel).to_have_count(0, timeout=PATIENCE_MS)
    page.close()
    built = from_wheel.run(tmp_path / "mine", "build", "--strict")
    assert built.returncode == 0, built.stdout
    faults: list[str] = []
    with serve(tmp_path / "mine/site") as address:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", lambda request: faults.append(request.url))
        page.goto(f"{address}/{PAGE}/", wait_until="networkidle")
        expect(page.locator("main"), "Mended.")
        page.goto(f"{address}/", wait_until="networkidle")
        expect(page.locator("main"), "Averages settle down")
        page.close()
    assert faults == []
