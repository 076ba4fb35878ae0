"""Every kind of page where the browser keeps nothing, refuses to be asked, or has kept what somebody else put there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.hostile.payloads import LIVE

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "hostile/",
    "hostile/texts/",
    "map/",
    "sources/",
    "sources/source1/",
    "audit/",
    "symbols/",
    "practice/",
    "search/",
    "method/",
    "404.html",
)

# Writes down which keys are asked for, before any script of the page runs.
LISTEN = """
window.__asked = new Set();
window.__written = new Set();
for (const name of ["getItem", "setItem", "removeItem"]) {
  const own = Storage.prototype[name];
  Storage.prototype[name] = function (key, ...rest) {
    window.__asked.add(key);
    if (name !== "getItem") window.__written.add(key);
    return own.call(this, key, ...rest);
  };
}
"""
SETTLE = """() => {
  const names = new Set([...document.querySelectorAll("*")].map((one) => one.localName).filter((name) => name.startsWith("plumb-")));
  return [...names].every((name) => customElements.get(name));
}"""
FULL = (
    "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
)
DENIED = """
for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { configurable: true, get() { throw new DOMException("denied", "SecurityError"); } });
"""
VALUES = (
    f"<img src=x onerror={LIVE}>",
    json.dumps(
        [f"javascript:{LIVE}", {"id": f"<script>{LIVE}</script>"}, None, -1, [], "hostile/texts"]
    ),
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "length": 1e9, "0": {}}',
    "[" * 20_000,
    "null",
    "\u202e\u0000\ud800 1e999 -0 NaN true",
    "x" * 400_000,
)
NEIGHBOUR = {
    "another-page": "<b>kept</b>",
    "plumbline:known:/elsewhere/": '["a/b"]',
    "plumbline:": "kept",
}
STATE = """() => ({
  pwned: window.__pwned ?? null, polluted: ({}).polluted ?? null, images: document.querySelectorAll("img[src=x]").length,
  kept: Object.fromEntries(Object.keys(localStorage).map((key) => [key, localStorage.getItem(key)])),
})"""


@dataclass(frozen=True)
class Keys:
    """What the pages keep: every key that one asks for as it opens or is used, and those that opening one writes."""

    asked: frozenset[str]
    written: frozenset[str]


@pytest.fixture(scope="module")
def keys(browser: Browser, hostile_origin: str) -> Keys:
    context = browser.new_context()
    context.add_init_script(LISTEN)
    page = context.new_page()
    asked: set[str] = set()
    written: set[str] = set()
    for path in list_pages(page, hostile_origin):
        settle(page, f"{hostile_origin}/{path}")
        written |= set(page.evaluate("[...window.__written]"))
        use(page)
        asked |= set(page.evaluate("[...window.__asked]"))
    context.close()
    return Keys(frozenset(asked), frozenset(written))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def list_pages(page: Page, origin: str) -> list[str]:
    """Return the pages of the hostile site, without its policy, that are there."""
    return [
        path
        for path in (f"text-open/{one}" for one in PAGES)
        if page.request.get(f"{origin}/{path}").ok
    ]


def settle(page: Page, address: str) -> None:
    """Open the page and waits until its components are there."""
    page.goto(address)
    page.wait_for_function(SETTLE)


def use(page: Page) -> None:
    """Presses the buttons that stand on the page, since what is kept is often read and written then."""
    page.evaluate("""async () => {
      for (const details of document.querySelectorAll("details")) details.open = true;
      for (const button of [...document.querySelectorAll("button")].slice(0, 12)) button.click();
      for (const box of [...document.querySelectorAll("input[type=checkbox]")].slice(0, 6)) box.click();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }""")


def watch(context: BrowserContext) -> tuple[Page, list[str]]:
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"error {error}"))
    page.on(
        "console", lambda message: faults.append(message.text) if message.type == "error" else None
    )
    page.on(
        "dialog", lambda dialog: (faults.append(f"dialog {dialog.message}"), dialog.dismiss())[0]
    )
    return page, faults


@pytest.mark.parametrize("trouble", [FULL, DENIED], ids=["full", "denied"])
def test_no_page_needs_what_the_browser_does_not_keep(
    context: BrowserContext, hostile_origin: str, trouble: str
) -> None:
    page, faults = watch(context)
    paths = list_pages(page, hostile_origin)
    context.add_init_script(trouble)
    for path in paths:
        settle(page, f"{hostile_origin}/{path}")
        use(page)
        assert (path, page.evaluate("document.querySelector('h1').innerText.length > 0")) == (
            path,
            True,
        )
    assert faults == []


@pytest.mark.parametrize("first", range(0, len(VALUES), 3))
def test_what_somebody_else_kept_does_nothing_and_stays(
    context: BrowserContext, hostile_origin: str, keys: Keys, first: int
) -> None:
    kept = NEIGHBOUR | {
        key: VALUES[(first + number) % len(VALUES)] for number, key in enumerate(sorted(keys.asked))
    }
    page, faults = watch(context)
    paths = list_pages(page, hostile_origin)
    page.goto(f"{hostile_origin}/text-open/404.html")
    page.evaluate(
        "(kept) => { for (const [key, value] of Object.entries(kept)) localStorage.setItem(key, value); }",
        kept,
    )
    before = page.evaluate(STATE)["kept"]
    unwritten = {key: value for key, value in before.items() if key not in keys.written}
    assert len(unwritten) > len(NEIGHBOUR)
    for path in paths:
        settle(page, f"{hostile_origin}/{path}")
        state = page.evaluate(STATE)
        assert (path, state["pwned"], state["polluted"], state["images"]) == (path, None, None, 0)
        assert {
            key: state["kept"].get(key) for key in before if key not in keys.written
        } == unwritten
    settle(page, f"{hostile_origin}/text-open/hostile/texts/")
    use(page)
    kept_after = page.evaluate(STATE)["kept"]
    assert {key: kept_after.get(key) for key in NEIGHBOUR} == NEIGHBOUR
    assert {key for key in kept_after if not key.startswith("plumbline:")} == {"another-page"}
    assert faults == []
