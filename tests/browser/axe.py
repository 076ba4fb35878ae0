"""axe-core on a page that a test has brought where it wants it."""

from playwright.sync_api import Page

from tests.conftest import TESTS, need

AXE = TESTS / "node_modules/axe-core/axe.min.js"
RUN = """([part, options]) => axe.run(part || document, options)
  .then(result => result.violations.map(found => `${found.id}: ${found.nodes.map(node => node.target).join(" ")}`))"""


def find_violations(page: Page, part: str = "", options: object = None) -> list[str]:
    """Each rule that is broken in the part, or anywhere on the page, with what breaks it; `options` are those of `axe.run`."""
    need("axe-core", AXE.is_file())
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN, [part, options or {}])
    return found
