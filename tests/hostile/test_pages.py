"""Every page and every drawing of the hostile sites in a real browser, with the policy and without: nothing in them is live."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import TESTS
from tests.hostile.payloads import CANARY, LIVE

pytestmark = pytest.mark.browser

COPIES = ("text", "text-open", "raw", "raw-open")
THEME = "\n".join(
    path.read_text("utf-8")
    for path in (TESTS.parent / "theme").rglob("*")
    if path.suffix in (".js", ".html")
)

# What of a page runs, loads or leads away, read from the document as the browser has it.
LOOK = """() => {
  const LED = /^(href|src|srcset|srcdoc|action|formaction|data|poster|background|cite|ping|manifest|longdesc|.*:href)$/;
  const LIVE = /^(iframe|object|embed|applet|base|foreignobject|animate|set|portal|template|frame)$/i;
  const FREE = new Set(["http:", "https:", "mailto:"]);
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      const isPicture = /^(img|image)$/.test(element.localName) && /^data:image\\/(png|jpeg);base64,/.test(value);
      if (name.startsWith("on") || name === "style") found.push(`${element.localName} ${name}`);
      if (!LED.test(name.toLowerCase()) || isPicture) continue;
      const scheme = URL.canParse(value, document.baseURI) ? new URL(value, document.baseURI).protocol : "none";
      if (!FREE.has(scheme)) found.push(`${element.localName} ${name}=${value}`);
    }
    if (LIVE.test(element.localName)) found.push(element.localName);
  }
  const scripts = [...document.scripts].map(({ type, src, text }) => [type, src, src ? "" : text]);
  const loaded = [...document.querySelectorAll("link[rel~=stylesheet], meta[http-equiv]")].map((one) => one.outerHTML);
  return { found, scripts, loaded, pwned: window.__pwned ?? null, title: document.title };
}"""

# What an address of the hostile text does when it is followed, inside a frame so that the page stays.
FOLLOW = """async () => {
  const frame = document.createElement("iframe");
  frame.name = "probe";
  document.body.append(frame);
  const suspect = [...document.links].filter((link) => /script|data:|%0|%3C|onclick|pwned/i.test(link.getAttribute("href")));
  const own = suspect.filter((link) => link.origin === location.origin || !/^(https?|mailto):/.test(link.protocol));
  for (const link of own) {
    link.target = "probe";
    link.click();
  }
  if (own.length) await new Promise((resolve) => setTimeout(resolve, 50));
  frame.remove();
  return window.__pwned ?? null;
}"""


# What the watch must see, or it sees nothing.
CAUGHT = {
    "an element's handler": '<p onclick="1">',
    "a style": '<p style="color:red">',
    "an address that runs": '<a href="javascript:1">x</a>',
    "an address that was hidden": '<a href="java&#10;script:1">x</a>',
    "an address of data": '<a href="data:text/html,x">x</a>',
    "a form's address": '<form><button formaction="vbscript:1">x</button></form>',
    "an address in a drawing": '<svg><a xlink:href="javascript:1"><text>x</text></a></svg>',
    "a frame": "<iframe></iframe>",
    "a base": "<base>",
    "a drawing's picture": '<svg><image href="data:image/svg+xml,x"/></svg>',
}


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


class Watched:
    """A tab that writes down all that a page should not do."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on(
            "dialog",
            lambda dialog: (self.faults.append(f"dialog {dialog.message}"), dialog.dismiss())[0],
        )
        self.page.on("pageerror", lambda error: self.faults.append(f"error {error}"))
        self.page.on(
            "console",
            lambda message: (
                self.faults.append(f"console {message.text}") if "404" not in message.text else None
            ),
        )
        self.page.on("popup", lambda _: self.faults.append("popup"))
        self.page.on("download", lambda _: self.faults.append("download"))
        self.page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((origin, "data:image/"))
                else self.faults.append(request.url)
            ),
        )

    def open(self, address: str) -> dict[str, object]:
        self.page.goto(address)
        return self.page.evaluate(LOOK)  # type: ignore[no-any-return]  # Playwright types no result


def list_pages(site: Path) -> list[str]:
    """Every page but those that only lead to another."""
    return [
        path.relative_to(site).as_posix()
        for path in sorted(site.rglob("*.html"))
        if b'http-equiv="refresh"' not in path.read_bytes()
    ]


@pytest.mark.parametrize("markup", CAUGHT.values(), ids=CAUGHT.keys())
def test_the_watch_sees_what_is_live(context: BrowserContext, markup: str) -> None:
    page = context.new_page()
    page.set_content(markup)
    assert page.evaluate(LOOK)["found"] != []
    page.close()


def test_the_watch_sees_what_ran(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content(f"<script>{LIVE}</script>")
    assert page.evaluate(LOOK)["pwned"] == 1
    page.close()


@pytest.mark.parametrize("copy", COPIES)
def test_no_page_does_anything_that_its_text_asks_for(
    context: BrowserContext, hostile_origin: str, hostile_sites: Path, copy: str
) -> None:
    tab = Watched(context, hostile_origin)
    pages = list_pages(hostile_sites / copy)
    assert len(pages) > 10
    for path in pages:
        address = f"{hostile_origin}/{copy}/{quote(path)}"
        seen = tab.open(address)
        assert (path, seen["found"], seen["pwned"]) == (path, [], None)
        for type, source, text in seen["scripts"]:  # type: ignore[attr-defined]
            is_ours = (
                source.startswith(f"{hostile_origin}/{copy}/assets/js/")
                if source
                else type == "application/ld+json" or text.strip() in THEME
            )
            assert is_ours, (path, type, source, text[:80])
        assert tab.page.url == address
        if copy.endswith("-open"):
            assert (path, tab.page.evaluate(FOLLOW)) == (path, None)
    assert tab.faults == []
    tab.page.close()


@pytest.mark.parametrize("copy", ["text-open", "raw-open"])
def test_no_file_beside_the_pages_does_anything(
    context: BrowserContext, hostile_origin: str, hostile_sites: Path, copy: str
) -> None:
    tab = Watched(context, hostile_origin)
    files = [
        path
        for path in sorted((hostile_sites / copy).rglob("*"))
        if path.suffix in (".svg", ".xml")
    ]  # others run nothing
    assert {path.suffix for path in files} == {".svg", ".xml"}
    for path in files:
        tab.page.goto(
            f"{hostile_origin}/{copy}/{quote(path.relative_to(hostile_sites / copy).as_posix())}"
        )
        assert tab.page.evaluate("window.__pwned ?? null") is None
    assert [fault for fault in tab.faults if not fault.startswith("console")] == []
    tab.page.close()


def test_the_search_shows_what_it_finds_as_text(
    context: BrowserContext, hostile_origin: str
) -> None:
    tab = Watched(context, hostile_origin)
    for query in ("script", "onerror", "1337", "qbibtitle", "<img src=x onerror=top.__pwned=1>"):
        tab.page.goto(f"{hostile_origin}/text-open/search/?q={quote(query)}")
        tab.page.wait_for_function("document.querySelector('.search-count').textContent !== ''")
        seen = tab.page.evaluate(LOOK)
        assert (seen["found"], seen["pwned"], CANARY in tab.page.inner_text("main")) == (
            [],
            None,
            False,
        )
    assert tab.faults == []
    tab.page.close()


@pytest.mark.parametrize("copy", COPIES)
def test_the_research_room_shows_every_object_as_text(
    context: BrowserContext, hostile_origin: str, hostile_sites: Path, copy: str
) -> None:
    tab = Watched(context, hostile_origin)
    file = hostile_sites / copy / "hostile/texts/room.json"
    prompts = {
        entry["key"]: entry["prompt"] for entry in json.loads(file.read_text("utf-8"))["objects"]
    }
    tab.open(f"{hostile_origin}/{copy}/hostile/texts/?scale=javascript:{quote(LIVE)}")
    tab.page.locator(".room-ask").first.click()
    tab.page.locator("dialog[data-ready]").wait_for()
    assert len(prompts) > 6
    for key, prompt in prompts.items():
        tab.page.locator("dialog select").select_option(key)
        seen = tab.page.evaluate(LOOK)
        assert (key, seen["found"], seen["pwned"]) == (key, [], None)
        assert (tab.page.locator("dialog code").text_content() or "").startswith(prompt)
    assert tab.faults == []
    tab.page.close()
