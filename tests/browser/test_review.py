"""Reviews in a real browser: from a doubt about one sentence to its source and its review and back, what is stale, and a record to copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect

from builder.cli import main
from tests.browser.axe import find_violations
from tests.browser.keeping import expect_fits, open_settled
from tests.browser.kinds import SCHEMES
from tests.browser.server import serve
from tests.conftest import TESTS

PAGE = "statistics/monte-carlo-error"
SAID = [
    "--reviewer",
    "Emmy",
    "--kind",
    "person",
    "--read",
    "code and run",
    "--criterion",
    "the section says it",
    "--verdict",
    "supports",
]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the example with both claims reviewed, and the caveat of the first changed since."""
    root = tmp_path_factory.mktemp("reviewed") / "atlas"
    shutil.copytree(TESTS / "sites" / "example" / "in", root)
    for claim in ("rate", "variance-over-n"):
        assert (
            main(
                [
                    "--root",
                    str(root),
                    "review",
                    "record",
                    f"{PAGE}#{claim}",
                    *SAID,
                    "--date",
                    "2026-11-24",
                    "--yes",
                ]
            )
            == 0
        )
    _edit(root / "concepts" / PAGE / "concept.yaml", "five sample sizes", "six sample sizes")
    assert main(["--root", str(root), "build", "--output", str(root / "site")]) == 0
    with serve(root / "site") as address:
        yield address


def _edit(path: Path, before: str, after: str) -> None:
    assert before in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")


def test_from_a_sentence_to_locator_and_review_and_back_in_three_clicks(
    context: BrowserContext, reviewed: str, faults: list[str]
) -> None:
    page = open_settled(context, f"{reviewed}/{PAGE}/", faults)
    page.locator("#note-claim-variance-over-n").get_by_role("link", name="2 · reviewed").click()
    claim = page.locator("#claim-variance-over-n")
    expect(claim).to_be_in_viewport()
    expect(claim.locator("dd", has_text="Owen 2013, §2.1: supports")).to_be_visible()
    expect(claim.locator("#review-2026-11-24-2")).to_contain_text(
        "Emmy (person): supports; read: code and run"
    )
    claim.get_by_role("link", name="Owen 2013").click()
    page.wait_for_url("**/sources/owen2013monte/")
    grounded = page.locator(".source-claims > li")
    expect(grounded).to_contain_text("supports, §2.1")
    expect(grounded).to_contain_text("derives the mean squared error from the variance of a sum")
    expect(grounded).to_contain_text("2026-11-24, Emmy (person): supports")
    grounded.get_by_role("link", name="claim 2").click()
    page.wait_for_url(f"**/{PAGE}/#claim-variance-over-n")
    expect(claim).to_be_in_viewport()


def test_from_the_ledger_to_the_words_that_moved(
    context: BrowserContext, reviewed: str, faults: list[str]
) -> None:
    page = open_settled(context, f"{reviewed}/audit/?state=stale", faults)
    expect(page.get_by_role("status").first).to_have_text("1 of 2 claims")
    row = page.locator(".ledger-claim:visible")
    expect(row).to_contain_text("caveat has moved since 2026-11-24-1")
    expect(page.locator("#stale .changes")).to_have_text(
        "kind: synthetic\ncaveat: One distribution, fivesix sample sizes; the slope is a fit."
    )
    assert (page.locator("#stale del").inner_text(), page.locator("#stale ins").inner_text()) == (
        "five",
        "six",
    )
    row.get_by_role("link").click()
    claim = page.locator("#claim-rate")
    expect(claim).to_be_in_viewport()
    expect(claim.locator("ins")).to_have_text("six")
    claim.get_by_role("link", name="2026-11-24-1").click()
    expect(page.locator("#review-2026-11-24-1")).to_be_in_viewport()


def test_the_queue_and_the_files_are_found_from_the_head_of_the_audit(
    context: BrowserContext, reviewed: str, faults: list[str]
) -> None:
    page = open_settled(context, f"{reviewed}/audit/", faults)
    jumps = page.get_by_role("navigation", name="On this page")
    jumps.get_by_role("link", name="To review next (1)").click()
    expect(page.locator("#queue li")).to_contain_text("stale: caveat")
    for name in ("CSV", "JSON"):
        href = jumps.get_by_role("link", name=name).get_attribute("href")
        assert page.request.get(f"{reviewed}/audit/{href}").ok


def test_a_claim_offers_a_record_that_is_bound_to_it_as_it_stands(
    context: BrowserContext, reviewed: str, faults: list[str]
) -> None:
    page = open_settled(context, f"{reviewed}/{PAGE}/", faults)
    href = page.get_by_role("link", name="Review claim 1").get_attribute("href")
    record, _ = yaml.safe_load(page.request.get(f"{reviewed}/{PAGE}/{href}").text())
    evidence = page.request.get(f"{reviewed}/{PAGE}/evidence.json").json()
    now = {part["name"]: part["digest"] for part in evidence["claims"][0]["components"]}
    assert (record["claim"], record["before"], record["digests"]) == (
        "rate",
        evidence["last_review"],
        now,
    )
    assert record["criterion"] is record["verdict"] is record["reviewer"]["name"] is None
    audit = open_settled(context, f"{reviewed}/audit/", faults)
    audit.get_by_role("link", name="records to fill in").first.click()
    assert audit.url == f"{reviewed}/audit/{PAGE}.txt"


def test_a_page_says_how_much_of_it_was_reviewed(
    context: BrowserContext, reviewed: str, faults: list[str]
) -> None:
    page = open_settled(context, f"{reviewed}/{PAGE}/", faults)
    grounding = page.get_by_role("region", name="Grounding")
    expect(grounding).to_contain_text("Reviewed: 1 of 2 claims, last on")


def test_without_script_all_of_it_is_there(browser: Browser, reviewed: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{reviewed}/audit/")
    assert page.locator("h2").all_inner_texts() == [
        "To review next",
        "What went stale",
        "By domain",
        "By source",
    ]
    assert page.locator("#domains dd").inner_text() == "2 claims: 1 reviewed, 1 backed, 1 stale"
    page.goto(f"{reviewed}/{PAGE}/")
    expect(page.get_by_role("link", name="Review claim 1")).to_be_visible()
    context.close()


@pytest.mark.parametrize("path", ["audit/", f"{PAGE}/", "sources/owen2013monte/"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_and_nothing_overflows(
    browser: Browser, reviewed: str, path: str, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page: Page = context.new_page()
    page.goto(f"{reviewed}/{path}")
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert find_violations(page) == []
    expect_fits(page)
    context.close()
