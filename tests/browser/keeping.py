"""What a browser keeps, refuses to keep, or has kept: for tests of the components that keep something."""

import json
from datetime import datetime

from playwright.sync_api import BrowserContext, Page, expect

DENIED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError'); }});"
FULL = (
    "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
)
UNKEPT = "This browser keeps nothing for this site: what you mark holds until you leave the page."
TODAY = datetime(2026, 3, 9, 15, 0)  # the reader's time

SETTLED = """() => [...document.querySelectorAll("*")].every(part => !part.localName.startsWith("plumb-") || part.matches(":defined"))"""


def open_settled(
    context: BrowserContext, address: str, faults: list[str], *, now: datetime = TODAY
) -> Page:
    """Return the page on that day, with its components and fonts ready; what goes wrong on it is added to `faults`."""
    page = context.new_page()
    page.clock.set_fixed_time(now)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(address)
    page.wait_for_function(SETTLED)
    page.evaluate("() => document.fonts.ready.then(() => true)")
    return page


def read_kept(page: Page, name: str) -> object:
    """Return what is kept under the name for the site at the root of its origin, as JSON."""
    text = page.evaluate("name => localStorage.getItem(name)", f"plumbline:{name}:/")
    return json.loads(text) if text else None


def put(page: Page, name: str, value: str) -> None:
    """Keep the text as if an earlier page had, and opens the page anew."""
    page.evaluate(
        "([name, value]) => localStorage.setItem(name, value)", [f"plumbline:{name}:/", value]
    )
    page.reload()
    page.wait_for_function(SETTLED)


def expect_fits(page: Page) -> None:
    """Nothing scrolls sideways in the narrowest window."""
    page.set_viewport_size({"width": 320, "height": 900})
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
