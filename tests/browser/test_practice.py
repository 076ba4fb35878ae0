"""The page of all practice in a real browser: every question once, in reading order, leading to where it is asked."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from builder.cli import main
from tests.conftest import TESTS

LINKED = r"""  - id: with-link
    kind: derive
    prompt: 'What does {concept}`this page <numbers/halves>` say of $S_n$?'
    answer: Something.
"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("site", ["example", "small"])
def test_every_question_leads_to_where_it_is_asked(browser: Browser, served_sites: str, site: str, script: bool) -> None:
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{served_sites}/{site}/practice/")
    links = page.locator(".questions a").evaluate_all("links => links.map(link => [link.href, link.textContent.trim()])")
    kinds = page.locator(".questions .quiet").all_inner_texts()
    read = "all => all.map(one => [location.href.split('#')[0] + '#' + one.id, one.querySelector('.prose').textContent.trim()])"
    asked = []
    for address in dict.fromkeys(href.partition("#")[0] for href, _ in links):
        page.goto(address)
        asked += page.locator("#practice article").evaluate_all(read)
    context.close()
    assert len(links) == len(kinds) > 0
    assert links == asked


def test_the_bar_leads_to_the_page(browser: Browser, served_sites: str) -> None:
    page = browser.new_page()
    page.goto(f"{served_sites}/small/numbers/halves/")
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Practice").click()
    title, heading = page.title(), page.locator("h1").inner_text()
    page.close()
    assert (title.startswith("Practice"), heading) == (True, "Practice")


def change(tmp_path: Path, old: str, new: str) -> Path:
    """The site of `small` with its practice rewritten."""
    shutil.copytree(TESTS / "sites/small/in", tmp_path / "in")
    record = tmp_path / "in/concepts/numbers/halves/concept.yaml"
    text = record.read_text("utf-8")
    assert old in text
    record.write_text(text.partition(old)[0] + new, "utf-8")
    assert main(["--root", str(tmp_path / "in"), "build", "--output", str(tmp_path / "out")]) == 0
    return tmp_path / "out"


def test_a_site_without_questions_has_neither_page_nor_link(tmp_path: Path) -> None:
    out = change(tmp_path, "practice:\n", "")
    assert not (out / "practice").exists()
    assert "practice/" not in (out / "index.html").read_text("utf-8")


def test_a_question_that_holds_a_link_is_shown_by_its_words(tmp_path: Path) -> None:
    out = change(tmp_path, "practice:\n", f"practice:\n{LINKED}")
    html = (out / "practice/index.html").read_text("utf-8")
    links = re.findall(r'<a href="\.\./numbers/halves/#practice-with-link">(.*?)</a>', html, re.DOTALL)
    assert links == ["What does this page say of S_n?"]
