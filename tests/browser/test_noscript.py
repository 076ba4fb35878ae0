"""Every kind of page is whole without script: its text, and on a concept page all of its evidence."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.kinds import CONCEPTS, KINDS, Kind, at_widths

EXAMPLE = Kind("example", "concept", "statistics/monte-carlo-error/")

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_no_control_is_shown_that_needs_a_script(visit: Visit, kind: Kind) -> None:
    page = visit(kind, java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert (
        page.locator("button:visible, input:visible, select:visible, textarea:visible").count() == 0
    )


@pytest.mark.parametrize(("kind", "width"), at_widths([*CONCEPTS, EXAMPLE]))
def test_the_evidence_is_on_the_page_without_script(
    visit: Visit, folders: Mapping[str, Path], kind: Kind, width: int
) -> None:
    page = visit(kind, width=width, java_script_enabled=False)
    text = page.inner_text("main")
    record = json.loads((folders[kind.site] / kind.path / "evidence.json").read_text("utf-8"))
    measured = [check["measured"] for check in record["checks"]]
    assert measured
    assert [value for value in measured if value not in text] == []
    notes = page.locator(".section .note:visible")
    assert (
        notes.count()
        == page.locator(".section :not(.on-paper) > .note, .section > .note").count()
        > 0
    )
