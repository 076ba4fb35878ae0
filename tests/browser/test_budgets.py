"""What the first load of a concept page costs, compressed as hosts send it, and how soon its first section begins."""

from collections.abc import Mapping

import pytest

from tests.browser.conftest import Visit
from tests.browser.kinds import CONCEPTS, Kind

KB = 1000
BUDGETS = {"html": 60 * KB, "css": 15 * KB, "js": 25 * KB, "woff2": 200 * KB, "maths": 60 * KB}
INTUITION_PX = 1000
LOADED = """() => document.fonts.ready.then(() => [
  ...performance.getEntriesByType("navigation").map(entry => ["html", entry.encodedBodySize]),
  ...performance.getEntriesByType("resource").map(entry => [entry.name, entry.encodedBodySize]),
])"""

pytestmark = pytest.mark.browser


def sum_sizes(entries: list[tuple[str, int]]) -> Mapping[str, int]:
    """Kind of file -> bytes sent; the slices of the maths font count as fonts and on their own."""
    kinds = [(name.rpartition(".")[2], size) for name, size in entries]
    slices = sum(size for name, size in entries if "/fonts/math" in name)
    return {kind: sum(size for own, size in kinds if own == kind) for kind in BUDGETS} | {
        "maths": slices
    }


@pytest.mark.parametrize("kind", CONCEPTS, ids=str)
def test_the_first_load_is_within_the_budgets_and_the_first_section_near_the_top(
    visit: Visit, kind: Kind
) -> None:
    page = visit(kind)
    page.wait_for_load_state("networkidle")
    sizes = sum_sizes(page.evaluate(LOADED))
    assert all(sizes.values())
    assert {name: size for name, size in sizes.items() if size > BUDGETS[name]} == {}
    assert (
        page.locator("#intuition").evaluate("title => title.getBoundingClientRect().top + scrollY")
        < INTUITION_PX
    )
