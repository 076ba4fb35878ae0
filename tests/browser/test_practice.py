"""The page of all practice in a real browser: every exercise whole, arranged by when it is due."""

import json
import re
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from builder.cli import main
from tests.browser.axe import find_violations
from tests.browser.keeping import DENIED, FULL, expect_fits, open_settled, put
from tests.browser.kinds import SCHEMES
from tests.conftest import TESTS
from tests.drill_atlas import EXERCISES, LIFT, PRESS

LINKED = r"""  - id: with-link
    kind: derive
    prompt: 'What does {concept}`this page <numbers/halves>` say of $S_n$?'
    answer: Something.
"""
READ = "all => all.map(one => [one.dataset.key, one.dataset.claim, ...[...one.querySelectorAll('h3, .prose')].map(part => part.textContent)])"
PARTS = """() => Object.fromEntries([...document.querySelectorAll(".practice > section:not([hidden])")].map(section =>
  [section.querySelector("h2").textContent, [...section.querySelectorAll("plumb-exercise")].map(one => one.dataset.key)]))"""

pytestmark = pytest.mark.browser


def record(day: str, **changes: object) -> dict[str, object]:
    return {"grade": "memory", "box": 1, "from": 0, "day": day, "claim": "", **changes}


def keep(page: Page, opened: list[str], **records: object) -> None:
    """Keep pages opened and records by the name of the exercise, and opens the page anew."""
    keys = {key.partition("#")[2].replace("-", "_"): key for key in EXERCISES}
    put(page, "opened", json.dumps(opened))
    put(page, "practice", json.dumps({keys[name]: one for name, one in records.items()}))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("site", ["example", "small"])
def test_every_exercise_stands_whole_here_and_leads_to_its_place_on_its_page(
    browser: Browser, served_sites: str, site: str, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{served_sites}/{site}/practice/")
    links = page.locator(".exercise-head a").evaluate_all("links => links.map(link => link.href)")
    here = page.locator("plumb-exercise").evaluate_all(READ)
    there, asked = [], []
    for address in dict.fromkeys(href.partition("#")[0] for href in links):
        page.goto(address)
        there += page.locator("#practice article").evaluate_all(
            "all => all.map(one => `${location.href.split('#')[0]}#${one.id}`)"
        )
        asked += page.locator("plumb-exercise").evaluate_all(READ)
    context.close()
    assert len(links) == len(here) > 0
    assert (links, here) == (there, asked)


def test_without_script_the_exercises_stand_by_concept_and_nothing_speaks_of_what_needs_one(
    browser: Browser, gym: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gym}/practice/")
    assert page.evaluate(PARTS) == {"Lift": list(EXERCISES[:3]), "Press": [EXERCISES[3]]}
    assert page.locator("h2:visible").all_inner_texts() == ["Lift", "Press"]
    assert page.locator("plumb-exercise").first.locator("summary:visible").count() == 4
    context.close()


def test_anchors_are_unique(gym: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{gym}/practice/")
    ids = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    page.close()
    assert len(ids) == len(set(ids)) > 4


def test_who_has_met_nothing_is_asked_nothing(
    context: BrowserContext, gym: str, faults: list[str]
) -> None:
    page = open_settled(context, f"{gym}/practice/", faults)
    assert page.evaluate(PARTS) == {"Not met yet": list(EXERCISES)}
    expect(page.locator(".practice-said")).to_have_text("0 due now, 0 later, 4 not met yet.")


def test_what_was_read_is_due_and_the_rest_is_not_met(
    context: BrowserContext, gym: str, faults: list[str]
) -> None:
    open_settled(context, f"{gym}/{PRESS}/", faults).close()
    page = open_settled(context, f"{gym}/practice/", faults)
    assert page.evaluate(PARTS) == {"Due now": [EXERCISES[3]], "Not met yet": list(EXERCISES[:3])}


def test_what_is_due_longest_comes_first_and_a_changed_claim_before_all(
    context: BrowserContext, gym: str, faults: list[str]
) -> None:
    page = open_settled(context, f"{gym}/practice/", faults)
    keep(
        page,
        [LIFT],
        sum=record("2026-03-05"),
        no_hint=record("2026-03-09", claim="0" * 12),
        bare=record("2026-02-01"),
    )
    assert page.evaluate(PARTS) == {"Due now": [EXERCISES[number] for number in (2, 3, 0, 1)]}
    expect(page.locator(".exercise-when")).to_have_text(
        ["Due: its claim has changed", "Due since 2026-02-04", "Due since 2026-03-08", ""]
    )


def test_what_is_later_says_its_day_and_stands_by_it(
    context: BrowserContext, gym: str, faults: list[str]
) -> None:
    page = open_settled(context, f"{gym}/practice/", faults)
    keep(page, [], sum=record("2026-03-09", box=2), bare=record("2026-03-09"))
    assert page.evaluate(PARTS) == {
        "Later": [EXERCISES[3], EXERCISES[0]],
        "Not met yet": [EXERCISES[1], EXERCISES[2]],
    }
    expect(page.locator(".exercise-when")).to_have_text(
        ["Again on 2026-03-12", "Again on 2026-03-16", "", ""]
    )
    expect(page.locator(".practice-said")).to_have_text(
        "0 due now, 2 later, 2 not met yet. The next is due on 2026-03-12."
    )
    next_day = open_settled(context, f"{gym}/practice/", faults, now=datetime(2026, 3, 13))
    assert list(next_day.evaluate(PARTS)) == ["Due now", "Later", "Not met yet"]


def test_one_can_practise_here_and_what_was_graded_stays_where_it_is(
    context: BrowserContext, gym: str, faults: list[str]
) -> None:
    page = open_settled(context, f"{gym}/practice/", faults)
    keep(page, [LIFT])
    exercise = page.locator("plumb-exercise").first
    exercise.get_by_text("Answer", exact=True).click()
    button = exercise.get_by_role("button", name="From memory")
    button.click()
    expect(button).to_be_focused()
    expect(page.locator(".practice-said")).to_have_text("2 due now, 1 later, 1 not met yet.")
    assert page.evaluate(PARTS)["Due now"] == list(EXERCISES[:3])
    page.reload()
    expect(page.locator(".practice h2:visible")).to_have_text(["Due now", "Later", "Not met yet"])
    assert page.evaluate(PARTS)["Later"] == [EXERCISES[0]]
    other = open_settled(context, f"{gym}/{LIFT}/", faults)
    expect(other.locator("plumb-exercise").first.locator(".exercise-when")).to_have_text(
        "Again on 2026-03-12"
    )


def test_what_another_tab_grades_is_arranged_anew(
    context: BrowserContext, gym: str, faults: list[str]
) -> None:
    page = open_settled(context, f"{gym}/practice/", faults)
    other = open_settled(context, f"{gym}/{PRESS}/", faults)
    expect(page.locator(".practice h2:visible")).to_have_text(["Due now", "Not met yet"])
    other.get_by_text("Answer", exact=True).click()
    other.get_by_role("button", name="Not yet").click()
    expect(page.locator(".practice h2:visible")).to_have_text(["Later", "Not met yet"])
    assert page.evaluate(PARTS)["Later"] == [EXERCISES[3]]


@pytest.mark.parametrize("trouble", [DENIED, FULL], ids=["denied", "full"])
def test_without_a_memory_all_is_there(
    context: BrowserContext, gym: str, faults: list[str], trouble: str
) -> None:
    context.add_init_script(trouble)
    page = open_settled(context, f"{gym}/practice/", faults)
    assert page.evaluate(PARTS) == {"Not met yet": list(EXERCISES)}


@pytest.mark.parametrize(
    "value",
    [
        "{",
        "null",
        "7",
        '{"gym/lift": 1}',
        '["gym/lift ", "__proto__", ["gym/lift"], null]',
        "[" * 100_000,
    ],
)
def test_hostile_storage_counts_as_nothing_opened(
    context: BrowserContext, gym: str, faults: list[str], value: str
) -> None:
    page = open_settled(context, f"{gym}/practice/", faults)
    put(page, "opened", value)
    assert list(page.evaluate(PARTS)) == ["Not met yet"]
    open_settled(context, f"{gym}/{LIFT}/", faults).close()
    assert page.evaluate("localStorage.getItem('plumbline:opened:/')") == '["gym/lift"]'


def test_where_the_scripts_do_not_come_the_exercises_are_seen_soon(
    context: BrowserContext, gym: str
) -> None:
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{gym}/practice/")
    expect(page.locator("plumb-exercise").first).to_be_visible()
    assert page.evaluate(PARTS) == {"Lift": list(EXERCISES[:3]), "Press": [EXERCISES[3]]}


def test_the_element_undoes_itself(context: BrowserContext, gym: str, faults: list[str]) -> None:
    page = open_settled(context, f"{gym}/practice/", faults)
    keep(page, [PRESS], sum=record("2026-03-09"))
    left = page.evaluate("""() => {
      const practice = document.querySelector("plumb-practice");
      practice.remove();
      return practice.innerHTML.replace(/\\s+/g, " ");
    }""")
    served = re.search(
        r'<plumb-practice class="practice">(.*?)</plumb-practice>',
        page.request.get(page.url).text(),
        re.DOTALL,
    )
    assert served
    bare = page.evaluate(
        "text => new DOMParser().parseFromString(text, 'text/html').body.innerHTML", served[1]
    )
    squeeze = re.compile(r"\s+")
    assert squeeze.sub("", left) == squeeze.sub("", bare)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_any_part_opened_and_nothing_is_too_wide(
    browser: Browser, gym: str, faults: list[str], scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 900})  # type: ignore[arg-type]
    page = open_settled(context, f"{gym}/practice/", faults)
    keep(
        page,
        [LIFT],
        sum=record("2026-03-01"),
        bare=record("2026-03-09"),
        no_hint=record("2026-03-09", claim="0" * 12),
    )
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    expect(page.get_by_role("button", name="Not yet")).to_have_count(4)
    found = find_violations(page, options={"rules": {"target-size": {"enabled": True}}})
    expect_fits(page)
    context.close()
    assert found == []


def test_the_bar_leads_to_the_page(browser: Browser, served_sites: str) -> None:
    page = browser.new_page()
    page.goto(f"{served_sites}/small/numbers/halves/")
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Practice").click()
    title, heading = page.title(), page.locator("h1").inner_text()
    page.close()
    assert (title.startswith("Practice"), heading) == (True, "Practice")


def change(tmp_path: Path, old: str, new: str) -> Path:
    """Return the site of `small` with its practice rewritten."""
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


def test_a_question_that_holds_a_link_is_shown_with_it(tmp_path: Path) -> None:
    out = change(tmp_path, "practice:\n", f"practice:\n{LINKED}")
    html = (
        (out / "practice/index.html")
        .read_text("utf-8")
        .partition('data-key="numbers/halves#with-link"')[2]
    )
    prompt = html.partition('<div class="prose">')[2].partition("</div>")[0]
    assert prompt.startswith(
        'What does <a class="concept" href="../numbers/halves/">this page</a> say of '
    )
    assert "<math" in prompt
